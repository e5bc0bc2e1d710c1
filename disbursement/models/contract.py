"""Contracts for works and livelihood projects: promised, accepted, disbursed, settled."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.models.line import CapitalLine
from disbursement.querysets import LedgerQuerySet


class Contract(ScopedModel):
    """One contractor's contract, about one works or one livelihood project.

    `line` is where it was promised first: vouchers of any line of the same holder and component may name it, for
    works are paid over several budget years. The four sums follow the append-only entries and vouchers (triggers
    of migration 0009), as those of a capital line do: a change of the contract is a row of its own, so that every
    sum can be shown for any day and proved.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(CapitalLine, on_delete=models.PROTECT, related_name="contracts")
    works = models.ForeignKey(
        "programs.Works",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contracts",
        verbose_name=_("công trình"),
    )
    project = models.ForeignKey(
        "programs.LivelihoodProject",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contracts",
        verbose_name=_("dự án sinh kế"),
    )
    number = models.CharField(_("số hợp đồng"), max_length=60)
    signed_on = models.DateField(_("ngày ký"))
    contractor = models.CharField(_("nhà thầu"), max_length=200)
    committed_vnd = models.BigIntegerField(_("giá trị hợp đồng"), default=0, editable=False)
    accepted_vnd = models.BigIntegerField(_("khối lượng nghiệm thu"), default=0, editable=False)
    disbursed_vnd = models.BigIntegerField(_("đã giải ngân"), default=0, editable=False)
    settled_vnd = models.BigIntegerField(_("đã quyết toán"), default=0, editable=False)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "number"], name="contract_once"),
            models.CheckConstraint(
                condition=Q(works__isnull=False, project=None) | Q(works=None, project__isnull=False),
                name="contract_about_one",
            ),
            models.CheckConstraint(condition=Q(disbursed_vnd__lte=F("committed_vnd")), name="contract_not_overpaid"),
            models.CheckConstraint(
                condition=Q(committed_vnd__gte=0, accepted_vnd__gte=0, disbursed_vnd__gte=0, settled_vnd__gte=0),
                name="contract_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ContractEntry(ScopedModel):
    """What changes one of a contract's sums. Append-only; `amount_vnd` below zero lowers the contract or reverses."""

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", _("giá trị hợp đồng, phụ lục")
        ACCEPTANCE = "acceptance", _("nghiệm thu khối lượng")
        SETTLEMENT = "settlement", _("quyết toán")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    amount_vnd = models.BigIntegerField(_("số tiền"))
    on = models.DateField(_("ngày"))
    document = models.CharField(_("số văn bản"), max_length=80, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0)
                | Q(amount_vnd__lt=0, kind="commitment")
                | Q(amount_vnd__lt=0, reverses__isnull=False),
                name="contract_entry_sign",
            ),
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reason=""), name="contract_entry_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_vnd}"


class GapNote(ScopedModel):
    """Why two of the four sums of a contract differ; the newest note counts, the older ones stay."""

    class Gap(models.TextChoices):
        ACCEPTANCE = "acceptance", _("chưa nghiệm thu")
        PAYMENT = "payment", _("nghiệm thu so với giải ngân")
        SETTLEMENT = "settlement", _("chưa quyết toán")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="notes")
    gap = models.CharField(_("chênh lệch"), max_length=10, choices=Gap.choices)
    text = models.CharField(_("nguyên nhân"), max_length=300)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text
