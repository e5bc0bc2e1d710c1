"""How many alerts stand, by kind: what the board, the home pages and the list show above all else."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import scope_paths
from areas.models import Area
from core.tables import Cell, Column, Row, Table
from reports.links import Links
from reports.models import Alert, AlertKind, AlertRule

Severity = AlertRule.Severity
# Kind -> the page that shows what it counts, and how it is asked there.
BEHIND: dict[str, tuple[str, dict[str, str], str]] = {
    AlertKind.NOTHING_DISBURSED: ("reports:disbursement", {"loc": "chua-giai-ngan"}, "#don-vi"),
    AlertKind.BELOW_AVERAGE: ("reports:disbursement", {"loc": "duoi-binh-quan"}, "#don-vi"),
    AlertKind.ADVANCE_UNSETTLED: ("disbursement:advances", {}, ""),
    # The rule looks at capital carried over as well.
    AlertKind.UNALLOCATED_HELD: ("disbursement:unallocated", {"keo_dai": "1"}, ""),
}


@dataclass(frozen=True)
class AlertSummary:
    table: Table
    total: int
    url: str


def summary(links: Links) -> AlertSummary | None:
    """Of the area looked at, for today alone; None for who has not the right, and beside a year to come."""
    chosen, today = links.chosen, timezone.localdate()
    if not links.access.can("disbursement.view") or chosen.as_of != today or chosen.year > today.year:
        return None
    here = Alert.objects.visible_to(links.access).filter(scope_path__descendant_of=scope_paths(chosen.area))
    counts = here.standing().counts()
    rows = [_row(kind, counts, links) for kind in AlertKind if any((kind, level) in counts for level in Severity)]
    columns = [
        Column(_("Cảnh báo")),
        *(Column(str(level.label).capitalize(), num=True) for level in Severity),
        Column("", said=_("Số liệu")),
    ]
    table = Table(_("Cảnh báo giải ngân"), columns, rows, caption_hidden=True)
    return AlertSummary(table, sum(counts.values()), links.page("reports:alerts"))


def _row(kind: AlertKind, counts: Any, links: Links) -> Row:
    name, query, part = BEHIND[kind]
    if kind == AlertKind.BELOW_AVERAGE and links.chosen.area.level != Area.Level.PROVINCE:
        query = {}  # judged by the average of the province: elsewhere the board has another one
    late, warn = (counts.get((kind, level), 0) for level in (Severity.LATE, Severity.WARN))
    url = f"{links.page(name, **query)}{part}"
    return Row(
        [
            Cell(str(kind.label).capitalize(), url=links.page("reports:alerts", loai=kind.value)),
            Cell(str(late) if late else ""),
            Cell(str(warn) if warn else ""),
            Cell(_("Xem số liệu"), url=url),
        ],
        tone="late" if late else "",
    )
