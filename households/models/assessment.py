"""What a review found in a household, and the class that was recognised."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from households.models.household import Household
from households.models.review import ReviewRound
from households.models.standard import PovertyStandard, ResultClass, Zone
from households.querysets import AssessmentQuerySet, ClassificationQuerySet


class Assessment(ScopedModel):
    """One household in one round. `area` is the commune at the time and never changes; figures use it."""

    class State(models.TextChoices):
        LISTED = "listed", _("chưa rà soát")
        DRAFT = "draft", _("đang nhập")
        SCORED = "scored", _("chờ xác nhận")
        DECIDED = "decided", _("đã công nhận")
        # Not reviewed in this round, for a reason: the household keeps the class it has.
        LEFT = "left", _("để lại")

    COUNTED_STATES = (State.SCORED, State.DECIDED)
    WAITING_STATES = (State.LISTED, State.DRAFT)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="assessments")
    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="assessments")
    standard = models.ForeignKey(PovertyStandard, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    zone = models.CharField(max_length=5, choices=Zone.choices)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.LISTED)
    persons = models.PositiveSmallIntegerField(_("nhân khẩu"))
    is_minority = models.BooleanField(default=False)
    # Answers about the household by question code (AnswerOption, ScoreItem).
    answers = models.JSONField(default=dict)
    # The members' answers of this round, by member id; the members' rows take them over when scored, and
    # with name and birth they stay here, so that the result prints again as it was.
    member_facts = models.JSONField(default=dict)
    # Sections saved in this round; and what was typed that cannot be read yet: {section: {field: text}}.
    saved_sections = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    drafts = models.JSONField(default=dict)
    monthly_income_vnd = models.BigIntegerField(_("thu nhập bình quân đầu người một tháng"), null=True, blank=True)
    b1 = models.SmallIntegerField(_("điểm B1"), null=True)
    b2 = models.SmallIntegerField(_("điểm B2"), null=True)
    deprivation_mask = models.PositiveIntegerField(null=True)
    deprivation_count = models.PositiveSmallIntegerField(null=True)
    # {indicator code: {"deprived": bool, "reason": text}}: the officer's word against the derived one.
    overrides = models.JSONField(default=dict)
    result_class = models.CharField(_("kết quả"), max_length=20, choices=ResultClass.choices, blank=True)
    sub_type = models.CharField(max_length=30, blank=True)
    explanation = models.JSONField(default=dict)
    causes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    wishes = models.TextField(_("nguyện vọng"), blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    # Why it was sent back to the reviewer; empty again when scored.
    returned_reason = models.CharField(_("lý do trả lại"), max_length=500, blank=True)
    left_reason = models.CharField(_("lý do để lại"), max_length=500, blank=True, default="", db_default="")
    # Why it was opened again in a recognised round; empty again once the corrected figures are frozen.
    correction_reason = models.CharField(_("lý do đính chính"), max_length=500, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)
    # The open page that saved last: what it sends after its own autosave is no conflict.
    edit_token = models.CharField(max_length=32, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-round__year"]
        constraints = [
            models.UniqueConstraint(fields=["household", "round", "standard"], name="assessment_once_a_round"),
            models.CheckConstraint(
                condition=~Q(state__in=["scored", "decided"])
                | Q(deprivation_mask__isnull=False, deprivation_count__isnull=False) & ~Q(result_class=""),
                name="assessment_scored_has_result",
            ),
            models.CheckConstraint(condition=Q(persons__gte=1), name="assessment_persons"),
            models.CheckConstraint(
                condition=Q(state="left") & ~Q(left_reason="") | ~Q(state="left") & Q(left_reason=""),
                name="assessment_left_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "round", "state"], name="assessment_area_round"),
            models.Index(fields=["round"], name="assessment_corrected", condition=~Q(correction_reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.round_id}"

    @property
    def is_being_filled(self) -> bool:
        """Whether its answers may change: in a recognised round only while it is corrected."""
        return self.state in self.WAITING_STATES and (self.round.is_open or bool(self.correction_reason))


class Classification(ScopedModel):
    """The class of a household over a period: exit, relapse and newly poor are queries on these rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="classifications")
    standard = models.ForeignKey(PovertyStandard, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=PovertyStandard.Scope.choices, default="national")
    result_class = models.CharField(max_length=20, choices=ResultClass.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    decision = models.CharField(_("quyết định công nhận"), max_length=80, blank=True)
    round = models.ForeignKey(ReviewRound, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="classification_no_overlap",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]
        indexes = [
            models.Index(fields=["result_class", "household"], name="classification_now", condition=Q(valid_to=None))
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.result_class} {self.valid_from}"
