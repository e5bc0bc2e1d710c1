"""Many clients spend the same dong at the same moment: it is spent once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date

from django.db import connection, transaction
from django.db.models import Sum

from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine, Disbursement
from disbursement.services import LedgerRefused, VoucherData, record_voucher, transfer
from tests.databases import Database
from tests.disbursement.build import Ledger, fresh

CLIENTS, VOUCHERS = 8, 40


def _spend(line_id: object, client: int) -> int:
    """One client tries every voucher; how many the ledger took."""
    taken = 0
    with closing(connection), acting_as(SYSTEM):
        with transaction.atomic():
            line = CapitalLine.objects.get(pk=line_id)
        for number in range(VOUCHERS):
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
