"""H, A, M0 and their parts by Alkire and Foster, exactly, for any table of yes-or-no deprivations.

For persons i of weight w_i and indicators j of weight v_j (summing to 1), with cut-off k: i is poor when the
score c_i, the sum of v_j over what i lacks, is at least k. H is the poor's share of all weight, A the mean
score of the poor, M0 = H x A. The uncensored headcount of j is the share that lacks it, the censored one the
share that is poor and lacks it; j contributes v_j x censored / M0. (S. Alkire and J. Foster, Counting and
multidimensional poverty measurement, Journal of Public Economics 95, 2011.)

Nothing is rounded: identification is in whole numbers (reports.mpi), every measure is a Fraction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from reports.microdata import GroupKey, Plan, Tally, tally
from reports.mpi import Identification, MeasureError, Weight

Measured: TypeAlias = dict[str, Any]


def measure(
    rows: Iterable[Mapping[str, Any]],
    indicators: Sequence[str],
    weights: Sequence[Weight],
    cutoff: Weight,
    weight_column: str | None = None,
    by: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
) -> Measured:
    """Measures of rows given as mappings; shape and errors as `measure_table`."""
    plan = Plan(tuple(indicators), weight_column, tuple(by), where or {})
    header = list(dict.fromkeys(plan.columns))
    return measure_table(header, _cells(rows, header), plan, weights, cutoff)


def _cells(rows: Iterable[Mapping[str, Any]], header: Sequence[str]) -> Iterable[list[Any]]:
    for row in rows:
        try:
            yield [row[column] for column in header]
        except KeyError as error:
            raise MeasureError(_("Không có cột “%(column)s”.") % {"column": error.args[0]}) from None


def measure_table(
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    plan: Plan,
    weights: Sequence[Weight],
    cutoff: Weight,
) -> Measured:
    """Measures of a table by group: {"groups": [{by, n, H, A, M0, uncensored, censored, contribution}]}.

    Values are Fractions (`as_json` makes numbers of them). `n` is the sum of the weights, the number of rows
    where no column weighs them. A is None when nobody is poor, contributions are None with it, and H, M0 and
    headcounts are None in a group without weight. Rows with a missing indicator are left out; `dropped` says
    how many, in each group and in all. Raises MeasureError for what cannot be measured.
    """
    if not plan.indicators or len(set(plan.indicators)) != len(plan.indicators):
        raise MeasureError(_("Cần ít nhất một chỉ số, mỗi chỉ số một lần."))
    if len(weights) != len(plan.indicators):
        message = _("Có %(indicators)s chỉ số nhưng có %(weights)s quyền số.")
        raise MeasureError(message % {"indicators": len(plan.indicators), "weights": len(weights)})
    identification = Identification.of(weights, cutoff)
    groups = sorted(tally(header, rows, plan).items(), key=lambda group: _order(group[0]))
    return {
        "groups": [
            {"by": dict(zip(plan.by, key, strict=True)), **_measures(group, plan.indicators, identification)}
            for key, group in groups
        ],
        "dropped": sum(group.dropped for _key, group in groups),
    }


def _order(key: GroupKey) -> list[tuple[int, Fraction, str]]:
    """Groups by value: numbers as numbers, before texts."""
    return [(0, Fraction(value), "") if value.isdecimal() else (1, Fraction(0), value) for value in key]


@dataclass(frozen=True, slots=True)
class Sums:
    """The whole-number sums that every measure is a ratio of; they add up over groups and areas."""

    all: int
    poor: int
    score: int
    lacking: tuple[int, ...]
    poor_lacking: tuple[int, ...]


def sums_of(weights: Mapping[int, int], identification: Identification) -> Sums:
    """Sums over masks with their (whole) weights."""
    poor = {mask: weight for mask, weight in weights.items() if identification.is_poor(mask)}
    positions = range(len(identification.weights))
    return Sums(
        all=sum(weights.values()),
        poor=sum(poor.values()),
        score=sum(identification.score(mask) * weight for mask, weight in poor.items()),
        lacking=tuple(_lacking(weights, position) for position in positions),
        poor_lacking=tuple(_lacking(poor, position) for position in positions),
    )


def _lacking(weights: Mapping[int, int], position: int) -> int:
    return sum(weight for mask, weight in weights.items() if mask >> position & 1)


def _measures(group: Tally, names: Sequence[str], identification: Identification) -> Measured:
    scale = lcm(*(weight.denominator for weight in group.weights.values()))
    whole = {mask: int(weight * scale) for mask, weight in group.weights.items()}
    sums = sums_of(whole, identification)
    contributions = (
        _share(weight * lacking, sums.score)
        for weight, lacking in zip(identification.weights, sums.poor_lacking, strict=True)
    )
    return {
        "n": Fraction(sums.all, scale),
        "dropped": group.dropped,
        "H": _share(sums.poor, sums.all),
        "A": _share(sums.score, sums.poor * identification.total),
        "M0": _share(sums.score, sums.all * identification.total),
        "uncensored": _named(names, (_share(lacking, sums.all) for lacking in sums.lacking)),
        "censored": _named(names, (_share(lacking, sums.all) for lacking in sums.poor_lacking)),
        "contribution": _named(names, contributions),
    }


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _named(names: Sequence[str], values: Iterable[Fraction | None]) -> dict[str, Fraction | None]:
    return dict(zip(names, values, strict=True))


def as_json(value: Any) -> Any:
    """The same in numbers of JSON: a whole `n` stays whole, any other Fraction is the nearest double."""
    if isinstance(value, dict):
        return {name: _count(part) if name == "n" else as_json(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return float(value) if isinstance(value, Fraction) else value


def _count(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
