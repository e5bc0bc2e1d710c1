"""Two people at once, each on a connection of their own: one decision, one saved section, no lost one."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.access import Access
from core.acting import SYSTEM, acting_as
from core.transitions import NotAllowed
from households.errors import DuplicateCitizenId, StaleVersion
from households.models import Assessment, Classification, Household, ReviewRound
from households.services.leaving import leave_assessment, take_up_assessment
from households.services.people import set_citizen_id
from households.services.recognition import recognise_round
from households.services.results import decide_assessment
from households.services.review import SectionAnswers, Seen, save_answers
from tests.households.world import World

PATIENCE = 20


@pytest.fixture(scope="module")
def world(own_database: object) -> World:
    """One for all tests of the module, because what it makes is committed."""
    return World()


def committed(call: Callable[[], Any]) -> Any:
    with acting_as(SYSTEM), transaction.atomic():
        return call()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned, or the error it met; all start together."""
    barrier, found = threading.Barrier(len(calls)), [None] * len(calls)

    def work(position: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(PATIENCE)
            found[position] = call()
        except (StaleVersion, NotAllowed, DuplicateCitizenId) as error:
            found[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return found


def acted(world: World, access: Access, call: Callable[..., Any], **given: Any) -> Callable[[], Any]:
    def run() -> Any:
        with world.acting(access):
            return call(access=access, **given)

    return run


def test_a_result_is_confirmed_once(world: World) -> None:
    scored = committed(lambda: world.scored(world.listed(world.household(), world.round())))
    leaders = [committed(lambda: world.access(world.commune, ("households.decide",))) for _leader in range(2)]
    given = {"assessment_id": scored.pk, "version": scored.version, "on": date(2026, 11, 20)}
    found = at_once(*(acted(world, leader, decide_assessment, **given) for leader in leaders))
    assert sorted(type(outcome).__name__ for outcome in found) == ["Classification", "StaleVersion"]
    assert committed(lambda: Classification.objects.filter(household=scored.household_id).count()) == 1


def test_of_two_who_save_one_section_one_is_told(world: World) -> None:
    review = committed(lambda: world.listed(world.household(), world.round(2025)))
    officers = [world.officer, committed(lambda: world.access(world.commune))]
    calls = [
        acted(
            world,
            officer,
            save_answers,
            assessment_id=review.pk,
            seen=Seen(review.version),
            given=SectionAnswers("housing", answers={"wall": wall}),
        )
        for officer, wall in zip(officers, ("brick", "earth"), strict=True)
    ]
    found = at_once(*calls)
    (saved,) = [outcome for outcome in found if isinstance(outcome, Assessment)]
    (told,) = [outcome for outcome in found if isinstance(outcome, StaleVersion)]
    assert told.current.answers == saved.answers


def test_codes_given_at_once_differ(world: World) -> None:
    access = committed(lambda: world.access(world.commune))
    found = at_once(*(lambda name=name: world.household(name, access=access) for name in ("Lê Một", "Lê Hai")))
    assert all(isinstance(household, Household) for household in found)
    assert len({household.code for household in found}) == 2


def test_one_number_given_to_two_people_at_once_is_one_persons(world: World) -> None:
    households = [committed(lambda name=name: world.household(name)) for name in ("Lê Sáu", "Lê Bảy")]
    calls = [
        acted(
            world,
            world.officer,
            transaction.atomic(set_citizen_id),
            member=committed(household.members.get),
            number="000180001234",
        )
        for household in households
    ]
    found = at_once(*calls)
    assert sorted(type(outcome).__name__ for outcome in found) == ["DuplicateCitizenId", "NoneType"]


def test_a_form_and_the_end_of_its_round_wait_for_each_other(world: World) -> None:
    """Whoever comes first: either a household is reviewed after all, or the round is recognised, never both."""
    scored = committed(lambda: world.scored(world.listed(world.household("Lê Bốn"), world.round(2024))))
    second = committed(lambda: world.listed(world.household("Lê Năm"), scored.round))
    leader = committed(lambda: world.access(world.province, ("households.view", "households.decide")))
    confirmer = committed(lambda: world.leader)
    given = {"assessment_id": scored.pk, "version": scored.version, "on": date(2024, 11, 20)}
    acted(world, confirmer, decide_assessment, **given)()
    leave = {"assessment_id": second.pk, "version": second.version, "reason": "Đi vắng"}
    left = acted(world, confirmer, leave_assessment, **leave)()
    found = at_once(
        acted(world, confirmer, take_up_assessment, assessment_id=left.pk, version=left.version),
        acted(world, leader, recognise_round, round_id=scored.round_id, decision="1/QĐ-UBND", on=date(2024, 12, 1)),
    )
    states = committed(lambda: (Assessment.objects.get(pk=left.pk).state, ReviewRound.objects.get(year=2024).state))
    assert sum(isinstance(outcome, NotAllowed) for outcome in found) == 1
    assert states in {("draft", "open"), ("left", "recognised")}
