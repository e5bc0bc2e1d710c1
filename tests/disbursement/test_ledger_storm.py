"""Everything at once from many connections: vouchers, advances and what closes them, reversals, transfers, recalls.

Whatever the ledger took and refused, afterwards it adds up: lines, days, advances and the cube.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from random import Random
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum
from django.test import Client
from django.urls import reverse

from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine, Disbursement, Movement
from disbursement.services import Draft, LedgerRefused, VoucherData, record_voucher, reverse_voucher
from reports.cube.refresh import refresh
from reports.cube.verify import verify
from tests.databases import Database
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.moves import assign, recall, transfer
from tests.office import PROVINCE, Office

CLIENTS, STEPS = 16, 320
DAYS = [date(2024, 2, 1), date(2024, 5, 6), date(2024, 8, 15), date(2024, 12, 30)]
COMPONENTS = ("DA2", "DA3.TDA1", "DA3.TDA2", "DA4.TDA1", "DA6.TDA1", "DA7.TDA2")


class Officer:
    """One connection that does whatever comes to mind, and counts what the ledger took."""

    def __init__(self, number: int, lines: list[UUID], by: Draft) -> None:
        self.number, self.lines, self.by = number, lines, by
        self.random, self.vouchers = Random(number), 0
        self.taken: Counter[str] = Counter()

    def work(self, steps: int) -> Counter[str]:
        with closing(connection), acting_as(SYSTEM):
            for _step in range(steps):
                act = self.random.choice(("pay", "pay", "pay", "advance", "close", "reverse", "move", "take", "give"))
                try:
                    with transaction.atomic():
                        getattr(self, act)()
                except LedgerRefused:
                    self.taken["refused"] += 1
                else:
                    self.taken[act] += 1
        return self.taken

    def line(self) -> CapitalLine:
        return CapitalLine.objects.select_related("kind", "source").get(pk=self.random.choice(self.lines))

    def pay(self) -> None:
        self.record(self.line(), self.random.choice(("payment", "payment", "refund")))

    def advance(self) -> None:
        self.record(self.line(), "advance")

    def close(self) -> None:
        advances = Disbursement.objects.outstanding(date(2024, 12, 31)).select_related("line__kind", "line__source")
        if advance := advances.order_by("?").first():
            self.record(advance.line, self.random.choice(("settlement", "refund")), advance)

    def record(self, line: CapitalLine, kind: str, advance: Disbursement | None = None) -> None:
        self.vouchers += 1
        data = VoucherData(
            voucher=f"{self.number}-{self.vouchers}",
            value_date=self.random.choice(DAYS),
            amount_vnd=self.random.randint(1, 9),
            kind=kind,
            advance=advance,
        )
        record_voucher(line=line, data=data, recorded_by_id=None)

    def reverse(self) -> None:
        rows = Disbursement.objects.not_reversed().select_related("line__kind", "line__source")
        if row := rows.order_by("?").first():
            reverse_voucher(row=row, reason="nhầm số", on=DAYS[-1], access=None)

    def move(self) -> None:
        giver, taker = self.line(), self.line()
        if giver.pk != taker.pk:
            transfer(giver=giver, taker=taker, amount_vnd=self.random.randint(1, 9), by=self.by)

    def take(self) -> None:
        recall(line=self.line(), amount_vnd=self.random.randint(1, 9), by=self.by)

    def give(self) -> None:
        assign(line=self.line(), amount_vnd=self.random.randint(1, 9), by=self.by, kind="supplement")


@pytest.mark.long
def test_after_five_thousand_acts_at_once_the_ledger_adds_up(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        ledger = Ledger()
        lines = [ledger.line(plan=120, component=component).pk for component in COMPONENTS]
        by = ledger.by(DAYS[1])
    officers = [Officer(number, lines, by) for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        taken = sum(pool.map(lambda officer: officer.work(STEPS), officers), Counter[str]())
    assert sum(taken.values()) == CLIENTS * STEPS
    assert all(taken[act] for act in ("pay", "advance", "close", "reverse", "move", "take", "give", "refused")), taken
    with acting_as(SYSTEM), transaction.atomic():
        _check_lines(lines)
        _check_advances()
    with acting_as(SYSTEM):
        refresh(["capital"])
        assert verify("capital") == []


def _check_lines(lines: list[UUID]) -> None:
    """Plan = movements, spent = vouchers, and at the end of no day more spent than planned; what was reversed
    never held money."""
    for pk in lines:
        line = CapitalLine.objects.get(pk=pk)
        movements, vouchers = Movement.objects.filter(line=pk), Disbursement.objects.filter(line=pk)
        assert line.plan_vnd == movements.aggregate(total=Sum("amount_vnd"))["total"]
        assert line.spent_vnd == vouchers.aggregate(total=Sum("spent_vnd", default=0))["total"]
        assert 0 <= line.spent_vnd <= line.plan_vnd
        for day in DAYS:
            plan = movements.up_to(day).aggregate(total=Sum("amount_vnd", default=0))["total"]
            spent = vouchers.not_reversed().up_to(day).aggregate(total=Sum("spent_vnd", default=0))["total"]
            assert spent <= plan


def _check_advances() -> None:
    """Closed between nothing and their amount; of one that was reversed nothing is closed."""
    standing = Disbursement.objects.not_reversed()
    closed = dict(standing.exclude(advance=None).order_by().values_list("advance").annotate(Sum("amount_vnd")))
    amounts = dict(standing.filter(kind="advance").values_list("pk", "amount_vnd"))
    assert set(closed) <= set(amounts)
    assert all(0 < total <= amounts[pk] for pk, total in closed.items())
    wrong = Disbursement.objects.filter(reverses__isnull=False).exclude(amount_vnd=-F("reverses__amount_vnd"))
    assert not wrong.exists()


def _room(wanted: int) -> int:
    """How many connections the server still has for us, some left to others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int - count(*) - 10 FROM pg_stat_activity")
        return min(wanted, cursor.fetchone()[0])


@pytest.mark.long
def test_a_hundred_clients_at_once_cannot_spend_the_same_dong_twice(own_database: Database) -> None:
    """Over the page, each with a connection of its own: the portal itself has fewer (workers x threads), so that
    its clients wait in a queue before they get as far. The line bears sixty vouchers of one dong."""
    with acting_as(SYSTEM), transaction.atomic():
        line, user = Ledger("2025-30292").line(plan=60), Office().user("finance", PROVINCE)
        clients = _room(100)
    assert clients > 70
    browsers = [Client() for _ in range(clients)]
    with acting_as(SYSTEM), transaction.atomic():
        for browser in browsers:
            browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    together = Barrier(clients)

    def record(number: int) -> int:
        with closing(connection):
            together.wait(60)
            answer = browsers[number].post(
                reverse("disbursement:record_voucher", args=[line.pk]),
                {"voucher": f"KB{number}", "value_date": "06/05/2024", "amount_vnd": "1", "kind": "payment"},
            )
            if answer.status_code == 422:
                assert "Vượt số vốn còn lại" in answer.content.decode()
            return int(answer.status_code)

    with ThreadPoolExecutor(clients) as pool:
        answers = Counter(pool.map(record, range(clients)))
    assert answers == {302: 60, 422: clients - 60}
    with acting_as(SYSTEM), transaction.atomic():
        assert Disbursement.objects.filter(line=line).count() == 60 == fresh(line).spent_vnd == fresh(line).plan_vnd
