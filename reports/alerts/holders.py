"""Holders that have disbursed nothing or lag behind, read from the cube as the board reads it.

Counted is capital of the budget year itself (none carried over), of the sources in the rate, as given, of which the
deadline has not passed. The average is that of all holders of the province, sum over sum: the board's. A holder
whose plan is all for others (Amounts.is_for_others) can spend nothing and breaks no rule.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from accounts.models import Agency
from areas.models import Area
from disbursement.measures import CAPITAL
from disbursement.models import CapitalLine
from reports.alerts.finding import Finding
from reports.alerts.rulebook import Deadlines, RuleBook, Rules
from reports.figures.course import NOTHING, Amounts, added
from reports.figures.question import CapitalQuestion, question
from reports.figures.rows import in_rate
from reports.models import AlertKind, AlertRule

EVERY_KIND = None
# By kind of capital; EVERY_KIND for all of them together.
ByKind = dict[int | None, Amounts]


@dataclass(frozen=True)
class Holder:
    """What one holder has, and since which day without a break it has had a plan that it can spend itself."""

    agency: Agency
    amounts: ByKind
    since: Mapping[int | None, date]


@dataclass
class Province:
    """Its holders in a budget year as of a day, in two queries of the cube and one of agencies."""

    area: Area
    year: int
    day: date
    deadlines: Deadlines
    average: ByKind = field(default_factory=dict)

    def holders(self) -> list[Holder]:
        asked = question(self.area, self.year, self.day)
        amounts, since = self._amounts(asked), self._since(asked)
        agencies = Agency.objects.select_related("area").in_bulk(list(amounts))
        kinds = {kind for of_holder in amounts.values() for kind in of_holder}
        self.average = {kind: added(row.get(kind, NOTHING) for row in amounts.values()) for kind in kinds}
        return [Holder(agencies[pk], amounts[pk], since.get(pk, {})) for pk in sorted(amounts)]

    def _amounts(self, asked: CapitalQuestion) -> dict[int, ByKind]:
        parts: dict[int, dict[int | None, list[Amounts]]] = defaultdict(lambda: defaultdict(list))
        found = asked.counted(asked.holder_flows(), "holder_id", "kind_id", "source_id")
        for (holder, kind, source), amounts in found.items():
            if self.deadlines.is_open(kind, source, self.year, self.day):
                for counted in (kind, EVERY_KIND):
                    parts[holder][counted].append(amounts)
        return {pk: {kind: added(found) for kind, found in by_kind.items()} for pk, by_kind in parts.items()}

    def _since(self, asked: CapitalQuestion) -> dict[int, dict[int | None, date]]:
        """Money that is only to be given on does not start the clock, a plan that is recalled altogether by the end of
        a day stops it."""
        balance: dict[tuple[int, int | None], int] = defaultdict(int)
        since: dict[int, dict[int | None, date]] = defaultdict(dict)
        for (day, holder, counted), change in sorted(self._changes(asked).items(), key=lambda item: item[0][0]):
            if balance[holder, counted] <= 0:
                since[holder][counted] = day
            balance[holder, counted] += change
        return since

    def _changes(self, asked: CapitalQuestion) -> Mapping[tuple[date, int, int | None], int]:
        """By how much each plan that can be spent was changed on a day, in all."""
        flows = in_rate(asked.holder_days()).exclude(detailed_vnd=0)
        rows = flows.sums_by(CAPITAL, "day", "holder_id", "kind_id", "source_id")
        found: dict[tuple[date, int, int | None], int] = defaultdict(int)
        for (day, holder, kind, source), sums in rows.items():
            if self.deadlines.is_open(kind, source, self.year, self.day):
                for counted in (kind, EVERY_KIND):
                    found[day, holder, counted] += sums["detailed_vnd"]
        return found


def findings(book: RuleBook, deadlines: Deadlines, day: date) -> Iterator[Finding]:
    """Of every province that has capital in a year not over yet."""
    for year in deadlines.years(day):
        for area in provinces_with_capital(year, day):
            province = Province(area, year, day, deadlines)
            for holder in province.holders():
                yield from _of_holder(holder, province, book)


def provinces_with_capital(year: int, day: date) -> list[Area]:
    """The provinces of that day in which, or in whose older units, lines of the year stand."""
    lines = CapitalLine.objects.filter(budget_year=year, horizon=CapitalLine.Horizon.YEAR)
    places = set(lines.order_by().values_list("area__path", flat=True).distinct())
    tops = {".".join(path.split(".")[:2]) for path in places}
    provinces = Area.objects.at(day).of_level(Area.Level.PROVINCE).order_by("sort_key", "id")
    return [area for area in provinces if tops.intersection((area.path, *area.origin_paths))]


def _of_holder(holder: Holder, province: Province, book: RuleBook) -> Iterator[Finding]:
    """For each kind of alert and limit to a kind of capital the gravest rule that is broken."""
    path = str(holder.agency.area.path)
    for kind, figures_of in ((AlertKind.NOTHING_DISBURSED, _nothing), (AlertKind.BELOW_AVERAGE, _below)):
        told: set[int | None] = set()
        rules: Rules = book.holding(kind, path)
        for rule in rules:
            figures = figures_of(rule, holder, province)
            if figures and rule.capital_kind_id not in told:
                told.add(rule.capital_kind_id)
                yield Finding(rule, holder.agency.pk, province.year, path, figures)


def _nothing(rule: AlertRule, holder: Holder, province: Province) -> dict[str, Any]:
    """Nothing is disbursed (the sum is 0 or less) at the end of a day that lies `threshold` full months or more
    after the one on which the holder had its plan."""
    amounts = holder.amounts.get(rule.capital_kind_id, NOTHING)
    since = holder.since.get(rule.capital_kind_id)
    if since is None or not amounts.is_unspent or amounts.plan_vnd < (rule.least_vnd or 0):
        return {}
    if months_after(since, rule.threshold) > province.day:
        return {}
    return {"plan_vnd": amounts.plan_vnd, "disbursed_vnd": amounts.disbursed_vnd, "since": since.isoformat()}


def _below(rule: AlertRule, holder: Holder, province: Province) -> dict[str, Any]:
    """The rate lies `threshold` percentage points or more under the average, exactly and before any rounding."""
    amounts = holder.amounts.get(rule.capital_kind_id, NOTHING)
    average = province.average.get(rule.capital_kind_id, NOTHING)
    difference = amounts.rate.points_from(average.rate)
    if difference is None or amounts.is_for_others or amounts.plan_vnd < (rule.least_vnd or 0):
        return {}
    if difference > -Fraction(rule.threshold, 100):
        return {}
    return {
        "plan_vnd": amounts.plan_vnd,
        "disbursed_vnd": amounts.disbursed_vnd,
        "average_plan_vnd": average.plan_vnd,
        "average_disbursed_vnd": average.disbursed_vnd,
    }


def months_after(day: date, months: int) -> date:
    """The day on which so many full months have passed: 31/8 and one month is 30/9."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
