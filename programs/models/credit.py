"""Policy credit of the Bank for Social Policies: what it lent and collected, commune by commune."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from programs.querysets import CreditQuerySet


class CreditTurnover(ScopedModel):
    """Turnover of a commune on a day. Append-only, as contributions are; a loan comes back, so it is none of them.

    The outstanding debt of any day is the sum of `outstanding_vnd` up to it, over all years. `opening` is what the
    portal starts with, or what a unit takes over from another; `handed_over` what it gives away in a rearrangement:
    neither is lending or collecting. On no day may a commune owe less than nothing (migration 0005).
    """

    class Kind(models.TextChoices):
        LENT = "lent", _("cho vay")
        COLLECTED = "collected", _("thu nợ")
        OPENING = "opening", _("dư nợ đầu kỳ, nhận bàn giao")
        HANDED_OVER = "handed_over", _("dư nợ bàn giao đi")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("cơ quan ghi nhận")
    )
    programme = models.ForeignKey(
        "catalogs.Programme", on_delete=models.PROTECT, related_name="+", verbose_name=_("chương trình")
    )
    source = models.ForeignKey(
        "catalogs.CapitalSource", on_delete=models.PROTECT, related_name="+", verbose_name=_("nguồn")
    )
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices)
    amount_vnd = models.BigIntegerField(_("số tiền"))
    outstanding_vnd = models.GeneratedField(
        expression=Case(
            When(kind__in=["lent", "opening"], then=F("amount_vnd")),
            default=Value(0) - F("amount_vnd"),
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    # Households that took a loan in this turnover; one that borrows twice counts twice.
    households = models.IntegerField(_("số lượt hộ vay"), null=True)
    on = models.DateField(_("ngày"))
    year = models.PositiveSmallIntegerField(_("năm"))
    receipt = models.CharField(_("số báo cáo, chứng từ"), max_length=60, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(reverses=None, amount_vnd__gt=0) & (Q(households=None) | Q(households__gt=0)))
                | (Q(reverses__isnull=False, amount_vnd__lt=0) & (Q(households=None) | Q(households__lt=0))),
                name="credit_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind="lent", households__isnull=False) | (~Q(kind="lent") & Q(households=None)),
                name="credit_borrowers",
            ),
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reason=""), name="credit_reversal_reason"),
        ]
        indexes = [
            models.Index(fields=["area", "programme", "on"], name="credit_area_day"),
            models.Index(fields=["on", "id"], name="credit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_vnd}"
