"""Capital by day: balances on any past day, holders against the average, the numbers of article 004."""

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from django.db.models import Sum

from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component
from disbursement.models import CapitalLine, Disbursement, Movement
from disbursement.services import plan
from disbursement.services.errors import LedgerRefused
from reports.cube.rebuild import rebuild
from reports.cube.refresh import refresh
from reports.cube.verify import verify
from reports.figures import capital, outlook
from reports.figures.question import question
from reports.models import FigureMark
from tests.disbursement.moves import carry_over, recall
from tests.reports.cube_world import World, find, live_rows

DAY = date(2024, 10, 28)
BILLION = 10**9


def article_004(world: World) -> None:
    """Four holders whose capital gives the published rates of 28/10/2024."""
    sums = {
        ("cq-1", "DTPT"): (100_000_000_000, 90_000_000_000),
        ("cq-2", "DTPT"): (34_000_000_000, 12_885_200_000),
        ("cq-2", "SN"): (150_000_000_000, 50_000_000_000),
        ("cq-3", "SN"): (62_349_000_000, 17_613_559_000),
        ("cq-4", "SN"): (20_000_000_000, 0),
    }
    for (code, kind), (planned, spent) in sums.items():
        area = world.province if code == "cq-1" else world.districts[0]
        line = world.line(world.holder(area, code), 2024, kind=kind)
        world.assign(line, planned, date(2024, 1, 15))
        if spent:
            world.voucher(line, spent, date(2024, 9, 30))
        world.assign(line, planned // 10, date(2024, 11, 20))
    refresh()


def test_article_004(world: World) -> None:
    article_004(world)
    found = capital.totals(question(world.province, 2024, DAY))
    by_kind = {row.kind.code: row for row in found.by_kind}
    assert found.total.disbursed_vnd > 170 * BILLION
    assert found.total.rate.percent == "46.54"
    assert by_kind["DTPT"].amounts.rate.percent == "76.78"
    assert by_kind["SN"].amounts.rate.percent == "29.10"
    assert by_kind["SN"].label == "Vốn sự nghiệp"
    later = capital.totals(question(world.province, 2024, date(2024, 12, 31)))
    assert later.total.plan_vnd == found.total.plan_vnd * 11 // 10


def test_holders_below_the_average_and_with_nothing(world: World) -> None:
    article_004(world)
    board = capital.by_holder(question(world.province, 2024, DAY))
    assert [row.holder.code for row in board.rows] == ["cq-4", "cq-3", "cq-2", "cq-1"]
    assert [row.rank for row in board.rows] == [4, 3, 2, 1]
    assert board.average.rate.percent == "46.54"
    assert [row.holder.code for row in board.below_average] == ["cq-4", "cq-3", "cq-2"]
    assert [row.holder.code for row in board.nothing_disbursed] == ["cq-4"]
    average = Fraction(board.average.disbursed_vnd, board.average.plan_vnd)
    assert board.rows[0].difference == -average
    assert board.rows[3].difference == Fraction(9, 10) - average


def test_equal_rates_share_a_rank_and_no_plan_has_none(world: World) -> None:
    for code, planned in (("cq-1", 100), ("cq-2", 200), ("cq-3", 0)):
        line = world.line(world.holder(world.province, code), 2024)
        world.assign(line, planned or 50, date(2024, 1, 2))
        if planned:
            world.voucher(line, planned // 2, date(2024, 2, 1))
        else:
            recall(line=line, amount_vnd=50, by=plan.Draft(world.decision, date(2024, 3, 1)))
    refresh()
    board = capital.by_holder(question(world.province, 2024, DAY))
    assert [(row.holder.code, row.rank) for row in board.rows] == [("cq-2", 1), ("cq-1", 1), ("cq-3", None)]
    assert board.rows[2].amounts.rate.is_missing
    assert not board.nothing_disbursed


def test_who_only_gives_on_is_not_late(world: World) -> None:
    """The province's money that no unit has yet counts in the plan, but nobody can have spent it."""
    article_004(world)
    root = plan.open_line(
        component=world.components[0],
        holder=world.holder(world.province, "cq-0"),
        kind=CapitalKind.objects.get(code="DTPT"),
        source=CapitalSource.objects.get(code="NSTW"),
        budget_year=2024,
        is_detailed=False,
    )
    world.assign(root, BILLION, date(2024, 1, 2))
    refresh()
    board = capital.by_holder(question(world.province, 2024, DAY))
    assert [(row.holder.code, row.rank) for row in board.rows][-1] == ("cq-0", None)
    assert [row.holder.code for row in board.nothing_disbursed] == ["cq-4"]
    assert "cq-0" not in [row.holder.code for row in board.below_average]


def test_holders_own_level_is_counted_once(world: World) -> None:
    """A department of the province, a district and a commune: each level holds its own and what is below."""
    levels = [world.province, world.districts[0], world.communes[0]]
    for step, area in enumerate(levels):
        world.assign(world.line(world.holder(area), 2024), 10**step, date(2024, 1, 2))
    refresh()
    assert [_total(area).plan_vnd for area in levels] == [111, 110, 100]
    assert _total(world.country).plan_vnd == 111
    assert find("capital", world.districts[0], own=True).plan_vnd == 10
    assert find("capital", world.districts[0]).holder_id is None


def _total(area: Area) -> capital.Amounts:
    return capital.totals(question(area, 2024, DAY)).total


def test_carry_over_is_asked_for(world: World) -> None:
    line = world.line(world.holder(world.province), 2023)
    world.assign(line, 100, date(2023, 1, 5))
    world.voucher(line, 40, date(2023, 6, 1))
    carry_over(line=line, amount_vnd=60, by=plan.Draft(world.decision, date(2024, 1, 31)))
    world.assign(world.line(world.holder(world.province), 2024), 500, date(2024, 1, 5))
    carried = CapitalLine.objects.get(budget_year=2024, tranche_year=2023)
    world.voucher(carried, 10, date(2024, 3, 1))
    refresh()
    without = capital.totals(question(world.province, 2024, DAY)).total
    both = capital.totals(question(world.province, 2024, DAY, include_carry_over=True)).total
    assert (without.plan_vnd, without.disbursed_vnd) == (500, 0)
    assert (both.plan_vnd, both.disbursed_vnd) == (560, 10)
    year_end = capital.totals(question(world.province, 2023, date(2023, 12, 31))).total
    assert (year_end.plan_vnd, year_end.disbursed_vnd) == (100, 40)


def test_a_source_outside_the_rate_is_listed_apart(world: World) -> None:
    counted = world.line(world.holder(world.province), 2024)
    credit = world.line(world.holder(world.province), 2024, source="TD")
    for line in (counted, credit):
        world.assign(line, 100, date(2024, 1, 2))
        world.voucher(line, 30, date(2024, 2, 1))
    refresh()
    asked = question(world.province, 2024, DAY)
    assert capital.totals(asked).total.plan_vnd == 100
    rows = {row.source.code: row for row in capital.by_source(asked)}
    assert rows["TD"].amounts.plan_vnd == 100
    assert not rows["TD"].source.counts_in_rate


def test_components_of_a_department(world: World) -> None:
    lines = [world.line(world.holder(world.province), 2024, component=number) for number in (0, 1)]
    for number, line in enumerate(lines, start=1):
        world.assign(line, number * 100, date(2024, 1, 2))
    refresh()
    first: Component = world.components[0]
    asked = question(world.province, 2024, DAY, component_ids=[first.pk])
    assert capital.totals(asked).total.plan_vnd == 100
    assert [row.amounts.plan_vnd for row in capital.by_holder(asked).rows] == [100]
    both = capital.by_component(question(world.province, 2024, DAY))
    assert [row.component for row in both] == [world.components[0], world.components[1]]


def test_an_advance_is_outstanding_until_it_is_settled(world: World) -> None:
    line = world.line(world.holder(world.province), 2024)
    world.assign(line, 1000, date(2024, 1, 2))
    advance = world.voucher(line, 300, date(2024, 2, 1), "advance")
    world.voucher(line, 200, date(2024, 5, 1), "settlement", advance)
    refund = world.voucher(line, 50, date(2024, 6, 1), "refund", advance)
    world.reverse(refund, date(2024, 7, 1))
    refresh()
    balances = {
        day: capital.totals(question(world.province, 2024, day)).total
        for day in (date(2024, 2, 1), date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1))
    }
    assert [amounts.disbursed_vnd for amounts in balances.values()] == [300, 300, 250, 300]
    assert [amounts.advance_vnd for amounts in balances.values()] == [300, 100, 50, 100]


def test_a_voucher_marks_its_day_alone(world: World) -> None:
    line = world.line(world.holder(world.communes[0]), 2024)
    world.assign(line, 1000, date(2024, 1, 2))
    refresh()
    counted_before = find("capital", world.province, day=date(2024, 1, 2)).pk
    world.voucher(line, 10, date(2024, 2, 1))
    assert list(FigureMark.objects.values_list("area_id", "year", "day")) == [
        (world.communes[0].pk, 2024, date(2024, 2, 1))
    ]
    refresh()
    assert find("capital", world.province, day=date(2024, 1, 2)).pk == counted_before
    assert find("capital", world.province, day=date(2024, 2, 1)).disbursed_vnd == 10


@pytest.mark.parametrize("seed", range(6))
def test_any_ledger_counts_the_same_as_a_rebuild_on_any_day(world: World, seed: int) -> None:
    random = Random(seed)
    places = [world.province, *world.districts, *world.communes]
    for _step in range(60):
        _book(world, random, random.choice(places))
        if random.random() < 0.2:
            refresh()
    refresh()
    assert verify("capital") == []
    incremental = live_rows("capital")
    rebuild("capital")
    assert live_rows("capital") == incremental
    for _question in range(10):
        _check_balance(world, random, random.choice(places))


def _book(world: World, random: Random, area: Area) -> None:
    line = world.line(
        world.holder(area),
        random.choice([2023, 2024]),
        kind=random.choice(["DTPT", "SN"]),
        component=random.randrange(2),
    )
    day = date(line.budget_year, 1, 1) + timedelta(days=random.randrange(395))
    match random.randrange(5):
        case 0 | 1:
            world.assign(line, random.randint(1, 1000), day)
        case 2:
            with suppress(LedgerRefused):
                recall(line=line, amount_vnd=5, by=plan.Draft(world.decision, day))
        case 3:
            line.refresh_from_db()
            if line.balance_vnd:
                kind = random.choice(["payment", "advance"])
                world.voucher(line, random.randint(1, line.balance_vnd), day, kind)
        case 4:
            voucher = line.disbursements.filter(reverses=None, reversed_by=None).first()
            if voucher:
                world.reverse(voucher, day)


def _check_balance(world: World, random: Random, area: Area) -> None:
    """The balance of a day from the cube is that of the ledger's rows up to it."""
    year = random.choice([2023, 2024])
    day = date(year, 1, 1) + timedelta(days=random.randrange(400))
    found = capital.totals(question(area, year, day, include_carry_over=True)).total
    lines = CapitalLine.objects.filter(area__path__descendant_of=[area.path], budget_year=year)
    planned = Movement.objects.filter(line__in=lines, on__lte=day).aggregate(total=Sum("amount_vnd", default=0))
    spent = Disbursement.objects.filter(line__in=lines, value_date__lte=day).aggregate(
        total=Sum("spent_vnd", default=0)
    )
    assert (found.plan_vnd, found.disbursed_vnd) == (planned["total"], spent["total"])


def test_the_curve_ends_on_the_day_and_stands_beside_last_year(world: World) -> None:
    for year in (2023, 2024):
        line = world.line(world.holder(world.province), year)
        world.assign(line, 1000, date(year - 1, 12, 20))
        for month in (3, 6, 10, 11):
            world.voucher(line, 100, date(year, month, 20))
        world.voucher(line, 50, date(year + 1, 1, 30))
    refresh()
    points = outlook.curve(question(world.province, 2024, DAY), date(2025, 1, 31))
    assert [point.month_end for point in points][::12] == [date(2024, 1, 31), date(2025, 1, 31)]
    this = [point.this.disbursed_vnd if point.this else None for point in points]
    assert this == [0, 0, 100, 100, 100, 200, 200, 200, 200, 300, None, None, None]
    last = [point.last.disbursed_vnd if point.last else None for point in points]
    assert last == [0, 0, 100, 100, 100, 200, 200, 200, 200, 300, 400, 400, 450]
    assert points[0].this is not None
    assert points[0].this.plan_vnd == 1000
    first_year = outlook.curve(question(world.province, 2023, DAY), date(2024, 1, 31))
    assert all(point.last is None for point in first_year)


def test_the_pace_that_the_target_needs() -> None:
    total = capital.Amounts(plan_vnd=366_349 * 10**6, disbursed_vnd=170_498_759_000)
    found = outlook.pace(total, DAY, 95, date(2024, 12, 31))
    assert found.target_vnd == 348_031_550_000
    assert found.to_disburse_vnd == 177_532_791_000
    assert found.days_left == 64
    assert found.per_day_vnd == 2_773_949_860
    assert found.per_month_vnd == 84_374_308_223
    reached = outlook.pace(capital.Amounts(100, 96), DAY, 95, date(2024, 12, 31))
    assert (reached.is_reached, reached.per_day_vnd) == (True, 0)
    assert outlook.pace(capital.Amounts(100, 10), date(2025, 1, 5), 95, date(2024, 12, 31)).per_day_vnd is None


def test_the_forecast_follows_the_past_years(world: World) -> None:
    for year, by_day, at_end in ((2022, 100, 200), (2023, 300, 450)):
        line = world.line(world.holder(world.province), year)
        world.assign(line, 1000, date(year, 1, 2))
        world.voucher(line, by_day, date(year, 10, 28))
        world.voucher(line, at_end - by_day, date(year, 12, 31))
        world.voucher(line, 5, date(year + 1, 1, 10))
    line = world.line(world.holder(world.province), 2024)
    world.assign(line, 1000, date(2024, 1, 2))
    world.voucher(line, 400, date(2024, 9, 1))
    refresh()
    (found,) = outlook.forecasts(question(world.province, 2024, DAY), [date(2024, 12, 31)])
    assert found.years == (2022, 2023)
    assert found.expected_vnd == 650  # 400 x (200 + 450) / (100 + 300)
    assert (found.low_vnd, found.high_vnd) == (600, 800)
    assert found.expected.percent == "65.00"


def test_no_forecast_without_a_past(world: World) -> None:
    line = world.line(world.holder(world.province), 2024)
    world.assign(line, 1000, date(2024, 1, 2))
    world.voucher(line, 400, date(2024, 9, 1))
    refresh()
    assert outlook.forecasts(question(world.province, 2024, DAY), [date(2024, 12, 31)]) == ()
