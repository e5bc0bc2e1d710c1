"""Signed movements of the plan, each by a decision. Append-only: an error is reversed, not edited."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.models.line import CapitalLine
from disbursement.querysets import MovementQuerySet


class Movement(ScopedModel):
    """`amount_vnd` is signed; the plan of a line on a day is the sum of its movements up to that day."""

    class Kind(models.TextChoices):
        ASSIGN = "assign", _("giao kế hoạch")
        SUPPLEMENT = "supplement", _("giao bổ sung")
        ALLOCATE = "allocate", _("phân bổ chi tiết")
        ADJUST = "adjust", _("điều chỉnh")
        TRANSFER = "transfer", _("điều chuyển")
        CARRY_OVER = "carry_over", _("kéo dài sang năm sau")
        RECALL = "recall", _("thu hồi, hủy dự toán")
        REVERSAL = "reversal", _("đảo bút toán")

    # Of a gain that is not written yet: the line whose money it is, and so whose deadline (services.deadlines).
    comes_from: UUID | None = None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(CapitalLine, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices)
    amount_vnd = models.BigIntegerField(_("số tiền"))
    decision = models.ForeignKey(
        "committees.OfficialDocument",
        null=True,
        on_delete=models.PROTECT,
        related_name="movements",
        verbose_name=_("quyết định"),
    )
    on = models.DateField(_("ngày hiệu lực"))
    # Until when carried-over money may be disbursed, where the decision that carried it over says so; kept by each
    # movement that gives this money to another line.
    until = models.DateField(_("giải ngân đến hết ngày"), null=True)
    # Both halves of a transfer or a carry-over carry the same pair; they add up to zero.
    pair = models.UUIDField(null=True, editable=False)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_vnd=0), name="movement_not_zero"),
            models.CheckConstraint(
                condition=~Q(kind__in=["assign", "supplement", "allocate"]) | Q(amount_vnd__gt=0),
                name="movement_gives",
            ),
            models.CheckConstraint(condition=~Q(kind="recall") | Q(amount_vnd__lt=0), name="movement_takes"),
            models.CheckConstraint(
                condition=~Q(kind__in=["transfer", "carry_over"]) | Q(pair__isnull=False),
                name="movement_pair",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) & ~Q(reason="")
                | ~Q(kind="reversal") & Q(reverses=None),
                name="movement_reversal",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal") | Q(decision__isnull=False), name="movement_has_decision"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(amount_vnd__gt=0, reverses=None), name="movement_until"),
        ]
        indexes = [models.Index(fields=["line", "on"], name="movement_line_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_vnd}"
