"""A paper as its page draws it: every value already a text (templates/components/official_section.html)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from core.papers.heads import HeadCell, head_rows
from core.papers.paper import Paper, PaperTable, Section
from core.papers.shown import ShownLine, shown_line


@dataclass(frozen=True, slots=True)
class TableSheet:
    """`label` names the table for who does not see what stands above it."""

    label: str
    table: PaperTable
    heads: Sequence[Sequence[HeadCell]]
    lines: Sequence[ShownLine]


@dataclass(frozen=True, slots=True)
class SectionSheet:
    section: Section
    tables: Sequence[TableSheet]
    is_annex: bool = False


def paper_sheets(paper: Paper) -> list[SectionSheet]:
    with translation.override("vi"):
        return [
            SectionSheet(section, [_table(table, section) for table in section.tables], section is not paper.body)
            for section in paper.sections
        ]


def _table(table: PaperTable, section: Section) -> TableSheet:
    label = section.about or section.title
    return TableSheet(label, table, head_rows(table.columns), [shown_line(line, table) for line in table.lines])
