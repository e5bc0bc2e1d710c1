"""A holder's statement of account: running balance, pages, proof, merged agencies, filters, files."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from docx import Document
from openpyxl import load_workbook

from accounts.models import Agency, AgencySuccession, Assignment
from core.formats import format_number
from disbursement.account import account_of
from disbursement.account_paper import proof_words
from disbursement.line_words import words_within_holder
from disbursement.models import CapitalLine
from disbursement.services import open_line
from disbursement.services.spending import reverse_voucher
from tests.disbursement.build import Ledger
from tests.disbursement.moves import assign
from tests.office import PROVINCE, Office

YEAR = {"nam": "2024", "tinh_den": "2024-12-31"}


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return Office()


@pytest.fixture
def spent(ledger: Ledger) -> CapitalLine:
    """Plan 1.000; advance 100, of which 60 settled and 10 given back; 200 paid; 50 paid and reversed."""
    line = ledger.line(plan=1000)
    advance = ledger.spend(line, 100, date(2024, 3, 1), "advance")
    ledger.spend(line, 60, date(2024, 4, 1), "settlement", advance=advance)
    ledger.spend(line, 10, date(2024, 5, 1), "refund", advance=advance)
    ledger.spend(line, 200, date(2024, 6, 1))
    wrong = ledger.spend(line, 50, date(2024, 7, 1))
    reverse_voucher(row=wrong, reason="nhập nhầm", on=date(2024, 7, 2), access=None)
    return line


def answer(office: Office, holder: Agency, role: str = "finance", ref: str = PROVINCE, **query: Any) -> Any:
    url = reverse("disbursement:account", args=[holder.pk])
    return office.client(role, ref).get(url, {**YEAR, **query})


def cells(page: Any) -> list[list[str]]:
    return [[str(cell.text) for cell in row.cells] for row in page.context["table"].rows]


def test_the_balance_runs_with_every_row(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    page = answer(office, ledger.holder)
    assert [(row[0], *row[4:]) for row in cells(page)] == [
        ("Mang sang", "", "", "", "0", "0"),
        ("18/01/2024", "1.000", "", "", "1.000", "0"),
        ("01/03/2024", "", "100", "100", "900", "100"),
        ("01/04/2024", "", "", "−60", "900", "40"),
        ("01/05/2024", "", "−10", "−10", "910", "30"),
        ("01/06/2024", "", "200", "", "710", "30"),
        ("01/07/2024", "", "50", "", "660", "30"),
        ("02/07/2024", "", "−50", "", "710", "30"),
    ]
    assert page.context["account"].is_proven is True
    assert "Mang sang 0 + kế hoạch 1.000 - giải ngân 290 = còn lại 710 đồng, đúng bằng" in page.content.decode()


def test_the_proof_counts_the_lines_that_are_shown(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    ledger.line(component="DA3.TDA1")
    assert "ghi ở 1 dòng vốn" in answer(office, ledger.holder).content.decode()


def test_an_account_between_two_days_brings_its_balance_along(
    office: Office, ledger: Ledger, spent: CapitalLine
) -> None:
    page = answer(office, ledger.holder, tu_ngay="1/4/2024", den_ngay="1/6/2024")
    rows = cells(page)
    assert [rows[0][7], rows[1][0], rows[-1][0], rows[-1][7]] == ["900", "01/04/2024", "01/06/2024", "710"]
    assert page.context["account"].is_proven is None
    assert "Mang sang 900 + kế hoạch 0 - giải ngân 190 = còn lại 710 đồng" in page.content.decode()
    later = answer(office, ledger.holder, tu_ngay="1/4/2024")
    assert later.context["account"].is_proven is True


def test_a_line_that_says_otherwise_is_told(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    account = account_of(ledger.holder, CapitalLine.objects.with_dimensions().filter(pk=spent.pk))
    (one,) = account.by_line
    account = replace(account, by_line=(replace(one, stored_vnd=one.stored_vnd - 7),))
    assert account.is_proven is False
    assert "KHÔNG KHỚP" in proof_words(account)
    assert "703 đồng" in proof_words(account)


def test_a_voucher_that_comes_in_meanwhile_is_no_false_alarm(ledger: Ledger, spent: CapitalLine) -> None:
    lines = list(CapitalLine.objects.with_dimensions().filter(pk=spent.pk))
    ledger.spend(spent, 25, date(2024, 8, 1))
    account = account_of(ledger.holder, lines)
    assert account.is_proven is True
    assert account.stored_vnd == 685


def test_an_english_page_names_the_line_in_english(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    line = CapitalLine.objects.with_dimensions().get(pk=spent.pk)
    with translation.override("en"):
        words = words_within_holder(line)
    assert line.source.name_en in words
    assert line.kind.name_en in words
    page = answer(office, ledger.holder)
    assert f"{line.source.name} · " in page.content.decode()


def test_fifty_rows_stand_on_a_page_and_the_balance_is_carried(office: Office, ledger: Ledger) -> None:
    line = ledger.line(plan=1000)
    for number in range(60):
        ledger.spend(line, 1, date(2024, 2, 1 + number % 28))
    with CaptureQueriesContext(connection) as few:
        first = answer(office, ledger.holder)
    second = answer(office, ledger.holder, trang="2")
    assert [len(cells(first)), len(cells(second))] == [51, 12]
    assert cells(first)[-1][7] == cells(second)[0][7]
    assert cells(second)[-1][7] == "940"
    assert answer(office, ledger.holder, trang="99").context["page"].last == 61
    for number in range(20):
        ledger.spend(line, 1, date(2024, 9, 1 + number))
    with CaptureQueriesContext(connection) as more:
        answer(office, ledger.holder)
    assert len(more) == len(few)


def test_what_is_given_on_leaves_the_account(office: Office, ledger: Ledger) -> None:
    root = ledger.line(plan=0)
    CapitalLine.objects.filter(pk=root.pk).update(is_detailed=False)
    root.refresh_from_db()
    assign(line=root, amount_vnd=900, by=ledger.by())
    other = Agency.objects.create(
        code="nhan-von", name="UBND xã nhận", kind="ubnd", area=ledger.area, valid_from=date(2021, 1, 1)
    )
    child = open_line(
        component=root.component,
        holder=other,
        kind=root.kind,
        source=root.source,
        budget_year=2024,
        parent=root,
    )
    assign(line=child, amount_vnd=300, by=ledger.by(date(2024, 2, 1)), kind="allocate")
    page = answer(office, ledger.holder)
    assert [(row[1], row[4], row[7]) for row in cells(page)[1:]] == [
        ("giao kế hoạch", "900", "900"),
        ("phân bổ chi tiết cho UBND xã nhận", "−300", "600"),
    ]
    assert page.context["account"].is_proven is True


def test_agencies_merged_into_it_are_an_option(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    heir = Agency.objects.create(
        code="ke-tuc", name="UBND mới", kind="ubnd", area=ledger.area, valid_from=date(2025, 7, 1)
    )
    AgencySuccession.objects.create(old=ledger.holder, new=heir, on=date(2025, 7, 1))
    assert answer(office, heir).context["table"] is None
    assert len(cells(answer(office, heir, sap_nhap="on"))) == 8


def test_filters_of_lines_narrow_it(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    other = ledger.line(plan=77, component="DA1.TDA1", kind="DTPT")
    assert len(answer(office, ledger.holder).context["by_line"].rows) == 2
    page = answer(office, ledger.holder, loai_von=str(other.kind_id))
    assert [row[4] for row in cells(page)[1:]] == ["77"]
    subtree = answer(office, ledger.holder, noi_dung=str(other.component.parent_id))
    assert [row[4] for row in cells(subtree)[1:]] == ["77"]
    wrong = answer(office, ledger.holder, tu_ngay="31/2/2024")
    assert wrong.context["table"] is None
    assert "Không có ngày" in wrong.content.decode()


def test_word_and_excel_have_all_rows(office: Office, ledger: Ledger) -> None:
    line = ledger.line(plan=1000)
    for number in range(55):
        ledger.spend(line, 1, date(2024, 3, 1 + number % 28), note="=1+1 <b>&")
    book = load_workbook(BytesIO(b"".join(answer(office, ledger.holder, format="xlsx").streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    brought = next(number for number, row in enumerate(rows) if row[1] == "Mang sang")
    assert rows[brought + 57][1] == "Cộng phát sinh"
    assert rows[brought + 57][4:9] == (1000, 55, 0, 945, 0)
    assert rows[brought + 2][1] == "thanh toán khối lượng hoàn thành (=1+1 <b>&)"
    word = Document(BytesIO(b"".join(answer(office, ledger.holder, format="docx").streaming_content)))
    table = word.tables[1]
    assert len(table.rows) == 2 + 1 + 56 + 1
    assert table.rows[-1].cells[7].text == format_number(945)
    assert any("đúng bằng số còn lại ghi ở 1 dòng vốn" in paragraph.text for paragraph in word.paragraphs)


def test_a_department_gets_its_own_components(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    other = ledger.line(plan=77, component="DA1.TDA1", kind="DTPT")
    Assignment.objects.get(user=office.user("department")).components.set([other.component])
    page = answer(office, ledger.holder, role="department")
    assert [row[4] for row in cells(page)[1:]] == ["77"]


def test_the_account_of_a_part_says_so_on_the_page_and_above_every_table_of_its_files(
    office: Office, ledger: Ledger, spent: CapitalLine
) -> None:
    user = office.user("department")
    Assignment.objects.get(user=user).components.set([spent.component])
    note = f"Chỉ tính các nội dung được giao cho {user.agency}."
    for role, is_told in (("department", True), ("finance", False)):
        assert (note in answer(office, ledger.holder, role=role).content.decode()) == is_told
        book, word = (_file(office, ledger, role, wanted) for wanted in ("xlsx", "docx"))
        for sheet in load_workbook(book).worksheets:
            written = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
            assert (note in written[: written.index("Đơn vị tính: đồng")]) == is_told
        assert [one.text for one in Document(word).paragraphs].count(note) == 2 * is_told


def _file(office: Office, ledger: Ledger, role: str, wanted: str) -> BytesIO:
    file = answer(office, ledger.holder, role=role, format=wanted)
    return BytesIO(b"".join(file.streaming_content))


def test_a_holder_of_another_province_is_not_there(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    assert answer(office, ledger.holder, ref="2025-92").status_code == 404
