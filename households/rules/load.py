"""Standards, option tables and score tables out of plain dicts: the data files or rows of the database.

The shapes are those of the files in households/data, whose "note" says what a field means.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from households.rules.answers import SOURCES
from households.rules.deprivation import RULES
from households.rules.errors import InvalidScoreTableError, InvalidStandardError
from households.rules.options import Option, Options
from households.rules.score_table import (
    Bands,
    Choice,
    PerUnit,
    ScoreBand,
    ScoreItem,
    ScoreOption,
    ScoreTable,
    Several,
)
from households.rules.standard import Dimension, Indicator, PointsRule, RuleRow, Standard

DATA = Path(__file__).resolve().parent.parent / "data"
Plain = Mapping[str, Any]


def read_data(name: str) -> Any:
    """A data file of households/data."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def shipped_standards() -> dict[str, Standard]:
    return {row["code"]: standard_from_dict(row) for row in read_data("standards.json")["standards"]}


def shipped_options() -> Options:
    return options_from_dict(read_data("answer_options.json")["lists"])


def shipped_score_tables() -> dict[tuple[str, str], ScoreTable]:
    """The illustration tables, by standard and zone."""
    tables = [score_table_from_dict(row) for row in read_data("score_table_demo.json")["tables"]]
    return {(table.standard, table.zone): table for table in tables}


def standard_from_dict(data: Plain) -> Standard:
    """One standard; InvalidStandardError when its rows or indicators cannot be worked with."""
    indicators = tuple(_indicator(row) for row in data["indicators"])
    return Standard(
        code=data["code"],
        name_vi=data["name_vi"],
        name_en=data.get("name_en", ""),
        effective_from=_day(data.get("effective_from")),
        effective_to=_day(data.get("effective_to")),
        legal_basis=tuple(data.get("legal_basis", ())),
        dimensions=tuple(_dimension(row) for row in data.get("dimensions", ())),
        indicators=indicators,
        rules=tuple(RuleRow(**_only(row, RuleRow)) for row in data["rules"]),
        points=tuple(PointsRule(**_only(row, PointsRule)) for row in data.get("points", ())),
        points_per_deprivation=data.get("points_per_deprivation", 10),
        mpi_weights=tuple(data.get("mpi_weights") or (1 for _indicator in indicators)),
        mpi_cutoff=Fraction(data["mpi_cutoff"]),
    )


def _indicator(row: Plain) -> Indicator:
    if row["rule"] not in RULES:
        message = _("Chỉ số %(code)s dùng quy tắc không có: “%(rule)s”.")
        raise InvalidStandardError(message % {"code": row["code"], "rule": row["rule"]})
    return Indicator(**_only(row, Indicator))


def _dimension(row: Plain) -> Dimension:
    return Dimension(**_only(row, Dimension))


def _only(row: Plain, shape: type) -> dict[str, Any]:
    """The fields that a dataclass knows: the files hold more (legal basis, notes) for other readers."""
    return {name: row[name] for name in shape.__dataclass_fields__ if name in row}  # type: ignore[attr-defined]


def _day(text: str | date | None) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text


def options_from_dict(lists: Iterable[Plain]) -> Options:
    return Options({row["code"]: {o["code"]: _option(o) for o in row["options"]} for row in lists})


def _option(row: Plain) -> Option:
    return Option(row["code"], row["name_vi"], row.get("name_en", ""), row.get("flags", {}))


def score_table_from_dict(data: Plain) -> ScoreTable:
    """One score table; InvalidScoreTableError when an item has a hole or names an unknown kind or source."""
    return ScoreTable(
        code=data["code"],
        standard=data["standard"],
        zone=data["zone"],
        name_vi=data.get("name_vi", ""),
        name_en=data.get("name_en", ""),
        official=data.get("official", False),
        items=tuple(_item(row) for row in data["items"]),
    )


def _item(row: Plain) -> ScoreItem:
    source = row.get("source", "")
    if row["kind"] not in QUESTIONS or (source and source not in SOURCES):
        message = _("Mục %(item)s của bảng điểm có loại hoặc nguồn không có.")
        raise InvalidScoreTableError(message % {"item": row["code"]})
    return ScoreItem(
        row["code"],
        row["name_vi"],
        QUESTIONS[row["kind"]](row),
        name_en=row.get("name_en", ""),
        unit=row.get("unit", ""),
        source=source,
    )


def _score_options(row: Plain) -> tuple[ScoreOption, ...]:
    return tuple(ScoreOption(**_only(option, ScoreOption)) for option in row["options"])


def _bands(row: Plain) -> Bands:
    """Bands listed by their start; each ends where the next begins."""
    listed = row["bands"]
    return Bands(tuple(_band(band, following) for band, following in zip_longest(listed, listed[1:])))


def _band(band: Plain, following: Plain | None) -> ScoreBand:
    return ScoreBand(
        Decimal(band["start"]),
        Decimal(following["start"]) if following else None,
        band["points"],
        band.get("name_vi", ""),
        band.get("name_en", ""),
    )


QUESTIONS: dict[str, Any] = {
    "choice": lambda row: Choice(_score_options(row)),
    "several": lambda row: Several(_score_options(row)),
    "bands": _bands,
    "per_unit": lambda row: PerUnit(row["points"], row["most"]),
}
