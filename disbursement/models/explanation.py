"""Requests for explanation to late holders, what they answer, and the schedule they promise."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from core.rates import Rate
from disbursement.explanation_querysets import ExplanationRequestQuerySet, ScheduleStepQuerySet


class ExplanationRequest(ScopedModel):
    """Why a holder is behind, asked for until a day. The figures are those of the day it was asked; they stay.

    `accepted` is the version of the explanation whose schedule is followed. A holder has one open request a year.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("chờ giải trình")
        ANSWERED = "answered", _("chờ xem xét")
        RETURNED = "returned", _("trả lại")
        ACCEPTED = "accepted", _("đang theo dõi")
        CLOSED = "closed", _("đã kết thúc")
        WITHDRAWN = "withdrawn", _("đã rút")

    class Denominator(models.TextChoices):
        GIVEN = "given", _("kế hoạch được giao")
        DETAILED = "detailed", _("kế hoạch đã phân bổ chi tiết")

    # The holder has to answer.
    WAITING_STATES = (State.ASKED, State.RETURNED)
    OPEN_STATES = (*WAITING_STATES, State.ANSWERED, State.ACCEPTED)

    # What ExplanationRequestQuerySet.with_ledger and with_promise add.
    plan_now: int
    disbursed_now: int
    promised_vnd: int | None
    promised_until: date | None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    holder = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    budget_year = models.PositiveSmallIntegerField(_("năm ngân sách"))
    as_of = models.DateField(_("số liệu đến ngày"))
    plan_vnd = models.BigIntegerField(_("kế hoạch"))
    disbursed_vnd = models.BigIntegerField(_("đã giải ngân"))
    # Of all holders that it was compared with.
    average_disbursed_vnd = models.BigIntegerField()
    average_plan_vnd = models.BigIntegerField()
    include_carry_over = models.BooleanField(_("tính cả vốn kéo dài"))
    denominator = models.CharField(_("mẫu số"), max_length=8, choices=Denominator.choices)
    question = models.TextField(_("nội dung yêu cầu giải trình"))
    due = models.DateField(_("hạn giải trình"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.ASKED)
    document = models.ForeignKey(
        "committees.OfficialDocument",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("văn bản yêu cầu"),
    )
    accepted = models.OneToOneField(
        "disbursement.Explanation", null=True, on_delete=models.PROTECT, related_name="accepted_for"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    # Who accepted, returned, closed or withdrew it last, and why.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("lý do"), blank=True)

    objects = ExplanationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "budget_year"],
                condition=Q(state__in=["asked", "returned", "answered", "accepted"]),
                name="explanation_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted__isnull=False), name="explanation_request_accepted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "closed", "withdrawn"]) | ~Q(reason=""),
                name="explanation_request_reason",
            ),
            models.CheckConstraint(condition=Q(plan_vnd__gt=0), name="explanation_request_plan"),
            models.CheckConstraint(condition=~Q(question=""), name="explanation_request_question"),
        ]
        indexes = [models.Index(fields=["state", "due"], name="explanation_due")]

    def __str__(self) -> str:
        return f"{self.holder_id}/{self.budget_year}"

    @property
    def rate(self) -> Rate:
        """Of the holder, on the day it was asked."""
        return Rate(self.disbursed_vnd, self.plan_vnd)

    @property
    def average(self) -> Rate:
        return Rate(self.average_disbursed_vnd, max(self.average_plan_vnd, 0))

    @property
    def waits_for_holder(self) -> bool:
        return self.state in self.WAITING_STATES

    @property
    def behind_vnd(self) -> int:
        """What is missing today of the last promise; of a request with its progress (with_progress)."""
        if self.state != self.State.ACCEPTED or self.promised_vnd is None:
            return 0
        return max(self.promised_vnd - self.disbursed_now, 0)

    def is_overdue(self, today: date) -> bool:
        return self.waits_for_holder and self.due < today


class Explanation(ScopedModel):
    """One version of the answer. Append-only: what was returned is answered by a new version."""

    request = models.ForeignKey(ExplanationRequest, on_delete=models.PROTECT, related_name="explanations")
    version = models.PositiveSmallIntegerField(_("lần"))
    cause = models.TextField(_("nguyên nhân chậm"))
    measures = models.TextField(_("biện pháp"))
    difficulties = models.TextField(_("khó khăn vượt thẩm quyền, kiến nghị"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["request", "version"]
        constraints = [
            models.UniqueConstraint(fields=["request", "version"], name="explanation_version_once"),
            models.CheckConstraint(condition=~Q(cause="") & ~Q(measures=""), name="explanation_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.version}"


class ScheduleStep(ScopedModel):
    """What a holder promises to have disbursed of the year, in all, by the end of a month. Append-only."""

    # What ScheduleStepQuerySet.with_actual adds.
    actual_vnd: int

    explanation = models.ForeignKey(Explanation, on_delete=models.PROTECT, related_name="steps")
    month_end = models.DateField(_("đến hết ngày"))
    promised_vnd = models.BigIntegerField(_("lũy kế cam kết"))

    objects = ScheduleStepQuerySet.as_manager()

    class Meta:
        ordering = ["explanation", "month_end"]
        constraints = [
            models.UniqueConstraint(fields=["explanation", "month_end"], name="schedule_step_once"),
            models.CheckConstraint(condition=Q(promised_vnd__gte=0), name="schedule_step_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.month_end} {self.promised_vnd}"

    def has_ended(self, today: date) -> bool:
        return self.month_end < today

    @property
    def missing_vnd(self) -> int:
        """What was missing at the end of the month; of a step with its actual (with_actual)."""
        return max(self.promised_vnd - self.actual_vnd, 0)
