"""Where the year is heading: the arithmetic of forecasts, and who will miss the target."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reports.cube.refresh import refresh
from reports.figures import capital, outlook
from reports.figures.course import Amounts
from reports.figures.outlook import Growth, grown
from tests.reports.cube_world import World
from tests.reports.desk import PROVINCE_QUERY, Desk

DAY = date(2024, 10, 28)
END = date(2024, 12, 31)
MONEY = st.integers(1, 10**13)
GROWTHS = st.lists(st.builds(Growth, st.just(2023), MONEY, MONEY), min_size=1, max_size=3)


@given(MONEY, MONEY, GROWTHS)
def test_a_forecast_lies_in_its_range_between_what_is_disbursed_and_the_plan(
    plan: int, spent: int, past: list[Growth]
) -> None:
    spent = min(spent, plan)
    found = grown(Amounts(plan, spent), past, END)
    assert found is not None
    assert spent <= found.low_vnd <= found.expected_vnd <= found.high_vnd <= plan


def test_past_years_count_by_their_money_and_not_by_their_number() -> None:
    past = [Growth(2022, 100, 300), Growth(2023, 900, 1100)]
    found = grown(Amounts(1000, 500), past, END)
    assert found is not None
    assert found.expected_vnd == 700  # 500 x 1400 / 1000, not the mean of 3 and 1,22
    assert (found.low_vnd, found.high_vnd, found.years) == (611, 1000, (2022, 2023))


def test_nothing_disbursed_and_no_past_have_no_forecast() -> None:
    assert grown(Amounts(1000, 0), [Growth(2023, 1, 2)], END) is None
    assert grown(Amounts(1000, 500), [], END) is None
    assert grown(Amounts(0, 0), [Growth(2023, 1, 2)], END) is None


def past_year(world: World, code: str, year: int, by_day: int, at_end: int, planned: int = 1000) -> None:
    line = world.line(world.holder(world.province, code), year)
    world.assign(line, planned, date(year, 1, 2))
    if by_day:
        world.voucher(line, by_day, date(year, 10, 28))
    if at_end - by_day:
        world.voucher(line, at_end - by_day, date(year, 12, 20))


def this_year(world: World, code: str, spent: int, planned: int = 1000) -> None:
    line = world.line(world.holder(world.province, code), 2024)
    world.assign(line, planned, date(2024, 1, 2))
    if spent:
        world.voucher(line, spent, date(2024, 9, 1))


def province_with_a_past(desk: Desk) -> None:
    """The area doubles from the day to the end of the year; cq-own alone adds a half, in two years of its own."""
    world = desk.world
    for year in (2022, 2023):
        past_year(world, "cq-own", year, 400, 600)
        past_year(world, "cq-rest", year, 400, 1000)
    past_year(world, "cq-young", 2023, 0, 0)
    this_year(world, "cq-own", 500)
    this_year(world, "cq-young", 300, planned=2000)
    this_year(world, "cq-zero", 0)
    this_year(world, "cq-rest", 450)
    desk.target(world.province, 2024)
    refresh()


def test_holders_that_will_miss_the_target_are_named_by_shortfall(desk: Desk) -> None:
    province_with_a_past(desk)
    page = desk.page("reports:disbursement", **PROVINCE_QUERY, loc="nguy-co")
    found = {one.row.holder.code: one for one in page.context["board"].outlooks}
    assert {code: one.basis for code, one in found.items()} == {
        "cq-own": "own",
        "cq-rest": "own",
        "cq-young": "area",
        "cq-zero": "",
    }
    expected = {code: one.forecast.expected_vnd if one.forecast else None for code, one in found.items()}
    assert expected == {"cq-own": 750, "cq-rest": 1000, "cq-young": 600, "cq-zero": None}
    assert [(one.row.holder.code, one.shortfall_vnd) for one in page.context["board"].at_risk] == [
        ("cq-young", 1900 - 600),
        ("cq-zero", 950),
        ("cq-own", 950 - 750),
    ]
    rows = page.table("Đơn vị có nguy cơ không đạt mục tiêu")
    assert [row[0] for row in rows] == ["Đơn vị cq-young", "Đơn vị cq-zero", "Đơn vị cq-own"]
    assert rows[0][2:4] == ["30,00%", "30,00% – 30,00% theo số liệu địa bàn"]
    assert rows[1][2:4] == ["chưa giải ngân", ""]
    assert page.links("Nguy cơ không đạt mục tiêu 3")


def test_the_pace_of_each_holder_stands_beside_what_it_did(desk: Desk) -> None:
    province_with_a_past(desk)
    report = desk.api("reports/disbursement/", area="2024-89", year="2024", as_of="2024-10-28").json()
    zero = next(row for row in report["holders_at_risk"] if row["holder"] == "cq-zero")
    assert (zero["forecast"], zero["has_disbursed_nothing"], zero["shortfall_vnd"]) == (None, True, 950)
    assert zero["pace"]["until"] == "2024-12-31"
    assert zero["pace"]["per_month_vnd"] == -(-950 * 365 // (64 * 12))
    assert zero["pace"]["done_per_month_vnd"] == 0
    own = next(row for row in report["holders_at_risk"] if row["holder"] == "cq-own")
    assert own["forecast"]["expected"]["percent"] == "75.00"


def test_without_a_past_only_who_has_disbursed_nothing_is_named(desk: Desk) -> None:
    world = desk.world
    this_year(world, "cq-1", 100)
    this_year(world, "cq-2", 0)
    desk.target(world.province, 2024)
    refresh()
    page = desk.page("reports:disbursement", **PROVINCE_QUERY)
    assert [one.row.holder.code for one in page.context["board"].at_risk] == ["cq-2"]
    assert "1 đơn vị chưa đủ số liệu các năm trước để dự báo." in page.text
    assert "Chưa đủ số liệu các năm trước để dự báo." in page.text


def test_without_a_target_nobody_can_miss_it(desk: Desk) -> None:
    this_year(desk.world, "cq-2", 0)
    refresh()
    page = desk.page("reports:disbursement", **PROVINCE_QUERY)
    assert page.context["board"].at_risk == ()
    assert "nguy cơ" not in page.text


def test_every_quarter_end_ahead_has_a_forecast(desk: Desk) -> None:
    world = desk.world
    for year in (2022, 2023):
        line = world.line(world.holder(world.province, "cq-1"), year)
        world.assign(line, 1000, date(year, 1, 2))
        for month, amount in ((3, 100), (6, 100), (9, 200), (12, 400)):
            world.voucher(line, amount, date(year, month, 15))
    line = world.line(world.holder(world.province, "cq-1"), 2024)
    world.assign(line, 1000, date(2024, 1, 2))
    world.voucher(line, 120, date(2024, 3, 1))
    refresh()
    query = {"area": "2024-89", "year": "2024"}
    report = desk.api("reports/disbursement/", **query, as_of="2024-04-10").json()
    assert [(row["until"], row["expected"]["percent"]) for row in report["quarter_forecasts"]] == [
        ("2024-06-30", "24.00"),
        ("2024-09-30", "48.00"),
        ("2024-12-31", "96.00"),
    ]
    assert report["forecast"] == report["quarter_forecasts"][-1]
    page = desk.page("reports:disbursement", dia_ban="2024-89", nam="2024", tinh_den="2024-04-10")
    assert "Đến 30/09/2024: 48,00% (48,00% – 48,00%)" in page.text
    assert "Còn rất dao động" not in page.text


def test_a_forecast_of_the_first_months_says_that_it_swings() -> None:
    early = grown(Amounts(1000, 40), [Growth(2023, 20, 900)], END)
    later = grown(Amounts(1000, 400), [Growth(2023, 300, 900)], END)
    assert early is not None
    assert later is not None
    assert (early.expected_vnd, early.is_early, later.is_early) == (1000, True, False)


def test_after_the_year_what_is_not_reached_is_told_without_a_forecast(desk: Desk) -> None:
    province_with_a_past(desk)
    page = desk.page("reports:disbursement", dia_ban="2024-89", nam="2024", tinh_den="2024-12-31")
    board = page.context["board"]
    assert {one.row.holder.code: one.shortfall_vnd for one in board.at_risk} == {
        "cq-young": 1600,
        "cq-zero": 950,
        "cq-rest": 500,
        "cq-own": 450,
    }
    assert board.forecast is None
    assert "Đơn vị chưa đạt mục tiêu (4)" in page.text


def test_in_january_the_pace_runs_to_the_day_on_which_the_year_closes(desk: Desk) -> None:
    this_year(desk.world, "cq-1", 500_000_000_000, planned=1000_000_000_000)
    desk.target(desk.world.province, 2024)
    refresh()
    page = desk.page("reports:disbursement", dia_ban="2024-89", nam="2024", tinh_den="2025-01-11")
    assert page.heading == "Giải ngân đạt 50,00% kế hoạch; còn phải giải ngân 450 tỷ đồng đến 31/01/2025 để đạt 95%"
    pace = page.context["board"].pace
    assert (pace.until, pace.days_left) == (date(2025, 1, 31), 20)
    assert pace.done_per_month_vnd == 500_000_000_000 * 365 // ((366 + 11) * 12)
    later = desk.page("reports:disbursement", dia_ban="2024-89", nam="2024", tinh_den="2026-03-01")
    assert later.context["board"].pace.days_left == 0
    assert later.context["board"].pace.done_per_month_vnd == 500_000_000_000 * 365 // ((366 + 31) * 12)
    assert later.heading == "Giải ngân năm 2024 đạt 50,00% kế hoạch, còn thiếu 450 tỷ đồng so với mục tiêu 95%"


def test_the_pace_counts_from_the_first_day_of_the_budget_year() -> None:
    found = outlook.pace(capital.Amounts(100, 10), date(2025, 1, 5), 95, date(2025, 1, 31), first=date(2024, 1, 1))
    assert (found.days_left, found.done_per_month_vnd) == (26, 10 * 365 // (371 * 12))
