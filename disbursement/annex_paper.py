"""The annex of a decision as it is filed: by act and holder, every amount to the dong; Vietnamese, as papers are."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from core.demo import is_demo
from core.papers.paper import Cell, Head, HeadGroup, Line, Paper, PaperTable, Section, Style, Value
from core.papers.units import Unit
from core.text import sort_key
from disbursement.annex import AnnexRow
from disbursement.models import CapitalDecision, Movement

COLUMNS = (
    Head("TT", "order", 0.5),
    Head("Đơn vị, dự án, nội dung", "text", 4),
    HeadGroup("Vốn", (Head("Loại vốn", "text", 1.6), Head("Nguồn vốn", "text", 1.8), Head("Năm", "text", 1.1))),
    Head("Số vốn", "amount", 1.7),
    Head("Ghi chú", "text", 2),
)


def annex_paper(decision: CapitalDecision, rows: Iterable[AnnexRow], unit: Unit, part_holder: str = "") -> Paper:
    """`part_holder`: whose components alone the reader sees."""
    ordered = sorted(rows, key=_order)
    exact = unit.exact_for(row.amount_vnd for row in ordered)
    notes = [f"Chỉ gồm các nội dung được giao cho {part_holder}."] if part_holder else []
    table = PaperTable(COLUMNS, list(_lines(ordered)), exact, notes)
    document = decision.document
    kept = (
        f"Kèm theo {document.kind.name} số {document.number} ngày {document.issued_on:%d} tháng"
        f" {document.issued_on:%m} năm {document.issued_on:%Y} của {document.issuer}"
    )
    note = f"({kept})" if decision.is_signed else f"(Dự thảo. {kept})"
    return Paper(Section("Phụ lục", document.abstract, note, tables=[table], is_wide=True), is_demo=is_demo())


def _order(row: AnnexRow) -> tuple[Any, ...]:
    """Acts in the order in which capital moves: given, given on, changed, taken back; in each the same order of
    holders, components and money. Rows alike in all that stay as they were entered."""
    line, acts = row.line, [str(label) for label in Movement.Kind.labels]
    place = acts.index(row.act) if row.act in acts else len(acts)
    holder = sort_key(line.holder.name), line.holder_id
    money = line.kind.position, line.source.position, line.budget_year, line.tranche_year
    return place, row.act, *holder, line.component.path, *money


def _lines(rows: list[AnnexRow]) -> Iterator[Line]:
    """Each act with its sum; what is given and what is taken back are not added up."""
    acts = [(act, list(of_act)) for act, of_act in groupby(rows, key=lambda row: row.act)]
    if len(acts) == 1:
        yield _sum_line("", "Tổng số", rows, "total", 0)
    for letter, (act, of_act) in zip("ABCDEFGH", acts, strict=False):
        if len(acts) > 1:
            yield _sum_line(letter, f"{act[:1].upper()}{act[1:]}", of_act, "total", 0)
        for number, (_holder, found) in enumerate(groupby(of_act, key=lambda row: row.line.holder_id), 1):
            of_holder = list(found)
            yield _sum_line(str(number), of_holder[0].line.holder.name, of_holder, "group", 0)
            yield from (_row_line(row) for row in of_holder)


def _sum_line(number: str, name: str, rows: list[AnnexRow], style: Style, level: int) -> Line:
    amount = sum(row.amount_vnd for row in rows)
    values: list[Value] = [number, name, "", "", "", amount, ""]
    return Line([Cell(value) for value in values], level, style)


def _row_line(row: AnnexRow) -> Line:
    line = row.line
    said = "; ".join(part for part in (row.taker_label, row.note) if part)
    named = f"{line.component.number}: {line.component.name_vi}"
    values: list[Value] = ["-", named, row.kind, line.source.name, row.years, row.amount_vnd, said]
    return Line([Cell(value, row.line_url if value is named else "") for value in values], 1)
