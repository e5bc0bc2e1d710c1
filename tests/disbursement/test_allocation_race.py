"""Many officers at the same moment: an unallocated dong is given once, a decision is signed once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from accounts.access import Access
from core.acting import SYSTEM, acting_as
from core.transitions import NotAllowed
from disbursement.models import CapitalLine, Movement
from disbursement.services import Draft, LedgerRefused, assign
from disbursement.services.decisions import move_decision
from tests.databases import Database
from tests.disbursement.build import fresh
from tests.disbursement.decisions import ON, Chancery, row
from tests.office import COMMUNE, OTHER_COMMUNE, Office

CLIENTS, TRIES = 6, 20


def _at_once(work: Callable[[int], Any], clients: int = CLIENTS) -> list[Any]:
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(work, range(clients)))


def test_the_same_unallocated_dong_is_allocated_once(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        chancery = Chancery()
        root, document = chancery.root(500), chancery.document()
        refs = (COMMUNE, OTHER_COMMUNE)
        children = [chancery.line(parent=root, holder=chancery.office.agency(ref)).pk for ref in refs]

    def allocate(client: int) -> int:
        taken = 0
        with closing(connection), acting_as(SYSTEM):
            for number in range(TRIES):
                try:
                    with transaction.atomic():
                        line = CapitalLine.objects.get(pk=children[(client + number) % 2])
                        assign(line=line, amount_vnd=7, by=Draft(document, ON), kind="allocate")
                    taken += 1
                except LedgerRefused:
                    continue
        return taken

    taken = sum(_at_once(allocate))
    with acting_as(SYSTEM), transaction.atomic():
        given = Movement.objects.filter(line__in=children).aggregate(total=Sum("amount_vnd"))["total"]
        assert taken == 500 // 7
        assert given == taken * 7 == fresh(root).allocated_vnd
        assert fresh(root).balance_vnd == 500 - given


def test_of_several_officers_one_checks_and_of_several_leaders_one_signs(own_database: Database) -> None:
    """Each of them another person; the ledger is written once."""
    with acting_as(SYSTEM), transaction.atomic():
        chancery = Chancery()
        line = chancery.line(component="HP2")
        decision = chancery.draft(row("assign", line, 1000))
        officers = [chancery.checker, *(_another(chancery, "provincial_officer") for _ in range(3))]
        leaders = [chancery.leader, *(_another(chancery, "leader") for _ in range(3))]

    def act(name: str, access: Access) -> str:
        with closing(connection), acting_as(SYSTEM):
            try:
                with transaction.atomic():
                    move_decision(decision=decision, act=name, access=access)
            except NotAllowed as refusal:
                return str(refusal)
        return ""

    for name, people in (("check", officers), ("sign", leaders)):
        answers = _at_once(lambda client, name=name, people=people: act(name, people[client]), 4)
        assert answers.count("") == 1
    assert all("đã ký" in answer for answer in answers if answer)
    with acting_as(SYSTEM), transaction.atomic():
        decision.refresh_from_db()
        assert decision.checked_by_id in {access.user_id for access in officers}
        assert decision.signed_by_id in {access.user_id for access in leaders}
        assert fresh(line).plan_vnd == 1000
        assert Movement.objects.filter(decision=decision.document).count() == 1


def _another(chancery: Chancery, role: str) -> Access:
    """Somebody else in the same post."""
    return Office(agencies=chancery.office.agencies).access(role)
