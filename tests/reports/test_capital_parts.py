"""Capital by project, area and month, the heat map of holders, and the lists behind each figure."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, ClosingDate, Component, Programme
from core.formats import format_number
from disbursement.models import CapitalLine, Disbursement
from disbursement.services import plan
from reports.boards.disbursement import DisbursementBoard
from reports.cube.refresh import refresh
from reports.cube.snapshots import freeze
from reports.figures import matrix
from reports.figures.course import added
from reports.figures.question import question
from tests.disbursement.moves import assign
from tests.reports.cube_world import World
from tests.reports.desk import PROVINCE_QUERY, Desk, Page

BOARD = "reports:disbursement"
DAY = date(2024, 10, 28)
REPORT = {"area": "2024-89", "year": "2024", "as_of": "2024-10-28"}


def component(code: str, programme: str = "NTP_SPR_2021") -> Component:
    return Component.objects.get(programme__code=programme, code=code)


def capital_of(
    world: World, area: Area, code: str, what: Component, planned: int, spent: int, day: date = date(2024, 9, 5)
) -> CapitalLine:
    line = world.line(world.holder(area, code), 2024, component=world.components.index(what))
    world.assign(line, planned, date(2024, 1, 10))
    if spent:
        world.voucher(line, spent, day)
    return line


@pytest.fixture
def spread(desk: Desk) -> Desk:
    """Two districts and a department of the province, on two sub-projects and a project."""
    world = desk.world
    first, second = world.districts
    capital_of(world, first, "cq-1", component("DA4.TDA1"), 100_000_000, 80_000_000, date(2024, 3, 15))
    capital_of(world, first, "cq-1", component("DA4.TDA3"), 300_000_000, 0)
    capital_of(world, second, "cq-2", component("DA4.TDA1"), 100_000_000, 60_000_000)
    capital_of(world, world.province, "cq-0", component("DA2"), 500_000_000, 360_000_000, date(2024, 10, 2))
    refresh()
    return desk


def _board(desk: Desk, **query: str) -> DisbursementBoard:
    board: DisbursementBoard = desk.page(BOARD, **(PROVINCE_QUERY | query)).context["board"]
    return board


def test_a_project_is_the_sum_of_its_sub_projects(spread: Desk) -> None:
    page = spread.page(BOARD, **PROVINCE_QUERY)
    rows = [(row[0].split(" ")[:3], row[1], row[2], row[5]) for row in page.table("Giải ngân theo dự án")]
    assert rows == [
        (["Dự", "án", "2"], "500", "360", "72,00%"),
        (["Dự", "án", "4"], "500", "140", "28,00%"),
        (["Tiểu", "dự", "án"], "200", "140", "70,00%"),
        (["Tiểu", "dự", "án"], "300", "0", "0,00%"),
    ]
    behind = spread.office.client("provincial_officer").get(page.links("Dự án 4")[0])
    assert len(behind.context["table"].rows) == 3


def test_projects_areas_and_sources_say_what_changed_since_the_month_before(spread: Desk) -> None:
    """Disbursed in October: what the department of the province spends on project 2, and nothing else."""
    board = _board(spread)
    tree = {row.component.code: row.month for row in board.component_tree if row.component}
    assert (tree["DA2"].points, tree["DA2"].disbursed_vnd) == (Fraction(360, 500), 360_000_000)
    assert (tree["DA4"].then.disbursed_vnd, tree["DA4"].disbursed_vnd) == (140_000_000, 0)
    units = {row.area.pk: row.month.disbursed_vnd for row in board.units.rows}
    assert [units[district.pk] for district in spread.world.districts] == [0, 0]
    assert board.units.own_month is not None
    assert board.units.own_month.disbursed_vnd == 360_000_000
    (source,) = board.sources
    assert source.changes == board.totals.changes


def test_programmes_stand_on_top_where_there_are_several(spread: Desk) -> None:
    other = next(one for one in spread.world.components if one.programme.code != "NTP_SPR_2021")
    capital_of(spread.world, spread.world.province, "cq-0", other, 50_000_000, 5_000_000)
    refresh()
    rows = _board(spread).component_tree
    tops = {row.programme.code: row for row in rows if row.component is None}
    assert (tops["NTP_SPR_2021"].amounts.plan_vnd, tops[other.programme.code].amounts.plan_vnd) == (10**9, 50_000_000)
    assert sum(row.amounts.plan_vnd for row in tops.values()) == _board(spread).totals.total.plan_vnd
    assert min(row.depth for row in rows if row.component) == 1
    one = Programme.objects.get(code="NTP_SPR_2021")
    assert all(row.component for row in _board(spread, chuong_trinh=one.code).component_tree)


def test_units_below_stand_laggards_first_and_add_up_with_what_is_held_above_them(spread: Desk) -> None:
    found = _board(spread).units
    first, second = spread.world.districts
    assert [(row.area, row.amounts.plan_vnd, row.is_below_average) for row in found.rows] == [
        (first, 400_000_000, True),
        (second, 100_000_000, False),
    ]
    assert (found.own.plan_vnd, found.own.disbursed_vnd) == (500_000_000, 360_000_000)
    assert found.without_capital == spread.world.province.children.count() - 2
    whole = _board(spread).totals.total
    assert whole.disbursed_vnd == found.own.disbursed_vnd + sum(row.amounts.disbursed_vnd for row in found.rows)


def test_a_unit_leads_to_its_own_board_and_what_is_held_above_to_its_lines(spread: Desk) -> None:
    page, client = spread.page(BOARD, **PROVINCE_QUERY, keo_dai="1"), spread.office.client("provincial_officer")
    first = spread.world.districts[0]
    of_unit: DisbursementBoard = client.get(page.links(first.full_name)[0]).context["board"]
    assert (of_unit.asked.area, of_unit.asked.include_carry_over) == (first, True)
    assert of_unit.totals.total.plan_vnd == 400_000_000
    own = client.get(page.links("Cơ quan thuộc Tỉnh An Giang trực tiếp giữ vốn")[0])
    assert len(own.context["table"].rows) == 1


def test_a_merged_province_asked_for_2024_has_the_districts_of_both(spread: Desk) -> None:
    other = Area.objects.by_ref("2024-91").children.order_by("code")[0]
    capital_of(spread.world, other, "cq-9", component("DA2"), 10_000_000, 1_000_000)
    refresh()
    found = _board(spread, dia_ban="2025-91", tinh_den="2025-12-31").units
    assert {row.area.ref for row in found.rows} == {other.ref, *(unit.ref for unit in spread.world.districts)}


def test_a_commune_has_no_units_below(spread: Desk) -> None:
    commune = spread.world.communes[0]
    assert _board(spread, dia_ban=commune.ref).units.rows == ()


@pytest.mark.parametrize("query", [{}, {"keo_dai": "1"}, {"mau_so": "chi-tiet"}])
def test_every_figure_of_the_board_opens_what_adds_up_to_it(held_above: Desk, query: dict[str, str]) -> None:
    world = held_above.world
    carried = plan.open_line(
        component=component("DA2"),
        holder=world.holder(world.province, "cq-0"),
        kind=CapitalKind.objects.get(code="DTPT"),
        source=CapitalSource.objects.get(code="NSTW"),
        budget_year=2024,
        tranche_year=2023,
    )
    world.assign(carried, 30_000_000, date(2024, 2, 1))
    credit = world.line(world.holder(world.province, "cq-0"), 2024, source="TD")
    world.assign(credit, 70_000_000, date(2024, 2, 1))
    world.voucher(credit, 7_000_000, date(2024, 3, 1))
    refresh()
    page = held_above.page(BOARD, **PROVINCE_QUERY, **query)
    client, followed = held_above.office.client("provincial_officer"), 0
    for name in ("kinds", "holders", "units", "components", "sources"):
        for row in page.context[name].rows:
            planned, spent = (format_number(vnd) for vnd in (row.amounts.plan_vnd, row.amounts.disbursed_vnd))
            plan_page, spent_page = client.get(row.behind.plan), client.get(row.behind.spent)
            assert f" {planned} đồng" in Page(plan_page).heading, (name, row.label)
            assert f" {spent} đồng" in Page(spent_page).heading, (name, row.label)
            if name != "units":  # these lead to boards of their own
                told = f"Dòng vốn: kế hoạch đang giữ {planned} đồng, đã giải ngân {spent} đồng"
                assert Page(client.get(row.url)).heading == told, (name, row.label)
            assert page.html.count(f'href="{escape(row.behind.plan)}"') >= 1
            followed += 1
    assert followed >= 17
    for row, point in zip(page.context["months"].rows, page.context["board"].curve, strict=False):
        amounts = (point.this.plan_vnd, point.in_month_vnd, point.this.disbursed_vnd)
        for cell, amount in zip(row.cells[1:4], amounts, strict=True):
            assert f" {format_number(amount)} đồng" in Page(client.get(cell.url)).heading


def test_months_lead_to_the_vouchers_that_they_add_up(spread: Desk) -> None:
    page, client = spread.page(BOARD, **PROVINCE_QUERY), spread.office.client("provincial_officer")
    rows = {row[0].split(" ")[0]: row for row in page.table("Giải ngân từng tháng")}
    assert rows["3/2024"][1:5] == ["1.000", "80", "80", "8,00%"]
    assert rows["10/2024"] == ["10/2024 đến 28/10/2024", "1.000", "360", "500", "50,00%", "–"]
    assert list(rows)[-1] == "10/2024"
    october = client.get(page.links("360")[0]).context["table"]
    assert len(october.rows) == 1
    shown = [cell.text for cell in october.rows[0].cells]
    assert "02/10/2024" in shown


def test_months_run_to_where_the_last_money_moved(spread: Desk) -> None:
    """A later closing date, and a correction after it: the last month is the total."""
    world = spread.world
    investment = CapitalKind.objects.get(code="DTPT")
    ClosingDate.objects.create(kind=investment, budget_year=2024, years_after=1, month=3, day=31)
    late = world.voucher(CapitalLine.objects.get(holder__code="cq-0"), 40_000_000, date(2025, 3, 10))
    refresh()
    board = _board(spread, tinh_den="2025-02-10")
    assert board.curve[-1].month_end == date(2025, 3, 31)
    world.reverse(late, date(2025, 5, 6))
    refresh()
    page = spread.page(BOARD, **(PROVINCE_QUERY | {"tinh_den": "2025-05-10"}))
    board, rows = page.context["board"], page.table("Giải ngân từng tháng")
    assert [(row[0].split(" ")[0], row[2], row[3]) for row in rows[-3:]] == [
        ("3/2025", "40", "540"),
        ("4/2025", "0", "540"),
        ("5/2025", "−40", "500"),
    ]
    assert board.curve[-1].this == board.totals.total


def test_a_heat_cell_tells_zero_from_no_plan(spread: Desk) -> None:
    page = spread.page(BOARD, **PROVINCE_QUERY)
    heat = page.context["heat"]
    assert [column.label for column in heat.columns] == ["DA2", "DA4 TDA1", "DA4 TDA3"]
    assert [(line.label, line.rate, [(cell.text, cell.tone) for cell in line.cells]) for line in heat.lines] == [
        ("Đơn vị cq-1", "20", [("", "heat-0"), ("80", "heat-1"), ("0", "heat-5")]),
        ("Đơn vị cq-2", "60", [("", "heat-0"), ("60", "heat-1"), ("", "heat-0")]),
        ("Đơn vị cq-0", "72", [("72", "heat-1"), ("", "heat-0"), ("", "heat-0")]),
    ]
    assert [cell.text for cell in heat.total.cells] == ["72", "70", "0"]
    behind = spread.office.client("provincial_officer").get(heat.lines[0].cells[2].url)
    line = CapitalLine.objects.get(holder__code="cq-1", component=component("DA4.TDA3"))
    assert [row.cells[0].url for row in behind.context["table"].rows] == [reverse("disbursement:line", args=[line.pk])]


@pytest.fixture
def held_above(spread: Desk) -> Desk:
    """1.000 on DA4, 600 of it given on to a sub-project; and 20 to spend on the project itself."""
    world = spread.world
    money = {
        "kind": CapitalKind.objects.get(code="DTPT"),
        "source": CapitalSource.objects.get(code="NSTW"),
        "budget_year": 2024,
    }
    root = plan.open_line(
        component=component("DA4"), holder=world.holder(world.province, "cq-root"), is_detailed=False, **money
    )
    world.assign(root, 1000_000_000, date(2024, 1, 10))
    to = world.holder(world.districts[1], "cq-3")
    child = plan.open_line(component=component("DA4.TDA1"), holder=to, parent=root, **money)
    by = plan.Draft(world.decision, date(2024, 2, 1))
    assign(line=child, amount_vnd=600_000_000, by=by, kind="allocate")
    capital_of(world, world.districts[0], "cq-1", component("DA4"), 20_000_000, 5_000_000)
    refresh()
    return spread


def test_what_is_held_on_a_project_itself_is_a_row_of_its_own(held_above: Desk) -> None:
    page = held_above.page(BOARD, **PROVINCE_QUERY)
    rows = {(row[0].split(":")[0].split(",")[0][:20].strip(), row[1]) for row in page.table("Giải ngân theo dự án")}
    assert ("Chưa chia chi tiết", "420") in rows
    tree = page.context["board"].component_tree
    project = next(row for row in tree if row.component and row.component.code == "DA4" and not row.is_own)
    parts = [row for row in tree if row.depth == 1]
    assert [(row.component.code, row.is_own, row.amounts.plan_vnd) for row in parts] == [
        ("DA4", True, 420_000_000),
        ("DA4.TDA1", False, 800_000_000),
        ("DA4.TDA3", False, 300_000_000),
    ]
    assert added(row.amounts for row in parts) == project.amounts
    own = next(row for row in page.context["components"].rows if row.label == "Chưa chia chi tiết")
    client = held_above.office.client("provincial_officer")
    for url in (own.url, own.behind.plan, own.behind.spent):
        assert "vốn bố trí ở chính dự án được chọn" in client.get(url).content.decode()
    report = held_above.api("reports/disbursement/", **REPORT).json()
    assert [(row["code"], row["is_own"]) for row in report["component_tree"]][1:3] == [("DA4", False), ("DA4", True)]


def test_a_column_of_a_project_beside_its_parts_is_the_project_itself(held_above: Desk) -> None:
    heat = held_above.page(BOARD, **PROVINCE_QUERY).context["heat"]
    assert [column.label for column in heat.columns] == ["DA2", "DA4 chưa chia", "DA4 TDA1", "DA4 TDA3"]
    behind = held_above.office.client("provincial_officer").get(heat.total.cells[1].url)
    assert {line.component.code for line in behind.context["page"].items} == {"DA4"}
    rates = {line.label: (line.rate, line.cells[1].text) for line in heat.lines}
    assert rates["Đơn vị cq-root"] == ("", "")
    assert rates["Đơn vị cq-1"][1] == "25"


def test_many_components_are_added_up_to_their_projects(spread: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "MOST_COLUMNS", 2)
    heat = spread.page(BOARD, **PROVINCE_QUERY).context["heat"]
    assert [column.label for column in heat.columns] == ["DA2", "DA4"]
    assert [cell.text for cell in heat.lines[0].cells] == ["", "20"]
    assert [cell.text for cell in heat.total.cells] == ["72", "28"]


def test_rest_and_the_table_that_leaves_have_every_part(spread: Desk) -> None:
    report = spread.api("reports/disbursement/", **REPORT).json()
    assert {row["area"]["ref"]: row["rate"]["percent"] for row in report["by_area"]["rows"]} == {
        unit.ref: percent for unit, percent in zip(spread.world.districts, ("20.00", "60.00"), strict=True)
    }
    assert report["by_area"]["own"]["disbursed_vnd"] == 360_000_000
    assert [(row["code"], row["depth"]) for row in report["component_tree"]] == [
        ("DA2", 0),
        ("DA4", 0),
        ("DA4.TDA1", 1),
        ("DA4.TDA3", 1),
    ]
    assert [row["in_month_vnd"] for row in report["months"]][8:11] == [60_000_000, 360_000_000, None]
    assert report["heat"]["rows"][0]["cells"][1]["amounts"]["disbursed_vnd"] == 0
    assert len(report["heat"]["rows"][0]["cells"]) == 2
    rows = _exported(spread)
    groups = [row[0] for row in rows]
    assert {"Địa bàn", "Tháng", "Đơn vị theo dự án", "Cộng theo chương trình, dự án"} <= set(groups)
    months = [row for row in rows if row[0] == "Tháng"]
    assert sum(int(row[15]) for row in months) == 500_000_000
    cells = [row for row in rows if row[0] == "Đơn vị theo dự án"]
    assert sum(int(row[3]) for row in cells) == 10**9


def _exported(desk: Desk) -> list[list[str]]:
    answer: Any = desk.get(BOARD, **PROVINCE_QUERY, format="csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [line.split(";") for line in text.splitlines()]


@pytest.mark.parametrize(("day", "is_said"), [("2024-10-28", True), ("2025-01-30", True), ("2025-01-31", False)])
def test_results_are_provisional_until_the_year_closes(spread: Desk, day: str, is_said: bool) -> None:
    page = spread.page(BOARD, **(PROVINCE_QUERY | {"tinh_den": day}))
    assert ("Số liệu năm 2024 là tạm tính, chốt sau ngày 31/01/2025." in page.text) is is_said
    report = spread.api("reports/disbursement/", **(REPORT | {"as_of": day})).json()
    assert (report["is_provisional"], report["closes_on"]) == (is_said, "2025-01-31")


def test_the_last_day_is_provisional_until_it_is_over(spread: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for today, is_said in ((date(2025, 1, 31), True), (date(2025, 2, 1), False)):
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        page = spread.page(BOARD, dia_ban="2024-89", nam="2024", tinh_den="2025-01-31")
        assert ("là tạm tính, chốt sau ngày 31/01/2025." in page.text) is is_said


def test_a_past_year_opens_on_its_final_figures(spread: Desk) -> None:
    page = spread.page(BOARD, dia_ban="2024-89", nam="2024")
    assert page.context["chosen"].as_of == date(2025, 1, 31)
    assert "tạm tính" not in page.text
    report = spread.api("reports/disbursement/", area="2024-89", year="2024").json()
    assert (report["as_of"], report["is_provisional"]) == ("2025-01-31", False)


def test_a_past_day_leads_to_the_final_figures_of_its_year(spread: Desk) -> None:
    page = spread.page(BOARD, dia_ban="2024-89", nam="2024", tinh_den="2024-12-31")
    (final,) = page.links("Xem số liệu đến ngày 31/01/2025")
    assert "tạm tính" not in Page(spread.office.client("provincial_officer", "2025-91").get(final)).text


def test_kinds_that_close_on_other_days_are_named(spread: Desk) -> None:
    world = spread.world
    line = world.line(world.holder(world.province, "cq-0"), 2024, kind="SN")
    world.assign(line, 10_000_000, date(2024, 1, 10))
    refresh()
    recurrent = CapitalKind.objects.get(code="SN")
    ClosingDate.objects.create(kind=recurrent, budget_year=2024, years_after=0, month=12, day=31)
    text = spread.page(BOARD, **PROVINCE_QUERY).text
    assert "là tạm tính, chốt: Vốn đầu tư phát triển sau ngày 31/01/2025; Vốn sự nghiệp sau ngày 31/12/2024." in text


def test_what_is_frozen_is_not_provisional(spread: Desk) -> None:
    freeze(code="capital", year=2024, area=spread.world.province, reason="chốt năm")
    board = _board(spread)
    assert not board.is_provisional
    assert sum(row.amounts.plan_vnd for row in board.units.rows) + board.units.own.plan_vnd == 10**9


def test_the_parts_add_up_to_the_total_whatever_is_asked(spread: Desk) -> None:
    asked = question(spread.world.province, 2024, DAY)
    board = DisbursementBoard(asked)
    total = board.totals.total
    assert sum(row.amounts.plan_vnd for row in board.components) == total.plan_vnd
    assert sum(row.amounts.disbursed_vnd for row in board.holders.rows) == total.disbursed_vnd
    assert sum(cell.plan_vnd for row in board.matrix.rows for cell in row.cells if cell) == total.plan_vnd
    assert sum(point.in_month_vnd or 0 for point in board.curve) == total.disbursed_vnd
    assert Disbursement.objects.filter(value_date__lte=DAY).count() == 3
