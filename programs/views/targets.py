"""Targets of areas and years."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area
from areas.rules import lineage
from core.form_pages import CreatePage, UpdatePage
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from programs.filters import TargetFilter
from programs.forms import TargetForm
from programs.models import Target
from programs.services import save_target


class TargetList(TablePage):
    right_required = "programs.view"
    nav_section = "programs"
    title = gettext_lazy("Chỉ tiêu")
    empty_text = gettext_lazy("Chưa có chỉ tiêu nào.")
    filterset_class = TargetFilter
    add_right = "programs.edit"
    add_label = gettext_lazy("Thêm chỉ tiêu")
    orderings: ClassVar[dict[str, Ordering]] = {"year": Ordering(("year", "id"), descending=True)}

    def add_url(self) -> str:
        return reverse("programs:target_add")

    def get_queryset(self) -> QuerySet[Target]:
        return Target.objects.visible_to(self.access).select_related("area", "document")

    def columns(self) -> list[Column]:
        return [
            Column(_("Chỉ tiêu")),
            Column(_("Năm"), num=True),
            Column(_("Địa bàn")),
            Column(_("Giá trị giao"), num=True),
            Column(_("Văn bản giao")),
        ]

    def row(self, record: Target) -> Row:
        is_own = not set(self.access.paths).isdisjoint(lineage(record.scope_path))
        may_edit = is_own and self.access.can("programs.edit")
        url = reverse("programs:target", args=[record.pk]) if may_edit else ""
        return Row(
            [
                Cell(record.get_indicator_display(), url=url),
                Cell(str(record.year)),
                Cell(record.area.full_name, note=period_note(record.area)),
                Cell(format_number(record.value)),
                Cell(record.document.number if record.document else ""),
            ]
        )


def period_note(area: Area) -> str:
    """Which of two units of one name it is, before or after a merger."""
    if area.valid_to is None:
        return ""
    return _("đến %(day)s") % {"day": format_date(area.valid_to)}


class SavesTarget:
    right_required = "programs.edit"
    nav_section = "programs"
    title = gettext_lazy("Thêm chỉ tiêu")
    model = Target
    form_class = TargetForm
    access: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> Model:
        return save_target(target=form.save(commit=False))

    def get_success_url(self) -> str:
        return reverse("programs:targets")


class TargetAdd(SavesTarget, CreatePage):
    pass


class TargetEdit(SavesTarget, UpdatePage):
    title = gettext_lazy("Sửa chỉ tiêu")
