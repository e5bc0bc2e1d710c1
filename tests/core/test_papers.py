"""Official papers in Word and Excel, read back: heads of two rows, repeated heads, units, hostile text."""

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook

from core.papers.paper import (
    Cell,
    CellKind,
    Closing,
    Head,
    HeadGroup,
    Letterhead,
    Line,
    Paper,
    PaperTable,
    Paragraph,
    Section,
)
from core.papers.sheets import paper_sheets
from core.papers.units import BILLIONS, DONG, MILLIONS, Unit
from core.papers.word import write_docx
from core.papers.workbook import write_paper
from core.rates import Rate

HOSTILE = "<b>&amp; \x07=1+1"
FORMULAS = ("=1+1", "+1", "-1+2", "@SUM(A1)", "http://x.vn")
COLUMNS = (
    Head("TT", "order"),
    Head("Đơn vị", "text", 3),
    HeadGroup("Kế hoạch", (Head("Tổng số", "amount"), Head("Vốn sự nghiệp", "amount"))),
    HeadGroup("Giải ngân", (Head("Tổng số", "amount"), Head("Tỷ lệ (%)", "percent"))),
    Head("Ghi chú", "text"),
)


def line(number: str, name: str, amount: int = 1_500_000, **how: Any) -> Line:
    values = [number, name, amount, 0, -500_000, Rate(1, 3), HOSTILE]
    return Line([Cell(value) for value in values], **how)


def paper(*lines: Line, unit: Unit = MILLIONS, **section: Any) -> Paper:
    rows = lines or [line("", "Tổng số", style="total"), line("1", HOSTILE)]
    table = PaperTable(COLUMNS, rows, unit, ["Làm tròn."])
    body = Section("Báo cáo", HOSTILE, "(kèm theo)", [Paragraph(HOSTILE, "1. Số vốn.")], [table], **section)
    return Paper(
        body,
        Letterhead("Sở Tài chính", "BC-STC", "An Giang", date(2026, 2, 3), superior="UBND tỉnh"),
        closing=Closing(["Như trên", "Lưu: VT"], ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        annexes=[Section("Phụ lục", is_wide=True, tables=[table])],
    )


def word(given: Paper) -> Any:
    target = BytesIO()
    write_docx(target, given)
    return Document(target)


def sheet(given: Paper) -> Any:
    target = BytesIO()
    write_paper(target, given)
    return load_workbook(target).worksheets[0]


# --- Word -------------------------------------------------------------------------------------------------


def test_the_head_of_a_table_has_two_rows_that_stand_again_on_every_page() -> None:
    table = word(paper()).tables[1]
    spans = [
        [(cell.tcPr.gridSpan.val if cell.tcPr.gridSpan is not None else 1) for cell in row._tr.tc_lst]
        for row in table.rows
    ]
    assert spans == [[1, 1, 2, 2, 1], [1] * 7, [1] * 7, [1] * 7]
    merged = [[cell.vMerge for cell in row._tr.tc_lst] for row in table.rows][:2]
    assert merged[0] == ["restart", "restart", None, None, "restart"]
    assert merged[1] == ["continue", "continue", None, None, None, None, "continue"]
    assert [cell.text for cell in table.rows[1].cells] == [
        *("TT", "Đơn vị", "Tổng số", "Vốn sự nghiệp", "Tổng số", "Tỷ lệ (%)", "Ghi chú"),
    ]
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_page_is_that_of_the_decree() -> None:
    document = word(paper())
    upright, wide = document.sections
    assert [round(side.mm) for side in (upright.page_width, upright.page_height)] == [210, 297]
    margins = (upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert (wide.orientation, round(wide.page_width.mm)) == (WD_ORIENT.LANDSCAPE, 297)
    assert upright.different_first_page_header_footer
    assert 'w:instr="PAGE"' in upright.header._element.xml
    assert document.styles["Normal"].font.name == "Times New Roman"
    head = [cell.text.split("\n") for cell in document.tables[0].rows[0].cells]
    assert [text for text in head[0] if text] == ["UBND TỈNH", "SỞ TÀI CHÍNH", "Số:        /BC-STC"]
    assert head[1][:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert head[1][-1] == "An Giang, ngày 03 tháng 02 năm 2026"
    foot = [cell.text.split("\n") for cell in document.tables[2].rows[0].cells]
    assert foot == [
        ["Nơi nhận:", "- Như trên;", "- Lưu: VT."],
        ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Chữ ký, dấu)"],
    ]


def test_whatever_a_text_holds_it_stays_text_in_word() -> None:
    document = word(paper(line("1", HOSTILE), line("2", "x" * 300)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert rows[2][1] == rows[2][6] == "<b>&amp; =1+1"
    assert rows[3][1] == "x" * 300
    assert "1. Số vốn. <b>&amp; =1+1" in [paragraph.text for paragraph in document.paragraphs]


def test_who_signs_stands_on_the_page_of_what_comes_before() -> None:
    document = word(paper(line("1", "Xã"), line("2", "Xã")))
    rows = document.tables[1].rows
    kept = [{p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs} for row in rows]
    assert kept == [{None}, {None}, {None}, {True}]
    assert document.tables[2].rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    blocks = list(document.iter_inner_content())
    sign = next(place for place, block in enumerate(blocks) if getattr(block, "_tbl", 0) is document.tables[2]._tbl)
    between = blocks[sign - 2 : sign]
    assert [getattr(block, "text", "") for block in between] == ["Làm tròn.", ""]
    assert all(block.paragraph_format.keep_with_next for block in between)


# --- wide amounts -----------------------------------------------------------------------------------------

# In Times New Roman a digit is half as wide as the letters are high, a point a quarter, a minus a little more.
DIGIT, POINT, MINUS = 0.5, 0.25, 0.57


def periodic(unit: Unit) -> Paper:
    """Nine columns of amounts in trillions, as a periodic table has them."""
    names = ("Tổng số", "Vốn đầu tư phát triển", "Kinh phí thường xuyên")
    groups = [HeadGroup(label, [Head(name, "amount", 1.3) for name in names]) for label in ("Vốn", "Kỳ", "Lũy kế")]
    columns = [Head("TT", "order", 0.6), Head("Đơn vị", "text", 3.2), *groups, Head("Tỷ lệ (%)", "percent", 1.2)]
    values = [10_139_674_000_000, -365_300_000_000, 11_340_000_000] * 3
    remark = f"Chưa phân bổ {unit.show(365_300_000_000)}"
    lines = [Line([Cell(value) for value in ("1", "Ủy ban", *values, Rate(1, 1), remark)], style="total")]
    table = PaperTable([*columns, Head("Ghi chú", "text", 1.6)], lines, unit)
    return Paper(Section("Báo cáo", tables=[table], is_wide=True))


def needs(text: str) -> float:
    return sum({".": POINT, ",": POINT, "−": MINUS}.get(sign, DIGIT) for sign in text)


@pytest.mark.parametrize("unit", [DONG, MILLIONS, BILLIONS])
def test_no_amount_is_broken_in_word(unit: Unit) -> None:
    document = word(periodic(unit))
    row = document.tables[0].rows[2]
    for cell in row.cells:
        inside = cell.width.pt - 2 * 3  # without the margins of the cell
        size = cell.paragraphs[0].runs[0].font.size.pt
        assert 5 <= size <= 11
        for word_ in cell.text.split():
            assert not word_[-1].isdigit() or needs(word_) * size <= inside, (word_, cell.width.pt, size)
    page = document.sections[0].page_width - document.sections[0].left_margin - document.sections[0].right_margin
    whole = sum(cell.width for cell in row.cells)
    assert page - len(row.cells) * 635 <= whole <= page  # to a twip for each column


def test_columns_that_have_room_keep_their_shares_and_letters() -> None:
    """The statement of account: amounts of 11 billion leave the texts what they need, in letters of eleven points."""
    columns = (Head("Dòng vốn", "text", 6), *(Head("Còn lại", "amount", 1.5) for _place in range(4)))
    small, large = (
        word(Paper(Section("Sổ", tables=[PaperTable(columns, [Line(cells)], DONG)])))
        for cells in ([Cell("Xã"), *[Cell(amount)] * 4] for amount in (1, 11_340_000_000))
    )
    shares = [round(cell.width.mm) for cell in small.tables[0].rows[1].cells]
    assert shares == [82, 21, 21, 21, 21]
    cells = large.tables[0].rows[1].cells
    assert min(cell.width.mm for cell in cells[1:]) > 24
    assert {cell.paragraphs[0].runs[0].font.size.pt for cell in cells} == {11}


@pytest.mark.parametrize("unit", [DONG, MILLIONS, BILLIONS])
def test_excel_shows_every_amount(unit: Unit) -> None:
    """A column narrower than its number shows ###. Twelve points of ours in the seven pixels of Excel's own letters."""
    found = sheet(periodic(unit))
    row = next(row for row in found.iter_rows() if row[0].value == "1")
    texts = [unit.show(cell.value) if unit.places == 0 else f"{cell.value:,.3f}" for cell in row[2:11]]
    for cell, text in zip(row[2:11], texts, strict=True):
        pixels = needs(text) * 16 + 5
        assert found.column_dimensions[cell.column_letter].width * 7 >= pixels, (text, cell.column_letter)


# --- Excel ------------------------------------------------------------------------------------------------


def test_excel_merges_the_head_and_repeats_it_in_print() -> None:
    found = sheet(paper())
    start = next(row[1].row for row in found.iter_rows() if row[0].value == "TT")
    merged = {str(area) for area in found.merged_cells.ranges}
    wanted = {f"A{start}:A{start + 1}", f"B{start}:B{start + 1}", f"G{start}:G{start + 1}"}
    assert wanted | {f"C{start}:D{start}", f"E{start}:F{start}"} <= merged
    assert found.freeze_panes == f"A{start + 2}"
    assert found.print_title_rows == f"${start}:${start + 1}"
    # As wide as one page (1 is what stands without the attribute), as many pages long as it takes.
    assert found.sheet_properties.pageSetUpPr.fitToPage
    assert (found.page_setup.orientation, found.page_setup.fitToHeight) == ("landscape", 0)
    assert found.page_setup.fitToWidth in (None, 1)
    assert str(found.page_setup.paperSize) == "9"


def test_figures_are_numbers_and_text_is_text_in_excel() -> None:
    found = sheet(paper(*(line(str(number), text) for number, text in enumerate((*FORMULAS, HOSTILE)))))
    rows = [row for row in found.iter_rows() if row[1].value in FORMULAS]
    assert len(rows) == len(FORMULAS)
    assert {row[1].data_type for row in rows} == {"s"}
    assert [rows[0][place].value for place in (2, 3, 4, 5)] == [2, 0, -1, 33.33]
    assert rows[0][2].number_format == "#,##0"
    assert not found._hyperlinks


def test_days_are_days_and_nothing_is_nothing_in_excel() -> None:
    columns = (Head("Ngày", "day"), Head("Bút toán"), Head("Kế hoạch", "amount"))
    values: list[list[Any]] = [["", "Mang sang", ""], [date(2026, 2, 3), "", 7]]
    table = PaperTable(columns, [Line([Cell(value) for value in row]) for row in values], DONG)
    first, second = list(sheet(Paper(Section("Sổ", tables=[table]))).iter_rows())[-2:]
    assert [cell.value for cell in first[:3]] == [None, "Mang sang", None]
    assert [cell.value for cell in second[:3]] == [datetime(2026, 2, 3), None, 7]
    assert second[0].number_format == "dd/mm/yyyy"


# --- units ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "amount", "shown", "number"),
    [
        (DONG, 1_234_567_890, "1.234.567.890", 1_234_567_890),
        (MILLIONS, 1_234_567_890, "1.235", 1235),
        (MILLIONS, 500_000, "1", 1),
        (MILLIONS, -499_999, "0", 0),
        (BILLIONS, 10_139_674_000_000, "10.139,674", 10139.674),
        (BILLIONS, 499_999, "0,000", 0),
    ],
)
def test_page_and_excel_round_alike(unit: Unit, amount: int, shown: str, number: float) -> None:
    assert (unit.show(amount), unit.number(amount)) == (shown, number)


def test_counts_of_a_column_have_equal_decimals_on_the_page_and_in_excel() -> None:
    columns = (Head("Đơn vị"), Head("Tỷ lệ hộ nghèo", "count", places=2), Head("Số hộ", "count"))
    values = (Decimal("1.1"), Decimal("0.83"), Decimal(2))
    table = PaperTable(columns, [Line([Cell("Xã"), Cell(value), Cell(7)]) for value in values])
    given = Paper(Section("Phụ lục", tables=[table]))
    assert [line.cells[1].text for line in paper_sheets(given)[0].tables[0].lines] == ["1,10", "0,83", "2,00"]
    rows = [row for row in sheet(given).iter_rows() if row[0].value == "Xã"]
    assert [(row[1].value, row[1].number_format) for row in rows] == [(float(value), "#,##0.00") for value in values]
    assert {row[2].number_format for row in rows} == {"#,##0"}


@pytest.mark.parametrize(
    ("unit", "amounts", "places"),
    [
        (MILLIONS, (5_000_000, 10_000_000), 0),
        (MILLIONS, (5_000_000, 1_500_000), 1),
        (BILLIONS, (1,), 9),
        (DONG, (1,), 0),
    ],
)
def test_an_exact_unit_rounds_none_of_its_amounts(unit: Unit, amounts: tuple[int, ...], places: int) -> None:
    exact = unit.exact_for(amounts)
    assert exact.places == places
    assert all(exact.value(amount) * 10**places % 1 == 0 for amount in amounts)


# --- the page ---------------------------------------------------------------------------------------------


def test_the_page_escapes_and_says_the_unit_once() -> None:
    given = paper()
    html = render_to_string("components/official_paper.html", {"paper": given, "sheets": paper_sheets(given)})
    assert "<b>&amp;amp;" not in html
    assert "&lt;b&gt;&amp;amp;" in html
    body, _annex = html.split('<section class="official-annex', 1)
    assert body.count("Đơn vị tính: triệu đồng") == 1
    assert '<th scope="colgroup" colspan="2">Kế hoạch</th>' in body
    assert '<th scope="col" rowspan="2">Đơn vị</th>' in body


@pytest.mark.parametrize("kind", get_args(CellKind))
def test_no_part_of_the_portal_has_the_class_of_a_cell(kind: str) -> None:
    """A badge called "count" once painted every figure of a printed annex."""
    styles = [path for path in Path(settings.BASE_DIR, "static/css").glob("*.css") if path.name != "official.css"]
    taken = re.compile(rf"(^|[\s,}}])\.{kind}\s*[,{{]", re.MULTILINE)
    assert [path.name for path in styles if taken.search(path.read_text())] == []
