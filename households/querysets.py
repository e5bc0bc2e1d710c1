"""Sets of households and of what is recorded about them, by their names in the field."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from core.models.scoped import ScopedQuerySet

NATIONAL = "national"
SMALL_SUBTREE = 300  # areas


class HouseholdQuerySet(ScopedQuerySet):
    def active(self) -> Self:
        return self.filter(state="active")

    def living_in(self, path: str) -> Self:
        """Households that live now at or below the area with this path."""
        return self.living_below([path])

    def living_below(self, paths: Iterable[str]) -> Self:
        """Households that live now at or below one of these paths.

        Of a small subtree the areas are named by id: under row-level security no index answers a person's own
        condition on a path (counting a commune among a million households took 400 ms, by id 80 ms).
        """
        wanted = list(paths)
        below = self.model._meta.get_field("area").related_model.objects.below_paths(wanted)
        ids = list(below.order_by().values_list("pk", flat=True)[: SMALL_SUBTREE + 1])
        if len(ids) > SMALL_SUBTREE:
            return self.filter(scope_path__descendant_of=wanted)
        return self.filter(area__in=ids)

    def with_current_class(self, on: date, scope: str = NATIONAL) -> Self:
        """Annotates `current_class`: the recognised class on that day, null where none was."""
        classes = self._classes().in_force(on).filter(household=OuterRef("pk"), scope=scope)
        return self.annotate(current_class=Subquery(classes.values("result_class")[:1]))

    def classed(self, result_class: str, on: date, scope: str = NATIONAL) -> Self:
        """Households whose recognised class on that day is this one."""
        classes = self._classes().in_force(on).filter(scope=scope, result_class=result_class)
        return self.filter(Exists(classes.filter(household=OuterRef("pk"))))

    def assessed(self, assessments: QuerySet[Any, Any]) -> Self:
        """Households that have one of these assessments."""
        return self.filter(Exists(assessments.filter(household=OuterRef("pk"))))

    def _classes(self) -> Any:
        from households.models import Classification  # the models are made with this class

        return Classification.objects.all()


class MemberQuerySet(ScopedQuerySet):
    def present(self) -> Self:
        """Members who have not left the household."""
        return self.filter(left_on=None)


class AssessmentQuerySet(ScopedQuerySet):
    def of_round(self, round_id: int) -> Self:
        return self.filter(round_id=round_id)

    def of_year(self, year: int) -> Self:
        """Of the yearly review; the monthly ones between two reviews are rounds of their own."""
        return self.filter(round__year=year, round__kind="periodic")

    def counted(self) -> Self:
        """With a result."""
        return self.filter(state__in=["scored", "decided"])

    def waiting(self) -> Self:
        """Still to be reviewed."""
        return self.filter(state__in=["listed", "draft"])

    def done_at(self, paths: Iterable[str]) -> Self:
        """Made where the household lived then: at or below one of these paths."""
        return self.filter(area__path__descendant_of=list(paths))

    def lacking(self, position: int) -> Self:
        """With the deprivation at this position of the standard."""
        masked = F("deprivation_mask").bitand(1 << position)
        return self.annotate(masked=masked).filter(masked__gt=0)

    def before(self, assessment: Any) -> Self:
        """Earlier results of the same household, the latest first."""
        earlier = Q(round__reference_date__lt=assessment.round.reference_date)
        return self.counted().filter(earlier, household=assessment.household_id).order_by("-round__reference_date")


class ClassificationQuerySet(ScopedQuerySet):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def national(self) -> Self:
        return self.filter(scope=NATIONAL)
