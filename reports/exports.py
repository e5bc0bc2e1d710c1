"""The reports as tables: for officers with Vietnamese heads, for REST clients with the names of the fields.

Rates are per cent with two decimals, half up, as on the pages and in JSON.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exports import Column
from core.rates import Rate
from households.measures import POVERTY
from households.models import Indicator
from reports.boards.poverty import PovertyBoard
from reports.figures.poverty import PovertySummary


@dataclass(frozen=True)
class Field:
    """A column: `name` for machines, `label` for people."""

    name: str
    label: str | Promise
    kind: str = "text"


POVERTY_LONG = (
    Field("group", gettext_lazy("Nhóm")),
    Field("code", gettext_lazy("Mã")),
    Field("name", gettext_lazy("Tên")),
    Field("numerator", gettext_lazy("Tử số"), "integer"),
    Field("denominator", gettext_lazy("Mẫu số"), "integer"),
    Field("percent", gettext_lazy("Tỷ lệ (%)"), "decimal"),
)
AREA_FIELDS = (
    Field("area", gettext_lazy("Mã đơn vị")),
    Field("name", gettext_lazy("Đơn vị")),
    Field("total_households", gettext_lazy("Tổng số hộ dân cư"), "integer"),
    Field("poor_households", gettext_lazy("Hộ nghèo"), "integer"),
    Field("poor_percent", gettext_lazy("Tỷ lệ hộ nghèo (%)"), "decimal"),
    Field("near_poor_households", gettext_lazy("Hộ cận nghèo"), "integer"),
    Field("near_poor_percent", gettext_lazy("Tỷ lệ hộ cận nghèo (%)"), "decimal"),
    Field("left_poverty", gettext_lazy("Thoát nghèo"), "integer"),
    Field("relapsed", gettext_lazy("Tái nghèo"), "integer"),
    Field("newly_poor", gettext_lazy("Phát sinh mới"), "integer"),
    Field("listed", gettext_lazy("Hộ trong danh sách rà soát"), "integer"),
    Field("scored", gettext_lazy("Hộ đã có kết quả"), "integer"),
)


def columns(fields: Iterable[Field], *, for_machines: bool = False) -> list[Column]:
    return [Column(field.name if for_machines else field.label, field.kind) for field in fields]


def in_words(rows: Iterable[list[Any]], groups: Mapping[str, str | Promise]) -> list[list[Any]]:
    """Rows that begin with their group and its code, for people: a group that is one row alone has no code."""
    return [[str(groups[row[0]]), "" if row[1] == row[0] else row[1], *row[2:]] for row in rows]


def percent(rate: Rate) -> Decimal | None:
    return None if rate.percent is None else Decimal(rate.percent)


def poverty_rows(board: PovertyBoard) -> list[list[Any]]:
    """Each unit below and the area itself, as the page lists them."""
    if board.summary is None:
        return []
    return [_area_row(found) for found in (*board.children, board.summary)]


def _area_row(found: PovertySummary) -> list[Any]:
    movements = found.movements or {}
    return [
        found.area.ref,
        found.area.full_name,
        found.total_households,
        found.counts["poor_households"],
        percent(found.poor_rate),
        found.counts["near_poor_households"],
        percent(found.near_poor_rate),
        found.left_poverty,
        movements.get("relapsed"),
        movements.get("newly_poor"),
        found.counts["listed_total"],
        found.counts["scored_total"],
    ]


OFFICIAL = ("poor_households", "near_poor_households")


def poverty_long_rows(board: PovertyBoard) -> list[list[Any]]:
    """Every figure of the report as one row with its rate; without a denominator it is a count alone."""
    found = board.summary
    if found is None:
        return []
    rows = [_rate("class", code, POVERTY.label(code), found.official_rate(code)) for code in OFFICIAL]
    rows.append(_rate("class", "multidimensional", _("Nghèo đa chiều"), found.multidimensional_rate))
    rows.append(_rate("review", "scored_total", POVERTY.label("scored_total"), found.progress))
    for code, count in (found.movements or {}).items():
        rows.append(_rate("movement", code, POVERTY.label(code), Rate(count, None)))
    return [*rows, *_measure_rows(board), *_child_rates(board)]


def _measure_rows(board: PovertyBoard) -> Iterator[list[Any]]:
    measures = board.mpi
    if measures is None:
        return
    yield _rate("mpi", "H", _("Tỷ lệ người nghèo đa chiều (H)"), measures.headcount)
    yield _rate("mpi", "A", _("Cường độ thiếu hụt (A)"), measures.intensity)
    yield _rate("mpi", "M0", _("Chỉ số nghèo đa chiều (M0)"), measures.adjusted)
    for row in measures.indicators:
        yield _indicator("uncensored", row.indicator, row.uncensored)
        yield _indicator("censored", row.indicator, row.censored)
        yield _indicator("contribution", row.indicator, row.contribution)
    for part in measures.dimensions:
        yield _rate("dimension", part.dimension.code, part.dimension.name, part.contribution)


def _indicator(group: str, indicator: Indicator, rate: Rate) -> list[Any]:
    return _rate(group, indicator.code, indicator.name, rate)


def _child_rates(board: PovertyBoard) -> Iterator[list[Any]]:
    for child in board.children:
        for code in OFFICIAL:
            yield _rate(f"area:{code}", child.area.ref, child.area.full_name, child.official_rate(code))


def _rate(group: str, code: str, name: str, rate: Rate) -> list[Any]:
    return [group, code, name, rate.numerator, rate.denominator, percent(rate)]
