"""Vouchers of the treasury. Append-only: an error is reversed, not edited."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.models.line import CapitalLine
from disbursement.querysets import DisbursementQuerySet


class Disbursement(ScopedModel):
    """`amount_vnd` is positive as on the voucher (negative in a reversal); `spent_vnd` is what it adds.

    Disbursed = payments for completed volume + advances - refunds; settling an advance turns it into a
    payment and adds nothing. `advance` is the voucher that a settlement, or the refund of an advance, is about:
    `advance_vnd` is what the row adds to the advance still outstanding, which the trigger of the table keeps
    between nothing and the advance (migration 0004). A refund without one gives back a payment.

    What was paid for is told by the contract; without one by `works` or `project`, where there is one.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("thanh toán khối lượng hoàn thành")
        ADVANCE = "advance", _("tạm ứng")
        SETTLEMENT = "settlement", _("thu hồi tạm ứng (chuyển thành thanh toán)")
        REFUND = "refund", _("nộp trả")

    # What DisbursementQuerySet.outstanding adds.
    left_vnd: int

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Its index is that of line and day (disbursement_line_day): beside one of its own the planner takes the other.
    line = models.ForeignKey(CapitalLine, on_delete=models.PROTECT, related_name="disbursements", db_index=False)
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices, default=Kind.PAYMENT)
    amount_vnd = models.BigIntegerField(_("số tiền"))
    spent_vnd = models.GeneratedField(
        expression=Case(
            When(kind="settlement", then=Value(0)),
            When(kind="refund", then=-F("amount_vnd")),
            default=F("amount_vnd"),
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    advance = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="closings", verbose_name=_("chứng từ tạm ứng")
    )
    advance_vnd = models.GeneratedField(
        expression=Case(
            When(kind="advance", then=F("amount_vnd")),
            When(advance__isnull=False, then=-F("amount_vnd")),
            When(kind="settlement", then=-F("amount_vnd")),
            default=Value(0),
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    contract = models.ForeignKey(
        "disbursement.Contract",
        null=True,
        on_delete=models.PROTECT,
        related_name="vouchers",
        verbose_name=_("hợp đồng"),
    )
    works = models.ForeignKey(
        "programs.Works", null=True, on_delete=models.PROTECT, related_name="vouchers", verbose_name=_("công trình")
    )
    project = models.ForeignKey(
        "programs.LivelihoodProject",
        null=True,
        on_delete=models.PROTECT,
        related_name="vouchers",
        verbose_name=_("dự án sinh kế"),
    )
    voucher = models.CharField(_("số chứng từ"), max_length=60)
    value_date = models.DateField(_("ngày chứng từ"))
    treasury_ref = models.CharField(_("mã tham chiếu Kho bạc"), max_length=60, blank=True)
    note = models.CharField(_("nội dung"), max_length=300, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    # Entered after the line's deadline or into a closed period.
    is_correction = models.BooleanField(_("bút toán điều chỉnh"), default=False, db_default=False)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = DisbursementQuerySet.as_manager()

    class Meta:
        ordering = ["value_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, amount_vnd__gt=0) | Q(reverses__isnull=False, amount_vnd__lt=0),
                name="disbursement_sign",
            ),
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reason=""), name="disbursement_reversal_reason"),
            models.CheckConstraint(
                condition=Q(is_correction=False) | ~Q(reason=""), name="disbursement_correction_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind="settlement") | Q(advance__isnull=False) | Q(reverses__isnull=False),
                name="disbursement_settles_an_advance",
            ),
            models.CheckConstraint(
                condition=Q(advance=None) | Q(kind__in=["settlement", "refund"]), name="disbursement_closes_an_advance"
            ),
            models.CheckConstraint(
                condition=Q(contract=None, works=None) | Q(contract=None, project=None) | Q(works=None, project=None),
                name="disbursement_about_one",
            ),
            models.UniqueConstraint(
                fields=["line", "voucher", "kind"],
                condition=Q(reverses=None),
                name="disbursement_voucher_once",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "value_date"], name="disbursement_line_day"),
            models.Index(fields=["value_date", "id"], name="disbursement_day"),
            models.Index(fields=["treasury_ref"], condition=~Q(treasury_ref=""), name="disbursement_treasury_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount_vnd}"
