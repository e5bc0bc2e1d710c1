"""Many officers at the same moment: an unallocated dong is given once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine, Movement
from disbursement.services import Draft, LedgerRefused
from tests.databases import Database
from tests.disbursement.build import fresh
from tests.disbursement.decisions import ON, Chancery
from tests.disbursement.moves import assign
from tests.office import COMMUNE, OTHER_COMMUNE

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
