"""The periodic tables of disbursement: periods, totals, units, what is behind a figure, REST, closed years, scope."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils.translation import override
from docx import Document
from openpyxl import load_workbook

from accounts.models import Agency, Assignment, Role, User
from catalogs.models import CapitalKind, CapitalSource, ClosingDate
from core.formats import parse_number
from disbursement.models import CapitalLine
from disbursement.services import plan
from reports import closing
from reports.cube.refresh import refresh
from reports.cube.snapshots import freeze
from reports.periods import periods_of
from tests.disbursement.moves import assign, carry_over
from tests.office import COMMUNE
from tests.reports.cube_world import World
from tests.reports.desk import Desk, Page
from tests.reports.periodic_world import MILLION, periodic_2024

PERIODIC = "reports:periodic"
QUERY = {"dia_ban": "2024-89", "nam": "2024", "tinh_den": "2025-02-01"}
API = "reports/disbursement/periodic/"


@pytest.fixture
def year(desk: Desk) -> Desk:
    periodic_2024(desk.world)
    return desk


def table(desk: Desk, **query: str) -> list[list[str]]:
    """The rows of the paper as they are shown, the total first."""
    return rows_of(desk.page(PERIODIC, **QUERY, **query))


def rows_of(page: Page) -> list[list[str]]:
    (section,) = page.context["sheets"]
    return [[cell.text for cell in line.cells] for line in section.tables[0].lines]


def in_period(desk: Desk, period: str) -> tuple[str, str]:
    """What all disbursed in the period and since the beginning, in million dong."""
    total = table(desk, ky=period)[0]
    return total[5], total[8]


# --- periods ----------------------------------------------------------------------------------------------


def test_the_periods_of_a_year_with_its_late_january() -> None:
    periods = {period.code: period for period in periods_of(2024, date(2025, 1, 31))}
    assert (periods["t2"].start, periods["t2"].end) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (periods["q2"].start, periods["q2"].end) == (date(2024, 4, 1), date(2024, 6, 30))
    assert periods["q4"].name == "quý IV năm 2024"
    assert (periods["6t"].end, periods["9t"].end) == (date(2024, 6, 30), date(2024, 9, 30))
    assert periods["t13"].name == "tháng 01 năm 2025 của năm ngân sách 2024"
    assert periods["ca-nam"].end == date(2025, 1, 31)
    with override("en"):
        assert periods["q4"].name == "quarter IV of 2024"
    assert "t13" not in {period.code for period in periods_of(2024, date(2024, 12, 31))}


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("t3", ("100", "100")),
        ("q1", ("100", "100")),
        ("q2", ("200", "300")),
        ("t4", ("200", "300")),
        ("q3", ("50", "350")),
        ("6t", ("300", "300")),
        ("9t", ("350", "350")),
        ("t10", ("30", "380")),
        ("q4", ("37", "387")),
        ("nam", ("387", "387")),
        ("t13", ("11", "398")),
        ("ca-nam", ("398", "398")),
    ],
)
def test_a_voucher_counts_in_the_period_of_its_day(year: Desk, period: str, shown: tuple[str, str]) -> None:
    assert in_period(year, period) == shown


def test_january_counts_to_the_budget_year_of_the_voucher(year: Desk) -> None:
    query = {"dia_ban": "2024-89", "nam": "2025", "tinh_den": "2025-02-01", "ky": "t1"}
    total = rows_of(year.page(PERIODIC, **query))[0]
    assert (total[2], total[4]) == ("500", "40")


def test_what_is_dated_before_the_year_counts_in_each_period_that_begins_it(year: Desk) -> None:
    """So that the months add up to the year, and January is that of the board."""
    world = year.world
    early = world.line(world.holder(world.province, "so-2"), 2024)
    world.assign(early, 300 * MILLION, date(2023, 12, 1))
    world.voucher(early, 60 * MILLION, date(2023, 12, 20))
    for component in (1, 2):
        world.assign(world.line(world.holder(world.province, "so-3"), 2024, component=component), 1, date(2023, 12, 1))
    refresh()
    assert [in_period(year, period) for period in ("t1", "t2", "q1", "nam")] == [
        ("60", "60"),
        ("0", "60"),
        ("160", "160"),
        ("447", "447"),
    ]
    client = year.office.client("provincial_officer", "2025-91")
    page = year.page(PERIODIC, **QUERY, ky="t1", dvt="dong")
    cell = page.context["sheets"][0].tables[0].lines[0].cells[5]
    assert f"{cell.text} đồng" in Page(client.get(cell.url)).heading
    assert "gồm cả chứng từ của vốn năm 2024 ghi trước ngày 01/01/2024" in page.text
    assert "ghi trước ngày" not in year.page(PERIODIC, **QUERY, ky="t2").text


def test_figures_are_provisional_until_the_money_asked_for_closes(year: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing.timezone, "localdate", lambda: date(2025, 1, 10))
    query = {"dia_ban": "2024-89", "nam": "2024", "tinh_den": "2025-01-10", "ky": "nam"}
    assert "Số liệu tạm tính: vốn năm 2024 được giải ngân đến hết ngày 31/01/2025." in year.page(PERIODIC, **query).text
    ClosingDate.objects.create(budget_year=2024, years_after=0, month=12, day=31)
    page = year.page(PERIODIC, **query)
    assert "Số liệu tạm tính" not in page.text
    assert "t13" not in dict(page.context["form"].fields["ky"].choices)


# --- the form --------------------------------------------------------------------------------------------


def test_the_form_keeps_place_day_and_programme(year: Desk) -> None:
    form = year.page(PERIODIC, **QUERY, chuong_trinh="NTP_SPR_2021").context["form"]
    kept = {field.name: field.value() for field in form.hidden_fields()}
    assert kept == {**QUERY, "chuong_trinh": "NTP_SPR_2021"}
    page = year.page(PERIODIC, **kept, ky="t10")
    (word,) = page.links("Word")
    assert parse_qs(urlsplit(word).query).items() >= {name: [value] for name, value in kept.items()}.items()
    assert [field.name for field in year.page(PERIODIC, ref="2025-92").context["form"].hidden_fields()] == [
        "dia_ban",
        "nam",
        "tinh_den",
    ]


def test_the_year_is_that_of_the_bar_and_the_form_changes_only_the_period(year: Desk) -> None:
    client = year.office.client("provincial_officer", "2025-91")
    page = Page(client.get(reverse(PERIODIC), QUERY))
    assert "nam" not in [field.name for field in page.context["form"].visible_fields()]
    client.get(reverse(PERIODIC), QUERY | {"ky": "t13"})
    _area, chosen, day, _programme = client.get(reverse("reports:disbursement")).context["context_bar"]
    assert (chosen["value"], day["value"]) == ("2024", "01/02/2025")


def test_a_year_to_come_has_no_period_yet(year: Desk) -> None:
    page = year.page(PERIODIC, nam="2027")
    assert "Năm ngân sách 2027 chưa bắt đầu nên chưa có kỳ báo cáo nào." in page.text
    assert not page.links("Word")
    assert year.get(PERIODIC, nam="2027", format="docx").status_code == 404
    answer = year.api(API, area="2025-91", year="2027", period="t1").json()
    assert answer["errors"]["year"] == ["Năm 2027 chưa bắt đầu nên chưa có kỳ báo cáo nào."]


# --- the paper --------------------------------------------------------------------------------------------


def test_the_title_names_period_place_and_day(year: Desk) -> None:
    page = year.page(PERIODIC, **QUERY, ky="t10")
    assert "Kết quả giải ngân vốn các chương trình giảm nghèo tháng 10 năm 2024, tỉnh An Giang" in page.text
    assert "(tính đến hết ngày 31/10/2024; tỷ lệ tính trên kế hoạch được giao năm 2024, không gồm vốn kéo dài)" in (
        page.text
    )
    assert page.text.count("Đơn vị tính: triệu đồng") == 1
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Nơi nhận:", "(Chữ ký, dấu)", "Số liệu làm tròn"):
        assert words in page.text


def test_total_groups_and_rows(year: Desk) -> None:
    rows = table(year, ky="t10")
    assert [(row[0], row[1]) for row in rows] == [
        ("", "Tổng số"),
        ("I", "Cấp tỉnh"),
        ("1", "Đơn vị so-1"),
        ("II", "Cấp huyện"),
        ("1", "Đơn vị huyen-1"),
    ]
    # Plan, in the period and since the beginning, each in all, of investment and recurrent; then the rates.
    assert rows[0][2:14] == [
        *("2.000", "1.000", "1.000"),
        *("30", "0", "30"),
        *("380", "300", "80"),
        *("19,00", "30,00", "8,00"),
    ]
    assert rows[1][2:] == rows[2][2:]


def test_the_table_is_named_for_who_hears_it(year: Desk) -> None:
    page = year.page(PERIODIC, **QUERY, ky="t10")
    about = "Kết quả giải ngân vốn các chương trình giảm nghèo tháng 10 năm 2024, tỉnh An Giang"
    assert page.table(about)[0][1] == "Tổng số"
    assert f'tabindex="0" role="region" aria-label="{about}"' in page.html


def test_the_tree_of_projects_adds_up(year: Desk) -> None:
    rows = table(year, ky="nam", theo="du-an")
    assert rows[0][2] == "2.000"
    page = year.page(PERIODIC, **QUERY, ky="nam", theo="du-an")
    outer = [line for line in page.context["sheets"][0].tables[0].lines[1:] if line.level == 0]
    assert sum(int(parse_number(line.cells[2].text)) for line in outer) == 2000


def test_units_below_stand_beside_what_the_province_holds(year: Desk) -> None:
    rows = table(year, ky="nam", theo="dia-ban")
    district = year.world.districts[0].full_name
    assert [(row[0], row[1], row[2]) for row in rows[1:]] == [
        ("1", "Tỉnh An Giang trực tiếp quản lý", "1.400"),
        ("2", district, "600"),
    ]


@pytest.mark.parametrize(
    ("unit", "shown", "said"),
    [("dong", "2.000.000.001", "đồng"), ("trieu", "2.000", "triệu đồng"), ("ty", "2,000", "tỷ đồng")],
)
def test_each_row_is_rounded_from_its_own_dong(desk: Desk, unit: str, shown: str, said: str) -> None:
    """Three lines of 0.4 million more or less: the total is rounded from its own dong, not from what is shown."""
    world = desk.world
    for number, more in enumerate((400_000, 400_000, -799_999)):
        line = world.line(world.holder(world.province, f"so-{number}"), 2024)
        world.assign(line, (1_000_000_000 if number == 2 else 500_000_000) + more, date(2024, 1, 15))
    refresh()
    page = desk.page(PERIODIC, **QUERY, ky="nam", dvt=unit)
    assert rows_of(page)[0][2] == shown
    assert f"Đơn vị tính: {said}" in page.text
    assert ("Số liệu làm tròn" in page.text) == (unit != "dong")


def undetailed(world: World, holder: Agency) -> CapitalLine:
    """A line of the holder that is all to be given on."""
    return plan.open_line(
        component=world.components[0],
        holder=holder,
        kind=CapitalKind.objects.get(code="DTPT"),
        source=CapitalSource.objects.get(code="NSTW"),
        budget_year=2024,
        is_detailed=False,
    )


def test_the_denominator_is_the_one_that_is_asked(desk: Desk) -> None:
    world = desk.world
    world.assign(undetailed(world, world.holder(world.province, "so-0")), 600 * MILLION, date(2024, 1, 2))
    spending = world.line(world.holder(world.province, "so-1"), 2024)
    world.assign(spending, 400 * MILLION, date(2024, 1, 3))
    world.voucher(spending, 100 * MILLION, date(2024, 5, 5))
    refresh()
    given, detailed = table(desk, ky="nam")[0], table(desk, ky="nam", mau_so="chi-tiet")[0]
    assert (given[2], given[-2], given[-1]) == ("1.000", "10,00", "Chưa phân bổ 600")
    assert (detailed[2], detailed[-2]) == ("400", "25,00")


@pytest.mark.parametrize(
    ("wanted", "head"), [("duoc-giao", "Kế hoạch được giao"), ("chi-tiet", "Kế hoạch đã phân bổ chi tiết")]
)
def test_the_head_of_the_plan_names_the_denominator(year: Desk, wanted: str, head: str) -> None:
    heads = year.page(PERIODIC, **QUERY, ky="nam", mau_so=wanted).context["sheets"][0].tables[0].heads
    assert heads[0][2].label == head


def test_carried_over_capital_counts_when_it_is_asked_for(desk: Desk) -> None:
    world = desk.world
    line = world.line(world.holder(world.province), 2023)
    world.assign(line, 100 * MILLION, date(2023, 1, 5))
    carry_over(line=line, amount_vnd=60 * MILLION, by=plan.Draft(world.decision, date(2024, 1, 31)))
    world.assign(world.line(world.holder(world.province), 2024), 500 * MILLION, date(2024, 1, 5))
    refresh()
    assert table(desk, ky="nam")[0][2] == "500"
    assert table(desk, ky="nam", keo_dai="on")[0][2] == "560"


def test_what_was_not_understood_is_said_at_its_field(year: Desk) -> None:
    answer = year.get(PERIODIC, **QUERY, ky="t99")
    assert answer.status_code == 200
    assert "paper" not in answer.context
    assert year.get(PERIODIC, **QUERY, ky="t99", format="docx").status_code == 404
    assert year.get(PERIODIC, **QUERY, format="pdf").status_code == 404


# --- what is behind a figure ------------------------------------------------------------------------------


@pytest.mark.parametrize(("breakdown", "period"), [("don-vi", "t10"), ("du-an", "q2"), ("dia-ban", "ca-nam")])
def test_every_figure_opens_what_adds_up_to_it(year: Desk, breakdown: str, period: str) -> None:
    client = year.office.client("provincial_officer", "2025-91")
    page = year.page(PERIODIC, **QUERY, ky=period, theo=breakdown, dvt="dong")
    followed = 0
    for line in page.context["sheets"][0].tables[0].lines:
        for cell in line.cells:
            if not cell.url or cell.is_name:
                continue
            answer = client.get(cell.url)
            column = "held_vnd" if "bien-dong" in cell.url else "spent_vnd"
            rows = answer.context["page"].items
            assert sum(getattr(row, column) for row in rows) == int(parse_number(cell.text)), (line, cell)
            assert f"{cell.text} đồng" in Page(answer).heading
            followed += 1
    assert followed >= 27


@pytest.mark.parametrize(
    ("period", "carried", "denominator", "given"),
    [("t3", "", "duoc-giao", 1470), ("nam", "on", "duoc-giao", 1530), ("nam", "", "chi-tiet", 1400)],
)
def test_a_holder_leads_to_the_statement_that_gives_its_row(
    year: Desk, period: str, carried: str, denominator: str, given: int
) -> None:
    """Over the same lines up to the same day, whatever else the holder has."""
    world = year.world
    holder = world.holder(world.province, "so-1")
    world.assign(undetailed(world, holder), 70 * MILLION, date(2024, 1, 15))
    outside = world.line(holder, 2024, source="DN")
    world.assign(outside, 90 * MILLION, date(2024, 1, 15))
    older = world.line(holder, 2023)
    world.assign(older, 100 * MILLION, date(2023, 1, 5))
    carry_over(line=older, amount_vnd=60 * MILLION, by=plan.Draft(world.decision, date(2024, 1, 31)))
    refresh()
    page = year.page(PERIODIC, **QUERY, ky=period, dvt="dong", keo_dai=carried, mau_so=denominator)
    row = next(row for row in rows_of(page) if row[1] == "Đơn vị so-1")
    assert int(parse_number(row[2])) == given * MILLION
    (url,) = page.links("Đơn vị so-1")
    client = year.office.client("provincial_officer", "2025-91")
    found = client.get(url).context["account"].closing
    assert [found.plan_vnd, found.spent_vnd] == [int(parse_number(row[2])), int(parse_number(row[8]))]
    # The statement moved neither the place nor the day of the context bar.
    chosen = client.get(reverse("disbursement:line_list")).wsgi_request._selection
    assert (chosen.area.ref, chosen.as_of) == ("2024-89", date(2025, 2, 1))


def test_money_given_on_counts_once_behind_the_total(desk: Desk) -> None:
    world = desk.world
    shared = {
        "component": world.components[0],
        "kind": CapitalKind.objects.get(code="DTPT"),
        "source": CapitalSource.objects.get(code="NSTW"),
        "budget_year": 2024,
    }
    root = plan.open_line(holder=world.holder(world.province, "so-0"), is_detailed=False, **shared)
    world.assign(root, 900 * MILLION, date(2024, 1, 2))
    child = plan.open_line(holder=world.holder(world.districts[0], "huyen-1"), parent=root, **shared)
    by = plan.Draft(world.decision, date(2024, 2, 1))
    assign(line=child, amount_vnd=300 * MILLION, by=by, kind="allocate")
    refresh()
    client = desk.office.client("provincial_officer", "2025-91")
    page = desk.page(PERIODIC, **QUERY, ky="nam", dvt="dong")
    shown = {line.cells[1].text: line.cells[2] for line in page.context["sheets"][0].tables[0].lines}
    assert {name: cell.text for name, cell in shown.items()} == {
        "Tổng số": "900.000.000",
        "Cấp tỉnh": "600.000.000",
        "Đơn vị so-0": "600.000.000",
        "Cấp huyện": "300.000.000",
        "Đơn vị huyen-1": "300.000.000",
    }
    for cell in shown.values():
        assert f"tính vào kế hoạch {cell.text} đồng" in Page(client.get(cell.url)).heading


# --- files and REST ---------------------------------------------------------------------------------------


def _file(answer: Any) -> BytesIO:
    return BytesIO(b"".join(answer.streaming_content))


def test_excel_has_the_figures_of_the_page_as_numbers(year: Desk) -> None:
    sheet = load_workbook(_file(year.get(PERIODIC, **QUERY, ky="t10", format="xlsx"))).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = next(number for number, row in enumerate(rows) if row[1] == "Tổng số")
    assert rows[start][2:14] == [2000, 1000, 1000, 30, 0, 30, 380, 300, 80, 19, 30, 8]
    assert rows[start - 2][2] == "Kế hoạch được giao"
    assert rows[start - 1][2:5] == ["Tổng số", "Vốn đầu tư phát triển", "Vốn sự nghiệp"]
    assert sheet.freeze_panes == f"A{start + 1}"


def test_word_has_the_figures_of_the_page(year: Desk) -> None:
    document = Document(_file(year.get(PERIODIC, **QUERY, ky="t10", format="docx")))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert rows[2:] == table(year, ky="t10")


def test_who_may_not_export_gets_neither_file_nor_link(year: Desk) -> None:
    assert year.page(PERIODIC, role="auditor", **QUERY).links("Word")
    role = Role.objects.get(code="auditor")
    role.rights = [right for right in role.rights if right != "reports.export"]
    role.save()
    assert not year.page(PERIODIC, role="auditor", **QUERY).links("Word")
    assert year.get(PERIODIC, role="auditor", **QUERY, format="docx").status_code == 403


@pytest.mark.parametrize(("theirs", "ours"), [("holder", "don-vi"), ("project", "du-an"), ("area", "dia-ban")])
def test_rest_says_in_dong_what_the_page_shows(year: Desk, theirs: str, ours: str) -> None:
    query = {"area": "2024-89", "year": "2024", "period": "t10", "breakdown": theirs}
    data = year.api(API, **query).json()
    assert (data["start"], data["end"], data["reach"]) == ("2024-10-01", "2024-10-31", "own")
    shown = table(year, ky="t10", theo=ours, dvt="dong")
    assert len(shown) == len(data["rows"])
    for row, line in zip(data["rows"], shown, strict=True):
        figures = row["figures"]
        assert row["number"] == line[0]
        assert [row["name"], *(figure["plan_vnd"] for figure in figures)] == [line[1], *_numbers(line[2:5])]
        assert [figure["in_period_vnd"] for figure in figures] == _numbers(line[5:8])
        assert [figure["disbursed_vnd"] for figure in figures] == _numbers(line[8:11])
    rows = list(csv.DictReader(StringIO(_file(year.api(API, **query, format="csv")).read().decode("utf-8-sig"))))
    assert [int(row["plan_vnd"]) for row in rows if row["kind"] == "total"] == [
        row["figures"][0]["plan_vnd"] for row in data["rows"]
    ]


def _numbers(cells: list[str]) -> list[int]:
    return [int(parse_number(cell)) for cell in cells]


def test_rest_says_what_it_takes(year: Desk) -> None:
    query = {"area": "2024-89", "year": "2024"}
    assert "period" in year.api(API, **query).json()["errors"]
    assert "ca-nam" in year.api(API, **query, period="q5").json()["errors"]["period"][0]
    assert year.api(API, **query, period="q1", breakdown="x").status_code == 400


# --- closed years, scope ----------------------------------------------------------------------------------


def test_a_closed_year_prints_from_its_snapshot(year: Desk, world: World) -> None:
    before = table(year, ky="ca-nam")
    freeze(code="capital", year=2024, area=world.province, reason="Hết hạn giải ngân")
    line = world.line(world.holder(world.province, "so-1"), 2024, component=2)
    world.assign(line, 77 * MILLION, date(2024, 12, 1))
    refresh()
    assert table(year, ky="ca-nam") == before
    assert "Số liệu năm 2024 đã chốt ngày" in year.page(PERIODIC, **QUERY, ky="ca-nam").text


def test_a_department_prints_its_own_components_and_says_so(year: Desk) -> None:
    user = year.office.user("department")
    Assignment.objects.get(user=user).components.set([year.world.components[1]])
    page = year.page(PERIODIC, role="department", **QUERY, ky="nam")
    assert rows_of(page)[0][2] == "600"
    assert f"Chỉ tính các nội dung được giao cho {user.agency}." in page.text
    document = Document(_file(year.get(PERIODIC, role="department", **QUERY, ky="nam", format="docx")))
    assert any(f"giao cho {user.agency}" in paragraph.text for paragraph in document.paragraphs)


def test_another_province_sees_nothing_of_it(year: Desk) -> None:
    assert year.get(PERIODIC, ref="2025-92", **QUERY).status_code == 404


def test_a_department_stands_under_the_committee_of_its_own_province_whatever_it_looks_at(year: Desk) -> None:
    user = year.office.user("provincial_officer")
    department = {"name": "Sở Tài chính", "kind": "so", "area": year.office.province, "valid_from": date(2025, 7, 1)}
    user.agency = Agency.objects.create(code="stc", **department)
    user.save()
    paper = year.page(PERIODIC, **QUERY | {"dia_ban": COMMUNE}, ky="nam").context["paper"]
    assert (paper.letterhead.superior, paper.letterhead.issuer) == ("Ủy ban nhân dân tỉnh An Giang", "Sở Tài chính")
    assert paper.letterhead.place == "An Giang"
    assert list(paper.closing.receivers) == ["Ủy ban nhân dân tỉnh An Giang", "Lưu: VT"]


def test_who_has_no_agency_prints_in_nobodys_name(year: Desk) -> None:
    User.objects.filter(pk=year.office.user("auditor").pk).update(agency=None)
    page = year.page(PERIODIC, **QUERY, ky="nam", role="auditor")
    assert (page.context["paper"].letterhead, page.context["paper"].closing) == (None, None)
    assert rows_of(page) == table(year, ky="nam")
    for wanted in ("docx", "xlsx"):
        assert b"".join(year.get(PERIODIC, **QUERY, ky="nam", format=wanted, role="auditor").streaming_content)
