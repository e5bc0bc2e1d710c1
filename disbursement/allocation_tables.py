"""An allocation plan as tables: criteria with their coefficients, who gains and loses, values and points."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.formats import MILLION, format_number
from core.tables import Cell, Column, Row, Table
from disbursement.comparison import Comparison, Side, UnitRow
from disbursement.criterion_sources import all_sources
from disbursement.models import AllocationPlan, AlternativeShare, Criterion
from disbursement.rules.compare import LIMITS, Difference

NOTHING = "–"


def millions(amount_vnd: int | None) -> str:
    """Dong as triệu with as many decimals as it has; nothing where there is no amount."""
    return "" if amount_vnd is None else format_number(Decimal(amount_vnd) / MILLION)


def signed(amount_vnd: int | None) -> str:
    """The same with its sign: +120 or -45."""
    if amount_vnd is None:
        return ""
    return f"+{millions(amount_vnd)}" if amount_vnd > 0 else millions(amount_vnd)


def about(amount_vnd: int | Fraction) -> str:
    """To the nearest triệu, with its sign: what one cause alone would have moved."""
    text = format_number(Fraction(amount_vnd) / MILLION, 0)
    return f"+{text}" if amount_vnd > 0 else text


def plain(value: str) -> Decimal:
    """A frozen value, which is kept as text."""
    return Decimal(value)


def tidy(value: Decimal) -> str:
    """Without the zeros of the column: 0,1 and not 0,100000."""
    return format_number(value.normalize() if value else Decimal(0))


def criteria_table(plan: AllocationPlan, criteria: list[Criterion], sides: list[Side], *, may_edit: bool) -> Table:
    """Each criterion with its points for one unit, in the plan and in every alternative."""
    sources = {source.code: source for source in all_sources()}
    columns = [
        Column(_("Tiêu chí")),
        Column(_("Đơn vị tính")),
        Column(_("Điểm mặc định"), num=True),
        *(Column(side.alternative.name, num=True) for side in sides),
        Column(_("Căn cứ")),
    ]
    rows = []
    for criterion in criteria:
        url = reverse("disbursement:criterion_edit", args=[plan.pk, criterion.pk]) if may_edit else ""
        source = sources.get(criterion.measure)
        rows.append(
            Row(
                [
                    Cell(criterion.label, url=url),
                    Cell(source.unit if source else "", note="" if source else _("không còn nguồn số liệu")),
                    Cell(tidy(criterion.coefficient)),
                    *(Cell(tidy(side.weights.get(criterion.measure, Decimal(0)))) for side in sides),
                    Cell(criterion.legal_text or criterion.note, note=_check_mark(criterion)),
                ]
            )
        )
    return Table(_("Điểm cho một đơn vị tính"), columns, rows)


def _check_mark(criterion: Criterion) -> str:
    return str(criterion.get_confidence_display()) if criterion.needs_check else ""


def result_table(found: Comparison) -> Table:
    """Who gets what, who gains and who loses and by which criterion; the greatest gain first."""
    two = found.other is not None
    columns = [Column(_("Đơn vị")), Column(found.base.alternative.name, num=True)]
    if found.other is not None:
        columns += [Column(found.other.alternative.name, num=True), Column(_("Tăng, giảm"), num=True)]
        columns += [Column(_("Chủ yếu do"))]
    columns += [Column(_("Năm trước"), num=True), Column(_("So năm trước"), num=True), Column(_("Nhu cầu"), num=True)]
    rows = sorted(found.rows, key=_greatest_gain) if two else found.rows
    labels = {criterion.measure: criterion.label for criterion in found.criteria}
    return Table(
        caption=_("Đơn vị tính: triệu đồng"),
        columns=columns,
        rows=[Row(_result_cells(row, labels)) for row in rows],
        total=_totals(found),
        scroll=True,
    )


def _greatest_gain(row: UnitRow) -> tuple[int, str]:
    return -(row.difference.amount_vnd if row.difference else 0), row.area.sort_key


def _result_cells(row: UnitRow, labels: dict[str, str]) -> list[Cell]:
    cells = [Cell(row.area.full_name), _share_cell(row.base)]
    if row.other is not None and row.difference is not None:
        cells += [_share_cell(row.other), Cell(signed(row.difference.amount_vnd))]
        cells += [Cell(reason_of(row.difference, labels))]
    previous = row.base.previous_vnd
    rest = (millions(previous), signed(row.against_last_year), millions(row.base.need_vnd))
    return [*cells, *(Cell(text or NOTHING) for text in rest)]


def _share_cell(share: AlternativeShare) -> Cell:
    return Cell(millions(share.share_vnd), note=standing(share))


def standing(share: AlternativeShare) -> str:
    """What the share rests on beside the points: a floor, a cap, nothing at all."""
    if share.left_out:
        return _("không chia theo tiêu chí")
    if share.score is None:
        return _("thiếu số liệu")
    return str(share.get_bound_display()) if share.bound else ""


def reason_of(difference: Difference, labels: dict[str, str]) -> str:
    """ "Tỷ lệ hộ nghèo (+120)": the criterion that moved the share furthest, with what it alone moved."""
    if difference.reason is None:
        return ""
    measure, amount = difference.reason
    label = _("mức sàn, mức trần, làm tròn") if measure == LIMITS else labels.get(measure, measure)
    return f"{label} ({about(amount)})"


def _totals(found: Comparison) -> list[Cell]:
    cells = [Cell(_("Cộng")), Cell(millions(found.base.total_vnd))]
    if found.other is not None:
        cells += [Cell(millions(found.other.total_vnd)), Cell(""), Cell("")]
    previous = [row.base.previous_vnd for row in found.rows if row.base.previous_vnd is not None]
    needs = [row.base.need_vnd for row in found.rows if row.base.need_vnd is not None]
    return [*cells, Cell(millions(sum(previous)) if previous else ""), Cell(""), Cell(millions(sum(needs)))]


def values_table(found: Comparison) -> Table:
    """What the points were worked out from: every value as it was frozen, and the points of both sides."""
    sides = [found.base, *([found.other] if found.other else [])]
    columns = [
        Column(_("Đơn vị")),
        *(Column(criterion.label, num=True) for criterion in found.criteria),
        *(Column(_("Điểm, %(name)s") % {"name": side.alternative.name}, num=True) for side in sides),
        *(Column(_("Làm tròn, %(name)s (đồng)") % {"name": side.alternative.name}, num=True) for side in sides),
    ]
    measures = [criterion.measure for criterion in found.criteria]
    places = {measure: decimals(known(row.base, measure) for row in found.rows) for measure in measures}
    of_points = decimals(share.score for side in sides for share in side.shares.values())
    rows = []
    for row in found.rows:
        shares = [share for share in (row.base, row.other) if share is not None]
        values = [_value_cell(row.base.values.get(measure), places[measure]) for measure in measures]
        points = [
            Cell(_("chưa có") if share.score is None else format_number(share.score, of_points)) for share in shares
        ]
        rounding = [Cell(format_number(share.rounding_vnd)) for share in shares]
        rows.append(Row([Cell(row.area.full_name), *values, *points, *rounding]))
    return Table(_("Số liệu, điểm và làm tròn của từng đơn vị"), columns, rows, caption_hidden=True, scroll=True)


def decimals(values: Iterable[Decimal | None]) -> int:
    """As many as the longest of them has, so that the figures of a column stand in line."""
    return max(
        (max(-int(value.normalize().as_tuple().exponent), 0) for value in values if value is not None), default=0
    )


def known(share: AlternativeShare, measure: str) -> Decimal | None:
    """The frozen value of a unit."""
    value = share.values.get(measure, {}).get("value")
    return None if value is None else plain(value)


def _value_cell(value: dict[str, Any] | None, places: int) -> Cell:
    if value is None:
        return Cell("")
    if value["value"] is None:
        return Cell(_("chưa có"), note=value["note"])
    return Cell(format_number(plain(value["value"]), places), note=value["note"])
