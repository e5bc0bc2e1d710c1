"""The deadline that a decision set for carried-over money follows the money; a line has one deadline."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accounts.models import Agency, AgencySuccession
from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine
from disbursement.services import Draft, LedgerRefused
from disbursement.services.decisions import RowData, change_amount, move_decision, pass_on, save_row
from disbursement.services.periods import Lateness, deadline_of, why_late
from tests.disbursement.build import fresh
from tests.disbursement.decisions import Chancery, findings, row, the_finding
from tests.disbursement.moves import carry_over, transfer
from tests.office import COMMUNE, OTHER_COMMUNE

CARRIED = date(2027, 1, 10)
JUNE, DECEMBER = date(2027, 6, 30), date(2027, 12, 31)
CLOSING = date(2028, 1, 31)


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


def carrying(line: CapitalLine, amount: int, until: date | None) -> RowData:
    return replace(row("carry_over", line, amount), until=until)


def carried(line: CapitalLine) -> CapitalLine:
    return CapitalLine.objects.get(
        holder=line.holder, component=line.component, kind=line.kind, budget_year=2027, is_detailed=line.is_detailed
    )


def after_carrying(chancery: Chancery, line: CapitalLine, until: date | None = JUNE, amount: int = 100) -> CapitalLine:
    chancery.signed(carrying(line, amount, until), on=CARRIED)
    return carried(line)


# --- where the money goes --------------------------------------------------------------------------------------


def test_transferred_money_keeps_its_deadline(chancery: Chancery) -> None:
    giver = after_carrying(chancery, chancery.line(100))
    taker = chancery.line(component="HP2", budget_year=2027, tranche_year=2026)
    chancery.signed(row("transfer", giver, 40, taker), on=date(2027, 2, 1))
    assert (deadline_of(taker), deadline_of(giver)) == (JUNE, JUNE)
    assert "30/06/2027" in why_late(taker, date(2027, 10, 1))


def test_allocated_money_keeps_its_deadline(chancery: Chancery) -> None:
    root = after_carrying(chancery, chancery.root(100))
    middle = chancery.line(parent=root, is_detailed=False, budget_year=2027, tranche_year=2026)
    leaf = chancery.line(
        parent=middle, holder=chancery.office.agency(OTHER_COMMUNE), budget_year=2027, tranche_year=2026
    )
    # One decision gives it on over two levels, the lower one first in its annex.
    chancery.signed(row("allocate", leaf, 30), row("allocate", middle, 60), on=date(2027, 2, 1))
    assert [deadline_of(line) for line in (root, middle, leaf)] == [JUNE] * 3


def test_money_raised_below_a_line_keeps_its_deadline(chancery: Chancery) -> None:
    root = after_carrying(chancery, chancery.root(100))
    leaf = chancery.line(parent=root, budget_year=2027, tranche_year=2026)
    chancery.signed(row("adjust", leaf, 30), on=date(2027, 2, 1))
    assert deadline_of(leaf) == JUNE


def test_money_of_a_holder_merged_away_keeps_its_deadline(chancery: Chancery) -> None:
    line = after_carrying(chancery, chancery.line(100))
    follower = Agency.objects.create(
        code="MOI", name="UBND xã mới", kind="ubnd", area=line.area, valid_from=date(2027, 3, 1)
    )
    Agency.objects.filter(pk=line.holder_id).update(valid_to=date(2027, 2, 28))
    AgencySuccession.objects.create(old=line.holder, new=follower, on=date(2027, 3, 1))
    decision = chancery.draft(on=date(2027, 3, 5))
    pass_on(decision=decision, holder=line.holder, successor=follower, access=chancery.drafter)
    move_decision(decision=decision, act="check", access=chancery.checker)
    move_decision(decision=decision, act="sign", access=chancery.leader)
    assert deadline_of(CapitalLine.objects.get(holder=follower)) == JUNE


def test_what_one_decision_carries_and_gives_on_keeps_its_deadline(chancery: Chancery) -> None:
    line = chancery.line(100)
    taker = chancery.line(component="HP2", budget_year=2027, tranche_year=2026)
    decision = chancery.draft(carrying(line, 100, JUNE), on=CARRIED)
    save_row(decision=decision, data=row("transfer", carried(line), 40, taker), access=chancery.drafter)
    move_decision(decision=decision, act="check", access=chancery.checker)
    move_decision(decision=decision, act="sign", access=chancery.leader)
    assert deadline_of(taker) == JUNE


def test_lines_above_pass_carried_money_on_without_its_deadline(chancery: Chancery) -> None:
    """Two units below one line may have different deadlines; the line's own money has neither."""
    root = chancery.root(100)
    one, other = (
        chancery.line(40, parent=root, holder=chancery.office.agency(ref)) for ref in (COMMUNE, OTHER_COMMUNE)
    )
    after_carrying(chancery, one, JUNE, amount=40)
    after_carrying(chancery, other, DECEMBER, amount=40)
    assert [deadline_of(carried(line)) for line in (one, other, root)] == [JUNE, DECEMBER, CLOSING]


# --- one line, one deadline ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [(DECEMBER, JUNE), (JUNE, None), (None, JUNE)])
def test_a_second_deadline_for_a_line_is_refused(chancery: Chancery, first: date | None, second: date | None) -> None:
    line = chancery.line(110)
    after_carrying(chancery, line, first)
    level, text = the_finding(chancery, carrying(line, 10, second), on=date(2027, 1, 20))
    assert (level, "chỉ có một hạn giải ngân" in text) == ("refusal", True)
    with pytest.raises(LedgerRefused, match="chỉ có một hạn"):
        carry_over(line=line, amount_vnd=10, by=Draft(chancery.document(), CARRIED), until=second)
    assert (deadline_of(carried(line)), fresh(carried(line)).plan_vnd) == (first or CLOSING, 100)


def test_more_money_under_the_same_deadline_is_taken(chancery: Chancery) -> None:
    line = chancery.line(110)
    after_carrying(chancery, line, JUNE)
    chancery.signed(carrying(line, 10, JUNE), on=date(2027, 1, 20))
    chancery.signed(row("supplement", carried(line), 5), on=date(2027, 2, 1))
    assert (deadline_of(carried(line)), fresh(carried(line)).plan_vnd) == (JUNE, 115)


def test_a_transfer_between_lines_of_different_deadlines_is_refused(chancery: Chancery) -> None:
    giver = after_carrying(chancery, chancery.line(100), JUNE)
    taker = after_carrying(chancery, chancery.line(100, component="HP2"), DECEMBER)
    found = findings(chancery, chancery.draft(row("transfer", giver, 5, taker), on=date(2027, 2, 1)))
    assert [level for level, text in found if "chỉ có một hạn" in text] == ["refusal"]
    with pytest.raises(LedgerRefused, match="30/06/2027; 31/12/2027"):
        transfer(giver=giver, taker=taker, amount_vnd=5, by=Draft(chancery.document(), date(2027, 2, 1)))


# --- what a deadline may be ------------------------------------------------------------------------------------


def test_a_deadline_after_the_year_is_refused(chancery: Chancery) -> None:
    level, text = the_finding(chancery, carrying(chancery.line(100), 30, date(2072, 12, 31)), on=CARRIED)
    assert (level, "sau ngày 31/12/2027" in text) == ("refusal", True)


def test_a_deadline_is_mended_in_the_draft(chancery: Chancery) -> None:
    decision = chancery.draft(carrying(chancery.line(100), 30, date(2072, 6, 30)), on=CARRIED)
    entry = decision.entries.get()
    change_amount(row=entry, amount_vnd=30, note="", until=JUNE, access=chancery.drafter)
    assert decision.entries.get().until == JUNE
    assert not findings(chancery, decision)


# --- how often it is asked -------------------------------------------------------------------------------------


def test_deadlines_of_many_lines_are_asked_at_once(chancery: Chancery, django_assert_num_queries: Any) -> None:
    for kind, until in (("DTPT", JUNE), ("SN", None)):
        for code in ("HP1", "HP2"):
            after_carrying(chancery, chancery.line(100, component=code, kind=kind), until)
    lines = list(CapitalLine.objects.with_dimensions().filter(budget_year=2027).order_by("kind__code", "id"))
    late = Lateness()
    # The decided deadlines, the closing date of the kind, and the closed months of the one area.
    with django_assert_num_queries(3):
        told = [late.why(line, date(2027, 7, 1)) for line in lines]
    assert ["30/06/2027" in text for text in told] == [True, True, False, False]
