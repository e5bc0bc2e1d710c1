"""The periodic table of disbursement as an official paper; Vietnamese, as it is filed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.access import Access
from accounts.issuers import RECEIVERS, Issuer
from catalogs.models import Programme
from core.demo import is_demo
from core.formats import format_date
from core.papers.paper import Cell, Closing, Head, HeadGroup, Line, Paper, PaperTable, Section, Style
from core.papers.units import MILLIONS, ROUNDED_NOTE, Unit
from reports.boards.periodic import Moved, PeriodicBoard, PeriodicRow
from reports.boards.periodic_rows import rows_of
from reports.exports import Field, percent
from reports.figures.question import CapitalQuestion
from reports.figures.rows import Denominator
from reports.links import Links, counted, planned

NAMES = {"holder": "Đơn vị", "project": "Nội dung", "area": "Địa bàn"}
# The head of the plan names the denominator of the rates.
PLANS: dict[Denominator, str] = {"given": "Kế hoạch được giao", "detailed": "Kế hoạch đã phân bổ chi tiết"}
SPENT = ("Giải ngân trong kỳ", "Lũy kế giải ngân")
# Of a row the figure of each group of columns.
FIGURES: tuple[Callable[[Moved], int], ...] = (
    lambda found: found.plan_vnd,
    lambda found: found.in_period_vnd,
    lambda found: found.disbursed_vnd,
)


@dataclass(frozen=True)
class PeriodicTable:
    """`links` None: no figure leads anywhere. `notes` are sentences below the table."""

    board: PeriodicBoard
    programme: Programme | None = None
    unit: Unit = MILLIONS
    links: Links | None = None
    notes: Sequence[str] = field(default_factory=tuple)

    def paper(self, access: Access, on: date) -> Paper:
        issuer = Issuer.for_reader(access)
        above = [issuer.superior] if issuer and issuer.superior else []
        return Paper(
            body=self.section(),
            letterhead=issuer.letterhead("BC-", on) if issuer else None,
            closing=Closing([*above, *RECEIVERS[1:]], issuer.posts) if issuer else None,
            is_demo=is_demo(),
        )

    def section(self) -> Section:
        board, area = self.board, self.board.asked.area
        which = self.programme.short_name if self.programme else "các chương trình giảm nghèo"
        about = f"Kết quả giải ngân vốn {which} {board.period.name}, {area.kind} {area.name}"
        divided = denominator_words(board.asked)
        note = f"(tính đến hết ngày {format_date(board.end)}; tỷ lệ tính trên {divided})"
        return Section("Báo cáo", about, note, tables=[self.table()], is_wide=True)

    def table(self) -> PaperTable:
        rounded = [ROUNDED_NOTE] if self.unit.is_rounded else []
        lines = [self.line(row) for row in rows_of(self.board)]
        return PaperTable(self.columns(), lines, self.unit, [*rounded, *self.notes])

    def columns(self) -> list[Head | HeadGroup]:
        """A group for each figure, in it the total and each kind of capital of the year."""
        names = ["Tổng số", *(label for _kind, label in self.board.kinds)]
        labels = [PLANS[self.board.asked.denominator], *SPENT]
        groups = [HeadGroup(label, [Head(name, "amount", 1.3) for name in names]) for label in labels]
        rates = HeadGroup("Tỷ lệ giải ngân (%)", [Head(name, "percent", 1.2) for name in names])
        name = NAMES[self.board.breakdown]
        return [Head("TT", "order", 0.6), Head(name, "text", 3.2), *groups, rates, Head("Ghi chú", "text", 1.6)]

    def line(self, row: PeriodicRow) -> Line:
        kinds = [None, *(kind.pk for kind, _label in self.board.kinds)]
        parts = [(kind, row.total if kind is None else row.of_kind(kind)) for kind in kinds]
        figures = [
            Cell(of(part), self.link(group, row, kind)) for group, of in enumerate(FIGURES) for kind, part in parts
        ]
        rates = [Cell(part.end.rate) if part != Moved() else Cell("") for _kind, part in parts]
        cells = [Cell(row.number), Cell(row.name, self.account(row)), *figures, *rates, Cell(self.remark(row))]
        return Line(cells, max(row.depth - 1, 0), _style(row))

    def link(self, group: int, row: PeriodicRow, kind: int | None) -> str:
        """What is behind a figure: movements of the plan, or vouchers of the period or since the beginning."""
        if self.links is None or self.board.reach != "own":
            return ""
        filters = self._counted() | dict(row.filters)
        if kind is not None:
            filters["loai_von"] = str(kind)
        if group == 0:
            return self.links.movements(**filters, **planned(self.board.asked))
        if group == 1 and not self.board.begins_year:
            filters["tu_ngay"] = format_date(self.board.period.start)
        return self.links.vouchers(**filters)

    def _counted(self) -> dict[str, str]:
        """The filters of every list behind the table."""
        return counted(self.board.asked, self.board.end)

    def account(self, row: PeriodicRow) -> str:
        """The statement of account of a holder, over the same lines up to the same day."""
        holder = row.filters.get("don_vi")
        if self.links is None or holder is None:
            return ""
        filters = self._counted() | planned(self.board.asked)
        return self.links.page("disbursement:account", holder, **filters)

    def remark(self, row: PeriodicRow) -> str:
        total = row.total.end
        if total.plan_vnd <= 0 and self.board.asked.denominator == "given":
            return "Không có kế hoạch"
        if total.unallocated_vnd > 0:
            return f"Chưa phân bổ {self.unit.show(total.unallocated_vnd)}"
        return ""


def _style(row: PeriodicRow) -> Style:
    if row.depth == 0:
        return "total"
    return "group" if row.is_group else ""


def denominator_words(asked: CapitalQuestion) -> str:
    """What every rate of the table is divided by."""
    plan = PLANS[asked.denominator].lower()
    carried = "gồm cả vốn các năm trước kéo dài" if asked.include_carry_over else "không gồm vốn kéo dài"
    return f"{plan} năm {asked.budget_year}, {carried}"


# --- for machines ---------------------------------------------------------------------------------------

TOTAL = "total"
# For machines alone, so a field is its own label.
FIELDS = (
    Field("level", "level", "integer"),
    Field("number", "number"),
    Field("code", "code"),
    Field("name", "name"),
    Field("kind", "kind"),
    Field("plan_vnd", "plan_vnd", "integer"),
    Field("in_period_vnd", "in_period_vnd", "integer"),
    Field("disbursed_vnd", "disbursed_vnd", "integer"),
    Field("rate_percent", "rate_percent", "decimal"),
)


def figures_of(board: PeriodicBoard, row: PeriodicRow) -> list[tuple[str, Moved]]:
    """The total and each kind by its code."""
    return [(TOTAL, row.total), *((kind.code, row.of_kind(kind.pk)) for kind, _label in board.kinds)]


def machine_rows(board: PeriodicBoard) -> list[list[object]]:
    """Whole dong, one row for each row of the table and kind."""
    return [
        [row.depth, row.number, row.code, row.name, kind, *_amounts(part)]
        for row in rows_of(board)
        for kind, part in figures_of(board, row)
    ]


def _amounts(part: Moved) -> list[object]:
    return [part.plan_vnd, part.in_period_vnd, part.disbursed_vnd, percent(part.end.rate)]
