"""The charts of the reports as specs (core.charts), all in per cent."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.rates import Rate, fixed_point
from households.models import PovertyStandard
from reports.boards.disbursement import DisbursementBoard
from reports.boards.poverty import YearRow
from reports.figures.published import SeriesPoint

Spec = dict[str, Any]


def percent_value(rate: Rate | None) -> str | None:
    return rate.percent if rate else None


def curve_chart(board: DisbursementBoard) -> Spec:
    """Disbursed over plan at the end of each month: this year, the year before, and where it is heading."""
    year, points = board.asked.budget_year, board.curve
    this = [point.this.rate if point.this else None for point in points]
    series: list[Spec] = [{"name": _("Năm %(year)s") % {"year": year}, "values": _percents(this), "tone": "good"}]
    if any(point.last for point in points):
        last = [point.last.rate if point.last else None for point in points]
        name = _("Năm %(year)s") % {"year": year - 1}
        series.append({"name": name, "values": _percents(last), "tone": "muted", "quiet": True})
    spec: Spec = {
        "kind": "line",
        "unit": "%",
        "places": 2,
        "max": 100,
        "head": _("Tháng"),
        "categories": [_month_label(point.month_end, year) for point in points],
        "series": series,
    }
    if board.target is not None:
        spec["reference"] = {"name": _("Mục tiêu"), "value": fixed_point(Fraction(board.target), 2)}
    return _with_forecast(spec, board, this)


def _with_forecast(spec: Spec, board: DisbursementBoard, this: Sequence[Rate | None]) -> Spec:
    """The forecast goes on from the last known point."""
    if not board.forecasts:
        return spec
    by_day = {found.until: found for found in board.forecasts}
    at = max(place for place, rate in enumerate(this) if rate)
    start = this[at]
    lines: dict[str, list[str | None]] = {"expected": [], "low": [], "high": []}
    for place, point in enumerate(board.curve):
        found = by_day.get(point.month_end) if place > at else None
        for name, values in lines.items():
            rate = start if place == at else getattr(found, name, None)
            values.append(percent_value(rate))
    spec["series"].append({"name": _("Dự báo"), "values": lines["expected"], "tone": "good", "dashed": True})
    spec["band"] = {"name": _("Dự báo"), "low": lines["low"], "high": lines["high"]}
    return spec


def _month_label(end: date, budget_year: int) -> str:
    label = _("T%(month)s") % {"month": end.month}
    return label if end.year == budget_year else f"{label}/{end.year}"


def _percents(rates: Iterable[Rate | None]) -> list[str | None]:
    return [percent_value(rate) for rate in rates]


def poverty_chart(rows: Sequence[YearRow]) -> Spec | None:
    """Poor and near-poor rates of the recognised reviews, one line per standard; None under two years."""
    known = [row for row in reversed(rows) if not row.review.is_running]
    if len(known) < 2:
        return None
    standards = list(dict.fromkeys(row.summary.standard for row in known))
    lines = (("poor_rate", _("Hộ nghèo"), "poor"), ("near_poor_rate", _("Hộ cận nghèo"), "near"))
    series = [
        {
            "name": name if len(standards) == 1 else f"{name}, {standard.name}",
            "values": [_rate_under(row, standard, code) for row in known],
            "tone": tone,
        }
        for standard in standards
        for code, name, tone in lines
    ]
    return {
        "kind": "line",
        "unit": "%",
        "places": 2,
        "head": _("Năm"),
        "categories": [str(row.review.year) for row in known],
        "series": series,
    }


def _rate_under(row: YearRow, standard: PovertyStandard, code: str) -> str | None:
    return percent_value(getattr(row.summary, code)) if row.summary.standard == standard else None


def series_chart(name: str, unit: str, points: Sequence[SeriesPoint]) -> Spec | None:
    """A published series, broken where the standard changes; None under two values."""
    if len(points) < 2:
        return None
    periods = list(dict.fromkeys(point.figure.standard_period for point in points))
    years = sorted({point.figure.year for point in points})
    tones = ("near", "muted", "brand")[-len(periods) :]
    series = []
    for place, period in enumerate(periods):
        values = {point.figure.year: point.figure.value for point in points if point.figure.standard_period == period}
        label = _("chuẩn %(period)s") % {"period": period.replace("-", "–")} if period else name
        series.append(
            {
                "name": label,
                "values": [None if year not in values else f"{values[year]:f}" for year in years],
                "tone": tones[min(place, len(tones) - 1)],
            }
        )
    places = 0 if all(point.figure.value == int(point.figure.value) for point in points) else 2
    return {
        "kind": "line",
        "unit": unit,
        "places": places,
        "head": _("Năm"),
        "categories": [str(year) for year in years],
        "series": series,
    }
