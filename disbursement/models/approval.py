"""Steps of approval by amount, as data, and the vouchers that wait for them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.models.disbursement import Disbursement
from disbursement.models.line import CapitalLine
from disbursement.querysets import InheritedQuerySet, LedgerQuerySet


class ApprovalStep(ScopedModel):
    """From this amount on, a payment or an advance of the area's holders needs this approval.

    Whoever has the right to approve may give it; with `role`, only in a post of that role.
    """

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    name = models.CharField(_("bước duyệt"), max_length=120)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    from_amount_vnd = models.BigIntegerField(_("từ số tiền"))
    role = models.ForeignKey(
        "accounts.Role", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("vai trò")
    )
    valid_from = models.DateField(_("hiệu lực từ"))
    valid_to = models.DateField(_("hiệu lực đến"), null=True, blank=True)

    objects = InheritedQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(from_amount_vnd__gt=0), name="approval_step_amount"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="approval_step_period"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)

    def holds_for(self, scope_path: str) -> bool:
        """Whether the record of that path lies in the step's area, or in a unit merged into it."""
        above = (str(self.scope_path), *self.area.origin_paths)
        return any(f"{scope_path}.".startswith(f"{path}.") for path in above)


class VoucherRequest(ScopedModel):
    """A voucher as it was entered, kept until every step of its amount is approved; then `result` is in the ledger.

    Nothing is held back for it: the line may have been spent meanwhile, and the ledger says so then.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ duyệt")
        RECORDED = "recorded", _("đã ghi sổ")
        REFUSED = "refused", _("không duyệt")
        WITHDRAWN = "withdrawn", _("đã rút")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(CapitalLine, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(_("loại"), max_length=12, choices=Disbursement.Kind.choices)
    amount_vnd = models.BigIntegerField(_("số tiền"))
    voucher = models.CharField(_("số chứng từ"), max_length=60)
    value_date = models.DateField(_("ngày chứng từ"))
    treasury_ref = models.CharField(_("mã tham chiếu Kho bạc"), max_length=60, blank=True)
    same_ref = models.BooleanField(default=False)
    note = models.CharField(_("nội dung"), max_length=300, blank=True)
    reason = models.CharField(_("lý do điều chỉnh"), max_length=300, blank=True)
    contract = models.ForeignKey("disbursement.Contract", null=True, on_delete=models.PROTECT, related_name="+")
    works = models.ForeignKey("programs.Works", null=True, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("programs.LivelihoodProject", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING)
    result = models.OneToOneField(Disbursement, null=True, on_delete=models.PROTECT, related_name="request")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="recorded", result__isnull=False) | (~Q(state="recorded") & Q(result=None)),
                name="voucher_request_result",
            ),
            models.UniqueConstraint(
                fields=["line", "voucher", "kind"], condition=Q(state="waiting"), name="voucher_request_once"
            ),
        ]

    def __str__(self) -> str:
        return self.voucher


class Approval(ScopedModel):
    """What one person decided about one step of a request; without one, about the voucher itself. Append-only."""

    request = models.ForeignKey(VoucherRequest, on_delete=models.PROTECT, related_name="approvals")
    step = models.ForeignKey(ApprovalStep, null=True, on_delete=models.PROTECT, related_name="+")
    is_approved = models.BooleanField(_("đồng ý"))
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "step"], name="approval_once"),
            models.UniqueConstraint(fields=["request", "decided_by"], name="approval_by_different_people"),
            models.CheckConstraint(condition=Q(is_approved=True) | ~Q(reason=""), name="approval_refusal_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.is_approved}"
