"""Several officers at the same moment: one alternative is chosen once, one draft comes of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from typing import Any

from django.db import connection, transaction

from areas.models import Area
from core.acting import SYSTEM, acting_as
from core.transitions import NotAllowed
from disbursement.models import AllocationPlan, Alternative, CapitalDecision
from disbursement.services.allocation import choose
from disbursement.services.allocation_drafts import draft_from
from tests.databases import Database
from tests.disbursement.allocation_build import make_criterion, make_plan
from tests.disbursement.test_allocation import designate, divided
from tests.office import COMMUNE, Office
from tests.tasks_made import make_document

CLIENTS = 4


def at_once(work: Callable[[int], Any]) -> list[str]:
    """What each of the clients is refused with; "" for the one that was not."""

    def tried(client: int) -> str:
        with closing(connection), acting_as(SYSTEM):
            try:
                with transaction.atomic():
                    work(client)
            except NotAllowed as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(tried, range(CLIENTS)))


def test_a_plan_is_chosen_once_and_drafted_once(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        office = Office()
        access = office.access("finance")
        office.agency(COMMUNE)
        designate(Area.objects.by_ref(COMMUNE), "BG")
        plan = make_plan(office, reserve_vnd=0)
        make_criterion(plan)
        alternatives = [divided(plan, access, f"Phương án {number}") for number in range(CLIENTS)]
        documents = [make_document(office, number=f"{number}/QĐ-UBND") for number in range(1, CLIENTS + 1)]

    def choose_own(client: int) -> None:
        alternative = Alternative.objects.select_related("plan").get(pk=alternatives[client].pk)
        choose(alternative=alternative, reason="Phù hợp", access=access)

    answers = at_once(choose_own)
    assert answers.count("") == 1
    assert all("đã được chọn" in answer for answer in answers if answer)

    def draft(client: int) -> None:
        found = AllocationPlan.objects.get(pk=plan.pk)
        draft_from(plan=found, document=documents[client], on=date(2026, 12, 30), parent=None, access=access)

    answers = at_once(draft)
    assert answers.count("") == 1
    assert all("đã có dự thảo" in answer for answer in answers if answer)
    with acting_as(SYSTEM), transaction.atomic():
        assert [decision.entries.count() for decision in CapitalDecision.objects.all()] == [1]
