"""Pieces of WordprocessingML as text: a table is built in one go, because python-docx takes seconds for a thousand
rows cell by cell. Every text is escaped."""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from core.papers.heads import HeadCell, head_rows
from core.papers.paper import Head, Line, PaperTable
from core.papers.shown import ShownCell, ShownLine, shown_line
from core.papers.widths import needed, widened
from core.text import nfc

TWIPS_PER_MM = 1440 / 25.4
_ALIGN = {"order": "center", "text": "left", "day": "center", "amount": "right", "count": "right", "percent": "right"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_INDENT = 170  # of a level, in twips
TABLE_SIZE, NARROW_SIZE, SMALLEST_SIZE = 22, 20, 10  # half points; a table of many columns is set smaller
MANY_COLUMNS = 10
_MARGIN = 60  # of a cell at its left and right, in twips
_AROUND = 2 * _MARGIN + 40  # what a figure has not to itself, with something for the lines
_TEXT_KEEPS = 2 / 3  # of its share, however long the figures beside it


def printable(text: str) -> str:
    """Without what XML has no place for."""
    return _CONTROL.sub("", nfc(text))


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_PER_MM)


def table_xml(table: PaperTable, width_mm: float) -> str:
    """The whole table: its head stands again on every page, neither a row nor a figure is cut, and the last row stays
    with what follows."""
    size, widths = fitted(table, twips(width_mm))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    heads = "".join(_head_row_xml(row, widths, size) for row in _head_rows(table))
    last = len(table.lines) - 1
    lines = "".join(_line_xml(line, table, widths, size, stays=place == last) for place, line in enumerate(table.lines))
    return f"<w:tbl {nsdecls('w')}>{_table_properties(sum(widths))}<w:tblGrid>{grid}</w:tblGrid>{heads}{lines}</w:tbl>"


def fitted(table: PaperTable, width: int) -> tuple[int, list[int]]:
    """The size of the letters and the widths of the columns: the largest letters with which the figures leave the
    texts their room."""
    heads, ems = table.heads, needed(table)
    shares = _shares(heads, width)
    least = shares
    for size in range(NARROW_SIZE if len(heads) >= MANY_COLUMNS else TABLE_SIZE, SMALLEST_SIZE - 1, -1):
        least = [_least(*column, size) for column in zip(heads, shares, ems, strict=True)]
        if sum(least) <= width:
            break
    return size, [max(int(one), 1) for one in widened(shares, least, width)]


def _shares(heads: Sequence[Head], width: int) -> list[float]:
    whole = sum(head.width for head in heads)
    return [width * head.width / whole for head in heads]


def _least(head: Head, share: float, ems: float, size: int) -> float:
    figure = ems * size * 10 + _AROUND
    return max(figure, share * _TEXT_KEEPS) if head.kind == "text" else figure


def _table_properties(width: int) -> str:
    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)
    margins = "".join(f'<w:{side} w:w="{_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )


# --- the head -------------------------------------------------------------------------------------------


def _head_rows(table: PaperTable) -> list[list[tuple[HeadCell, str]]]:
    """Each row with its cells and how they merge downwards ("" for not at all); what is above goes on below."""
    rows = head_rows(table.columns)
    if len(rows) == 1:
        return [[(cell, "") for cell in rows[0]]]
    first = [(cell, "restart" if cell.rows > 1 else "") for cell in rows[0]]
    below = [(cell, "continue") for cell in rows[0] if cell.rows > 1] + [(cell, "") for cell in rows[1]]
    return [first, sorted(below, key=lambda pair: pair[0].column)]


def _head_row_xml(row: Iterable[tuple[HeadCell, str]], widths: Sequence[int], size: int) -> str:
    cells = "".join(_head_cell_xml(cell, merge, widths, size) for cell, merge in row)
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _head_cell_xml(cell: HeadCell, merge: str, widths: Sequence[int], size: int) -> str:
    width = sum(widths[cell.column : cell.column + cell.columns])
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    label = "" if merge == "continue" else cell.label
    return _cell_xml(label, width, "center", size, more=span + down, bold=True)


# --- rows -----------------------------------------------------------------------------------------------


def _line_xml(line: Line, table: PaperTable, widths: Sequence[int], size: int, *, stays: bool) -> str:
    made = shown_line(line, table)
    pairs = zip(made.cells, widths, strict=True)
    cells = "".join(_body_cell_xml(cell, width, size, made, bold=line.is_bold, stays=stays) for cell, width in pairs)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _body_cell_xml(cell: ShownCell, width: int, size: int, line: ShownLine, *, bold: bool, stays: bool) -> str:
    indent = _INDENT * line.level if cell.is_name else 0
    italic = line.style == "note"
    return _cell_xml(cell.text, width, _ALIGN[cell.kind], size, bold=bold, italic=italic, indent=indent, stays=stays)


def _cell_xml(
    text: str,
    width: int,
    align: str,
    size: int,
    *,
    more: str = "",
    bold: bool = False,
    italic: bool = False,
    indent: int = 0,
    stays: bool = False,
) -> str:
    # The paragraph mark is set too, or an empty cell is as high as a line of the body.
    fonts = f'<w:rPr>{"<w:b/>" if bold else ""}{"<w:i/>" if italic else ""}<w:sz w:val="{size}"/></w:rPr>'
    moved = f'<w:ind w:left="{indent}"/>' if indent else ""
    kept = "<w:keepNext/>" if stays else ""
    words = f'<w:r>{fonts}<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{kept}<w:spacing w:before="20" w:after="20"/>{moved}<w:jc w:val="{align}"/>{fonts}</w:pPr>'
        f"{words}</w:p></w:tc>"
    )
