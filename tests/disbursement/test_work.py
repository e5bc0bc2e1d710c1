"""A decision waits for whoever may do the next thing to it, and for nobody who had a hand in it."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from accounts.access import Access
from core.acting import SYSTEM, acting_as
from disbursement import work
from disbursement.services.decisions import move_decision
from tests.disbursement.decisions import Chancery, row


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


def waiting(access: Access) -> list[str]:
    found = list(work.waiting(access, timezone.localdate(), 9))
    assert work.waiting_count(access, timezone.localdate()) == len(found)
    return [str(item.kind) for item in found]


def test_a_draft_waits_for_a_checker_and_a_checked_one_for_the_signer(chancery: Chancery) -> None:
    everybody = (chancery.drafter, chancery.checker, chancery.leader)
    decision = chancery.draft(row("assign", chancery.root(), 100))
    assert [waiting(access) for access in everybody] == [[], ["Kiểm tra dự thảo quyết định"], []]
    decision = move_decision(decision=decision, act="check", access=chancery.checker)
    assert [waiting(access) for access in everybody] == [[], [], ["Ký quyết định"]]
    move_decision(decision=decision, act="sign", access=chancery.leader)
    assert [waiting(access) for access in everybody] == [[], [], []]


def test_an_empty_draft_waits_for_its_drafter(chancery: Chancery) -> None:
    chancery.draft()
    assert waiting(chancery.checker) == []
