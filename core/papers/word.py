"""A paper as a Word document: A4, margins 20, 20, 30 and 15 mm, Times New Roman, a page number from page 2 on."""

from typing import Any, BinaryIO

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from core.papers.paper import Closing, Letterhead, Paper, PaperTable, Paragraph, Section
from core.papers.word_xml import printable, table_xml

FONT = "Times New Roman"
DEMO = "Dữ liệu mô phỏng"
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
CENTRE, RIGHT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
SHORT, LONG = 210, 297  # A4 in millimetres
TOP, BOTTOM, LEFT, RIGHT_MARGIN = 20, 20, 30, 15


def write_docx(target: BinaryIO, paper: Paper) -> None:
    """Every section that lies another way than the one before begins a page of its own, as every annex does."""
    document = Document()
    _set_fonts(document)
    _set_page(document.sections[0], is_wide=paper.body.is_wide)
    _number_pages(document.sections[0])
    if paper.is_demo:
        _line(document, DEMO, CENTRE, italic=True, size=12)
    if paper.letterhead:
        _letterhead(document, paper.letterhead, text_width(paper.body))
    _section(document, paper.body, addressee=paper.addressee)
    if paper.closing:
        _closing(document, paper.closing, text_width(paper.body))
    for annex in paper.annexes:
        _set_page(document.add_section(WD_SECTION.NEW_PAGE), is_wide=annex.is_wide)
        document.sections[-1].different_first_page_header_footer = False
        _section(document, annex)
    document.save(target)


def text_width(section: Section) -> int:
    """Millimetres between the margins."""
    return (LONG if section.is_wide else SHORT) - LEFT - RIGHT_MARGIN


def _set_fonts(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    # Word takes the font of Vietnamese letters from each of these.
    for kind in ("w:eastAsia", "w:cs", "w:hAnsi"):
        normal.element.rPr.rFonts.set(qn(kind), FONT)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)


def _set_page(section: Any, *, is_wide: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if is_wide else (Mm(SHORT), Mm(LONG))
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT_MARGIN)
    section.header_distance = Mm(10)


def _number_pages(section: Any) -> None:
    """In the middle above the text; the first page has none."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))


# --- head and foot --------------------------------------------------------------------------------------


def _letterhead(document: Any, head: Letterhead, width: int) -> None:
    left, right = _two_cells(document, width, 0.4)
    if head.superior:
        _line(left, head.superior.upper(), CENTRE, size=13)
    _line(left, head.issuer.upper(), CENTRE, bold=True, size=13)
    _rule(left, width * 0.4, 0.35)
    _line(left, f"Số: {head.number or '       /' + head.symbol}", CENTRE, size=13)
    _line(right, COUNTRY, CENTRE, bold=True, size=12.5)
    _line(right, MOTTO, CENTRE, bold=True, size=13.5)
    _rule(right, width * 0.6, 0.55)
    day = f"{head.place}, ngày {head.on:%d} tháng {head.on:%m} năm {head.on:%Y}"
    _line(right, day, CENTRE, italic=True, size=13.5)
    _line(document, "", CENTRE)


def _closing(document: Any, closing: Closing, width: int) -> None:
    """Below the last row, note or paragraph: who signs never stands alone on a page."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _line(document, "", CENTRE, size=8).paragraph_format.keep_with_next = True
    left, right = _two_cells(document, width, 0.5)
    _line(left, "Nơi nhận:", None, bold=True, italic=True, size=12)
    for number, receiver in enumerate(closing.receivers, 1):
        _line(left, f"- {receiver}{'.' if number == len(closing.receivers) else ';'}", None, size=11)
    for post in closing.posts:
        _line(right, post, CENTRE, bold=True, size=13.5)
    _line(right, "(Chữ ký, dấu)", CENTRE, italic=True, size=13)


def _two_cells(document: Any, width: int, share: float) -> tuple[Any, Any]:
    """A frame without lines in one row that is never cut."""
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    for column, part in enumerate((share, 1 - share)):
        table.columns[column].width = table.cell(0, column).width = Mm(width * part)
    return table.cell(0, 0), table.cell(0, 1)


def _rule(place: Any, width: float, share: float) -> None:
    """A short line under what stands above it."""
    side = width * (1 - share) / 2
    paragraph = _line(place, "", CENTRE, size=3)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(side)
    layout.line_spacing = layout.space_after = Pt(4)
    border = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    paragraph._p.get_or_add_pPr().insert_element_before(parse_xml(border), "w:spacing", "w:ind", "w:jc", "w:rPr")


# --- body -----------------------------------------------------------------------------------------------


def _section(document: Any, section: Section, *, addressee: str = "") -> None:
    _line(document, section.title.upper(), CENTRE, bold=True)
    if section.about:
        _line(document, section.about, CENTRE, bold=True)
    if section.note:
        _line(document, section.note, CENTRE, italic=True, size=13)
    if addressee:
        _line(document, "", CENTRE, size=8)
        _line(document, f"Kính gửi: {addressee}", CENTRE)
    _line(document, "", CENTRE, size=8)
    for paragraph in section.paragraphs:
        _paragraph(document, paragraph)
    for table in section.tables:
        _table(document, table, text_width(section))


def _table(document: Any, table: PaperTable, width: int) -> None:
    if table.unit_line:
        _line(document, table.unit_line, RIGHT, italic=True, size=13).paragraph_format.keep_with_next = True
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(table_xml(table, width)))
    for note in table.notes:
        _line(document, note, None, italic=True, size=12).paragraph_format.keep_with_next = True


def _paragraph(document: Any, given: Paragraph) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = JUSTIFIED
    paragraph.paragraph_format.first_line_indent, paragraph.paragraph_format.space_after = Mm(10), Pt(6)
    for text, bold in ((given.lead, True), (f" {given.text}" if given.lead else given.text, False)):
        if text:
            run = paragraph.add_run(printable(text))
            run.bold, run.italic = bold, given.is_basis


def _line(place: Any, text: str, alignment: Any, *, bold: bool = False, italic: bool = False, size: float = 14) -> Any:
    """One more line; in a cell the empty one that it begins with is used first."""
    paragraphs = place.paragraphs if isinstance(place, _Cell) else []
    is_unused = len(paragraphs) == 1 and not paragraphs[0].runs
    paragraph = paragraphs[0] if is_unused else place.add_paragraph()
    paragraph.alignment = alignment
    run = paragraph.add_run(printable(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph
