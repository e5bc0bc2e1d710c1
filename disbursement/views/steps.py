"""The amounts from which a voucher must be approved: those in force, setting one, ending one."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_pages import DecisionPage
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from disbursement.approval_forms import EndStepForm, StepForm
from disbursement.models import ApprovalStep
from disbursement.services import approval_steps


class StepList(TablePage):
    """Those that bind the reader's area: set by itself, or by one above it."""

    right_required = "disbursement.view"
    title = gettext_lazy("Mức phải duyệt")
    lead = gettext_lazy("Chứng từ thanh toán, tạm ứng từ mức này trở lên phải được duyệt trước khi vào sổ.")
    nav_section = "disbursement"
    tab = "disbursement:requests"
    empty_text = gettext_lazy("Chưa đặt mức nào: chứng từ vào sổ ngay khi ghi.")
    add_right = approval_steps.RIGHT
    add_label = gettext_lazy("Đặt mức phải duyệt")
    orderings: ClassVar[dict[str, Ordering]] = {"order": Ordering(("order", "id"))}

    def add_url(self) -> str:
        return reverse("disbursement:step_add")

    def get_queryset(self) -> QuerySet[ApprovalStep]:
        steps = ApprovalStep.objects.select_related("area", "role")
        return steps.visible_to(self.access) | steps.over(self.access.area.path)

    @cached_property
    def endable(self) -> set[int]:
        """The steps that the reader may end: of the own area, without an end so far."""
        if not self.access.can(approval_steps.RIGHT):
            return set()
        return set(ApprovalStep.objects.editable_by(self.access).filter(valid_to=None).values_list("pk", flat=True))

    def columns(self) -> list[Column]:
        return [
            Column(_("Bước duyệt")),
            Column(_("Thứ tự"), num=True),
            Column(_("Từ số tiền (đồng)"), num=True),
            Column(_("Vai trò")),
            Column(_("Địa bàn")),
            Column(_("Hiệu lực"), num=True),
        ]

    def row(self, record: ApprovalStep) -> Row:
        until = f" – {format_date(record.valid_to)}" if record.valid_to else ""
        url = reverse("disbursement:step_end", args=[record.pk]) if record.pk in self.endable else ""
        return Row(
            [
                Cell(record.name, url=url),
                Cell(str(record.order)),
                Cell(format_number(record.from_amount_vnd)),
                Cell(str(record.role) if record.role else _("người có quyền duyệt")),
                Cell(record.area.full_name),
                Cell(f"{format_date(record.valid_from)}{until}"),
            ]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [{"label": _("Chờ duyệt"), "url": reverse("disbursement:requests")}]
        return super().get_context_data(crumbs=crumbs, **kwargs)


class StepAdd(DecisionPage):
    right_required = approval_steps.RIGHT
    title = gettext_lazy("Đặt mức phải duyệt")
    nav_section = "disbursement"
    form_class = StepForm

    def get_initial(self) -> dict[str, Any]:
        return {"valid_from": timezone.localdate()}

    def save(self, form: Any) -> Model:
        return approval_steps.set_step(area=self.access.area, access=self.access, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("disbursement:steps")


class StepEnd(DecisionPage):
    """A step is not changed while it is in force: it ends, and another one begins."""

    right_required = approval_steps.RIGHT
    title = gettext_lazy("Ngừng mức phải duyệt")
    nav_section = "disbursement"
    form_class = EndStepForm

    @cached_property
    def step(self) -> ApprovalStep:
        return get_object_or_404(ApprovalStep.objects.editable_by(self.access), pk=self.kwargs["pk"])

    def why_not(self) -> str:
        return approval_steps.why_not_end(self.step)

    def save(self, form: Any) -> Model:
        return approval_steps.end_step(step=self.step, access=self.access, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("disbursement:steps")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = self.step
        lead = _("%(name)s: từ %(amount)s đồng, hiệu lực từ ngày %(day)s.") % {
            "name": step.name,
            "amount": format_number(step.from_amount_vnd),
            "day": format_date(step.valid_from),
        }
        return super().get_context_data(**kwargs) | {"lead": lead}
