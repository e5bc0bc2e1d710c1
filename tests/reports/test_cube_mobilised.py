"""What is brought in beside the budget, counted by day: sums exact, no dong twice, refresh = rebuild."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from areas.models import Area
from core.acting import SYSTEM, acting_as
from core.transitions import NotAllowed
from programs.models import Contribution, CreditTurnover
from programs.services import reverse_contribution, reverse_credit
from reports.boards.beyond import BeyondBoard
from reports.cube.rebuild import rebuild
from reports.cube.refresh import refresh
from reports.cube.verify import verify
from reports.figures.mobilised import MobilisedQuestion
from reports.figures.question import question
from reports.models import FigureMark, MobilisedFact
from tests.databases import Database
from tests.office import Office
from tests.programs.build import contribution, of_people, programme, turnover
from tests.reports.cube_world import World, find, live_rows

DAY = date(2024, 5, 4)
OF = "NTP_SPR_2021"


@pytest.fixture
def office() -> Office:
    return Office()


def board(area: Area, year: int = 2024, as_of: date = date(2024, 12, 31)) -> BeyondBoard:
    return BeyondBoard(MobilisedQuestion(question(area, year, as_of)))


def give(office: Office, area: Area, on: date = DAY, **changed: object) -> Contribution:
    return contribution(office, area.ref, received_on=on, programme=programme(OF), **changed)


def test_which_sources_count_is_asked_once(world: World, office: Office) -> None:
    give(office, world.communes[0], value_vnd=10)
    refresh()
    found = board(world.province)
    with CaptureQueriesContext(connection) as queries:
        assert found.units
    asked = [one["sql"] for one in queries if 'FROM "catalogs_capitalsource" WHERE' in one["sql"]]
    assert sum("counts_in_rate" in sql.partition(" WHERE ")[2] for sql in asked) == 1


def test_sums_are_exact_by_source_form_and_place(world: World, office: Office) -> None:
    first, second = world.communes[0], world.communes[3]
    give(office, first, value_vnd=10_000_001)
    give(office, second, value_vnd=5_000_002)
    give(office, first, source="LG", contributor="", other_programme="Nông thôn mới", value_vnd=7)
    give(office, first, **of_people())
    give(office, first, **of_people(quantity=60, value_vnd=12_000_000, value_basis="đơn giá"))
    give(office, first, **of_people(form="land_m2", quantity=155))
    refresh()
    found = board(world.province)
    sources = {row.source.code: row for row in found.sources}
    assert sources["DN"].given.value_vnd == 15_000_003
    assert sources["LG"].given.value_vnd == 7
    forms = {row.form: row.given for row in sources["DAN"].forms}
    assert (forms["labour_days"].labour_days, forms["labour_days"].value_vnd) == (100, 12_000_000)
    assert (forms["labour_days"].entries, forms["labour_days"].unvalued) == (2, 1)
    assert (forms["land_m2"].land_m2, forms["land_m2"].has_no_value) == (155, True)
    total = found.mobilised
    assert (total.value_vnd, total.households, total.entries, total.unvalued) == (27_000_010, 60, 6, 2)
    by_place = {row.area.pk: row.given.value_vnd for row in found.units}
    assert [by_place[row.pk] for row in world.districts] == [22_000_008, 5_000_002]
    assert sum(by_place.values()) == total.value_vnd


def test_a_past_day_stays_as_it_was_known(world: World, office: Office) -> None:
    row = give(office, world.communes[0])
    give(office, world.communes[0], on=date(2024, 9, 1), value_vnd=3)
    reverse_contribution(row=row, reason="nhầm", recorded_by_id=None)
    refresh()
    assert board(world.province, as_of=date(2024, 8, 1)).mobilised.value_vnd == 10_000_000
    assert board(world.province).mobilised.value_vnd == 10_000_003
    today = board(world.province, as_of=date(2030, 1, 1)).mobilised
    assert (today.value_vnd, today.entries) == (3, 1)


def test_the_rate_of_the_budget_holds_nothing_of_it(world: World, office: Office) -> None:
    line = world.line(world.holder(world.province), 2024)
    world.assign(line, 100_000_000, date(2024, 1, 2))
    world.voucher(line, 40_000_000, DAY)
    refresh()
    before = board(world.province).budget
    give(office, world.communes[0], value_vnd=10_000_000)
    turnover(office, world.communes[0].ref, on=DAY)
    refresh()
    found = board(world.province)
    assert found.budget == before
    assert found.ratio.as_json() == {"numerator": 10_000_000, "denominator": 40_000_000, "percent": "25.00"}


def test_lines_of_the_ledger_outside_the_rate_are_counted_once(world: World, office: Office) -> None:
    """Integrated money on a capital line and in the register: two things; a loan on a line is no gift."""
    for source, amount in (("NSTW", 50), ("LG", 30), ("TD", 20)):
        line = world.line(world.holder(world.communes[0]), 2024, source=source)
        world.assign(line, 100, date(2024, 1, 2))
        world.voucher(line, amount, DAY)
    give(office, world.communes[0], source="LG", contributor="", other_programme="Nước sạch", value_vnd=7)
    refresh()
    found = board(world.province)
    sources = {row.source.code: row for row in found.sources}
    assert (sources["LG"].given.value_vnd, sources["LG"].given.ledger_vnd) == (7, 30)
    assert sources["TD"].is_credit
    assert "NSTW" not in sources
    assert (found.mobilised.total_vnd, found.budget.disbursed_vnd) == (37, 50)
    place = next(row for row in found.units if row.area == world.districts[0])
    assert (place.given.total_vnd, place.budget_vnd) == (37, 50)


def test_what_is_owed_comes_from_every_year_before(world: World, office: Office) -> None:
    commune = world.communes[0].ref
    turnover(office, commune, on=date(2023, 3, 1), amount=90, households=3)
    turnover(office, commune, on=date(2024, 2, 1), amount=50)
    turnover(office, commune, kind="collected", on=date(2024, 6, 1), amount=60)
    refresh()
    found = board(world.province).credit
    assert (found.lent_vnd, found.collected_vnd, found.outstanding_vnd, found.households) == (50, 60, 80, 2)
    assert board(world.province, as_of=date(2024, 5, 31)).credit.outstanding_vnd == 140
    assert board(world.province, 2023, date(2024, 7, 1)).credit.outstanding_vnd == 80
    assert not board(world.province).sources


def test_the_new_province_owes_what_the_old_one_did(world: World, office: Office) -> None:
    turnover(office, world.communes[0].ref, on=date(2024, 2, 1), amount=50)
    turnover(office, "2025-30292", on=date(2026, 2, 1), amount=7)
    give(office, world.communes[0])
    refresh()
    new = Area.objects.by_ref("2025-91")
    assert board(new, 2026, date(2026, 11, 1)).credit.outstanding_vnd == 57
    assert board(new, 2024, date(2024, 12, 31)).mobilised.value_vnd == 10_000_000


def test_a_level_counts_its_own_once(world: World, office: Office) -> None:
    for step, area in enumerate((world.province, world.districts[0], world.communes[0])):
        give(office, area, value_vnd=10**step)
    refresh()
    found = board(world.province)
    assert found.mobilised.value_vnd == 111
    assert [(row.area, row.given.value_vnd) for row in found.units if row.is_own] == [(world.province, 1)]
    assert sum(row.given.value_vnd for row in found.units) == 111


def test_marks_ask_for_one_day_alone(world: World, office: Office) -> None:
    give(office, world.communes[0])
    turnover(office, world.communes[1].ref, on=date(2024, 6, 1))
    marks = set(FigureMark.objects.filter(group_code="mobilised").values_list("area_id", "year", "day"))
    assert marks == {(world.communes[0].pk, 2024, DAY), (world.communes[1].pk, 2024, date(2024, 6, 1))}
    refresh()
    assert find("mobilised", world.province, form="money").value_vnd == 10_000_000
    assert verify("mobilised") == []


def test_a_page_cannot_write_its_figures(world: World, office: Office) -> None:
    with acting_as(office.access("commune_officer", "2025-30292").actor()):
        assert MobilisedFact.objects.count() == 0
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            MobilisedFact.objects.update(value_vnd=1)


# --- random histories ---------------------------------------------------------------------------------------

STEP = st.tuples(
    st.sampled_from(["give", "labour", "land", "reverse", "lend", "collect", "unlend", "refresh"]),
    st.integers(0, 4),
    st.integers(1, 9),
    st.integers(0, 700),
)


@pytest.fixture(scope="module")
def random_world(own_database: Database) -> Iterator[World]:
    with acting_as(SYSTEM):
        yield World()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=14))
def test_refresh_and_rebuild_agree_with_the_documents(
    random_world: World, steps: list[tuple[str, int, int, int]]
) -> None:
    """Whatever is recorded and reversed in whatever order: both ways to count give the sums of the documents."""
    with transaction.atomic():
        office = Office()
        for step in steps:
            _do(random_world, office, *step)
        refresh()
        counted = live_rows("mobilised")
        rebuild("mobilised")
        assert live_rows("mobilised") == counted
        assert verify("mobilised") == []
        values = sum(row.value_vnd or 0 for row in Contribution.objects.all())
        owed = sum(row.outstanding_vnd for row in CreditTurnover.objects.all())
        facts = MobilisedFact.objects.version(None).totals().filter(area=random_world.province)
        assert sum(row.value_vnd for row in facts) == values
        assert sum(row.outstanding_vnd for row in facts) == owed >= 0
        transaction.set_rollback(True)


def _do(world: World, office: Office, act: str, place: int, amount: int, day: int) -> None:
    area, on = world.communes[place], date(2023, 2, 1) + timedelta(days=day)
    number = str(Contribution.objects.count())
    try:
        if act == "give":
            give(office, area, on, value_vnd=amount, receipt=number)
        elif act in ("labour", "land"):
            form = "labour_days" if act == "labour" else "land_m2"
            give(office, area, on, **of_people(form=form, quantity=amount, receipt=number))
        elif act == "reverse" and (row := Contribution.objects.not_reversed().first()):
            reverse_contribution(row=row, reason="nhầm", recorded_by_id=None)
        elif act == "lend":
            turnover(office, area.ref, on=on, amount=amount, receipt=str(CreditTurnover.objects.count()))
        elif act == "collect":
            turnover(office, area.ref, kind="collected", on=on, amount=amount)
        elif act == "unlend" and (loan := CreditTurnover.objects.not_reversed().first()):
            reverse_credit(row=loan, reason="nhầm", recorded_by_id=None)
        elif act == "refresh":
            refresh()
    except NotAllowed:
        return
