"""An envelope, the criteria it is divided by, and the alternatives that are set side by side."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs.models import Sourced
from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.allocation_querysets import AllocationPlanQuerySet
from disbursement.models.decision import CapitalDecision


class AllocationPlan(ScopedModel):
    """Who gets how much of one envelope (component x kind x source x budget year) among the communes of `area`.

    Scoped to `area`: what is only considered is not seen below it. Once an alternative is chosen nothing of the
    plan changes any more; `decision` is the drafted decision that came of it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("đang xây dựng")
        CHOSEN = "chosen", _("đã chọn phương án")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(_("tên phương án phân bổ"), max_length=250)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    component = models.ForeignKey(
        "catalogs.Component", on_delete=models.PROTECT, related_name="+", verbose_name=_("dự án, nội dung")
    )
    kind = models.ForeignKey(
        "catalogs.CapitalKind", on_delete=models.PROTECT, related_name="+", verbose_name=_("loại vốn")
    )
    source = models.ForeignKey(
        "catalogs.CapitalSource", on_delete=models.PROTECT, related_name="+", verbose_name=_("nguồn vốn")
    )
    budget_year = models.PositiveSmallIntegerField(_("năm ngân sách"))
    envelope_vnd = models.BigIntegerField(_("tổng vốn phân bổ"))
    # The reserve is an amount or a share of the envelope, whichever the province decides by.
    reserve_vnd = models.BigIntegerField(_("dự phòng (số tiền)"), null=True, blank=True)
    reserve_share = models.DecimalField(_("dự phòng (tỷ lệ)"), max_digits=5, decimal_places=4, null=True, blank=True)
    rounding_vnd = models.BigIntegerField(_("làm tròn đến"), default=1_000_000)
    figures_year = models.PositiveSmallIntegerField(_("năm rà soát lấy số liệu"))
    basis = models.TextField(_("căn cứ"))
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices, default=State.DRAFT)
    chosen = models.ForeignKey(
        "disbursement.Alternative", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(null=True)
    chosen_reason = models.TextField(_("lý do chọn"), blank=True)
    decision = models.OneToOneField(
        CapitalDecision, null=True, blank=True, on_delete=models.SET_NULL, related_name="allocation_plan"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AllocationPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-budget_year", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(envelope_vnd__gt=0, rounding_vnd__gt=0), name="allocation_plan_amounts"),
            models.CheckConstraint(
                condition=Q(reserve_vnd__gte=0, reserve_vnd__lte=models.F("envelope_vnd"), reserve_share=None)
                | Q(reserve_vnd=None, reserve_share__gte=0, reserve_share__lte=1),
                name="allocation_plan_reserve",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", chosen=None)
                | Q(state="chosen", chosen__isnull=False, chosen_at__isnull=False) & ~Q(chosen_reason=""),
                name="allocation_plan_chosen_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class Criterion(ScopedModel, Sourced):
    """One thing that counts. `measure` is a code of disbursement.criterion_sources; the coefficient is how many
    points one unit of it brings, and what a new alternative begins with."""

    plan = models.ForeignKey(AllocationPlan, on_delete=models.CASCADE, related_name="criteria")
    label = models.CharField(_("tiêu chí"), max_length=200)
    measure = models.CharField(_("số liệu"), max_length=60)
    coefficient = models.DecimalField(_("hệ số (điểm cho một đơn vị)"), max_digits=12, decimal_places=6)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "measure"], name="criterion_measure_once"),
            models.CheckConstraint(condition=Q(coefficient__gte=0), name="criterion_coefficient"),
        ]

    def __str__(self) -> str:
        return self.label


class Alternative(ScopedModel):
    """One way to divide the envelope: coefficients, floors, caps; its shares are what came of them."""

    plan = models.ForeignKey(AllocationPlan, on_delete=models.CASCADE, related_name="alternatives")
    name = models.CharField(_("tên phương án"), max_length=120)
    floor_vnd = models.BigIntegerField(_("mức sàn chung"), default=0)
    cap_vnd = models.BigIntegerField(_("mức trần chung"), null=True, blank=True)
    caps_at_need = models.BooleanField(_("không vượt nhu cầu đã tiếp nhận"), default=False)
    computed_at = models.DateTimeField(null=True)
    # What the amount to divide has beyond its last whole rounding unit, and who holds it.
    left_over_vnd = models.BigIntegerField(default=0)
    left_over_area = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="alternative_name_once"),
            models.CheckConstraint(
                condition=Q(floor_vnd__gte=0) & (Q(cap_vnd=None) | Q(cap_vnd__gte=models.F("floor_vnd"))),
                name="alternative_limits",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Coefficient(ScopedModel):
    """The weight of one criterion in one alternative."""

    alternative = models.ForeignKey(Alternative, on_delete=models.CASCADE, related_name="coefficients")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="coefficients")
    value = models.DecimalField(_("hệ số"), max_digits=12, decimal_places=6)

    class Meta:
        ordering = ["criterion__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alternative", "criterion"], name="coefficient_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="coefficient_value"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.value}"


class UnitLimit(ScopedModel):
    """A floor or cap for one unit, or its place outside the division by criteria (then it gets its floor); with why."""

    alternative = models.ForeignKey(Alternative, on_delete=models.CASCADE, related_name="limits")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    floor_vnd = models.BigIntegerField(_("mức sàn riêng"), null=True, blank=True)
    cap_vnd = models.BigIntegerField(_("mức trần riêng"), null=True, blank=True)
    left_out = models.BooleanField(_("không chia theo tiêu chí"), default=False)
    reason = models.CharField(_("lý do"), max_length=300)

    class Meta:
        ordering = ["area__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alternative", "area"], name="unit_limit_once"),
            models.CheckConstraint(
                condition=(Q(floor_vnd=None) | Q(floor_vnd__gte=0))
                & (Q(cap_vnd=None) | Q(cap_vnd__gte=0))
                & ~Q(reason=""),
                name="unit_limit_values",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}"


class AlternativeShare(ScopedModel):
    """What one unit got in one alternative, with everything it was worked out from, as it was that moment.

    `values`: by measure {value, unit, source, year, version, as_of, note}; a value that is not there is null and
    is never counted. `score` is null for a unit that lacks one. The last plan and the accepted need stand beside.
    """

    class Bound(models.TextChoices):
        FLOOR = "floor", _("mức sàn")
        CAP = "cap", _("mức trần")

    alternative = models.ForeignKey(Alternative, on_delete=models.CASCADE, related_name="shares")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    holder = models.ForeignKey("accounts.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    score = models.DecimalField(_("điểm"), max_digits=26, decimal_places=10, null=True)
    # The share before rounding, to the dong; what rounding added or took is share_vnd less this.
    exact_vnd = models.BigIntegerField()
    share_vnd = models.BigIntegerField(_("số vốn"))
    bound = models.CharField(max_length=5, choices=Bound.choices, blank=True)
    left_out = models.BooleanField(default=False)
    previous_vnd = models.BigIntegerField(_("kế hoạch năm trước"), null=True)
    need_vnd = models.BigIntegerField(_("nhu cầu đã tiếp nhận"), null=True)

    class Meta:
        ordering = ["area__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alternative", "area"], name="alternative_share_once"),
            models.CheckConstraint(condition=Q(share_vnd__gte=0), name="alternative_share_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.share_vnd}"

    @property
    def rounding_vnd(self) -> int:
        return self.share_vnd - self.exact_vnd
