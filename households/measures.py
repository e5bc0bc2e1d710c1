"""Poverty by commune and year, counted from the assessments of the periodic review.

An assessment counts where the household was at the time. Classes, deprivations and the measures of Alkire and
Foster are taken from assessments with a result; the others only show how far the review is. A movement
between classes belongs to the year of the later of two results under standards of the same scope.
"""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.measures import Measure, MeasureGroup
from households.models import Assessment

# Indicator.position is checked to be below this: the fact table has a column for each.
INDICATORS = 12
POSITIONS = tuple(range(INDICATORS))


def indicator_column(prefix: Literal["u", "c", "d", "n"], position: int) -> str:
    """The column of an indicator: `u03` counts persons deprived in the one at position 2.

    u uncensored persons, c censored (multidimensionally poor) persons, d poor and n near-poor households.
    """
    return f"{prefix}{position + 1:02}"


@dataclass(frozen=True)
class _Count:
    measure: Measure
    expression: str


def _assessments(code: str, label: Promise, condition: str) -> _Count:
    return _Count(Measure(code, label, "assessment"), f"count(*) FILTER (WHERE {condition})")


def _households(code: str, label: Promise, condition: str) -> _Count:
    return _Count(Measure(code, label, "household"), f"count(*) FILTER (WHERE {condition})")


def _moved(code: str, label: Promise, condition: str) -> _Count:
    return _Count(Measure(code, label, "household", "flow"), f"count(*) FILTER (WHERE {condition})")


def _persons(code: str, label: Promise, condition: str) -> _Count:
    return _Count(Measure(code, label, "person"), f"sum(persons) FILTER (WHERE {condition})")


def _deprived(position: int) -> str:
    return f"mask & {1 << position} <> 0"


_PROGRESS = (
    _assessments("listed_total", _("Số hộ trong danh sách rà soát"), "true"),
    _assessments("draft_total", _("Số phiếu đang nhập"), "state = 'draft'"),
    _assessments("scored_total", _("Số hộ đã có kết quả"), "counted"),
    _assessments("decided_total", _("Số hộ đã công nhận kết quả"), "state = 'decided'"),
)
_CLASSES = (
    _households("poor_households", _("Hộ nghèo"), "result = 'poor'"),
    _households("near_poor_households", _("Hộ cận nghèo"), "result = 'near_poor'"),
    _households("average_living_households", _("Hộ có mức sống trung bình"), "result = 'average_living'"),
    _households("not_poor_households", _("Hộ không nghèo"), "result = 'not_poor'"),
    _households("income_poor_households", _("Hộ nghèo về thu nhập"), "result = 'poor' AND sub_type = 'income_poor'"),
    _households(
        "deprivation_poor_households",
        _("Hộ nghèo do thiếu hụt dịch vụ xã hội cơ bản"),
        "result = 'poor' AND sub_type = 'deprivation_poor'",
    ),
    _households("minority_households", _("Hộ dân tộc thiểu số được rà soát"), "counted AND is_minority"),
    _households("minority_poor_households", _("Hộ nghèo dân tộc thiểu số"), "result = 'poor' AND is_minority"),
    _households(
        "minority_near_poor_households",
        _("Hộ cận nghèo dân tộc thiểu số"),
        "result = 'near_poor' AND is_minority",
    ),
    _persons("poor_persons", _("Nhân khẩu hộ nghèo"), "result = 'poor'"),
    _persons("near_poor_persons", _("Nhân khẩu hộ cận nghèo"), "result = 'near_poor'"),
    _persons("average_living_persons", _("Nhân khẩu hộ có mức sống trung bình"), "result = 'average_living'"),
    _persons("not_poor_persons", _("Nhân khẩu hộ không nghèo"), "result = 'not_poor'"),
)
# Classes before and after (domain 2.8); "above" is any class over near-poor. The four ways to be poor exclude
# each other and add up to the poor households, and so do the four of the near-poor.
_MOVEMENTS = (
    _moved("stayed_poor", _("Hộ nghèo giữ nguyên"), "result = 'poor' AND previous = 'poor'"),
    _moved("relapsed", _("Hộ tái nghèo"), "result = 'poor' AND previous <> 'poor' AND poor_before"),
    _moved(
        "near_poor_to_poor",
        _("Hộ cận nghèo rơi xuống nghèo"),
        "result = 'poor' AND previous = 'near_poor' AND NOT poor_before",
    ),
    _moved(
        "newly_poor",
        _("Hộ nghèo phát sinh mới"),
        "result = 'poor' AND previous NOT IN ('poor', 'near_poor') AND NOT poor_before",
    ),
    _moved("poor_to_near_poor", _("Hộ nghèo trở thành cận nghèo"), "result = 'near_poor' AND previous = 'poor'"),
    _moved("poor_to_above", _("Hộ nghèo vượt chuẩn cận nghèo"), "above AND previous = 'poor'"),
    _moved("stayed_near_poor", _("Hộ cận nghèo giữ nguyên"), "result = 'near_poor' AND previous = 'near_poor'"),
    _moved(
        "relapsed_near_poor",
        _("Hộ tái cận nghèo"),
        "result = 'near_poor' AND previous NOT IN ('poor', 'near_poor') AND near_poor_before",
    ),
    _moved(
        "newly_near_poor",
        _("Hộ cận nghèo phát sinh mới"),
        "result = 'near_poor' AND previous NOT IN ('poor', 'near_poor') AND NOT near_poor_before",
    ),
    _moved("near_poor_to_above", _("Hộ thoát cận nghèo"), "above AND previous = 'near_poor'"),
)
_MPI = (
    _persons("surveyed_persons", _("Nhân khẩu của các hộ có kết quả"), "counted"),
    _households("mpi_poor_households", _("Hộ nghèo đa chiều (MPI)"), "mpi_poor"),
    _persons("mpi_poor_persons", _("Người nghèo đa chiều (MPI)"), "mpi_poor"),
    # Persons times the weights of their deprivations: A is this over (poor persons x the sum of all weights).
    _Count(
        Measure("mpi_score_sum", _("Tổng điểm thiếu hụt của người nghèo đa chiều"), "weighted_person"),
        "sum(persons * weight) FILTER (WHERE mpi_poor)",
    ),
)
_INDICATORS = (
    *(_persons(indicator_column("u", p), _("Người thiếu hụt"), _deprived(p)) for p in POSITIONS),
    *(
        _persons(indicator_column("c", p), _("Người nghèo đa chiều thiếu hụt"), f"mpi_poor AND {_deprived(p)}")
        for p in POSITIONS
    ),
    *(
        _households(indicator_column("d", p), _("Hộ nghèo thiếu hụt"), f"result = 'poor' AND {_deprived(p)}")
        for p in POSITIONS
    ),
    *(
        _households(indicator_column("n", p), _("Hộ cận nghèo thiếu hụt"), f"result = 'near_poor' AND {_deprived(p)}")
        for p in POSITIONS
    ),
)
_COUNTS = (*_PROGRESS, *_CLASSES, *_MOVEMENTS, *_MPI, *_INDICATORS)
MOVEMENTS = tuple(count.measure.code for count in _MOVEMENTS)

_COUNTED = ", ".join(f"'{state.value}'" for state in Assessment.COUNTED_STATES)
_COLUMNS = ",\n           ".join(f"coalesce({count.expression}, 0) AS {count.measure.code}" for count in _COUNTS)

_SAME_SCOPE = "e.scope = s.scope AND e.area_id IS NOT DISTINCT FROM s.area_id"

_FACTS = f"""
    WITH places AS (
        SELECT area_id AS leaf_id, area_id AS place_id FROM targets
        UNION ALL
        SELECT t.area_id, village.id
        FROM targets t JOIN areas_area village ON village.parent_id = t.area_id AND village.level = 'village'
    ),
    listed AS (
        SELECT a.id, p.leaf_id, a.standard_id, a.household_id, a.state, a.persons, a.is_minority, a.sub_type,
               a.state IN ({_COUNTED}) AS counted,
               CASE WHEN a.state IN ({_COUNTED}) THEN a.deprivation_mask END AS mask,
               CASE WHEN a.state IN ({_COUNTED}) THEN a.result_class END AS result
        FROM places p
        JOIN households_assessment a ON a.area_id = p.place_id
        JOIN households_reviewround r ON r.id = a.round_id AND r.kind = 'periodic' AND r.year = %(year)s
    ),
    -- Few different masks stand for many households: each is weighed once, in whole numbers.
    weighed AS (
        SELECT m.standard_id, m.mask, s.mpi_cutoff,
               coalesce(sum(i.weight) FILTER (WHERE (m.mask >> i.position) & 1 = 1), 0) AS weight
        FROM (SELECT DISTINCT standard_id, mask FROM listed WHERE counted) m
        JOIN households_povertystandard s ON s.id = m.standard_id
        LEFT JOIN households_indicator i ON i.standard_id = m.standard_id
        GROUP BY m.standard_id, m.mask, s.mpi_cutoff
    ),
    -- The last digit of the greatest "year and class" is the class before: one pass without sorting.
    history AS (
        SELECT l.id,
               max(r.year * 10 + CASE a.result_class WHEN 'poor' THEN 1 WHEN 'near_poor' THEN 2 ELSE 3 END)
                   FILTER (WHERE {_SAME_SCOPE}) AS newest,
               bool_or(a.result_class = 'poor' AND {_SAME_SCOPE}) AS poor_before,
               bool_or(a.result_class = 'near_poor' AND {_SAME_SCOPE}) AS near_poor_before
        FROM listed l
        JOIN households_povertystandard s ON s.id = l.standard_id
        JOIN households_assessment a ON a.household_id = l.household_id AND a.state IN ({_COUNTED})
        JOIN households_reviewround r ON r.id = a.round_id AND r.kind = 'periodic' AND r.year < %(year)s
        JOIN households_povertystandard e ON e.id = a.standard_id
        WHERE l.counted
        GROUP BY l.id
    ),
    results AS (
        SELECT l.*, w.weight, w.weight >= w.mpi_cutoff AS mpi_poor,
               l.result IN ('average_living', 'not_poor') AS above,
               CASE mod(h.newest, 10) WHEN 1 THEN 'poor' WHEN 2 THEN 'near_poor' ELSE '' END AS previous,
               coalesce(h.poor_before, false) AS poor_before,
               coalesce(h.near_poor_before, false) AS near_poor_before
        FROM listed l
        LEFT JOIN weighed w ON w.standard_id = l.standard_id AND w.mask = l.mask
        LEFT JOIN history h ON h.id = l.id
    )
    SELECT leaf_id AS area_id, standard_id,
           {_COLUMNS}
    FROM results
    GROUP BY leaf_id, standard_id
"""  # noqa: S608 (made of the constants above)

POVERTY = MeasureGroup(
    code="poverty",
    measures=tuple(count.measure for count in _COUNTS),
    facts_sql=_FACTS,
    places_sql="""
        SELECT DISTINCT a.area_id, r.year
        FROM households_assessment a
        JOIN households_reviewround r ON r.id = a.round_id AND r.kind = 'periodic'
    """,
    dimensions=("standard_id",),
)
