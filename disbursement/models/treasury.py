"""Statements of the treasury (bảng kê, sổ phụ) beside the ledger: what stands in one and not in the other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.models.disbursement import Disbursement
from disbursement.models.line import CapitalLine
from disbursement.querysets import LedgerQuerySet, TreasuryStatementQuerySet


class TreasuryStatement(ScopedModel):
    """One statement, by its number; a file may hold several. The period says which vouchers it must hold."""

    # What TreasuryStatementQuerySet.with_sums adds, as far as its reader sees the rows.
    row_count: int
    total_vnd: int
    spent_vnd: int

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    number = models.CharField(_("số bảng kê"), max_length=60)
    period_from = models.DateField(_("từ ngày"))
    period_to = models.DateField(_("đến ngày"))
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)
    # Since rows were taken back it is no whole statement: it says nothing of vouchers that it does not hold.
    undone_at = models.DateTimeField(null=True)

    objects = TreasuryStatementQuerySet.as_manager()

    class Meta:
        ordering = ["-period_to", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "number"], name="treasury_statement_once"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="treasury_statement_period"),
        ]

    def __str__(self) -> str:
        return self.number


class StatementRow(ScopedModel):
    """A voucher as the treasury has it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    statement = models.ForeignKey(TreasuryStatement, on_delete=models.PROTECT, related_name="rows")
    line = models.ForeignKey(CapitalLine, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("loại"), max_length=12, choices=Disbursement.Kind.choices)
    voucher = models.CharField(_("số chứng từ"), max_length=60)
    value_date = models.DateField(_("ngày chứng từ"))
    amount_vnd = models.BigIntegerField(_("số tiền"))
    treasury_ref = models.CharField(_("mã tham chiếu Kho bạc"), max_length=60, blank=True)
    advance_voucher = models.CharField(_("số chứng từ tạm ứng"), max_length=60, blank=True)
    note = models.CharField(_("nội dung"), max_length=300, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["value_date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "line", "kind", "voucher"], name="statement_row_once"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="statement_row_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount_vnd}"


class Settlement(ScopedModel):
    """How somebody settled an item of the reconciliation: a row, a voucher, or the pair of both. Append-only.

    `result` is the voucher written for it. An acceptance holds for exactly this row and this voucher: when
    either finds another partner, the item is open again.
    """

    class Act(models.TextChoices):
        RECORD = "record", _("ghi chứng từ theo bảng kê")
        REENTER = "reenter", _("đảo và ghi lại theo bảng kê")
        REVERSE = "reverse", _("đảo chứng từ")
        ACCEPT = "accept", _("chấp nhận chênh lệch")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    statement = models.ForeignKey(TreasuryStatement, on_delete=models.PROTECT, related_name="settlements")
    row = models.ForeignKey(StatementRow, null=True, on_delete=models.PROTECT, related_name="settlements")
    voucher = models.ForeignKey(Disbursement, null=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(_("cách xử lý"), max_length=8, choices=Act.choices)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    result = models.ForeignKey(Disbursement, null=True, on_delete=models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(row__isnull=False) | Q(voucher__isnull=False), name="settlement_is_about_something"
            ),
            models.CheckConstraint(condition=Q(act="record") | ~Q(reason=""), name="settlement_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.row_id or self.voucher_id}"
