"""The frozen versions of a year's figures, as the pages list them: when, by whom, why."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from areas.models import Area
from core.formats import format_datetime
from core.tables import Cell, Column, Row, Table
from reports.models import Snapshot


def frozen_versions(code: str, year: int, units: Iterable[Area]) -> QuerySet[Snapshot]:
    """The latest first."""
    rows = Snapshot.objects.filter(group_code=code, year=year, area__in=[unit.pk for unit in units])
    return rows.select_related("area", "actor")


def version_table(snapshots: Iterable[Snapshot]) -> Table:
    names = [_("Phiên bản"), _("Địa bàn"), _("Chốt lúc"), _("Người chốt"), _("Lý do")]
    return Table(
        caption=_("Các phiên bản số liệu đã chốt"),
        caption_hidden=True,
        columns=[Column(name) for name in names],
        rows=[
            Row(
                [
                    Cell(_("Phiên bản %(n)s") % {"n": snapshot.version}),
                    Cell(snapshot.area.full_name, note=f"({snapshot.area.edition})"),
                    Cell(format_datetime(snapshot.taken_at)),
                    Cell(str(snapshot.actor or "–")),
                    Cell(snapshot.reason),
                ]
            )
            for snapshot in snapshots
        ],
    )
