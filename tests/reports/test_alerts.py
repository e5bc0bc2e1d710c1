"""What breaks a rule, on its threshold and one unit beside it; and how the daily run keeps alerts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogs.models import CapitalKind
from core.models import Event, HistoryRow, Notice
from disbursement.models import CapitalLine
from disbursement.services import plan
from reports.alerts import standing
from reports.alerts.standing import broken_on, update_alerts
from reports.cube.refresh import refresh
from reports.models import Alert, AlertKind
from tests.disbursement.moves import carry_over, recall, transfer
from tests.office import Office
from tests.reports.alerts_made import make_rule
from tests.reports.cube_world import World

GIVEN = date(2024, 1, 18)
NOTHING, BELOW, ADVANCE, HELD = AlertKind.values
ONE_DAY = timedelta(days=1)


def broken(day: date, kind: str) -> list[tuple[str, int]]:
    """The holders that break a rule of the kind, with the threshold of it."""
    names = dict(CapitalLine.objects.values_list("holder_id", "holder__code"))
    return [(names[found.holder_id], found.rule.threshold) for found in broken_on(day) if found.rule.kind == kind]


def given(
    world: World, code: str = "cq", amount: int = 100, on: date = GIVEN, year: int = 2024, **fields: object
) -> CapitalLine:
    line = world.line(world.holder(world.districts[0], code), year, **fields)  # type: ignore[arg-type]
    world.assign(line, amount, on)
    return line


def to_give_on(world: World, amount: int = 100, on: date = GIVEN, code: str = "cq", year: int = 2024) -> CapitalLine:
    """A line whose money is for the lines below it."""
    own = given(world, code, 1, on, year)
    root = plan.open_line(
        component=own.component,
        holder=own.holder,
        kind=own.kind,
        source=own.source,
        budget_year=own.budget_year,
        is_detailed=False,
    )
    world.assign(root, amount, on)
    return root


def below(world: World, root: CapitalLine, amount: int, on: date) -> CapitalLine:
    line = plan.open_line(
        component=root.component,
        holder=world.holder(world.communes[0]),
        kind=root.kind,
        source=root.source,
        budget_year=2024,
        parent=root,
    )
    world.assign(line, amount, on)
    return line


# --- nothing disbursed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "day", "is_broken"),
    [
        (GIVEN, date(2024, 4, 17), False),
        (GIVEN, date(2024, 4, 18), True),
        (date(2024, 5, 31), date(2024, 8, 30), False),
        (date(2024, 5, 31), date(2024, 8, 31), True),
        (date(2024, 3, 31), date(2024, 6, 30), True),  # no 31 June
    ],
)
def test_nothing_disbursed_after_full_months(world: World, on: date, day: date, is_broken: bool) -> None:
    make_rule("2024-89", NOTHING, 3)
    given(world, on=on)
    refresh()
    assert broken(day, NOTHING) == ([("cq", 3)] if is_broken else [])


def test_one_dong_is_something_and_its_refund_is_nothing(world: World) -> None:
    make_rule("2024-89", NOTHING, 3)
    line = given(world)
    voucher = world.voucher(line, 1, date(2024, 4, 1))
    refresh()
    assert not broken(date(2024, 6, 1), NOTHING)
    world.reverse(voucher, date(2024, 6, 1))
    refresh()
    assert broken(date(2024, 6, 1), NOTHING)


def test_carried_over_money_and_sources_outside_the_rate_are_not_looked_at(world: World) -> None:
    make_rule("2024-89", NOTHING, 3)
    given(world, tranche_year=2023)
    given(world, source="LG")
    refresh()
    assert not broken(date(2024, 12, 1), NOTHING)


def test_the_clock_begins_with_a_plan_that_can_be_spent(world: World) -> None:
    """What is for others cannot be spent, and a plan recalled altogether is none."""
    make_rule("2024-89", NOTHING, 3)
    root = to_give_on(world, on=GIVEN)
    own = CapitalLine.objects.get(holder=root.holder, is_detailed=True)
    recall(line=own, amount_vnd=1, by=plan.Draft(world.decision, date(2024, 2, 1)))
    refresh()
    assert not broken(date(2024, 8, 31), NOTHING)
    world.assign(own, 5, date(2024, 6, 10))
    refresh()
    assert not broken(date(2024, 9, 9), NOTHING)
    assert broken(date(2024, 9, 10), NOTHING) == [("cq", 3)]


@pytest.mark.parametrize("kinds", [("DTPT", "SN"), ("SN", "DTPT")])
def test_a_plan_moved_to_another_kind_within_a_day_does_not_begin_again(world: World, kinds: tuple[str, str]) -> None:
    """Whichever of the two stands first in the catalogue."""
    make_rule("2024-89", NOTHING, 3)
    line = given(world, kind=kinds[0])
    other = world.line(line.holder, 2024, kind=kinds[1])
    transfer(giver=line, taker=other, amount_vnd=100, by=plan.Draft(world.decision, date(2024, 4, 1)))
    refresh()
    assert broken(date(2024, 4, 18), NOTHING) == [("cq", 3)]


# --- below average ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ahead", "behind", "is_broken"), [(60, 40, True), (59, 41, False)])
def test_points_below_the_average_of_all_holders(world: World, ahead: int, behind: int, is_broken: bool) -> None:
    make_rule("2024-89", BELOW, 10)
    for code, spent in (("cq-1", ahead), ("cq-2", behind)):
        world.voucher(given(world, code), spent, date(2024, 5, 6))
    refresh()
    assert broken(date(2024, 6, 1), BELOW) == ([("cq-2", 10)] if is_broken else [])


def test_the_average_is_of_sums_and_of_the_kind_looked_at(world: World) -> None:
    """By all money cq-2 is on the average; by its recurrent capital it is far below."""
    recurrent = CapitalKind.objects.get(code="SN")
    make_rule("2024-89", BELOW, 10)
    make_rule("2024-89", BELOW, 30, capital_kind=recurrent)
    spent = {
        ("cq-1", "SN"): (300, 270),
        ("cq-2", "SN"): (100, 30),
        ("cq-1", "DTPT"): (100, 0),
        ("cq-2", "DTPT"): (100, 95),
    }
    for (code, kind), (planned, paid) in spent.items():
        line = given(world, code, planned, kind=kind)
        if paid:
            world.voucher(line, paid, date(2024, 5, 6))
    refresh()
    assert broken(date(2024, 6, 1), BELOW) == [("cq-2", 30)]


# --- advances ---------------------------------------------------------------------------------------------


def test_an_advance_older_than_the_days(world: World) -> None:
    make_rule("2024-89", ADVANCE, 90)
    line = given(world)
    paid = date(2024, 3, 1)
    advance = world.voucher(line, 60, paid, kind="advance")
    assert not broken(paid + timedelta(days=90), ADVANCE)
    assert broken(paid + timedelta(days=91), ADVANCE) == [("cq", 90)]
    world.voucher(line, 59, date(2024, 7, 1), kind="settlement", advance=advance)
    [found] = [one for one in broken_on(date(2024, 7, 1)) if one.rule.kind == ADVANCE]
    assert (found.advance_id, found.figures["left_vnd"]) == (advance.pk, 1)
    world.voucher(line, 1, date(2024, 7, 2), kind="refund", advance=advance)
    assert not broken(date(2024, 7, 2), ADVANCE)


# --- money that others wait for ---------------------------------------------------------------------------


def test_money_held_longer_than_the_days(world: World) -> None:
    make_rule("2024-89", HELD, 30)
    root = to_give_on(world, 100)
    assert not broken(GIVEN + timedelta(days=30), HELD)
    assert broken(GIVEN + timedelta(days=31), HELD) == [("cq", 30)]
    below(world, root, 100, date(2024, 3, 1))
    assert broken(date(2024, 2, 29), HELD)
    assert not broken(date(2024, 3, 1), HELD)


def test_the_oldest_money_is_given_on_first(world: World) -> None:
    """A supplement does not hide what was held before it, and what comes back is new again."""
    make_rule("2024-89", HELD, 30)
    root = to_give_on(world, 100)
    world.assign(root, 50, date(2024, 6, 1))
    [found] = [one for one in broken_on(date(2024, 6, 10)) if one.rule.kind == HELD]
    assert found.figures == {"held_vnd": 100, "since": GIVEN.isoformat()}
    line = below(world, root, 100, date(2024, 6, 10))
    assert not broken(date(2024, 7, 1), HELD)
    assert broken(date(2024, 7, 2), HELD)
    below(world, root, 50, date(2024, 7, 2))
    recall(line=line, amount_vnd=20, by=plan.Draft(world.decision, date(2024, 8, 1)))
    assert not broken(date(2024, 8, 31), HELD)
    [found] = [one for one in broken_on(date(2024, 9, 1)) if one.rule.kind == HELD]
    assert found.figures == {"held_vnd": 20, "since": "2024-08-01"}


@pytest.mark.parametrize("until", [date(2024, 12, 31), date(2025, 6, 30), None])
def test_carried_over_money_is_watched_until_its_decision_says(world: World, until: date | None) -> None:
    """Before the closing date of the year or after it; without a day of its own, until that date."""
    make_rule("2024-89", HELD, 30)
    root = to_give_on(world, year=2023, on=date(2023, 3, 1))
    by = plan.Draft(world.decision, GIVEN)
    carry_over(line=root, amount_vnd=100, by=by, until=until)
    last = until or date(2025, 1, 31)
    assert broken(last, HELD) == [("cq", 30)]
    assert not broken(last + ONE_DAY, HELD)


# --- which rule -------------------------------------------------------------------------------------------


def test_the_countrys_defaults_hold_where_nobody_set_a_rule(world: World) -> None:
    """Those of the newest list, for the units merged into it too; the graver one speaks."""
    given(world)
    refresh()
    assert broken(date(2024, 4, 18), NOTHING) == [("cq", 3)]
    assert broken(date(2024, 7, 18), NOTHING) == [("cq", 6)]


def test_the_rules_of_a_province_take_the_place_of_the_countrys(world: World) -> None:
    """For everything below it, whatever another province sets; of the other kinds nothing changes."""
    for district in world.districts:
        world.assign(world.line(world.holder(district), 2024), 100, GIVEN)
    to_give_on(world, on=date(2024, 1, 1))
    make_rule("2025-91", NOTHING, 9)
    make_rule("2025-92", NOTHING, 1)
    refresh()
    codes = [f"cq-{district.ref}" for district in world.districts]
    assert not broken(date(2024, 9, 18), NOTHING)
    assert broken(date(2024, 10, 18), NOTHING)[:2] == [(code, 9) for code in codes]
    assert broken(date(2024, 9, 18), HELD)


def test_a_rule_holds_in_its_period(world: World) -> None:
    make_rule("2024-89", NOTHING, 1, valid_from=date(2024, 6, 1), valid_to=date(2024, 6, 30))
    given(world)
    refresh()
    days = (date(2024, 6, 1), date(2024, 6, 30), date(2024, 7, 1))
    assert [broken(day, NOTHING) for day in days] == [[("cq", 1)], [("cq", 1)], [("cq", 3)]]


def test_a_rule_may_look_at_large_amounts_alone(world: World) -> None:
    make_rule("2024-89", NOTHING, 3, least_vnd=100)
    given(world, "cq-1", 99)
    given(world, "cq-2", 100)
    refresh()
    assert broken(date(2024, 6, 1), NOTHING) == [("cq-2", 3)]


def test_a_year_is_watched_until_its_closing_date_but_an_advance_until_it_is_settled(world: World) -> None:
    """Closing on 31 January of the next year is data (catalogs.ClosingDate)."""
    world.voucher(given(world, "cq-1"), 90, date(2024, 5, 6), kind="advance")
    to_give_on(world, code="cq-2")
    given(world, "cq-3")
    refresh()
    last = date(2025, 1, 31)
    assert all(broken(last, kind) for kind in AlertKind.values)
    assert [bool(broken(last + ONE_DAY, kind)) for kind in AlertKind.values] == [False, False, True, False]


# --- the daily run ----------------------------------------------------------------------------------------

DAY = date(2024, 5, 2)


def rows() -> list[tuple[object, ...]]:
    names = ("id", "holder__code", "rule__threshold", "first_seen", "last_seen", "cleared_on", "told_on")
    return list(Alert.objects.order_by("id").values_list(*names))


def test_run_twice_is_run_once(world: World) -> None:
    given(world)
    refresh()
    update_alerts(DAY)
    before = rows()
    assert [row[1:5] for row in before] == [("cq", 3, DAY, DAY)]
    update_alerts(DAY)
    assert rows() == before
    update_alerts(DAY + ONE_DAY)
    assert [row[3:6] for row in rows()] == [(DAY, DAY + ONE_DAY, None)]
    update_alerts(DAY)  # a day that is over is not gone back to
    assert [row[4] for row in rows()] == [DAY + ONE_DAY]


def test_a_run_that_dies_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given(world)
    refresh()

    def die(_day: date) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(standing, "tell", die)
        update_alerts(DAY)
    assert not Alert.objects.exists()
    update_alerts(DAY)
    assert len(rows()) == 1


def test_what_is_mended_is_cleared_and_what_comes_back_is_new(world: World) -> None:
    line = given(world)
    refresh()
    update_alerts(DAY)
    voucher = world.voucher(line, 100, DAY + ONE_DAY)
    refresh()
    update_alerts(DAY + ONE_DAY)
    assert [row[3:6] for row in rows()] == [(DAY, DAY, DAY + ONE_DAY)]
    world.reverse(voucher, DAY + 2 * ONE_DAY)
    refresh()
    update_alerts(DAY + 2 * ONE_DAY)
    assert [row[3] for row in rows()] == [DAY, DAY + 2 * ONE_DAY]
    assert Alert.objects.standing().count() == 1


def test_the_numbers_of_first_and_last_sight_are_kept(world: World) -> None:
    line = given(world)
    refresh()
    update_alerts(DAY)
    world.assign(line, 50, DAY + ONE_DAY)
    refresh()
    update_alerts(DAY + ONE_DAY)
    alert = Alert.objects.get()
    assert (alert.first_figures["plan_vnd"], alert.last_figures["plan_vnd"]) == (100, 150)


def test_beginning_and_end_are_history_the_days_between_are_not(world: World) -> None:
    line = given(world)
    refresh()
    for day in (DAY, DAY + ONE_DAY):
        update_alerts(day)
    world.voucher(line, 100, DAY)
    refresh()
    update_alerts(DAY + 2 * ONE_DAY)
    history = HistoryRow.objects.filter(table_name="reports_alert").order_by("id")
    assert [(row.act, sorted(row.new or {})) for row in history][1:] == [
        ("update", ["told_on"]),
        ("update", ["cleared_on"]),
    ]
    assert history[0].act == "insert"
    assert not Event.objects.filter(act__startswith="reports.").exists()


def test_the_queries_do_not_grow_with_the_holders(world: World) -> None:
    def queries(holders: range) -> int:
        for number in holders:
            code = f"cq-{number}"
            given(world, code)
            world.voucher(given(world, f"{code}-tu"), 50, date(2024, 1, 20), kind="advance")
            to_give_on(world, code=f"{code}-cho")
        refresh()
        with CaptureQueriesContext(connection) as asked:
            found = broken_on(date(2024, 12, 1))
        assert len(found) >= len(holders) * 3
        return len(asked)

    assert queries(range(1)) == queries(range(1, 8))


# --- who is told ------------------------------------------------------------------------------------------


def bells(role: str, office: Office, ref: str = "2025-91") -> list[str]:
    user = office.user(role, ref)
    return list(
        Notice.objects.filter(user=user, key__startswith="alerts:").order_by("key").values_list("text", flat=True)
    )


def test_one_bell_a_day_sums_up_what_is_new(world: World) -> None:
    """To the planners of the province and to the holder's own people; not to those who only look on."""
    office = Office()
    agency, other = office.agency("2025-30292"), office.agency("2025-30337")
    told = [("finance", "2025-91"), ("commune_officer", "2025-30292")]
    untold = [("inspector", "2025-91"), ("finance", "2025-92"), ("village_reviewer", "2025-30292")]
    for role, ref in (*told, *untold):
        office.user(role, ref)
    for holder in (agency, other):
        line = world.line(holder, 2026)
        world.assign(line, 100, date(2026, 1, 18))
    refresh()
    first = date(2026, 5, 4)
    update_alerts(first)
    update_alerts(first)
    assert [len(bells(role, office, ref)) for role, ref in told] == [1, 1]
    assert [bells(role, office, ref) for role, ref in untold] == [[], [], []]
    [text] = bells("finance", office)
    assert text.startswith("2 cảnh báo giải ngân mới: ")
    assert agency.name in text
    assert other.name in text
    assert bells("commune_officer", office, "2025-30292") == [f"1 cảnh báo giải ngân mới: {agency.name}"]


def test_what_a_second_run_of_the_day_finds_is_told_the_next_morning(world: World) -> None:
    office = Office()
    office.user("finance")
    first, later = office.agency("2025-30292"), office.agency("2025-30337")
    world.assign(world.line(first, 2026), 100, date(2026, 1, 18))
    refresh()
    day = date(2026, 5, 4)
    update_alerts(day)
    world.assign(world.line(later, 2026), 100, date(2026, 1, 18))
    refresh()
    update_alerts(day)
    assert bells("finance", office) == [f"1 cảnh báo giải ngân mới: {first.name}"]
    update_alerts(day + ONE_DAY)
    update_alerts(day + 2 * ONE_DAY)
    assert bells("finance", office)[1:] == [f"1 cảnh báo giải ngân mới: {later.name}"]
