"""Sets of lines and ledger rows with the names officers use."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.models.scoped import HasPaths, ScopedQuerySet


def _sum_of(app: str, model: str, column: str, line: str = "line", **when: date) -> Coalesce:
    """Of a line's rows in that table (of its children's with line="line__parent"); asked for by name, because those
    models are built on this module."""
    rows = apps.get_model(app, model)._default_manager.filter(**{line: OuterRef("pk")}, **when).order_by()
    return Coalesce(
        Subquery(rows.values(line).annotate(total=Sum(column)).values("total")),
        Value(0),
        output_field=BigIntegerField(),
    )


class LineQuerySet(ScopedQuerySet):
    def editable_by(self, access: Any) -> Self:
        """By area, and by component for an officer who answers for some components only."""
        lines = super().editable_by(access)
        components = getattr(access, "component_ids", None)
        return lines if components is None else lines.filter(component_id__in=components)

    def with_dimensions(self) -> Self:
        """With all that names a line."""
        return self.select_related("holder", "component__programme", "kind", "source", "area")

    def open_for_vouchers(self) -> Self:
        """Lines of a yearly plan that reached the unit that spends them."""
        return self.filter(is_detailed=True, horizon="year")

    def with_money_left(self) -> Self:
        return self.filter(plan_vnd__gt=F("allocated_vnd") + F("spent_vnd"))

    def to_allocate_on(self, day: date) -> Self:
        """Lines that are given on to others and at the end of the day still held money that was not.

        Annotates `plan_on`, `allocated_on` and `unallocated_vnd`.
        """
        lines = self.filter(is_detailed=False).annotate(
            plan_on=_sum_of("disbursement", "Movement", "amount_vnd", on__lte=day),
            allocated_on=_sum_of("disbursement", "Movement", "amount_vnd", line="line__parent", on__lte=day),
        )
        return lines.annotate(unallocated_vnd=F("plan_on") - F("allocated_on")).filter(unallocated_vnd__gt=0)

    def with_sums_on(self, day: date) -> Self:
        """Annotates `plan_on` and `spent_on`: what the ledger says up to and including the day."""
        return self.annotate(
            plan_on=_sum_of("disbursement", "Movement", "amount_vnd", on__lte=day),
            spent_on=_sum_of("disbursement", "Disbursement", "spent_vnd", value_date__lte=day),
        )

    def of_year(self, budget_year: int) -> Self:
        return self.filter(budget_year=budget_year)


class InheritedQuerySet(ScopedQuerySet):
    """Rules that an area sets for itself, for everything below it and for the units merged into it."""

    def over(self, scope_path: str) -> Self:
        """Those that hold for a record of that path."""
        labels = str(scope_path).split(".")
        above = [".".join(labels[: depth + 1]) for depth in range(len(labels))]
        return self.filter(Q(scope_path__ancestor_of=scope_path) | Q(area__origin_paths__overlap=above))


class DecisionQuerySet(ScopedQuerySet):
    def with_papers(self) -> Self:
        """With the document that each one is, and the people who acted."""
        return self.select_related("document__kind", "drafted_by", "checked_by", "signed_by")


class DraftEntryQuerySet(ScopedQuerySet):
    def with_lines(self) -> Self:
        """With both lines and all that names them; what names many of them is one for all rows that have it, because
        an annex has thousands of rows, a hundred holders and tens of components."""
        both = ("line", "counter_line")
        names = ("holder", "area", "component__programme", "component__capital_kinds", "kind", "source")
        return self.select_related(*both).prefetch_related(*(f"{line}__{name}" for line in both for name in names))

    def editable_by(self, access: Any) -> Self:
        """An officer who answers for some components only sees and changes their rows."""
        rows = super().editable_by(access)
        components = getattr(access, "component_ids", None)
        return rows if components is None else rows.filter(line__component_id__in=components)


class LedgerQuerySet(ScopedQuerySet):
    """Rows of the ledger: movements and disbursements."""

    def editable_by(self, access: Any) -> Self:
        rows = super().editable_by(access)
        components = getattr(access, "component_ids", None)
        return rows if components is None else rows.filter(line__component_id__in=components)


class TreasuryStatementQuerySet(ScopedQuerySet):
    def with_sums(self, access: HasPaths) -> Self:
        """With how many rows of a statement the reader may see, their sum, and what of it counts as disbursed
        (Disbursement.spent_vnd)."""
        rows = apps.get_model("disbursement", "StatementRow")._default_manager.visible_to(access)
        own = rows.filter(statement=OuterRef("pk")).order_by().values("statement")
        signs = Case(When(kind="settlement", then=Value(0)), When(kind="refund", then=Value(-1)), default=Value(1))
        return self.annotate(
            row_count=Coalesce(Subquery(own.annotate(found=Count("pk")).values("found")), 0),
            total_vnd=Coalesce(
                Subquery(own.annotate(total=Sum("amount_vnd")).values("total")),
                Value(0),
                output_field=BigIntegerField(),
            ),
            spent_vnd=Coalesce(
                Subquery(own.annotate(total=Sum(F("amount_vnd") * signs)).values("total")),
                Value(0),
                output_field=BigIntegerField(),
            ),
        )


class MovementQuerySet(LedgerQuerySet):
    def held_by(self, lines: QuerySet[Any]) -> Self:
        """What these lines were given and what they gave on to the lines below them.

        Annotates `held_vnd`: what each changes of the money that the lines hold themselves, nothing where both ends
        are among them. So it adds up to their plan in the figures (decision 0013), over any set of lines.
        """
        ids = lines.order_by().values("pk")
        given = Case(When(line__in=ids, then=F("amount_vnd")), default=Value(0))
        passed_on = Case(When(line__parent__in=ids, then=F("amount_vnd")), default=Value(0))
        rows = self.filter(Q(line__in=ids) | Q(line__parent__in=ids))
        return rows.annotate(held_vnd=ExpressionWrapper(given - passed_on, output_field=BigIntegerField()))

    def with_lines(self) -> Self:
        names = ("holder", "component", "kind", "source")
        return self.select_related(*(f"line__{name}" for name in names))

    def deciding_deadlines(self) -> Self:
        """One for each line that holds carried-over money with a deadline of its own (`until`). All its gains that
        stand say the same one (services.deadlines); of an undetailed line, those whose money rests there."""
        said = self.standing_gains().filter(until__isnull=False)
        return said.order_by("line_id", "-on", "-id").distinct("line_id")

    def standing_gains(self) -> Self:
        return self.filter(amount_vnd__gt=0, reverses=None, reversed_by=None)

    def up_to(self, day: date) -> Self:
        return self.filter(on__lte=day)


class DisbursementQuerySet(LedgerQuerySet):
    def with_subjects(self) -> Self:
        """With the line and what was paid for, as lists of vouchers show them."""
        of_line = ("line__holder", "line__component", "line__kind")
        return self.select_related(*of_line, "contract__works", "contract__project", "works", "project")

    def up_to(self, day: date) -> Self:
        return self.filter(value_date__lte=day)

    def outstanding(self, day: date) -> Self:
        """Advances not wholly settled or given back by the end of the day, with what is left as `left_vnd`."""
        closings = self.model._default_manager.filter(advance=OuterRef("pk"), value_date__lte=day).order_by()
        closed = Subquery(closings.values("advance").annotate(total=Sum("advance_vnd")).values("total"))
        advances = self.filter(kind="advance", reverses=None, value_date__lte=day)
        standing = advances.exclude(reversed_by__value_date__lte=day)
        return standing.annotate(left_vnd=F("amount_vnd") + Coalesce(closed, 0)).filter(left_vnd__gt=0)

    def not_reversed(self) -> Self:
        return self.filter(reverses=None, reversed_by=None)
