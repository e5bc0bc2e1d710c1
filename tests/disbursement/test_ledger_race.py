"""Many clients spend the same dong at the same moment: it is spent once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import date, datetime

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.access import Access
from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine, Disbursement
from disbursement.services import LedgerRefused, VoucherData, close_period, record_voucher
from tests.databases import Database
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.moves import transfer
from tests.office import PROVINCE, Office

CLIENTS, VOUCHERS = 8, 40
MANY = 10_000


def _spend(line_id: object, client: int, vouchers: int = VOUCHERS) -> int:
    """One client tries every voucher; how many the ledger took."""
    taken = 0
    with closing(connection), acting_as(SYSTEM):
        with transaction.atomic():
            line = CapitalLine.objects.get(pk=line_id)
        for number in range(vouchers):
            data = VoucherData(voucher=f"R{client}-{number}", value_date=date(2024, 5, 6), amount_vnd=7)
            try:
                with transaction.atomic():
                    record_voucher(line=line, data=data, recorded_by_id=None)
                taken += 1
            except LedgerRefused:
                continue
    return taken


def test_no_line_is_overdrawn_by_competing_clients(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        line = Ledger().line(plan=1000)
    with ThreadPoolExecutor(CLIENTS) as pool:
        taken = sum(pool.map(lambda client: _spend(line.pk, client), range(CLIENTS)))
    with acting_as(SYSTEM), transaction.atomic():
        spent = Disbursement.objects.filter(line=line).aggregate(total=Sum("spent_vnd"))["total"]
        assert taken == 1000 // 7
        assert spent == taken * 7 == fresh(line).spent_vnd


@pytest.mark.long
def test_ten_thousand_competing_vouchers_overdraw_nothing(own_database: Database) -> None:
    """Sixteen clients, more than two thirds of whose vouchers the line can bear no more."""
    plan, clients = 7 * 3_000 + 6, 16
    with acting_as(SYSTEM), transaction.atomic():
        line = Ledger().line(plan=plan)
    with ThreadPoolExecutor(clients) as pool:
        taken = sum(pool.map(lambda client: _spend(line.pk, client, MANY // clients), range(clients)))
    with acting_as(SYSTEM), transaction.atomic():
        rows = Disbursement.objects.filter(line=line)
        assert taken == rows.count() == 3_000
        assert rows.aggregate(total=Sum("spent_vnd"))["total"] == 21_000 == fresh(line).spent_vnd <= plan


def _close(advance_id: object, client: int) -> int:
    """One client settles and gives back the advance, one dong at a time; how many dong were taken."""
    taken = 0
    with closing(connection), acting_as(SYSTEM):
        with transaction.atomic():
            advance = Disbursement.objects.select_related("line").get(pk=advance_id)
        for number in range(20):
            kind = ("settlement", "refund")[number % 2]
            data = VoucherData(
                voucher=f"S{client}-{number}", value_date=date(2024, 6, 6), amount_vnd=1, kind=kind, advance=advance
            )
            with suppress(LedgerRefused), transaction.atomic():
                record_voucher(line=advance.line, data=data, recorded_by_id=None)
                taken += 1
    return taken


def test_the_same_dong_of_an_advance_is_closed_once(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        ledger = Ledger()
        advance = ledger.spend(ledger.line(plan=100), 50, kind="advance")
    with ThreadPoolExecutor(6) as pool:
        taken = sum(pool.map(lambda client: _close(advance.pk, client), range(6)))
    with acting_as(SYSTEM), transaction.atomic():
        assert taken == 50
        assert not Disbursement.objects.outstanding(date(2024, 12, 31)).filter(pk=advance.pk).exists()


def _enter_in_may(line_id: object, client: int) -> None:
    with closing(connection), acting_as(SYSTEM):
        for number in range(15):
            with suppress(LedgerRefused), transaction.atomic():
                line = CapitalLine.objects.get(pk=line_id)
                data = VoucherData(voucher=f"M{client}-{number}", value_date=date(2023, 5, 6), amount_vnd=1)
                record_voucher(line=line, data=data, recorded_by_id=None)


def test_no_voucher_slips_into_a_month_while_it_is_closed(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        ledger = Ledger()
        line, access = ledger.line(plan=1000, year=2023), Office().access("finance", PROVINCE)
    with ThreadPoolExecutor(4) as pool:
        entering = [pool.submit(_enter_in_may, line.pk, client) for client in range(3)]
        closed = pool.submit(_close_may, ledger, access).result()
        for future in entering:
            future.result()
    with acting_as(SYSTEM), transaction.atomic():
        late = Disbursement.objects.filter(line=line, recorded_at__gt=closed, is_correction=False)
        assert not late.exists()


def _close_may(ledger: Ledger, access: Access) -> datetime:
    """When it was closed for everybody: a time after the commit."""
    with closing(connection), acting_as(SYSTEM):
        with transaction.atomic():
            close_period(area=ledger.area, budget_year=2023, month=date(2023, 5, 1), access=access)
        return timezone.now()


def _move(first: object, second: object, times: int) -> None:
    with closing(connection), acting_as(SYSTEM):
        for _ in range(times):
            with transaction.atomic():
                giver, taker = CapitalLine.objects.get(pk=first), CapitalLine.objects.get(pk=second)
                transfer(giver=giver, taker=taker, amount_vnd=1, by=Ledger().by())


def test_transfers_in_both_directions_do_not_wait_for_each_other(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        ledger = Ledger()
        one, two = ledger.line(plan=100), ledger.line(plan=100, component="DA3.TDA1")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: _move(*pair, 15), [(one.pk, two.pk), (two.pk, one.pk)]))
    with acting_as(SYSTEM), transaction.atomic():
        assert (fresh(one).plan_vnd, fresh(two).plan_vnd) == (100, 100)
