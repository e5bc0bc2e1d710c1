"""Sets of alerts and of their rules."""

from collections.abc import Mapping
from typing import Any, Self

from django.db.models import Count, F, Q

from catalogs.models import DatedQuerySet
from core.models.scoped import ScopedQuerySet
from disbursement.querysets import InheritedQuerySet


class AlertRuleQuerySet(InheritedQuerySet, DatedQuerySet):
    """Rules in force on a day, those of a province passed on to the units below it."""


class AlertQuerySet(ScopedQuerySet):
    def editable_by(self, access: Any) -> Self:
        """An officer who answers for some components only sees what is about a line of theirs: the rate of a
        holder is of all its components."""
        alerts = super().editable_by(access)
        components = getattr(access, "component_ids", None)
        if components is None:
            return alerts
        return alerts.filter(Q(line__component_id__in=components) | Q(advance__line__component_id__in=components))

    def standing(self) -> Self:
        return self.filter(cleared_on=None)

    def cleared(self) -> Self:
        return self.exclude(cleared_on=None)

    def with_subjects(self) -> Self:
        """With all that their sentences name."""
        lines = [f"{line}__{name}" for line in ("line", "advance__line") for name in ("component", "kind")]
        return self.select_related("rule__capital_kind", "holder", *lines)

    def with_severity(self) -> Self:
        """`severity` of the rule, whose codes sort the gravest first."""
        return self.annotate(severity=F("rule__severity"))

    def counts(self) -> Mapping[tuple[str, str], int]:
        """(kind, severity) -> how many."""
        rows = self.order_by().values_list("kind", "rule__severity").annotate(Count("pk"))
        return {(kind, severity): found for kind, severity, found in rows}
