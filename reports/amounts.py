"""Tables of plan and disbursement, drawn by templates/reports/_amounts.html."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogs.models import CapitalSource
from core.rates import Rate
from reports.asking import AskLink
from reports.behind import NO_LISTS, Behind, behind
from reports.boards.disbursement import DisbursementBoard
from reports.changes import ChangeCell, ChangeHeads, change_heads, month_cell, year_cell
from reports.figures.capital import HolderRow, KindRow, SourceRow
from reports.figures.course import Amounts, Changes
from reports.links import Links
from reports.money import Scale, scale_of


@dataclass(frozen=True)
class AmountRow:
    """One line: `difference` is to the average, `is_late` below it, `act_url` and `ask` the acts its lag asks for;
    its name leads to `url`, its figures to what adds up to them."""

    label: str
    amounts: Amounts
    scale: Scale
    url: str = ""
    behind: Behind = NO_LISTS
    note: str = ""
    rank: int | None = None
    difference: Fraction | None = None
    act_url: str = ""
    ask: AskLink | None = None
    is_late: bool = False
    counts: bool = True
    month: ChangeCell | None = None
    year: ChangeCell | None = None
    depth: int = 0

    @property
    def plan(self) -> str:
        return self.scale.show(self.amounts.plan_vnd)

    @property
    def spent(self) -> str:
        return self.scale.show(self.amounts.disbursed_vnd)

    @property
    def left(self) -> str:
        return self.scale.show(self.amounts.remaining_vnd)

    @property
    def nothing_spent(self) -> bool:
        return self.amounts.is_unspent


@dataclass(frozen=True)
class AmountTable:
    """`reference` is the share at which every bar carries its tick, `reference_name` what it is."""

    caption: str
    head: str
    rows: Sequence[AmountRow]
    scale: Scale
    reference: Fraction | None = None
    reference_name: str = ""
    is_large: bool = False
    with_left: bool = False
    with_rank: bool = False
    with_difference: bool = False
    with_acts: bool = False
    plan_name: str = ""
    changes: ChangeHeads = field(default_factory=ChangeHeads)

    @property
    def bar_size(self) -> str:
        return "large" if self.is_large else ""

    @property
    def unit(self) -> str | Promise:
        return self.scale.unit


def kind_table(board: DisbursementBoard, links: Links, reference_name: str, *, with_year: bool = False) -> AmountTable:
    """The total and each kind of capital against the target and the month before (`with_year`: and the year before)."""
    totals, heads = board.totals, change_heads(board)
    scale = scale_of(totals.total.plan_vnd)
    whole = behind(board, links)
    total = AmountRow(_("Tổng cộng"), totals.total, scale, whole.lines, whole)
    rows = [_with_changes(total, totals.changes)]
    for row in totals.by_kind:
        lists = whole.of(loai_von=row.kind.pk)
        rows.append(_with_changes(AmountRow(kind_label(row), row.amounts, scale, lists.lines, lists), row.changes))
    return AmountTable(
        caption=_("Kế hoạch và giải ngân theo loại vốn"),
        head=_("Loại vốn"),
        rows=rows,
        scale=scale,
        reference=board.target_share,
        reference_name=reference_name,
        is_large=True,
        plan_name=plan_name(board),
        changes=heads if with_year else heads.of_month,
    )


def _with_changes(row: AmountRow, changes: Changes, holder: HolderRow | None = None) -> AmountRow:
    month, year = month_cell(changes.month, row.scale), year_cell(changes.year, row.scale, holder)
    return replace(row, month=month, year=year)


def plan_name(board: DisbursementBoard) -> str:
    """The denominator of the rates, as the head of its column."""
    return _("Kế hoạch chi tiết") if board.asked.denominator == "detailed" else _("Kế hoạch được giao")


def kind_label(row: KindRow) -> str:
    return row.kind.name_en if get_language() == "en" else row.label


def holder_table(
    board: DisbursementBoard,
    rows: Iterable[HolderRow],
    links: Links,
    reference_name: str,
    *,
    urge: dict[int, str],
    ask: Mapping[int, AskLink] | None = None,
    in_full: bool = False,
) -> AmountTable:
    """Holders against the average; `in_full` adds rank, what is left and the changes."""
    scale = scale_of(max((row.amounts.plan_vnd for row in board.holders.rows), default=0))
    whole, rows = behind(board, links), list(rows)
    return AmountTable(
        caption=_("Giải ngân của từng đơn vị so với bình quân"),
        head=_("Đơn vị"),
        rows=[_holder_row(row, whole, scale, urge, ask or {}) for row in rows],
        scale=scale,
        reference=board.holders.average.rate.ratio,
        reference_name=reference_name,
        with_left=in_full,
        with_rank=in_full,
        with_difference=True,
        with_acts=bool(urge or ask),
        plan_name=plan_name(board),
        changes=_heads_of(rows, board) if in_full else ChangeHeads(),
    )


def _heads_of(rows: Sequence[HolderRow], board: DisbursementBoard) -> ChangeHeads:
    """Without the year before where no holder of the page had capital then, as after a merger."""
    heads = change_heads(board)
    return heads.of_month if all(row.changes.year.is_missing for row in rows) else heads


def _holder_row(
    row: HolderRow, whole: Behind, scale: Scale, urge: dict[int, str], ask: Mapping[int, AskLink]
) -> AmountRow:
    lists = whole.of(don_vi=row.holder.pk)
    found = AmountRow(
        label=row.holder.name,
        amounts=row.amounts,
        scale=scale,
        url=lists.lines,
        behind=lists,
        note=_unallocated(row.amounts, scale),
        rank=row.rank,
        difference=row.difference,
        act_url=urge.get(row.holder.pk, "") if row.is_below_average else "",
        ask=ask.get(row.holder.pk),
        is_late=row.is_below_average,
    )
    return _with_changes(found, row.changes, row)


def _unallocated(amounts: Amounts, scale: Scale) -> str:
    if amounts.unallocated_vnd <= 0:
        return ""
    return _("chưa phân bổ %(amount)s") % {"amount": scale.show(amounts.unallocated_vnd)}


def source_table(board: DisbursementBoard, links: Links, reference_name: str) -> AmountTable:
    scale = scale_of(max((row.amounts.plan_vnd for row in board.sources), default=0))
    rows = [_source_row(row, board, links, scale) for row in board.sources]
    table = against_average(board, _("Nguồn vốn"), _("Giải ngân theo nguồn vốn"), rows, scale, reference_name)
    return replace(table, changes=change_heads(board))


def _source_row(row: SourceRow, board: DisbursementBoard, links: Links, scale: Scale) -> AmountRow:
    counts = row.source.counts_in_rate
    lists = behind(board, links, counts=counts).of(nguon=row.source.pk)
    note = "" if counts else _("không tính vào tỷ lệ giải ngân")
    found = AmountRow(source_label(row.source), row.amounts, scale, lists.lines, lists, note=note, counts=counts)
    return _with_changes(found, row.changes)


def source_label(source: CapitalSource) -> str:
    return source.name_en if get_language() == "en" else source.name


def against_average(
    board: DisbursementBoard, head: str, caption: str, rows: list[AmountRow], scale: Scale, reference_name: str
) -> AmountTable:
    """With what changed since the month before."""
    average = board.totals.total.rate
    return AmountTable(
        caption,
        head,
        [replace(row, is_late=row.counts and _is_below(row.amounts, average)) for row in rows],
        scale,
        average.ratio,
        reference_name=reference_name,
        with_left=True,
        plan_name=plan_name(board),
        changes=change_heads(board).of_month,
    )


def _is_below(amounts: Amounts, average: Rate) -> bool:
    """Nobody is late with a plan that is still to be given on."""
    if amounts.is_for_others:
        return False
    difference = amounts.rate.points_from(average)
    return difference is not None and difference < 0
