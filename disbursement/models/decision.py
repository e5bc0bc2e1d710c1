"""Decisions about capital: drafted, checked, signed; the ledger's movements are written when one is signed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.models.line import CapitalLine
from disbursement.models.movement import Movement
from disbursement.querysets import DecisionQuerySet, DraftEntryQuerySet


class CapitalDecision(ScopedModel):
    """What a decision of the document register does to capital.

    Once signed it and its rows stay as they are (migration 0005), and only another decision changes the plan.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("dự thảo")
        CHECKED = "checked", _("đã kiểm tra")
        SIGNED = "signed", _("đã ký")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.OneToOneField(
        "committees.OfficialDocument",
        on_delete=models.PROTECT,
        related_name="capital_decision",
        verbose_name=_("quyết định"),
    )
    on = models.DateField(_("ngày hiệu lực"))
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices, default=State.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", checked_at=None)
                | Q(state__in=["checked", "signed"], checked_at__isnull=False),
                name="capital_decision_checked",
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False) | ~Q(state="signed") & Q(signed_at=None),
                name="capital_decision_signed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document_id)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED


class DecisionHand(ScopedModel):
    """Who wrote, changed or took out a row of a decision, kept for as long as the decision is: whoever had a hand
    in it neither checks nor signs it, whatever became of the row (migration 0012)."""

    decision = models.ForeignKey(CapitalDecision, on_delete=models.CASCADE, related_name="hands")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "user"], name="decision_hand_once")]

    def __str__(self) -> str:
        return f"{self.decision_id}/{self.user_id}"


class DraftEntry(ScopedModel):
    """One row of a decision's annex.

    `line` is what the row is about: what gains by giving, supplementing or allocating, what loses by a recall, a
    transfer or a carry-over; the other half of these two is `counter_line`. The amount is positive as in the
    annex; only an adjustment may be negative.
    """

    class Act(models.TextChoices):
        ASSIGN = Movement.Kind.ASSIGN.value, _("giao kế hoạch")
        SUPPLEMENT = Movement.Kind.SUPPLEMENT.value, _("giao bổ sung")
        ALLOCATE = Movement.Kind.ALLOCATE.value, _("phân bổ chi tiết")
        ADJUST = Movement.Kind.ADJUST.value, _("điều chỉnh")
        TRANSFER = Movement.Kind.TRANSFER.value, _("điều chuyển")
        CARRY_OVER = Movement.Kind.CARRY_OVER.value, _("kéo dài sang năm sau")
        RECALL = Movement.Kind.RECALL.value, _("thu hồi, hủy dự toán")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(CapitalDecision, on_delete=models.CASCADE, related_name="entries")
    act = models.CharField(_("loại"), max_length=12, choices=Act.choices)
    line = models.ForeignKey(
        CapitalLine, on_delete=models.PROTECT, related_name="draft_entries", verbose_name=_("dòng vốn")
    )
    counter_line = models.ForeignKey(
        CapitalLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("dòng vốn nhận")
    )
    amount_vnd = models.BigIntegerField(_("số tiền"))
    # Of a carry-over: until when the money may be disbursed; empty means as all money of the year it goes to.
    until = models.DateField(_("giải ngân đến hết ngày"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DraftEntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0) | Q(act="adjust", amount_vnd__lt=0), name="draft_entry_amount"
            ),
            models.CheckConstraint(
                condition=Q(act__in=["transfer", "carry_over"], counter_line__isnull=False)
                | ~Q(act__in=["transfer", "carry_over"]) & Q(counter_line=None),
                name="draft_entry_counter_line",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(act="carry_over"), name="draft_entry_until"),
            models.UniqueConstraint(
                fields=["decision", "act", "line", "counter_line"], nulls_distinct=False, name="draft_entry_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.amount_vnd}"
