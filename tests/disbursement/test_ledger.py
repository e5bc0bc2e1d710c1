"""The ledger: sums follow the documents, nothing is edited, nothing is overdrawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.models import Event, HistoryRow
from disbursement import statement
from disbursement.models import CapitalLine, Disbursement, Movement
from disbursement.services import Draft, LedgerRefused, VoucherData, record_voucher, reverse_voucher
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.moves import assign, carry_over, recall, transfer


def test_plan_and_spending_add_up(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 30)
    recall(line=line, amount_vnd=20, by=ledger.by())
    assert (fresh(line).plan_vnd, fresh(line).spent_vnd, fresh(line).balance_vnd) == (80, 30, 50)


def test_settling_an_advance_adds_nothing_and_a_refund_takes_away(ledger: Ledger) -> None:
    line = ledger.line(plan=200)
    advance = ledger.spend(line, 100, kind="advance")
    ledger.spend(line, 60, kind="settlement", advance=advance)
    ledger.spend(line, 10, kind="refund", advance=advance)
    assert fresh(line).spent_vnd == 90


def test_a_voucher_above_the_balance_is_refused(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 60)
    with pytest.raises(LedgerRefused, match="Vượt số vốn"):
        ledger.spend(line, 41)
    assert fresh(line).spent_vnd == 60


def test_spent_money_cannot_be_recalled(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 60)
    with pytest.raises(LedgerRefused):
        recall(line=line, amount_vnd=41, by=ledger.by())
    assert fresh(line).plan_vnd == 100


def test_the_same_voucher_counts_once(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    data = VoucherData(voucher="KB-7", value_date=date(2024, 5, 6), amount_vnd=10)
    record_voucher(line=line, data=data, recorded_by_id=None)
    with pytest.raises(LedgerRefused, match="đã ghi"):
        record_voucher(line=line, data=data, recorded_by_id=None)
    assert fresh(line).spent_vnd == 10


def test_a_reversal_stands_beside_its_voucher(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    row = ledger.spend(line, 40)
    opposite = reverse_voucher(row=row, reason="ghi nhầm dòng", on=date(2024, 6, 1), access=None)
    assert opposite.spent_vnd == -40
    assert fresh(line).spent_vnd == 0
    with pytest.raises(LedgerRefused, match="đã được đảo"):
        reverse_voucher(row=row, reason="lần nữa", on=date(2024, 6, 1), access=None)


def test_a_reversal_needs_a_reason(ledger: Ledger) -> None:
    row = ledger.spend(ledger.line(plan=100), 40)
    with pytest.raises(LedgerRefused, match="lý do"):
        reverse_voucher(row=row, reason="  ", on=date(2024, 6, 1), access=None)


def test_transfer_moves_both_halves(ledger: Ledger) -> None:
    giver, taker = ledger.line(plan=100), ledger.line(plan=10, component="DA3.TDA1")
    transfer(giver=giver, taker=taker, amount_vnd=40, by=ledger.by())
    assert (fresh(giver).plan_vnd, fresh(taker).plan_vnd) == (60, 50)


def test_halves_that_differ_are_refused_by_the_database(ledger: Ledger) -> None:
    giver, taker = ledger.line(plan=100), ledger.line(component="DA3.TDA1")
    first, second = transfer(giver=giver, taker=taker, amount_vnd=40, by=ledger.by())
    bad = Movement(
        line=taker, kind="transfer", amount_vnd=1, decision=ledger.decision, on=date(2024, 2, 1), pair=first.pair,
        scope_path=taker.scope_path,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="two halves"):
        _write_and_check(bad)
    assert second.amount_vnd == 40


def test_carry_over_stays_its_own_tranche(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 70)
    carry_over(line=line, amount_vnd=30, by=ledger.by(date(2025, 2, 10)))
    carried = CapitalLine.objects.get(holder=ledger.holder, budget_year=2025)
    assert (carried.tranche_year, carried.plan_vnd, carried.is_carried_over) == (2024, 30, True)
    assert fresh(line).plan_vnd == 70


@transaction.atomic
def _write_and_check(movement: Movement) -> None:
    """As at the end of a transaction."""
    movement.save(force_insert=True)
    connection.check_constraints()


@pytest.mark.parametrize("table", ["disbursement_movement", "disbursement_disbursement"])
@pytest.mark.parametrize("act", ["UPDATE {} SET amount_vnd = 1", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_ledger_rows_cannot_be_changed(ledger: Ledger, table: str, act: str) -> None:
    ledger.spend(ledger.line(plan=100), 40)
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), _cursor() as cursor:
        cursor.execute(act.format(table))
    assert Disbursement.objects.count() == 1


@contextmanager
def _cursor() -> Iterator[Any]:
    """In a savepoint, so that a refusal leaves the test's transaction alive."""
    with transaction.atomic(), connection.cursor() as cursor:
        yield cursor


def test_totals_cannot_be_set_by_hand(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    with pytest.raises(IntegrityError, match="follow its ledger"), transaction.atomic():
        CapitalLine.objects.filter(pk=line.pk).update(plan_vnd=1_000_000)
    assert fresh(line).plan_vnd == 100


@pytest.mark.parametrize(
    "change", ["component_id", "holder_id", "area_id", "kind_id", "source_id", "budget_year", "tranche_year"]
)
def test_whose_money_it_is_cannot_be_changed(ledger: Ledger, change: str) -> None:
    line = ledger.line(plan=100)
    other = getattr(line, change) - 1
    with pytest.raises(IntegrityError, match="as it was opened"), transaction.atomic():
        CapitalLine.objects.filter(pk=line.pk).update(**{change: other})


def test_the_statement_is_right_for_any_past_day(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 30, on=date(2024, 3, 1))
    row = ledger.spend(line, 20, on=date(2024, 5, 1))
    reverse_voucher(row=row, reason="sai", on=date(2024, 7, 1), access=None)

    def spent_on(day: date) -> int:
        return list(statement.entries(line, day))[-1].spent_after

    assert [spent_on(date(2024, month, 15)) for month in (2, 3, 5, 6, 7)] == [0, 30, 50, 50, 30]


def test_each_entry_leaves_event_and_history(ledger: Ledger) -> None:
    row = ledger.spend(ledger.line(plan=100), 40)
    assert Event.objects.filter(act="disbursement.record", object_id=str(row.pk)).exists()
    assert HistoryRow.objects.filter(table_name="disbursement_disbursement", row_id=str(row.pk), act="insert").exists()


def test_assigning_needs_a_positive_amount(ledger: Ledger) -> None:
    line = ledger.line()
    with pytest.raises(IntegrityError), transaction.atomic():
        assign(line=line, amount_vnd=-5, by=Draft(decision=ledger.decision, on=date(2024, 1, 1)))
    assert fresh(line).plan_vnd == 0
