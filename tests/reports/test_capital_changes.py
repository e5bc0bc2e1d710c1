"""Rates against the end of last month and the same day of last year: the total, each kind, holders."""

from datetime import date
from fractions import Fraction

import pytest

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource
from disbursement.models import CapitalLine
from disbursement.services import plan
from reports.cube.refresh import refresh
from reports.figures import capital
from reports.figures.capital import HolderRow
from reports.figures.course import Change, added
from reports.figures.question import CapitalQuestion, question
from tests.disbursement.moves import carry_over
from tests.reports.cube_world import World
from tests.reports.desk import PROVINCE_QUERY, Desk

DAY = date(2024, 10, 28)


@pytest.fixture
def years(world: World) -> World:
    """cq-1 in both years, cq-2 with a plan of this October alone, cq-3 founded this spring."""
    before = world.line(world.holder(world.province, "cq-1"), 2023)
    world.assign(before, 1000, date(2023, 1, 5))
    world.voucher(before, 300, date(2023, 10, 28))
    world.voucher(before, 400, date(2023, 10, 29))
    world.assign(before, 9000, date(2023, 11, 1))
    first = world.line(world.holder(world.province, "cq-1"), 2024)
    world.assign(first, 2000, date(2024, 1, 5))
    world.voucher(first, 500, date(2024, 9, 30))
    world.voucher(first, 300, date(2024, 10, 1))
    world.voucher(first, 700, date(2024, 10, 29))
    second = world.line(world.holder(world.districts[0], "cq-2"), 2024, kind="SN")
    world.assign(second, 1000, date(2024, 10, 10))
    world.voucher(second, 100, date(2024, 10, 20))
    third = world.line(world.holder(world.districts[1], "cq-3"), 2024)
    Agency.objects.filter(code="cq-3").update(valid_from=date(2024, 3, 1))
    world.assign(third, 1000, date(2024, 3, 2))
    refresh()
    return world


def _told(change: Change) -> tuple[Fraction | None, int | None]:
    return change.points, change.disbursed_vnd


def test_the_total_is_held_against_each_day_with_its_own_plan(years: World) -> None:
    changes = capital.totals(question(years.province, 2024, DAY)).changes
    assert (changes.month.on, changes.month.budget_year) == (date(2024, 9, 30), 2024)
    assert (changes.year.on, changes.year.budget_year) == (date(2023, 10, 28), 2023)
    assert _told(changes.month) == (Fraction(900, 4000) - Fraction(500, 3000), 400)
    assert _told(changes.year) == (Fraction(900, 4000) - Fraction(300, 1000), 600)


def test_each_kind_has_its_own(years: World) -> None:
    kinds = {row.kind.code: row.changes for row in capital.totals(question(years.province, 2024, DAY)).by_kind}
    assert _told(kinds["DTPT"].month) == (Fraction(800, 3000) - Fraction(500, 3000), 300)
    assert _told(kinds["DTPT"].year) == (Fraction(800, 3000) - Fraction(300, 1000), 500)
    assert kinds["SN"].month.is_missing
    assert kinds["SN"].year.is_missing
    assert _told(kinds["SN"].year) == (None, None)


def test_holders_without_a_past_have_none_and_not_zero(years: World) -> None:
    rows = _holders(question(years.province, 2024, DAY))
    assert _told(rows["cq-1"].changes.month) == (Fraction(300, 2000), 300)
    assert _told(rows["cq-1"].changes.year) == (Fraction(1, 10), 500)
    assert (rows["cq-2"].changes.month.is_missing, rows["cq-2"].is_new) == (True, False)
    assert (rows["cq-3"].changes.year.is_missing, rows["cq-3"].is_new) == (True, True)
    assert _told(rows["cq-3"].changes.month) == (0, 0)


def _holders(asked: CapitalQuestion) -> dict[str, HolderRow]:
    return {row.holder.code: row for row in capital.by_holder(asked).rows}


def test_in_january_holders_are_held_against_the_january_of_the_year_before(years: World) -> None:
    """Their balances of that day add up to the total's, with what was disbursed after the end of that year."""
    late = CapitalLine.objects.get(holder__code="cq-1", budget_year=2023)
    years.voucher(late, 40, date(2024, 1, 10))
    years.voucher(late, 60, date(2024, 1, 20))
    refresh()
    asked = question(years.province, 2024, date(2025, 1, 15))
    whole = capital.totals(asked).changes.year.then
    assert (whole.plan_vnd, whole.disbursed_vnd) == (10_000, 740)
    assert added(row.changes.year.then for row in capital.by_holder(asked).rows) == whole
    holder = years.holder(years.province, "cq-1")
    assert asked.past_disbursed()[2023, holder.pk] == (740, 700)


def test_at_the_end_of_january_too(years: World) -> None:
    late = CapitalLine.objects.get(holder__code="cq-1", budget_year=2023)
    years.voucher(late, 40, date(2024, 1, 10))
    refresh()
    asked = question(years.province, 2024, date(2025, 1, 31))
    whole = capital.totals(asked).changes.year.then
    assert added(row.changes.year.then for row in capital.by_holder(asked).rows) == whole
    holder = years.holder(years.province, "cq-1")
    assert asked.past_disbursed()[2023, holder.pk] == (740, 700)


def test_the_page_says_what_it_compares_with(years: World) -> None:
    desk = Desk(years)
    page = desk.page("reports:disbursement", **PROVINCE_QUERY)
    assert "So với 30/09/2024" in page.text
    assert "So với 28/10/2023" in page.text
    assert "Số của ngày 28/10/2023 tính trên kế hoạch năm 2023 tại ngày đó." in page.text
    total = page.table("Kế hoạch và giải ngân theo loại vốn")[0]
    assert total[5].startswith("+5,83 điểm từ 16,67%;")
    assert total[6].startswith("−7,50 điểm từ 30,00%;")
    rows = {row[0]: row for row in page.table("Giải ngân của từng đơn vị")}
    assert rows["Đơn vị cq-2"][6:8] == ["lúc đó chưa được giao vốn", "lúc đó chưa được giao vốn năm 2023"]
    assert rows["Đơn vị cq-3"][7] == "thành lập ngày 01/03/2024"


def test_the_first_page_tells_the_change_since_last_month_alone(years: World) -> None:
    page = Desk(years).page("home", **PROVINCE_QUERY)
    assert "So với 30/09/2024" in page.text
    assert "So với 28/10/2023" not in page.text


def test_rest_gives_the_same(years: World) -> None:
    report = Desk(years).api("reports/disbursement/", area="2024-89", year="2024", as_of="2024-10-28").json()
    assert report["changes"]["since_month_before"] == {
        "on": "2024-09-30",
        "budget_year": 2024,
        "rate_then": {"numerator": 500, "denominator": 3000, "percent": "16.67"},
        "difference_points": "5.83",
        "disbursed_vnd": 400,
    }
    rows = {row["code"]: row for row in report["holders"]}
    assert rows["cq-1"]["changes"]["since_year_before"]["difference_points"] == "10.00"
    assert rows["cq-3"]["changes"]["since_year_before"]["difference_points"] is None
    assert (rows["cq-2"]["is_new"], rows["cq-3"]["is_new"]) == (False, True)


def test_capital_carried_over_is_compared_when_it_is_counted(world: World) -> None:
    line = world.line(world.holder(world.province), 2023)
    world.assign(line, 100, date(2023, 1, 5))
    world.voucher(line, 40, date(2023, 6, 1))
    carry_over(line=line, amount_vnd=60, by=plan.Draft(world.decision, date(2024, 1, 31)))
    world.assign(world.line(world.holder(world.province), 2024), 140, date(2024, 10, 5))
    carried = world.holder(world.province).capital_lines.get(budget_year=2024, tranche_year=2023)
    world.voucher(carried, 15, date(2024, 3, 1))
    refresh()
    without = capital.totals(question(world.province, 2024, DAY)).changes
    both = capital.totals(question(world.province, 2024, DAY, include_carry_over=True)).changes
    assert without.month.is_missing
    assert _told(both.month) == (Fraction(15, 200) - Fraction(15, 60), 0)
    assert (both.year.then.plan_vnd, both.year.then.disbursed_vnd) == (100, 40)


def test_the_detailed_plan_divides_both_days(world: World) -> None:
    root = plan.open_line(
        component=world.components[0],
        holder=world.holder(world.province, "cq-0"),
        kind=CapitalKind.objects.get(code="DTPT"),
        source=CapitalSource.objects.get(code="NSTW"),
        budget_year=2024,
        is_detailed=False,
    )
    world.assign(root, 1000, date(2024, 1, 2))
    line = world.line(world.holder(world.province, "cq-1"), 2024)
    world.assign(line, 1000, date(2024, 1, 2))
    for amount, day in ((200, date(2024, 9, 1)), (300, date(2024, 10, 2))):
        world.voucher(line, amount, day)
    refresh()
    given = capital.totals(question(world.province, 2024, DAY)).changes.month
    detailed = capital.totals(question(world.province, 2024, DAY, denominator="detailed")).changes.month
    assert given.points == Fraction(300, 2000)
    assert detailed.points == Fraction(300, 1000)


def test_a_merged_province_is_compared_on_its_old_boundaries(world: World) -> None:
    merged, other = Area.objects.by_ref("2025-91"), Area.objects.by_ref("2024-91")
    for area in (world.province, other):
        for year in (2023, 2024):
            line = world.line(world.holder(area), year)
            world.assign(line, 100, date(year, 1, 2))
            world.voucher(line, 10 if year == 2023 else 40, date(year, 10, 20))
    refresh()
    changes = capital.totals(question(merged, 2024, DAY)).changes
    assert _told(changes.year) == (Fraction(30, 100), 60)
    assert _told(changes.month) == (Fraction(40, 100), 80)


def test_once_the_year_is_settled_last_month_says_nothing(years: World) -> None:
    desk = Desk(years)
    page = desk.page("reports:disbursement", dia_ban="2024-89", nam="2024", tinh_den="2025-02-10")
    assert "So với 31/01/2025" not in page.text
    assert "So với 10/02/2024" in page.text
