"""Many clients at the same moment: a debt is paid once, a gift recorded once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

from django.db import IntegrityError, connection, transaction

from core.acting import SYSTEM, acting_as
from core.transitions import NotAllowed
from programs.models import Contribution, CreditTurnover
from programs.services import record_contribution
from tests.databases import Database
from tests.office import Office
from tests.programs.build import contribution, given, turnover

CLIENTS = 6


def _together(act: Callable[[int], None]) -> int:
    """How many of the clients' calls went through."""

    def one(client: int) -> int:
        done = 0
        with closing(connection), acting_as(SYSTEM):
            for number in range(5):
                with suppress(NotAllowed, IntegrityError), transaction.atomic():
                    act(5 * client + number)
                    done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(one, range(CLIENTS)))


def test_a_debt_is_collected_once_also_past_the_service(own_database: Database) -> None:
    office = Office()
    with acting_as(SYSTEM), transaction.atomic():
        loan = turnover(office, amount=100)

    def collect(number: int) -> None:
        row = CreditTurnover.objects.get(pk=loan.pk)
        row.pk, row.kind, row.amount_vnd, row.households = CreditTurnover().pk, "collected", 7, None
        row.note = str(number)
        row.save(force_insert=True)

    taken = _together(collect)
    with acting_as(SYSTEM), transaction.atomic():
        owed = sum(CreditTurnover.objects.values_list("outstanding_vnd", flat=True))
    assert (taken, owed) == (14, 2)


def test_a_gift_that_is_sent_many_times_is_recorded_once(own_database: Database) -> None:
    office = Office()
    with acting_as(SYSTEM), transaction.atomic():
        contribution(office, value_vnd=1)  # somebody else's
        data = given(office, receipt="BB-1")
    taken = _together(lambda _number: _record(data))
    with acting_as(SYSTEM), transaction.atomic():
        assert taken == Contribution.objects.filter(receipt="BB-1").count() == 1


def _record(data: object) -> None:
    record_contribution(data=data, recorded_by_id=None)  # type: ignore[arg-type]
