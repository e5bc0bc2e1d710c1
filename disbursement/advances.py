"""Advances that are not closed yet (dư tạm ứng), by age."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_date, format_number
from core.tables import Cell, Column, Row, Table
from disbursement.models import CapitalLine, Disbursement


@dataclass(frozen=True)
class Age:
    """From `first` to `last` days after the advance was paid, both included; no `last`: however long ago."""

    code: str
    label: str | Promise
    first: int
    last: int | None
    tone: str = ""

    def paid_between(self, day: date) -> dict[str, date]:
        """Which value dates are of this age on that day, as a lookup."""
        found = {"value_date__lte": day - timedelta(days=self.first)}
        return found if self.last is None else found | {"value_date__gte": day - timedelta(days=self.last)}

    def holds(self, days: int) -> bool:
        return days >= self.first and (self.last is None or days <= self.last)


AGES = (
    Age("30", gettext_lazy("đến 30 ngày"), 0, 30),
    Age("90", gettext_lazy("31–90 ngày"), 31, 90),
    Age("180", gettext_lazy("91–180 ngày"), 91, 180, "warn"),
    Age("lau", gettext_lazy("trên 180 ngày"), 181, None, "late"),
)


@dataclass(frozen=True)
class AgeSum:
    age: Age
    count: int
    left_vnd: int


def age_on(advance: Disbursement, day: date) -> Age:
    days = (day - advance.value_date).days
    return next(age for age in AGES if age.holds(days))


def by_age(advances: QuerySet[Disbursement], day: date) -> list[AgeSum]:
    """Every age with its sum, also the empty ones; `advances` as of that day (DisbursementQuerySet.outstanding)."""
    asked: dict[str, Any] = {}
    for age in AGES:
        of_age = Q(**age.paid_between(day))
        asked[f"n{age.code}"] = Count("pk", filter=of_age)
        asked[f"v{age.code}"] = Sum("left_vnd", filter=of_age, default=0)
    found = advances.order_by().aggregate(**asked)
    return [AgeSum(age, found[f"n{age.code}"], int(found[f"v{age.code}"])) for age in AGES]


def age_table(sums: Sequence[AgeSum]) -> Table:
    columns = [Column(_("Tuổi tạm ứng")), Column(_("Số chứng từ"), num=True), Column(_("Còn lại (đồng)"), num=True)]
    rows = [
        Row([Cell(item.age.label, tag=item.age.tone if item.count else ""), *_figures(item.count, item.left_vnd)])
        for item in sums
    ]
    total = [Cell(_("Cộng")), *_figures(sum(s.count for s in sums), sum(s.left_vnd for s in sums))]
    return Table(_("Dư tạm ứng theo thời gian"), columns, rows, total=total, caption_hidden=True)


def _figures(count: int, left_vnd: int) -> list[Cell]:
    return [Cell(format_number(count)), Cell(format_number(left_vnd))]


def advance_columns() -> list[Column]:
    return [
        Column(_("Chứng từ tạm ứng")),
        Column(_("Ngày"), num=True, asc="cu_nhat"),
        Column(_("Tuổi"), num=True),
        Column(_("Đơn vị")),
        Column(_("Nội dung")),
        Column(_("Đã tạm ứng (đồng)"), num=True),
        Column(_("Còn lại (đồng)"), num=True),
    ]


def advance_row(advance: Disbursement, day: date) -> Row:
    age = age_on(advance, day)
    days = _("%(days)s ngày") % {"days": format_number((day - advance.value_date).days)}
    return Row(
        [
            Cell(advance.voucher, url=reverse("disbursement:line", args=[advance.line_id])),
            Cell(format_date(advance.value_date)),
            Cell(days, tag=age.tone),
            Cell(advance.line.holder.name),
            Cell(advance.line.component.code, note=advance.line.budget_year),
            Cell(format_number(advance.amount_vnd)),
            Cell(format_number(advance.left_vnd)),
        ],
        tone=age.tone,
    )


def advances_of(line: CapitalLine) -> Table | None:
    """What of the line's advances is outstanding today; None when nothing is."""
    today = timezone.localdate()
    found: Iterable[Disbursement] = line.disbursements.outstanding(today).order_by("value_date", "id")
    rows = [advance_row(advance, today) for advance in found.select_related("line__holder", "line__component")]  # type: ignore[attr-defined]
    if not rows:
        return None
    kept = [0, 1, 2, 5, 6]  # the line's own holder and component stand on its page already
    columns = advance_columns()
    short = [Row([row.cells[place] for place in kept], tone=row.tone) for row in rows]
    plain = [Column(columns[place].label, num=columns[place].num) for place in kept]
    return Table(_("Tạm ứng chưa thu hồi"), plain, short, caption_hidden=True)
