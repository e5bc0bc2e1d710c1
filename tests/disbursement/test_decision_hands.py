"""Who had a hand in a decision about capital neither checks nor signs it, whatever became of the rows."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from accounts.access import Access
from core.acting import SYSTEM, acting_as
from core.transitions import NotAllowed
from disbursement.models import CapitalDecision, DecisionHand
from disbursement.services.decisions import change_amount, delete_row, discard, move_decision, save_row
from tests.disbursement.decisions import Chancery, row


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


def change(decision: CapitalDecision, access: Access) -> None:
    change_amount(row=decision.entries.get(), amount_vnd=90, note="", access=access)


def take_out(decision: CapitalDecision, access: Access) -> None:
    first = decision.entries.get()
    save_row(decision=decision, data=row("supplement", first.line, 5), access=access)
    delete_row(row=first, access=access)
    delete_row(row=decision.entries.get(), access=access)
    save_row(decision=decision, data=row("assign", first.line, 1), access=access)


@pytest.mark.parametrize("hand", [change, take_out])
def test_a_hand_in_a_row_is_not_forgotten(chancery: Chancery, hand: Callable[[CapitalDecision, Access], None]) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 100))
    hand(decision, chancery.checker)
    change_amount(row=decision.entries.get(), amount_vnd=80, note="", access=chancery.drafter)
    with pytest.raises(NotAllowed, match="không tự kiểm tra"):
        move_decision(decision=decision, act="check", access=chancery.checker)


def test_who_takes_a_row_out_is_an_author(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 100), row("assign", chancery.line(component="HP2"), 5))
    delete_row(row=decision.entries.filter(amount_vnd=5).get(), access=chancery.checker)
    with pytest.raises(NotAllowed, match="không tự kiểm tra"):
        move_decision(decision=decision, act="check", access=chancery.checker)


def test_all_authors_are_named(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 100))
    change(decision, chancery.checker)
    for access in (chancery.drafter, chancery.checker):
        with pytest.raises(NotAllowed) as refusal:
            move_decision(decision=decision, act="check", access=access)
        assert f"do {chancery.drafter.user}, {chancery.checker.user} soạn thảo hoặc sửa" in str(refusal.value)


def test_who_may_check_is_told_before_he_changes_a_row(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 100))
    pages = [
        reverse("disbursement:decision_row", args=[decision.pk, decision.entries.get().pk]),
        reverse("disbursement:decision_row_add", args=[decision.pk, "recall"]),
    ]
    checker, drafter = chancery.office.client("provincial_officer"), chancery.office.client("finance")
    for url in pages:
        assert "Ai sửa phụ lục thì sau đó không tự kiểm tra" in checker.get(url).content.decode()
        assert "Ai sửa phụ lục" not in drafter.get(url).content.decode()
    change(decision, chancery.checker)
    assert "Ai sửa phụ lục" not in checker.get(pages[0]).content.decode()


def test_hands_go_only_with_their_decision(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 100))
    hands = DecisionHand.objects.filter(decision=decision)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        hands.update(user=chancery.checker.user)
    with pytest.raises(IntegrityError, match="stays known"), transaction.atomic():
        hands.delete()
        connection.check_constraints()
    discard(decision=decision, reason="Nhập nhầm văn bản")
    connection.check_constraints()
    assert not DecisionHand.objects.exists()


def test_who_checked_does_not_sign(chancery: Chancery) -> None:
    decision = chancery.checked(row("assign", chancery.line(), 100))
    both = dataclasses.replace(chancery.leader, user=chancery.checker.user)
    with pytest.raises(NotAllowed, match="kiểm tra quyết định không tự ký"):
        move_decision(decision=decision, act="sign", access=both)
