"""Sets of requests for explanation: which are open, overdue, behind what was promised."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.people import acting_agency_ids
from core.models.scoped import ScopedQuerySet


class ExplanationRequestQuerySet(ScopedQuerySet):
    def editable_by(self, access: Any) -> Self:
        """An officer who answers for some components only sees what the own agency was asked: the figures are of all
        the capital of a holder."""
        asked = super().editable_by(access)
        if getattr(access, "component_ids", None) is None:
            return asked
        return asked.filter(holder__in=acting_agency_ids(access))

    def open(self) -> Self:
        """Neither closed nor withdrawn: the holder is not asked again for the same year."""
        return self.filter(state__in=self.model.OPEN_STATES)

    def waiting(self) -> Self:
        """The holder has to answer, for the first time or again."""
        return self.filter(state__in=self.model.WAITING_STATES)

    def overdue(self, today: date) -> Self:
        return self.waiting().filter(due__lt=today)

    def with_names(self) -> Self:
        return self.select_related("holder", "area", "document", "asked_by", "decided_by", "accepted")

    def with_ledger(self, day: date) -> Self:
        """Annotates `plan_now` and `disbursed_now`: the holder's by the end of that day, counted as it was asked."""
        given = _plan(on__lte=day) - _given_on(on__lte=day)
        return self.annotate(
            plan_now=Case(
                When(denominator="detailed", then=_plan(on__lte=day, line__is_detailed=True)),
                default=given,
                output_field=BigIntegerField(),
            ),
            disbursed_now=disbursed_by(day),
        )

    def with_promise(self, today: date) -> Self:
        """Annotates the last promise of the followed schedule whose month has ended: how much, until when."""
        steps = apps.get_model("disbursement", "ScheduleStep")._default_manager.filter(
            explanation=OuterRef("accepted"), month_end__lt=today
        )
        last = steps.order_by("-month_end")
        return self.annotate(
            promised_vnd=Subquery(last.values("promised_vnd")[:1]),
            promised_until=Subquery(last.values("month_end")[:1]),
        )

    def with_progress(self, today: date) -> Self:
        """Annotates that promise and `disbursed_now`."""
        return self.with_promise(today).annotate(disbursed_now=disbursed_by(today))

    def behind(self, today: date) -> Self:
        """Followed ones that by now have not even disbursed what they promised for the last month end."""
        followed = self.filter(state=self.model.State.ACCEPTED).with_progress(today)
        return followed.filter(disbursed_now__lt=F("promised_vnd"))

    def kept_to_the_end(self, today: date) -> Self:
        """Followed ones whose last month has ended, with what was promised disbursed by then."""
        steps = apps.get_model("disbursement", "ScheduleStep")._default_manager.filter(
            explanation=OuterRef("accepted"), month_end__gte=today
        )
        ended = self.filter(~Exists(steps), state=self.model.State.ACCEPTED).with_promise(today)
        return ended.annotate(kept_vnd=disbursed_by(OuterRef("promised_until"))).filter(kept_vnd__gte=F("promised_vnd"))


class ScheduleStepQuerySet(ScopedQuerySet):
    def with_actual(self) -> Self:
        """Annotates `actual_vnd`: what the ledger says was disbursed by the end of the step's month."""
        return self.annotate(actual_vnd=disbursed_by(OuterRef("month_end"), "explanation__request__"))


def disbursed_by(day: Any, request: str = "") -> Coalesce:
    """What the holder had disbursed by the end of the day, a date or a reference to one, in whatever is asked about.

    `request` is the way from the outer row to the request: "explanation__request__" of a step.
    """
    rows = _counted("Disbursement", "line__", request).filter(value_date__lte=day)
    return _summed(rows, "line__holder", "spent_vnd")


def _plan(**when: Any) -> Coalesce:
    return _summed(_counted("Movement", "line__", "").filter(**when), "line__holder", "amount_vnd")


def _given_on(**when: Any) -> Coalesce:
    """What the holder's lines gave on to the lines below them: it stands there, and is no plan of the holder."""
    rows = _counted("Movement", "line__parent__", "").filter(**when)
    return _summed(rows, "line__parent__holder", "amount_vnd")


def _counted(model: str, line: str, request: str) -> Any:
    """Ledger rows of the request's holder and year: the sources that count in the rate, the tranches asked about."""
    rows = apps.get_model("disbursement", model)._default_manager.order_by()
    carries = ExpressionWrapper(OuterRef(f"{request}include_carry_over"), output_field=BooleanField())
    own_tranche = Q(**{f"{line}tranche_year": F(f"{line}budget_year")})
    wanted = {
        f"{line}holder": OuterRef(f"{request}holder"),
        f"{line}budget_year": OuterRef(f"{request}budget_year"),
        f"{line}horizon": "year",
        f"{line}source__counts_in_rate": True,
    }
    return rows.alias(carries=carries).filter(own_tranche | Q(carries=True), **wanted)


def _summed(rows: Any, holder: str, column: str) -> Coalesce:
    total = Subquery(rows.values(holder).annotate(total=Sum(column)).values("total"))
    return Coalesce(total, Value(0), output_field=BigIntegerField())
