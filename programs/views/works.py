"""Works: the list, adding and editing. Their money stands on the pages of disbursement, above this app."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_pages import CreatePage, UpdatePage
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from programs.filters import WorksFilter
from programs.forms import WorksForm
from programs.models import Works
from programs.services import save_works

TONES = {Works.State.RUNNING: "warn", Works.State.FINISHED: "good", Works.State.SETTLED: "good"}


class WorksList(TablePage):
    right_required = "programs.view"
    nav_section = "programs"
    by_component = True
    title = gettext_lazy("Công trình")
    empty_text = gettext_lazy("Chưa có công trình nào.")
    filterset_class = WorksFilter
    add_right = "programs.edit"
    add_label = gettext_lazy("Thêm công trình")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("first_year", "id"), descending=True)}

    def add_url(self) -> str:
        return reverse("programs:works_add")

    def get_queryset(self) -> QuerySet[Works]:
        return Works.objects.visible_to(self.access).select_related("area", "investor", "component")

    def columns(self) -> list[Column]:
        return [
            Column(_("Công trình")),
            Column(_("Địa bàn")),
            Column(_("Chủ đầu tư")),
            Column(_("Nội dung")),
            Column(_("Thời gian"), desc="newest"),
            Column(_("Trạng thái")),
            Column("", said=_("Vốn của công trình")),
            Column("", said=_("Đóng góp, lồng ghép")),
        ]

    def row(self, record: Works) -> Row:
        url = reverse("programs:works_edit", args=[record.pk]) if self.access.can("programs.edit") else ""
        sees_money = self.access.can("disbursement.view")
        return Row(
            [
                Cell(record.name, url=url),
                Cell(record.area.full_name),
                Cell(record.investor.name),
                Cell(record.component.number),
                Cell(years_of(record)),
                Cell(record.get_state_display(), tag=TONES.get(Works.State(record.state), "todo")),
                Cell(_("Vốn"), url=reverse("disbursement:works_money", args=[record.pk])) if sees_money else Cell(""),
                Cell(_("Đóng góp"), url=given_for(record)),
            ]
        )


def years_of(works: Works) -> str:
    if works.first_year == works.last_year:
        return str(works.first_year)
    return f"{works.first_year}–{works.last_year}"


def given_for(works: Works) -> str:
    """What was given for it beside the budget, of every year."""
    return f"{reverse('programs:contributions')}?cong_trinh={works.pk}&moi_nam=on"


class SavesWorks:
    right_required = "programs.edit"
    nav_section = "programs"
    model = Works
    form_class = WorksForm
    access: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> Model:
        return save_works(works=form.save(commit=False))

    def get_success_url(self) -> str:
        return reverse("programs:works")


class WorksAdd(SavesWorks, CreatePage):
    title = gettext_lazy("Thêm công trình")


class WorksEdit(SavesWorks, UpdatePage):
    title = gettext_lazy("Sửa công trình")
