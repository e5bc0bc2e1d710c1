"""The list of households."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.selection import selection
from core.exports import Column as ExportColumn
from core.formats import format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from households.filters import HouseholdFilter
from households.models import Assessment, Household
from households.preview import TONES
from households.rows import HouseholdRow, chunks, full_address, household_rows, unbroken

STATE_TONES = {
    Assessment.State.LISTED: "todo",
    Assessment.State.DRAFT: "warn",
    Assessment.State.LEFT: "todo",
}
EXPORT_CHUNK = 500


class HouseholdList(TablePage):
    """Households of the chosen place, fifty at a time, as filtered; exported without citizen numbers."""

    right_required = "households.view"
    nav_section = "households"
    title = gettext_lazy("Hộ gia đình")
    filterset_class = HouseholdFilter
    export_right = "households.export"
    export_name = "danh-sach-ho"
    personal = True
    add_right = "households.edit"
    add_label = gettext_lazy("Lập hồ sơ hộ")
    empty_text = gettext_lazy("Chưa có hộ nào ở địa bàn này.")
    orderings: ClassVar[dict[str, Ordering]] = {
        "name": Ordering(("head_name_sort", "id")),
        "name_desc": Ordering(("head_name_sort", "id"), descending=True),
    }

    def get_queryset(self) -> QuerySet[Any]:
        return Household.objects.visible_to(self.access).active().select_related("area__parent")

    def present(self, rows: list[Any]) -> list[Any]:
        chosen = selection(self.request)
        return household_rows(rows, on=chosen.as_of, year=chosen.year)

    def columns(self) -> list[Column]:
        return [
            Column(_("Chủ hộ"), asc="name", desc="name_desc"),
            Column(_("Mã hộ")),
            Column(_("Nơi ở")),
            Column(_("Nhân khẩu"), num=True),
            Column(_("Phân loại")),
            Column(_("Rà soát %(year)s") % {"year": selection(self.request).year}),
        ]

    def row(self, record: HouseholdRow) -> Row:
        household, review = record.household, record.assessment
        return Row(
            [
                Cell(household.head_name, url=reverse("households:detail", args=[household.pk])),
                Cell(unbroken(household.code)),
                Cell(full_address(household, selection(self.request).area)),
                Cell(format_number(record.persons)),
                Cell(record.class_label or "–", tag=TONES.get(record.current_class, "")),
                review_cell(review) if review else Cell("–"),
            ]
        )

    def add_url(self) -> str:
        return reverse("households:register")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        total, words = kwargs["total"], ngettext("%(n)s hộ", "%(n)s hộ", kwargs["total"])
        found = words % {"n": format_number(total)}
        if kwargs["total_is_more"]:
            found = _("Hơn %(n)s hộ") % {"n": format_number(total)}
        filtered = context["filter"].form.changed_data if context["filter"] else []
        place = selection(self.request).area.full_name
        text = _("%(found)s khớp với bộ lọc ở %(place)s") if filtered else _("%(found)s ở %(place)s")
        return context | {"heading": text % {"found": found, "place": place}}

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Mã hộ")),
            ExportColumn(_("Chủ hộ")),
            ExportColumn(_("Thôn, xã")),
            ExportColumn(_("Địa chỉ")),
            ExportColumn(_("Nhân khẩu"), "integer"),
            ExportColumn(_("Hộ dân tộc thiểu số")),
            ExportColumn(_("Phân loại")),
            ExportColumn(_("Rà soát")),
            ExportColumn(_("Kết quả rà soát")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterator[list[Any]]:
        chosen = selection(self.request)
        for chunk in chunks(queryset.iterator(chunk_size=EXPORT_CHUNK), EXPORT_CHUNK):
            for row in household_rows(chunk, on=chosen.as_of, year=chosen.year):
                yield _exported(row)


def _exported(row: HouseholdRow) -> list[Any]:
    household, review = row.household, row.assessment
    return [
        household.code,
        household.head_name,
        row.place,
        household.address,
        row.persons,
        _("có") if household.is_minority else "",
        str(row.class_label),
        review.get_state_display() if review else "",
        review.get_result_class_display() if review and review.result_class else "",
    ]


def review_cell(review: Assessment) -> Cell:
    """The result of a review, or how far it is."""
    if review.state in Assessment.COUNTED_STATES:
        waits = _("chờ xác nhận") if review.state == Assessment.State.SCORED else ""
        return Cell(review.get_result_class_display(), tag=TONES[review.result_class], note=waits)
    if review.returned_reason:
        return Cell(_("bị trả lại"), tag="late")
    return Cell(review.get_state_display(), tag=STATE_TONES[Assessment.State(review.state)])
