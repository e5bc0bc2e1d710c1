"""The annex of a decision on official paper: the page, Word and Excel say the same, to the dong."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from accounts.models import Assignment
from core.acting import SYSTEM, acting_as
from tests.disbursement.decisions import Chancery, row
from tests.office import OTHER_COMMUNE


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


@pytest.fixture
def finance(chancery: Chancery) -> Client:
    return chancery.office.client("finance")


def lines(client: Client, decision: Any, **query: str) -> list[list[str]]:
    answer = client.get(reverse("disbursement:decision_annex", args=[decision.pk]), query)
    return [[cell.text for cell in line.cells] for line in answer.context["sheets"][0].tables[0].lines]


def test_rows_stand_under_their_act_and_holder(chancery: Chancery, finance: Client) -> None:
    other = chancery.office.agency(OTHER_COMMUNE)
    first, second = chancery.line(), chancery.line(holder=other)
    taken = chancery.line(plan=900, component="HP2")
    decision = chancery.signed(row("assign", first, 5_000_000), row("assign", second, 7), row("recall", taken, 100))
    shown = lines(finance, decision)
    assert [(one[0], one[5]) for one in shown] == [
        *(("A", "5.000.007"), ("1", "5.000.000"), ("-", "5.000.000"), ("2", "7"), ("-", "7")),
        *(("B", "100"), ("1", "100"), ("-", "100")),
    ]
    assert [shown[0][1], shown[5][1]] == ["Giao kế hoạch", "Thu hồi, hủy dự toán"]


def test_acts_stand_in_the_order_in_which_capital_moves(chancery: Chancery, finance: Client) -> None:
    line, taken = chancery.line(900), chancery.line(plan=900, component="HP2")
    decision = chancery.signed(row("recall", taken, 100), row("adjust", line, 5), row("supplement", line, 7))
    heads = [one[1] for one in lines(finance, decision) if one[0] in "ABC"]
    assert heads == ["Giao bổ sung", "Điều chỉnh", "Thu hồi, hủy dự toán"]


def test_rows_of_every_holder_stand_in_the_same_order(chancery: Chancery, finance: Client) -> None:
    """By component, kind and source, whatever order they were entered in."""
    other = chancery.office.agency(OTHER_COMMUNE)
    of_one = [chancery.line(component=component, kind=kind) for component in ("HP2", "HP1") for kind in ("SN", "DTPT")]
    of_other = [chancery.line(holder=other, kind=kind) for kind in ("DTPT", "SN")]
    decision = chancery.signed(*(row("assign", line, 5) for line in (*of_other, *of_one)))
    shown = {}
    for number, named, kind, *_rest in lines(finance, decision):
        if number != "-":
            rows = shown.setdefault(named, [])
        else:
            rows.append((named.split(":")[0], kind))
    kinds = ("Vốn đầu tư phát triển", "Kinh phí thường xuyên")
    first = [("Hợp phần 1", kind) for kind in kinds]
    assert shown[other.name] == first
    assert shown[of_one[0].holder.name] == [*first, *(("Hợp phần 2", kind) for kind in kinds)]


def test_an_annex_is_never_rounded(chancery: Chancery, finance: Client) -> None:
    decision = chancery.signed(row("assign", chancery.line(), 1_234_500_000), row("recall", chancery.line(9), 9))
    amounts = [one[5] for one in lines(finance, decision, dvt="trieu") if one[0] in ("A", "B")]
    assert amounts == ["1.234,500000", "0,000009"]


def test_it_says_which_decision_it_belongs_to(chancery: Chancery, finance: Client) -> None:
    decision = chancery.checked(row("assign", chancery.line(), 10))
    url = reverse("disbursement:decision_annex", args=[decision.pk])
    number = decision.document.number
    kept = f"Kèm theo Quyết định số {number} ngày 15 tháng 01 năm 2026 của UBND tỉnh)"
    html = finance.get(url).content.decode()
    assert f"(Dự thảo. {kept}" in html
    assert html.count("Đơn vị tính: đồng") == 1
    assert url in finance.get(reverse("disbursement:decision", args=[decision.pk])).content.decode()


def test_word_and_excel_have_the_rows_of_the_page(chancery: Chancery, finance: Client) -> None:
    decision = chancery.signed(row("assign", chancery.line(), 5_000_000))
    url = reverse("disbursement:decision_annex", args=[decision.pk])
    word = Document(BytesIO(b"".join(finance.get(url, {"format": "docx"}).streaming_content)))  # type: ignore[attr-defined]
    assert [[cell.text for cell in one.cells] for one in word.tables[0].rows][2:] == lines(finance, decision)
    workbook = finance.get(url, {"format": "xlsx"})
    number = decision.document.number.removesuffix("/QĐ-UBND")
    assert f'"phu-luc-quyet-dinh-{number}-qd-ubnd.xlsx"' in workbook.headers["Content-Disposition"]
    book = load_workbook(BytesIO(b"".join(workbook.streaming_content)))  # type: ignore[attr-defined]
    amounts = [cell.value for cell in book["PHỤ LỤC" if "PHỤ LỤC" in book.sheetnames else "Phụ lục"]["F"]]
    assert amounts[-3:] == [5_000_000, 5_000_000, 5_000_000]


def test_a_department_gets_its_own_rows_and_is_told(chancery: Chancery) -> None:
    mine, other = chancery.line(), chancery.line(component="HP2")
    decision = chancery.signed(row("assign", mine, 10), row("assign", other, 20))
    user = chancery.office.user("department")
    Assignment.objects.get(user=user).components.set([mine.component])
    client = chancery.office.client("department")
    assert [one[5] for one in lines(client, decision)] == ["10", "10", "10"]
    html = client.get(reverse("disbursement:decision_annex", args=[decision.pk])).content.decode()
    assert f"Chỉ gồm các nội dung được giao cho {user.agency}." in html
