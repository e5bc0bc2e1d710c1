"""Published counts of provinces, from the records of published statistics (a measure group of their own)."""

from django.utils.translation import gettext_lazy as _

from core.measures import Measure, MeasureGroup

# Column of the fact table -> indicator of the published figure.
INDICATORS = {
    "poor_households": "poor_households",
    "near_poor_households": "near_poor_households",
    "minority_poor_households": "poor_households_ethnic_minority",
    "minority_near_poor_households": "near_poor_households_ethnic_minority",
}
MPI_HOUSEHOLDS = "mpi_households_poor_plus_near_poor"

_VALUE = "max(p.value) FILTER (WHERE p.indicator = '{indicator}')::bigint"
_COLUMNS = {column: _VALUE.format(indicator=indicator) for column, indicator in INDICATORS.items()}
_INDICATOR_LIST = ", ".join(f"'{indicator}'" for indicator in (*INDICATORS.values(), MPI_HOUSEHOLDS))

# Where only the sum of poor and near-poor was published it stands; elsewhere the two are added.
_FACTS = f"""
    SELECT p.area_id, p.standard_period,
           {", ".join(f"{value} AS {column}" for column, value in _COLUMNS.items())},
           coalesce({_VALUE.format(indicator=MPI_HOUSEHOLDS)},
                    {_COLUMNS["poor_households"]} + {_COLUMNS["near_poor_households"]}) AS mpi_households,
           count(*) FILTER (WHERE p.doubtful) AS doubtful_figures
    FROM targets t
    JOIN reports_publishedfigure p ON p.area_id = t.area_id AND p.year = %(year)s
    WHERE p.level = 'province' AND NOT p.superseded AND p.indicator IN ({_INDICATOR_LIST})
    GROUP BY p.area_id, p.standard_period
"""  # noqa: S608 (made of the constants above)

PUBLISHED = MeasureGroup(
    code="published",
    measures=(
        Measure("poor_households", _("Hộ nghèo (công bố)"), "household"),
        Measure("near_poor_households", _("Hộ cận nghèo (công bố)"), "household"),
        Measure("minority_poor_households", _("Hộ nghèo dân tộc thiểu số (công bố)"), "household"),
        Measure("minority_near_poor_households", _("Hộ cận nghèo dân tộc thiểu số (công bố)"), "household"),
        Measure("mpi_households", _("Hộ nghèo đa chiều (nghèo và cận nghèo, công bố)"), "household"),
        Measure("doubtful_figures", _("Số ô cần kiểm tra lại"), "figure"),
    ),
    facts_sql=_FACTS,
    places_sql="SELECT DISTINCT area_id, year FROM reports_publishedfigure WHERE level = 'province'",
    dimensions=("standard_period",),
    # Provinces are missing in some years: a sum must name them, so it is made on reading.
    rolls_up=False,
)
