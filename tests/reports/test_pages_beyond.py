"""The page of what is brought in beside the budget: its news, its tables, what is said of missing values; REST too."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from catalogs.models import Programme
from core import jobs
from core.models import Job
from programs.models import Contribution
from programs.services import reverse_contribution
from reports.cube.refresh import refresh
from reports.tasks import FREEZE
from tests.programs.build import component, contribution, of_people, programme, turnover
from tests.reports.desk import PROVINCE_QUERY, Desk

BEYOND = "reports:beyond"
ASKED = {"area": "2024-89", "year": "2024", "as_of": "2024-10-28"}
DAY = date(2024, 5, 4)
OF = "NTP_SPR_2021"


@pytest.fixture
def given(desk: Desk) -> Desk:
    """40 million disbursed; 10 million of an enterprise, labour without a value, loans."""
    world = desk.world
    line = world.line(world.holder(world.districts[0]), 2024)
    world.assign(line, 100_000_000, date(2024, 1, 2))
    world.voucher(line, 40_000_000, DAY)
    first, second = world.communes[0].ref, world.communes[3].ref
    contribution(desk.office, first, received_on=DAY, programme=programme(OF))
    contribution(desk.office, second, received_on=DAY, programme=programme(OF), **of_people())
    turnover(desk.office, first, on=date(2023, 3, 1), amount=90_000_000)
    turnover(desk.office, first, on=DAY, amount=50_000_000, households=3)
    turnover(desk.office, first, kind="collected", on=date(2024, 6, 1), amount=20_000_000)
    refresh()
    return desk


def test_the_title_says_the_news_and_the_lead_that_the_rate_is_another(given: Desk) -> None:
    page = given.page(BEYOND, **PROVINCE_QUERY)
    assert page.heading == "Huy động ngoài ngân sách 10 triệu đồng năm 2024, bằng 25,00% vốn ngân sách đã giải ngân"
    assert "không cộng vào tử số hay mẫu số của tỷ lệ giải ngân" in page.lead
    assert "Tỷ lệ giải ngân vốn ngân sách 40,00%" in page.text


def test_page_file_and_rest_say_that_the_year_is_open(given: Desk) -> None:
    said = "Số liệu năm 2024 là tạm tính, chốt sau ngày 31/01/2025."

    def told(**query: str) -> tuple[bool, bool, bool]:
        query = PROVINCE_QUERY | query
        file = load_workbook(BytesIO(b"".join(given.get(BEYOND, **query, format="xlsx").streaming_content))).active
        notes = [row[0] for row in file.iter_rows(values_only=True)]
        report = given.api("reports/beyond-budget/", **ASKED | {"as_of": query["tinh_den"]}).json()
        assert report["closes_on"] == "2025-01-31"
        return said in given.page(BEYOND, **query).text, said in notes, report["is_provisional"]

    assert told() == (True, True, True)
    assert told(tinh_den="2025-01-31") == (False, False, False)


def test_sources_forms_and_what_has_no_value(given: Desk) -> None:
    page = given.page(BEYOND, **PROVINCE_QUERY)
    rows = page.table("Nguồn lực ngoài ngân sách theo nguồn")
    assert [row[1:] for row in rows] == [
        ["tiền", "10", "", "", "", "1", ""],
        ["ngày công", "chưa quy ra tiền", "40", "", "20", "1", "1"],
        ["", "10", "40", "", "20", "2", "1"],
    ]
    assert "1 lượt đóng góp chưa quy ra tiền, chưa tính vào giá trị trên." in page.text
    behind = given.office.client("provincial_officer").get(page.links("Xem các lượt này")[0]).content.decode()
    assert "40 ngày công" in behind
    assert "Công ty Mô Phỏng" not in behind


def test_a_number_leads_to_the_entries_behind_it(given: Desk) -> None:
    page = given.page(BEYOND, **PROVINCE_QUERY)
    behind = given.office.client("provincial_officer").get(page.links("Huy động doanh nghiệp, tổ chức")[0])
    assert len(behind.context["table"].rows) == 1


def test_what_was_reversed_is_not_among_the_entries_without_a_value(given: Desk) -> None:
    wrong = contribution(given.office, given.world.communes[0].ref, received_on=DAY, programme=programme(OF),
                         **of_people(quantity=7))  # fmt: skip
    reverse_contribution(row=wrong, reason="nhầm", recorded_by_id=None)
    refresh()
    # From a day before the reversal both stand; today one does.
    for day, number in (("2024-10-28", 2), (timezone.localdate().isoformat(), 1)):
        page = given.page(BEYOND, dia_ban="2025-91", nam="2024", tinh_den=day)
        assert page.context["board"].mobilised.unvalued == number
        behind = given.office.client("provincial_officer").get(page.links("Xem các lượt này")[0])
        assert len(behind.context["table"].rows) == number


def test_a_tab_counts_what_it_lists(given: Desk) -> None:
    contribution(given.office, "2024-89", received_on=DAY, programme=programme(OF))
    refresh()
    page = given.page(BEYOND, **PROVINCE_QUERY)
    rows = page.table("Nguồn lực ngoài ngân sách của từng đơn vị")
    assert page.links(f"Tất cả {len(rows)}")


def test_credit_is_told_apart(given: Desk) -> None:
    text = given.page(BEYOND, **PROVINCE_QUERY).text
    assert "Doanh số cho vay trong năm 50 triệu đồng" in text
    assert "Doanh số thu nợ trong năm 20 triệu đồng" in text
    assert "Dư nợ đến ngày này 120 triệu đồng" in text
    assert "Lượt hộ vay trong năm 3" in text


def test_units_beside_their_budget_and_those_with_nothing(given: Desk) -> None:
    page = given.page(BEYOND, **PROVINCE_QUERY)
    rows = {row[0]: row[1:] for row in page.table("Nguồn lực ngoài ngân sách của từng đơn vị")}
    first, second = (area.full_name for area in given.world.districts)
    assert rows[first] == ["10", "", "", "", "", "50", "40", "25,00%"]
    assert rows[second] == ["chưa quy ra tiền", "40", "", "20", "1", "", "0", ""]
    nothing = given.page(BEYOND, **PROVINCE_QUERY, loc="chua-ghi")
    names = [row[0] for row in nothing.table("Nguồn lực ngoài ngân sách của từng đơn vị")]
    assert first not in names
    assert names
    assert page.links(f"Chưa ghi nguồn lực nào {len(names)}")


def test_a_year_without_anything_says_so(desk: Desk) -> None:
    page = desk.page(BEYOND, **PROVINCE_QUERY)
    assert page.heading == "Chưa ghi nguồn lực nào ngoài ngân sách năm 2024"
    assert "Chưa ghi cho vay, thu nợ nào." in page.text


def test_without_budget_money_there_is_no_ratio(desk: Desk) -> None:
    contribution(desk.office, desk.world.communes[0].ref, received_on=DAY, programme=programme(OF))
    refresh()
    page = desk.page(BEYOND, **PROVINCE_QUERY)
    assert page.heading.endswith("chưa có vốn ngân sách giải ngân để so")
    assert desk.api("reports/beyond-budget/", **ASKED).json()["ratio"]["percent"] is None


def test_the_board_leads_here_and_keeps_its_sources(given: Desk) -> None:
    page = given.page("reports:disbursement", **PROVINCE_QUERY)
    assert page.table("Giải ngân theo nguồn vốn")
    assert any("dia_ban=2024-89" in url for url in page.links("Nguồn lực ngoài ngân sách"))


def test_a_programme_is_asked_for_alone(given: Desk) -> None:
    other = Programme.objects.create(
        code="KHAC", name_vi="Chương trình khác", short_name="Khác", valid_from=date(2021, 1, 1)
    )
    of = {"received_on": DAY, "programme": other}
    contribution(given.office, given.world.communes[0].ref, value_vnd=3_000_000, **of)
    refresh()
    assert given.page(BEYOND, **PROVINCE_QUERY).context["board"].mobilised.value_vnd == 13_000_000
    page = given.page(BEYOND, **PROVINCE_QUERY, chuong_trinh=OF)
    assert page.context["board"].mobilised.value_vnd == 10_000_000


def test_an_officer_of_a_department_reads_what_is_given_for_its_components(given: Desk) -> None:
    mine, others = component("DA2", OF), component("DA4", OF)
    user = given.office.user("department")
    user.assignments.get().components.set([mine])
    for one, amount in ((mine, 1_000_000), (others, 2_000_000)):
        of = {"component": one, "programme": programme(OF), "received_on": DAY}
        contribution(given.office, given.world.communes[0].ref, value_vnd=amount, **of)
    refresh()
    board = given.page(BEYOND, role="department", **PROVINCE_QUERY).context["board"]
    assert board.mobilised.value_vnd == 1_000_000
    assert sum(row.given.value_vnd for row in board.units) == 1_000_000
    assert board.credit.is_nothing


def test_rest_answers_what_the_page_shows(given: Desk) -> None:
    report = given.api("reports/beyond-budget/", **ASKED).json()
    board = given.page(BEYOND, **PROVINCE_QUERY).context["board"]
    assert report["ratio"] == {"numerator": 10_000_000, "denominator": 40_000_000, "percent": "25.00"}
    assert report["mobilised"]["value_vnd"] == board.mobilised.value_vnd
    assert report["budget"]["rate"]["percent"] == "40.00"
    assert report["credit"] == {
        "lent_vnd": 50_000_000, "collected_vnd": 20_000_000, "outstanding_vnd": 120_000_000, "households": 3,
    }  # fmt: skip
    assert {row["code"]: row["given"]["unvalued"] for row in report["by_source"]} == {"DN": 0, "DAN": 1}
    assert len(report["units"]) == len(board.units)
    assert sum(row["given"]["value_vnd"] for row in report["units"]) == 10_000_000


def test_of_units_above_only_sums_are_told_and_nothing_of_others(given: Desk) -> None:
    own = given.world.communes[0].ref
    report = given.api("reports/beyond-budget/", ref=own, **ASKED).json()
    assert report["reach"] == "ancestor"
    assert "units" not in report
    assert given.api("reports/beyond-budget/", ref="2025-92", **ASKED).status_code == 404


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_what_leaves_has_the_same_values(given: Desk, wanted: str) -> None:
    answer = given.api("reports/beyond-budget/", **ASKED, format=wanted)
    rows = _rows(b"".join(answer.streaming_content), wanted)
    total = next(row for row in rows if row["group"] == "total")
    assert (str(total["value_vnd"]), str(total["budget_disbursed_vnd"])) == ("10000000", "40000000")
    assert float(total["ratio_percent"]) == 25
    labour = next(row for row in rows if row["form"] == "ngày công")
    assert labour["value_vnd"] in ("", None)
    assert str(labour["labour_days"]) == "40"


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_officers_take_the_page_along_in_words(given: Desk, wanted: str) -> None:
    board = given.page(BEYOND, **PROVINCE_QUERY).context["board"]
    answer = given.get(BEYOND, **PROVINCE_QUERY, format=wanted)
    lines = _lines(b"".join(answer.streaming_content), wanted)
    start = next(number for number, line in enumerate(lines) if line[0] == "Nhóm")
    rows = [dict(zip(lines[start], line, strict=False)) for line in lines[start + 1 :]]
    total, credit = rows[0], next(row for row in rows if row["Nhóm"] == "Tín dụng chính sách")
    assert (total["Nhóm"], total["Mã"], total["Tên"]) == ("Tổng cộng", "", "Tổng huy động")
    assert total["Giá trị theo sổ đóng góp (đồng)"] == "10000000"
    assert (credit["Mã"], credit["Cho vay (đồng)"], credit["Dư nợ (đồng)"]) == ("", "50000000", "120000000")
    units = [row["Mã"] for row in rows if row["Nhóm"] == "Địa bàn"]
    assert units == [unit.area.ref for unit in board.units]


def _lines(content: bytes, wanted: str) -> list[list[str]]:
    """Every cell as text."""
    if wanted == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    sheet: Any = load_workbook(BytesIO(content)).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _rows(content: bytes, wanted: str) -> list[dict[str, Any]]:
    if wanted == "csv":
        return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    head, *rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_a_closed_year_keeps_what_was_brought_in(given: Desk) -> None:
    given.office.client("finance", "2025-91").post(
        "/giai-ngan/chot-so-lieu/?nam=2024", {"year": 2024, "seen": 0, "reason": "Hết thời hạn"}
    )
    jobs.run(str(Job.objects.filter(kind=FREEZE).latest("created_at").pk))
    reverse_contribution(row=Contribution.objects.get(form="money"), reason="nhầm", recorded_by_id=None)
    refresh()
    later = {"dia_ban": "2025-91", "nam": "2024", "tinh_den": "2026-11-28"}
    page = given.page(BEYOND, **later)
    assert page.context["board"].mobilised.value_vnd == 10_000_000
    assert "Số liệu của năm đã chốt" in page.text


@pytest.mark.parametrize(
    ("changed", "told"), [({"year": "20x4"}, "Nhập năm"), ({"as_of": "31/02/2024"}, "Viết ngày"),
                          ({"programme": "KHONG"}, "Chọn một trong")]
)  # fmt: skip
def test_bad_questions_are_told(given: Desk, changed: dict[str, str], told: str) -> None:
    answer = given.api("reports/beyond-budget/", **ASKED | changed)
    assert answer.status_code == 400
    assert told in answer.content.decode()
