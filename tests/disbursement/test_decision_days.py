"""Decisions about capital leave no line in debt on any day: said when they are checked, refused when written."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine, Movement
from disbursement.services import Draft, LedgerRefused, VoucherData, record_voucher, reverse_voucher
from disbursement.services.checking import check
from disbursement.services.plan import movement
from disbursement.services.rows import rows_of
from tests.disbursement.build import fresh
from tests.disbursement.decisions import ON, Chancery, findings, row, the_finding
from tests.disbursement.moves import assign, recall, transfer
from tests.office import COMMUNE, OTHER_COMMUNE


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


def test_a_decision_dated_after_the_vouchers_it_should_cover(chancery: Chancery) -> None:
    """Money assigned in January was spent in May; its date then became June in an older ledger."""
    line = chancery.line(100)
    record_voucher(line=line, data=VoucherData("KB1", date(2026, 5, 6), 100), recorded_by_id=None)
    document = chancery.document()
    moved = [
        movement(line, "adjust", amount, Draft(document, on)) for amount, on in ((50, date(2026, 6, 1)), (-50, ON))
    ]
    Movement.objects.bulk_create(moved)  # as no service writes it
    level, text = the_finding(chancery, row("supplement", line, 5), on=date(2026, 6, 2))
    assert (level, "06/05/2026" in text) == ("refusal", True)


def test_money_taken_too_early_is_found_though_the_year_covers_it(chancery: Chancery) -> None:
    line = chancery.line(100)
    record_voucher(line=line, data=VoucherData("KB1", date(2026, 5, 6), 90), recorded_by_id=None)
    assign(line=line, amount_vnd=50, by=Draft(chancery.document(date(2026, 6, 1)), date(2026, 6, 1)))
    level, text = the_finding(chancery, row("recall", line, 40), on=date(2026, 3, 1))
    assert (level, "06/05/2026" in text) == ("refusal", True)
    assert not findings(chancery, chancery.draft(row("recall", line, 40), on=date(2026, 6, 2)))


JUNE, MARCH = date(2026, 6, 1), date(2026, 3, 1)


def spent_before_more_came(chancery: Chancery) -> CapitalLine:
    """A hundred from January, eighty spent in February, fifty more from June: twenty are free till then."""
    line = chancery.line(100)
    record_voucher(line=line, data=VoucherData("KB1", date(2026, 2, 1), 80), recorded_by_id=None)
    assign(line=line, amount_vnd=50, by=Draft(chancery.document(JUNE), JUNE))
    return fresh(line)


@pytest.mark.parametrize("act", ["recall", "transfer"])
def test_money_taken_between_two_entries_is_found(chancery: Chancery, act: str) -> None:
    line, other = spent_before_more_came(chancery), chancery.line(component="HP2")
    counter = other if act == "transfer" else None
    level, text = the_finding(chancery, row(act, line, 60, counter), on=MARCH)
    assert (level, "01/03/2026" in text) == ("refusal", True)
    assert not findings(chancery, chancery.draft(row(act, line, 20, counter), on=MARCH))
    assert not findings(chancery, chancery.draft(row(act, line, 60, counter), on=JUNE))


def test_a_reversed_voucher_needs_no_money(chancery: Chancery) -> None:
    line = chancery.line(100)
    wrong = record_voucher(line=line, data=VoucherData("KB1", date(2026, 2, 1), 80), recorded_by_id=None)
    reverse_voucher(row=wrong, reason="ghi nhầm dòng", on=JUNE, access=None)
    assert not findings(chancery, chancery.draft(row("recall", line, 60), on=MARCH))
    chancery.signed(row("recall", line, 60), on=MARCH)
    assert fresh(line).plan_vnd == 40


def test_no_movement_leaves_a_debt_on_any_day(chancery: Chancery) -> None:
    line, other, by = (
        spent_before_more_came(chancery),
        chancery.line(component="HP2"),
        Draft(chancery.document(), MARCH),
    )
    with pytest.raises(LedgerRefused, match="01/03/2026 dòng vốn chi vượt 40 đồng so với số vốn đã giao"):
        recall(line=line, amount_vnd=60, by=by)
    with pytest.raises(LedgerRefused, match="chi vượt"):
        transfer(giver=line, taker=other, amount_vnd=60, by=by)
    recall(line=line, amount_vnd=20, by=by)
    recall(line=fresh(line), amount_vnd=40, by=Draft(by.decision, JUNE))
    assert (fresh(line).plan_vnd, fresh(other).plan_vnd) == (90, 0)


def test_nothing_is_given_on_before_it_was_given(chancery: Chancery) -> None:
    root = chancery.root(100)
    assign(line=root, amount_vnd=50, by=Draft(chancery.document(JUNE), JUNE))
    child = chancery.line(parent=root)
    level, text = the_finding(chancery, row("allocate", child, 120), on=MARCH)
    assert (level, "đã phân bổ" in text, "01/03/2026" in text) == ("refusal", True, True)
    with pytest.raises(LedgerRefused, match="phân bổ vượt 20 đồng so với số vốn đã giao"):
        assign(line=child, amount_vnd=120, by=Draft(chancery.document(), MARCH), kind="allocate")
    chancery.signed(row("allocate", child, 120), on=JUNE)
    assert fresh(root).balance_vnd == 30


def test_a_check_asks_the_same_however_many_rows(chancery: Chancery) -> None:
    chancery.line(100, horizon="medium", tranche_year=2026, budget_year=2030)
    root = chancery.root(1000)
    holders = [chancery.office.agency(ref) for ref in (COMMUNE, OTHER_COMMUNE)]
    lines = [chancery.line(50, parent=root, holder=holder) for holder in holders]
    few = chancery.draft(row("carry_over", lines[0], 1), row("supplement", root, 5))
    many = chancery.draft(
        *(row("carry_over", line, 1) for line in lines),
        row("supplement", root, 5),
        row("assign", chancery.line(holder=holders[1], component="HP2"), 5),
        row("adjust", root, 7),
    )
    counts = []
    for decision in (few, few, many):  # the first one fills what is kept for the whole process
        with CaptureQueriesContext(connection) as asked:
            check(decision, rows_of(decision, chancery.checker))
        counts.append(len(asked))
    assert counts[1] == counts[2]
