"""The lists of movements and vouchers: their filters, what the whole list counts, where a decision leads."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Assignment
from catalogs.models import CapitalSource
from disbursement.models import CapitalLine
from disbursement.services import open_line
from disbursement.services.spending import reverse_voucher
from tests.disbursement.build import Ledger
from tests.disbursement.moves import assign
from tests.office import PROVINCE, Office

QUERY = {"dia_ban": "2024-89", "nam": "2024", "tinh_den": "2024-12-31"}


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return Office()


@pytest.fixture
def lines(ledger: Ledger) -> dict[str, CapitalLine]:
    """Two components of two kinds, one of them below another component; and credit, which is not in the rate."""
    credit = open_line(
        component=ledger.line().component,
        holder=ledger.holder,
        kind=ledger.line().kind,
        source=CapitalSource.objects.filter(counts_in_rate=False).first(),
        budget_year=2024,
    )
    assign(line=credit, amount_vnd=5000, by=ledger.by())
    return {
        "recurrent": ledger.line(plan=1000),
        "investment": ledger.line(plan=400, component="DA1.TDA1", kind="DTPT"),
        "credit": credit,
    }


def page(office: Office, name: str, role: str = "finance", **query: Any) -> Any:
    return office.client(role, PROVINCE).get(reverse(f"disbursement:{name}"), {**QUERY, **query})


def amounts(answer: Any) -> list[str]:
    return sorted(str(row.cells[7].text) for row in answer.context["table"].rows)


def test_movements_are_narrowed_by_every_dimension(
    office: Office, ledger: Ledger, lines: dict[str, CapitalLine]
) -> None:
    investment, recurrent = lines["investment"], lines["recurrent"]
    assert amounts(page(office, "movements")) == ["1.000", "400", "5.000"]
    for query in (
        {"loai_von": investment.kind_id},
        {"noi_dung": investment.component_id},
        {"noi_dung": investment.component.parent_id},
    ):
        assert amounts(page(office, "movements", **query)) == ["400"], query
    assert amounts(page(office, "movements", nguon=lines["credit"].source_id)) == ["5.000"]
    assert amounts(page(office, "movements", trong_ty_le="true")) == ["1.000", "400"]
    assert amounts(page(office, "movements", noi_dung=investment.component.parent_id, rieng="true")) == []
    assert amounts(page(office, "movements", loai="recall")) == []
    assert amounts(page(office, "movements", tu_ngay="19/1/2024")) == []
    assert amounts(page(office, "movements", don_vi=recurrent.holder_id, den_ngay="18/1/2024")) == [
        *("1.000", "400", "5.000"),
    ]
    assert amounts(page(office, "movements", keo_dai="true")) == []
    number = ledger.decision.number
    assert len(amounts(page(office, "movements", so=number))) == 3


def test_lines_are_narrowed_as_the_lists_behind_figures_are(
    office: Office, ledger: Ledger, lines: dict[str, CapitalLine]
) -> None:
    """`rieng` is the component itself in every list, `cua_dia_ban` the chosen place itself."""
    investment = lines["investment"]
    above = {"noi_dung": investment.component.parent_id}
    everything = {str(line.pk) for line in lines.values()}
    for found, query in (
        ({str(investment.pk)}, above),
        (set(), above | {"rieng": "true"}),
        ({str(investment.pk)}, {"noi_dung": investment.component_id, "rieng": "true"}),
        (everything, {"cua_dia_ban": "true", "dia_ban": ledger.area.ref}),
        (everything if ledger.area.ref == "2024-89" else set(), {"cua_dia_ban": "true"}),
        (everything - {str(lines["credit"].pk)}, {"trong_ty_le": "true"}),
    ):
        rows = page(office, "line_list", **query).context["page"].items
        assert {str(row.pk) for row in rows} == found, query
        moved = page(office, "movements", **query).context["page"].items
        assert {str(row.line_id) for row in moved} == found, query
    html = page(office, "line_list", noi_dung=investment.component_id, rieng="true").content.decode()
    assert "Chỉ gồm: vốn bố trí ở chính dự án được chọn." in html


def test_the_heading_adds_up_the_whole_list(office: Office, lines: dict[str, CapitalLine]) -> None:
    heading = page(office, "movements", trong_ty_le="true").content.decode()
    assert "tính vào kế hoạch 1.400 đồng" in heading


def test_what_narrows_without_a_field_is_said(office: Office, ledger: Ledger, lines: dict[str, CapitalLine]) -> None:
    html = page(office, "movements", dia_phuong="2024-886", rieng_cap="true", chi_tiet="true").content.decode()
    assert f"Chỉ gồm: {ledger.area.full_name} trực tiếp quản lý; vốn đã phân bổ chi tiết." in html
    assert amounts(page(office, "movements", dia_phuong="2024-0")) == []


def test_a_decision_number_leads_to_the_decision(office: Office, ledger: Ledger, lines: dict[str, CapitalLine]) -> None:
    cell = page(office, "movements").context["table"].rows[0].cells[3]
    assert cell.url == reverse("committees:document", args=[ledger.decision.pk])


def test_the_file_has_what_the_list_shows(office: Office, lines: dict[str, CapitalLine]) -> None:
    answer = page(office, "movements", format="csv", loai_von=lines["investment"].kind_id)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content), delimiter=";"))
    assert [row[10:12] for row in rows[1:]] == [["400", "400"]]


def test_vouchers_are_narrowed_alike_and_counted(office: Office, ledger: Ledger, lines: dict[str, CapitalLine]) -> None:
    advance = ledger.spend(lines["recurrent"], 100, date(2024, 3, 1), "advance")
    ledger.spend(lines["recurrent"], 60, date(2024, 4, 1), "settlement", advance=advance)
    ledger.spend(lines["recurrent"], 10, date(2024, 5, 1), "refund", advance=advance)
    ledger.spend(lines["investment"], 30, date(2024, 6, 1))
    ledger.spend(lines["credit"], 500, date(2024, 6, 2))
    ledger.spend(lines["investment"], 7, date(2024, 11, 5))
    counted = {
        "627": {},
        "620": {"den_ngay": "4/11/2024"},
        "120": {"den_ngay": "1/6/2024"},
        "127": {"trong_ty_le": "true"},
        "100": {"loai": "advance"},
        "0": {"loai": "settlement"},
        "90": {"trong_ty_le": "true", "loai_von": lines["recurrent"].kind_id},
        "37": {"noi_dung": lines["investment"].component.parent_id},
        "−10": {"tu_ngay": "1/5/2024", "den_ngay": "31/5/2024"},
        "500": {"nguon": lines["credit"].source_id},
    }
    for total, query in counted.items():
        html = page(office, "voucher_list", **query).content.decode()
        assert f"tính vào giải ngân {total} đồng" in html, query


def test_vouchers_name_what_was_paid_for(office: Office, ledger: Ledger, lines: dict[str, CapitalLine]) -> None:
    line = lines["investment"]
    contract = ledger.contract(line)
    ledger.spend(line, 1, contract=contract)
    ledger.spend(line, 2, works=ledger.works)
    ledger.spend(line, 3)
    cells = {row.cells[6].text: row.cells[4] for row in page(office, "voucher_list").context["table"].rows}
    assert (cells["1"].text, cells["1"].note) == (contract.number, ledger.works.name)
    assert cells["1"].url == reverse("disbursement:contract", args=[contract.pk])
    assert (cells["2"].text, cells["2"].url) == (
        ledger.works.name,
        reverse("disbursement:works_money", args=[ledger.works.pk]),
    )
    assert cells["3"].text == ""
    told = {
        row["Số tiền (đồng)"]: (row["Hợp đồng"], row["Công trình, dự án"])
        for row in exported(page(office, "voucher_list", format="csv"))
    }
    assert told == {"1": (contract.number, ledger.works.name), "2": ("", ledger.works.name), "3": ("", "")}


def exported(answer: Any) -> list[dict[str, str]]:
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(content), delimiter=";"))


def test_the_file_of_vouchers_says_what_each_is(office: Office, ledger: Ledger, lines: dict[str, CapitalLine]) -> None:
    line = lines["recurrent"]
    paid = ledger.spend(line, 50, date(2024, 3, 1), treasury_ref="KB-77")
    reverse_voucher(row=paid, reason="nhập nhầm", on=date(2024, 3, 9), access=None)
    back, first = exported(page(office, "voucher_list", format="csv"))
    of_line = {
        "Đơn vị": line.holder.name,
        "Mã nội dung": line.component.code,
        "Loại vốn": "Vốn sự nghiệp",
        "Nguồn vốn": line.source.name,
        "Năm ngân sách": "2024",
        "Vốn của năm": "2024",
        "Mã tham chiếu Kho bạc": "KB-77",
        "Số chứng từ": paid.voucher,
    }
    assert of_line.items() <= first.items()
    assert of_line.items() <= back.items()
    kind = "thanh toán khối lượng hoàn thành"
    assert (first["Loại"], first["Số tiền (đồng)"], first["Đảo chứng từ ngày"]) == (kind, "50", "")
    assert (back["Loại"], back["Số tiền (đồng)"], back["Đảo chứng từ ngày"], back["Lý do"]) == (
        *(f"đảo bút toán: {kind}", "-50", "01/03/2024", "nhập nhầm"),
    )


def test_the_workbook_of_vouchers_says_of_what_it_is(
    office: Office, ledger: Ledger, lines: dict[str, CapitalLine]
) -> None:
    ledger.spend(lines["recurrent"], 50, date(2024, 3, 1))
    query = {"dia_ban": ledger.area.ref, "trong_ty_le": "true", "chi_tiet": "true", "format": "xlsx"}
    content = b"".join(page(office, "voucher_list", **query).streaming_content)
    rows = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    place = next(number for number, row in enumerate(rows) if row[0] == "Ngày chứng từ")
    assert [row[0] for row in rows[:place] if row[0] != "Dữ liệu mô phỏng"] == [
        "Chứng từ giải ngân",
        f"Địa bàn: {ledger.area.full_name}",
        "Tính đến ngày 31/12/2024",
        "Năm ngân sách: 2024",
        "Bộ lọc: Chỉ nguồn tính vào tỷ lệ: có",
        "Chỉ gồm: vốn đã phân bổ chi tiết.",
    ]
    told = dict(zip(rows[place], rows[place + 1], strict=True))
    assert (told["Ngày chứng từ"], told["Năm ngân sách"]) == (datetime(2024, 3, 1), 2024)
    assert (told["Số tiền (đồng)"], told["Đảo chứng từ ngày"]) == (50, None)


@pytest.mark.parametrize("name", ["line_list", "voucher_list", "movements"])
def test_an_empty_list_says_what_narrows_it(office: Office, lines: dict[str, CapitalLine], name: str) -> None:
    other_year = page(office, name, nam="2023").content.decode()
    assert "năm đang xem" in other_year
    assert "khớp với bộ lọc" not in other_year
    narrowed = page(office, name, nam="2023", trong_ty_le="on").content.decode()
    assert "Không có dòng nào khớp với bộ lọc" in narrowed


def test_a_department_counts_its_own_components(office: Office, lines: dict[str, CapitalLine]) -> None:
    user = office.user("department")
    Assignment.objects.get(user=user).components.set([lines["investment"].component])
    assert amounts(page(office, "movements", role="department")) == ["400"]


def test_a_range_that_is_no_day_finds_nothing_and_says_so(office: Office, lines: dict[str, CapitalLine]) -> None:
    answer = page(office, "movements", tu_ngay="31/2/2024")
    assert amounts(answer) == []
    assert "Không có ngày “31/2/2024”" in answer.content.decode()


@pytest.mark.parametrize("name", ["line_list", "voucher_list", "movements"])
@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_no_file_is_made_of_what_is_not_understood(
    office: Office, lines: dict[str, CapitalLine], name: str, wanted: str
) -> None:
    answer = page(office, name, format=wanted, loai_von="999999")
    assert answer["Content-Type"].startswith("text/html")
    assert answer.context["exports"] == []
    assert page(office, name, format=wanted, tinh_den="31/02/2024").status_code == 400


def test_a_range_that_ends_before_it_begins_is_told(office: Office, lines: dict[str, CapitalLine]) -> None:
    answer = page(office, "movements", tu_ngay="1/5/2024", den_ngay="1/4/2024")
    assert "Ngày cuối không được trước ngày đầu." in answer.content.decode()


def test_nothing_is_added_up_for_a_range_that_is_no_day(office: Office, lines: dict[str, CapitalLine]) -> None:
    told = page(office, "voucher_list", tu_ngay="31/2/2024").content.decode()
    assert "Không có ngày “31/2/2024”" in told
    assert "tính vào giải ngân" not in told
