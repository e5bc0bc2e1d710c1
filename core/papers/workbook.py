"""A paper as a workbook, one sheet for its body and each annex: text is text, figures are figures as they are shown.

XlsxWriter as for the templates (core.spreadsheets.template): core.spreadsheets.writing streams lists and merges no
cells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import xlsxwriter

from core.papers.heads import head_cells, height
from core.papers.paper import Closing, Head, Letterhead, Line, Paper, PaperTable, Section
from core.papers.shown import number_of, shown
from core.papers.widths import needed
from core.papers.word import COUNTRY, DEMO, FONT, MOTTO
from core.spreadsheets.writing import distinct_sheet_names
from core.text import nfc

# Whatever a text begins with, it stays text.
_TEXT_STAYS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_A4 = 9
_WIDTH, _NARROWEST = 130, 6  # characters of a page lying wide; of a column
_EM, _AROUND = 2.3, 1.5  # characters of Excel's own font in an em of ours; what a figure has not to itself
_LETTER, _LINE_HEIGHT, _HIGHEST = 1.05, 15.5, 400  # width of a letter of ours; points of a line and of a row
_ALIGN = {"order": "center", "text": "left", "day": "center", "amount": "right", "count": "right", "percent": "right"}
_CENTRED = {"align": "center", "valign": "vcenter", "text_wrap": True}


def write_paper(target: BinaryIO, paper: Paper) -> None:
    with xlsxwriter.Workbook(target, {"in_memory": True, **_TEXT_STAYS}) as book:
        names = distinct_sheet_names([section.title for section in paper.sections])
        for name, section in zip(names, paper.sections, strict=True):
            is_body = section is paper.body
            sheet = _Sheet(book, book.add_worksheet(name), max(_columns(section), 4))
            sheet.set_up_page()
            if is_body and paper.is_demo:
                sheet.across(DEMO, italic=True)
            if is_body and paper.letterhead:
                sheet.letterhead(paper.letterhead)
            sheet.section(section, paper.addressee if is_body else "")
            if is_body and paper.closing:
                sheet.closing(paper.closing)


def _columns(section: Section) -> int:
    return max((len(table.heads) for table in section.tables), default=0)


@dataclass
class _Sheet:
    """Written from the top: `row` is the next one."""

    book: Any
    sheet: Any
    columns: int
    row: int = 0
    is_frozen: bool = False

    def set_up_page(self) -> None:
        """A4 lying wide, as wide as a page, its number in the middle above."""
        self.sheet.set_paper(_A4)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)
        self.sheet.set_header("&C&P")

    def format(self, **properties: Any) -> Any:
        return self.book.add_format({"font_name": FONT, "font_size": 12, **properties})

    def across(self, text: str, *, first: int = 0, last: int | None = None, **properties: Any) -> None:
        """A text over some columns, and on to the next row unless it stands left of another."""
        right = self.columns - 1 if last is None else last
        style = self.format(**{**_CENTRED, **properties})
        if right > first:
            self.sheet.merge_range(self.row, first, self.row, right, "", style)
        self.sheet.write_string(self.row, first, nfc(text), style)
        if last is None:
            self.row += 1

    def letterhead(self, head: Letterhead) -> None:
        middle = max(self.columns * 2 // 5, 1) if self.columns > 4 else 2
        left = [(head.superior.upper(), {}), (head.issuer.upper(), {"bold": True})]
        left.append((f"Số: {head.number or '      /' + head.symbol}", {}))
        day = f"{head.place}, ngày {head.on:%d} tháng {head.on:%m} năm {head.on:%Y}"
        right = [(COUNTRY, {"bold": True}), (MOTTO, {"bold": True}), (day, {"italic": True})]
        for (said, style), (beside, style_beside) in zip(left, right, strict=True):
            self.across(said, last=middle - 1, **style)
            self.across(beside, first=middle, **style_beside)
        self.row += 1

    def section(self, section: Section, addressee: str) -> None:
        self.across(section.title.upper(), bold=True, font_size=14)
        for text, style in ((section.about, {"bold": True}), (section.note, {"italic": True})):
            if text:
                self.across(text, **style)
        if addressee:
            self.across(f"Kính gửi: {addressee}")
        for paragraph in section.paragraphs:
            text = f"{paragraph.lead} {paragraph.text}".strip()
            self._tall(text, italic=paragraph.is_basis, align="left")
        for table in section.tables:
            self.table(table)

    def _tall(self, text: str, **properties: Any) -> None:
        """A merged cell does not grow with its text, so its height is given."""
        self.sheet.set_row(self.row, 16 * (1 + len(text) // _WIDTH))
        self.across(text, **properties)

    def closing(self, closing: Closing) -> None:
        middle, self.row = self.columns // 2, self.row + 1
        start = self.row
        receivers = [
            f"- {one}{'.' if number == len(closing.receivers) else ';'}"
            for number, one in enumerate(closing.receivers, 1)
        ]
        for text, style in (("Nơi nhận:", {"bold": True}), *((line, {}) for line in receivers)):
            self.across(text, last=middle - 1, italic=bool(style), align="left", font_size=11, **style)
            self.row += 1
        end, self.row = self.row, start
        for post in closing.posts:
            self.across(post, first=middle, bold=True)
        self.across("(Chữ ký, dấu)", first=middle, italic=True)
        self.row = max(self.row, end)

    # --- tables -----------------------------------------------------------------------------------------

    def table(self, table: PaperTable) -> None:
        formats = _Formats(self, table)
        for place, width in enumerate(formats.widths):
            self.sheet.set_column(place, place, width)
        if table.unit_line:
            self.across(table.unit_line, italic=True, align="right")
        first = self.row
        self._head(table, formats.widths)
        if not self.is_frozen:
            self.is_frozen = True
            self.sheet.freeze_panes(self.row, 0)
            self.sheet.repeat_rows(first, self.row - 1)
        for line in table.lines:
            self._line(line, table, formats)
        for note in table.notes:
            self._tall(note, italic=True, align="left")

    def _head(self, table: PaperTable, widths: Sequence[float]) -> None:
        style = self.format(bold=True, border=1, bg_color="#EDEDED", **_CENTRED)
        last = self.row + height(table.columns) - 1
        labels = (head.label for head in table.heads)
        self.sheet.set_row(last, _row_height(zip(labels, widths, strict=True)))
        for cell in head_cells(table.columns):
            top, bottom = self.row + cell.row, self.row + cell.last_row
            if (cell.rows, cell.columns) != (1, 1):
                self.sheet.merge_range(top, cell.column, bottom, cell.last_column, "", style)
            self.sheet.write_string(top, cell.column, nfc(cell.label), style)
        self.row += height(table.columns)

    def _line(self, line: Line, table: PaperTable, formats: "_Formats") -> None:
        heads = table.heads
        texts = [str(cell.value) if head.kind == "text" else "" for head, cell in zip(heads, line.cells, strict=True)]
        self.sheet.set_row(self.row, _row_height(zip(texts, formats.widths, strict=True)))
        name = next((place for place, head in enumerate(heads) if head.kind == "text"), 0)
        for place, (head, cell) in enumerate(zip(heads, line.cells, strict=True)):
            number = number_of(cell.value, head, table)
            style = formats.of(head, line, line.level if place == name else 0, number)
            if number is not None:
                self.sheet.write_number(self.row, place, number, style)
            elif text := nfc(shown(cell.value, head, table)):
                self.sheet.write_string(self.row, place, text, style)
            else:
                self.sheet.write_blank(self.row, place, None, style)
        self.row += 1


def _widths(table: PaperTable) -> list[float]:
    """Of the columns, in characters; what is wider than the page is printed smaller."""
    whole = sum(head.width for head in table.heads)
    return [
        max(_WIDTH * head.width / whole, _NARROWEST, ems * _EM + _AROUND)
        for head, ems in zip(table.heads, needed(table), strict=True)
    ]


def _row_height(texts: Iterable[tuple[str, float]]) -> float:
    """High enough for the longest of the texts in its width: not every program finds the height itself."""
    lines = max(-(-len(text) // max(int(width / _LETTER), 1)) for text, width in texts)
    return min(_LINE_HEIGHT * max(lines, 1) + 2, _HIGHEST)


class _Formats:
    """The formats of a table's cells, each made once: a workbook keeps them all."""

    def __init__(self, sheet: _Sheet, table: PaperTable) -> None:
        self.sheet, self.made, self.widths = sheet, dict[tuple[Any, ...], Any](), _widths(table)
        places = table.unit.places if table.unit else 0
        amount = f"#,##0.{'0' * places}" if places else "#,##0"
        self.numbers = {"amount": amount, "count": "#,##0", "percent": "0.00", "day": "dd/mm/yyyy"}

    def of(self, head: Head, line: Line, indent: int, number: float | None) -> Any:
        key = (head.kind, line.is_bold, line.style == "note", indent, self._number_format(head, number))
        if key not in self.made:
            self.made[key] = self.sheet.format(
                border=1,
                valign="vcenter",
                text_wrap=head.kind == "text",
                align=_ALIGN[head.kind],
                bold=line.is_bold,
                italic=line.style == "note",
                indent=indent,
                num_format=self._number_format(head, number),
            )
        return self.made[key]

    def _number_format(self, head: Head, number: float | None) -> str:
        """A count with decimals shows as many as its column has, or as it has itself."""
        if head.kind == "count" and head.places:
            return f"#,##0.{'0' * head.places}"
        is_whole = head.kind != "count" or number is None or number == int(number)
        return self.numbers.get(head.kind, "@") if is_whole else "General"
