"""What decides a review, out of the database: the standard, its score tables, the meaning of the answers."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

from django.db.models import Prefetch

from households.models import AnswerOption, PovertyStandard
from households.models import Indicator as IndicatorRow
from households.models import ScoreItem as ScoreItemRow
from households.models import ScoreTable as ScoreTableRow
from households.rules.options import Option, Options
from households.rules.rows import PointsRule, RuleRow, Zone
from households.rules.score_table import (
    Bands,
    Choice,
    PerUnit,
    Question,
    ScoreBand,
    ScoreItem,
    ScoreOption,
    ScoreTable,
    Several,
)
from households.rules.standard import Dimension, Indicator, Standard


@dataclass(frozen=True)
class Rulebook:
    """The standard of a round with all that hangs on it; made once for many households."""

    row: PovertyStandard
    standard: Standard
    options: Options
    tables: dict[str, ScoreTable]
    item_rows: dict[str, list[ScoreItemRow]]

    def table(self, zone: Zone) -> ScoreTable | None:
        """The score table of a zone; None where the standard has no points or no table is known."""
        return self.tables.get(zone) if self.standard.points else None

    @cached_property
    def indicator_rows(self) -> list[IndicatorRow]:
        return list(self.row.indicators.all())

    @property
    def indicator_names(self) -> dict[str, str]:
        return {row.code: row.name for row in self.indicator_rows}


def load_rulebook(standard_id: int) -> Rulebook:
    tables = ScoreTableRow.objects.prefetch_related("items__options")
    standards = PovertyStandard.objects.prefetch_related(
        "dimensions",
        "indicators__dimension",
        "rule_rows",
        "points_rows",
        Prefetch("score_tables", queryset=tables),
    )
    row = standards.get(pk=standard_id)
    return Rulebook(
        row=row,
        standard=standard_of(row),
        options=load_options(),
        tables={table.zone: _table(table, row) for table in row.score_tables.all()},
        item_rows={table.zone: list(table.items.all()) for table in row.score_tables.all()},
    )


def load_options() -> Options:
    lists: dict[str, dict[str, Option]] = {}
    for row in AnswerOption.objects.all():
        lists.setdefault(row.question, {})[row.code] = Option(row.code, row.name_vi, row.name_en, row.flags)
    return Options(lists)


def standard_of(row: PovertyStandard) -> Standard:
    indicators = list(row.indicators.all())
    weights = tuple(indicator.weight for indicator in indicators)
    return Standard(
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en,
        indicators=tuple(_indicator(indicator) for indicator in indicators),
        rules=tuple(RuleRow(**_plain(r, RuleRow)) for r in row.rule_rows.all()),
        points=tuple(PointsRule(**_plain(r, PointsRule)) for r in row.points_rows.all()),
        dimensions=tuple(Dimension(d.code, d.name_vi, d.name_en) for d in row.dimensions.all()),
        effective_from=row.valid_from,
        effective_to=row.valid_to,
        legal_basis=tuple(row.legal_basis.split("; ")),
        points_per_deprivation=row.points_per_deprivation,
        mpi_weights=weights,
        mpi_cutoff=Fraction(row.mpi_cutoff, sum(weights)),
    )


def _indicator(row: IndicatorRow) -> Indicator:
    return Indicator(
        code=row.code,
        dimension=row.dimension.code,
        position=row.position,
        name_vi=row.name_vi,
        name_en=row.name_en,
        cutoff_vi=row.cutoff_vi,
        confidence=row.confidence,
        rule=row.rule,
        parameters=row.parameters,
    )


def _plain(row: Any, shape: type) -> dict[str, Any]:
    """The columns that a rule's dataclass knows; an empty zone means both."""
    names = shape.__dataclass_fields__  # type: ignore[attr-defined]
    return {name: getattr(row, name) for name in names} | {"zone": row.zone or None}


def _table(row: ScoreTableRow, standard: PovertyStandard) -> ScoreTable:
    return ScoreTable(
        code=f"{standard.code}/{row.zone}",
        standard=standard.code,
        zone=cast(Zone, row.zone),
        items=tuple(_item(item) for item in row.items.all()),
        name_vi=row.name_vi,
        name_en=row.name_en,
        official=row.is_official,
    )


def _item(row: ScoreItemRow) -> ScoreItem:
    return ScoreItem(row.code, row.name_vi, _question(row), name_en=row.name_en, unit=row.unit, source=row.source)


def _question(row: ScoreItemRow) -> Question:
    options = list(row.options.all())
    if row.kind == ScoreItemRow.Kind.PER_UNIT:
        return PerUnit(row.points or 0, row.most or 0)
    if row.kind == ScoreItemRow.Kind.BANDS:
        return Bands(tuple(ScoreBand(o.low or 0, o.high, o.points, o.name_vi, o.name_en) for o in options))
    choices = tuple(ScoreOption(o.code, o.name_vi, o.points, o.name_en) for o in options)
    return Several(choices) if row.kind == ScoreItemRow.Kind.SEVERAL else Choice(choices)


def standard_on(day: date) -> PovertyStandard | None:
    """The national standard in force on a day."""
    return PovertyStandard.objects.national().in_force(day).first()
