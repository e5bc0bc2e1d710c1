"""Capital by month stands beside capital by day and says the same: live and frozen, on whatever day one asks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from disbursement.measures import CAPITAL
from disbursement.models import Disbursement
from reports.cube.rebuild import rebuild
from reports.cube.refresh import refresh
from reports.cube.snapshots import freeze
from reports.cube.verify import verify
from reports.figures.course import Amounts, closed_month, month_before, moved
from reports.figures.question import CapitalQuestion, question
from reports.models import CapitalFact, CapitalMonthFact
from tests.reports.cube_world import World

KEYS = ("area_id", "own", "year", "snapshot_id", "holder_id", "component_id", "kind_id", "source_id", "tranche_year")
YEARS = (2022, 2023, 2024)


def month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def by_month() -> dict[tuple[Any, ...], list[int]]:
    """What the days of each month add up to, in every version."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for row in CapitalFact.objects.values_list(*KEYS, "day", *CAPITAL.columns):
        key, day, values = row[: len(KEYS)], row[len(KEYS)], row[len(KEYS) + 1 :]
        known = found.get((*key, month_end(day)), [0] * len(values))
        found[(*key, month_end(day))] = [one + other for one, other in zip(known, values, strict=True)]
    return found


def stored_months() -> dict[tuple[Any, ...], list[int]]:
    rows = list(CapitalMonthFact.objects.values_list(*KEYS, "day", *CAPITAL.columns))
    found = {row[: len(KEYS) + 1]: list(row[len(KEYS) + 1 :]) for row in rows}
    assert len(found) == len(rows)
    return found


def book(world: World, random: Random) -> None:
    """Money is given or spent somewhere, or a voucher is reversed, on any day of the year and the month after."""
    year = random.choice(YEARS)
    line = world.line(
        world.holder(random.choice([world.province, *world.districts, *world.communes])),
        year,
        kind=random.choice(["DTPT", "SN"]),
        source=random.choice(["NSTW", "TD"]),
        component=random.randrange(2),
        tranche_year=random.choice([year, year, year - 1]),
    )
    day = date(year, 1, 1) + timedelta(days=random.randrange(-10, 400))
    line.refresh_from_db()
    standing = Disbursement.objects.filter(line=line, reverses=None, reversed_by=None).first()
    if line.balance_vnd and random.random() < 0.6:
        world.voucher(line, random.randint(1, line.balance_vnd), day, random.choice(["payment", "advance"]))
    elif standing and random.random() < 0.5:
        world.reverse(standing, day)
    else:
        world.assign(line, random.randint(1, 1000), day)


def days_of(asked: CapitalQuestion, year: int, until: date, *, own: bool) -> list[dict[str, Any]]:
    """The rows of days that the question is about, one by one."""
    snapshot = asked.versions[asked.area.pk, year]
    rows = CapitalFact.objects.filter(snapshot=snapshot, year=year, own=own, day__lte=until)
    rows = rows.below([asked.area.path]) if own else rows.filter(area=asked.area)
    found = rows.values(
        "holder_id",
        "component_id",
        "kind_id",
        "source__counts_in_rate",
        "source_id",
        "tranche_year",
        "day",
        *CAPITAL.columns,
    )
    return [row for row in found if asked.include_carry_over or row["tranche_year"] == year]


def added_by(asked: CapitalQuestion, rows: Iterable[dict[str, Any]], *keys: str) -> dict[Any, Amounts]:
    """Of the sources in the rate."""
    sums: dict[Any, Counter[str]] = {}
    for row in rows:
        if row["source__counts_in_rate"]:
            for column in CAPITAL.columns:
                sums.setdefault(tuple(row[key] for key in keys), Counter())[column] += row[column]
    return {key: amounts(asked, found) for key, found in sums.items()}


def amounts(asked: CapitalQuestion, sums: Counter[str]) -> Amounts:
    plan = sums["detailed_vnd"] if asked.denominator == "detailed" else sums["plan_vnd"]
    unallocated = sums["plan_vnd"] - sums["detailed_vnd"]
    return Amounts(plan, sums["disbursed_vnd"], sums["advance_vnd"], unallocated)


def without_zero(found: dict[Any, Amounts]) -> dict[Any, Amounts]:
    return {key: found_of for key, found_of in found.items() if found_of != Amounts()}


def disbursed(found: Mapping[Any, Amounts | int]) -> dict[Any, int]:
    """Without zeros."""
    sums = {key: one if isinstance(one, int) else one.disbursed_vnd for key, one in found.items()}
    return {key: sum_vnd for key, sum_vnd in sums.items() if sum_vnd}


def check(asked: CapitalQuestion) -> None:
    """Every sum that the question reads by month against the same one day by day."""
    own = days_of(asked, asked.budget_year, asked.as_of, own=True)
    earlier = [row for row in own if row["day"] <= month_before(asked.as_of)]
    parts = {key: now for key, (now, _then) in asked.holder_parts.items()}
    then = {key: before for key, (_now, before) in asked.holder_parts.items()}
    assert parts == added_by(asked, own, "holder_id", "component_id")
    assert without_zero(then) == without_zero(added_by(asked, earlier, "holder_id", "component_id"))
    for year in (*asked.years, asked.budget_year):
        day = moved(asked.as_of, year - asked.budget_year)
        check_course(asked, year, day)
        if year < asked.budget_year:
            found = {holder: pair for (of_year, holder), pair in asked.past_disbursed().items() if of_year == year}
            by_day = added_by(asked, days_of(asked, year, day, own=True), "holder_id")
            at_end = added_by(asked, days_of(asked, year, date(year, 12, 31), own=True), "holder_id")
            assert disbursed({(holder,): sums[0] for holder, sums in found.items()}) == disbursed(by_day)
            assert disbursed({(holder,): sums[1] for holder, sums in found.items()}) == disbursed(at_end)
            if year == asked.budget_year - 1:
                year_before = {(holder,): found_of for holder, found_of in asked.year_before.items()}
                assert without_zero(year_before) == without_zero(by_day)


def check_course(asked: CapitalQuestion, year: int, day: date) -> None:
    is_now = year == asked.budget_year
    courses = asked.courses if is_now else asked.past_courses.get(year, {})
    last = day if is_now else date(year + 2, 1, 1)
    for month in range(1, 13):
        end = month_end(date(year, month, 1))
        balances = added_by(asked, days_of(asked, year, min(end, last), own=False), "kind_id")
        assert without_zero({(kind,): one.at(end) for kind, one in courses.items()}) == without_zero(balances)
    on_day = added_by(asked, days_of(asked, year, day, own=False), "kind_id")
    assert without_zero({(kind,): one.on_day for kind, one in courses.items()}) == without_zero(on_day)


@pytest.mark.parametrize("seed", range(4))
def test_months_are_their_days_whatever_happened(world: World, seed: int) -> None:
    random = Random(seed)
    for step in range(50):
        book(world, random)
        if step == 25:
            freeze(code="capital", year=2023, area=world.province, reason="Quyết toán")
        if random.random() < 0.2:
            refresh()
            assert stored_months() == by_month()
    refresh()
    assert verify("capital") == []
    incremental = stored_months()
    assert incremental == by_month()
    rebuild("capital")
    assert stored_months() == incremental


@pytest.mark.parametrize("seed", range(4))
def test_every_sum_of_the_board_is_that_of_the_days(world: World, seed: int) -> None:
    random = Random(seed)
    for step in range(60):
        book(world, random)
        if step == 30:
            freeze(code="capital", year=2023, area=world.province, reason="Quyết toán")
    refresh()
    # The 28th of February ends its month in one year and not in another.
    special = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 15), date(2024, 10, 31)]
    for day in [*special, *(date(2024, 1, 1) + timedelta(days=random.randrange(380)) for _n in range(3))]:
        area = random.choice([world.province, world.districts[0]])
        check(
            question(
                area,
                2024,
                day,
                include_carry_over=random.random() < 0.5,
                denominator=random.choice(["given", "detailed"]),
            )
        )


def test_a_month_is_closed_on_its_last_day() -> None:
    assert closed_month(date(2024, 2, 29)) == date(2024, 2, 29)
    assert closed_month(date(2024, 2, 28)) == date(2024, 1, 31)
    assert closed_month(date(2025, 1, 1)) == date(2024, 12, 31)


def test_the_check_names_a_month_that_differs_and_a_rebuild_mends_it(world: World) -> None:
    line = world.line(world.holder(world.province), 2024)
    world.assign(line, 1000, date(2024, 1, 2))
    refresh()
    CapitalMonthFact.objects.filter(area=world.province, own=False).update(plan_vnd=7)
    CapitalMonthFact.objects.filter(area=world.province, own=True).update(day=date(2024, 3, 31))
    named = [str(difference) for difference in verify("capital")]
    assert len(named) == 3
    assert any("capital theo tháng" in name and "plan_vnd: 7, đúng ra là 1000" in name for name in named)
    rebuild("capital")
    assert verify("capital") == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_capitalmonthfact SET plan_vnd = 0 WHERE snapshot_id IS NOT NULL",
        "UPDATE reports_capitalmonthfact SET snapshot_id = (SELECT max(id) FROM reports_snapshot)",
        "DELETE FROM reports_capitalmonthfact WHERE snapshot_id IS NOT NULL",
    ],
)
def test_months_of_a_closed_year_never_change(world: World, statement: str) -> None:
    world.assign(world.line(world.holder(world.province), 2024), 1000, date(2024, 1, 2))
    freeze(code="capital", year=2024, area=world.province, reason="Quyết toán")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
