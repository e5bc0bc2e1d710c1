"""Which rules hold for a record on a day, and until when the money of a budget year is watched."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from areas.rules import lineage
from catalogs.models import ClosingDate
from catalogs.querysets import rule_among
from disbursement.models import CapitalLine, Movement
from reports.models import AlertRule

Rules = Sequence[AlertRule]


class RuleBook:
    """The rules in force on a day, read once; asked for any number of records."""

    def __init__(self, day: date) -> None:
        self._by_path: dict[str, dict[str, list[AlertRule]]] = defaultdict(lambda: defaultdict(list))
        for rule in AlertRule.objects.in_force(day).select_related("area", "capital_kind"):
            # What an area sets holds for the units merged into it as well.
            for path in (str(rule.scope_path), *rule.area.origin_paths):
                self._by_path[rule.kind][path].append(rule)

    def holding(self, kind: str, scope_path: str) -> Rules:
        """The rules of the province above the path, of the country where it has none of the kind; the gravest first."""
        by_path = self._by_path[kind]
        found = next((by_path[path] for path in reversed(lineage(scope_path)) if path in by_path), [])
        return sorted(found, key=lambda rule: (rule.severity, -rule.threshold, rule.pk))

    def least_threshold(self, kind: str) -> int | None:
        """The smallest threshold of all rules of the kind: what stays under it breaks none."""
        found = [rule.threshold for rules in self._by_path[kind].values() for rule in rules]
        return min(found, default=None)


@dataclass(frozen=True)
class Deadlines:
    """The last day on which money may be disbursed, as disbursement.services.periods.deadline_of, in two queries.

    `decided` are those of lines with carried-over money, as far as a decision says one.
    """

    rows: tuple[ClosingDate, ...]
    decided: Mapping[UUID, date]

    @classmethod
    def read(cls) -> "Deadlines":
        decided = Movement.objects.deciding_deadlines().values_list("line", "until")
        return cls(tuple(ClosingDate.objects.all()), dict(decided))

    def is_line_open(self, line: CapitalLine, day: date) -> bool:
        """Whether the money of the line may still be disbursed on that day without being a correction."""
        decided = self.decided.get(line.pk)
        if decided is not None:
            return day <= decided
        return self.is_open(line.kind_id, line.source_id, line.budget_year, day)

    def is_open(self, kind_id: int, source_id: int, budget_year: int, day: date) -> bool:
        """The same of money of the budget year itself, and of carried-over money of which no decision says more."""
        rule = rule_among(self.rows, kind_id, source_id, budget_year)
        assert rule is not None  # the general one is reference data
        return day <= rule.closes_on(budget_year)

    def years(self, day: date) -> Iterable[int]:
        """Every budget year up to that of the day of which some money may still be open."""
        longest = max((row.years_after for row in self.rows), default=0)
        return range(day.year - longest, day.year + 1)
