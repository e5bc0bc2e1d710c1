"""Annexes of thousands of rows: signed in as many statements as one row, shown fifty rows at once with all sums."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Agency
from core import events
from core.acting import SYSTEM, acting_as
from core.models import Event
from disbursement.models import CapitalDecision, CapitalLine, Movement
from disbursement.services.decisions import RowData, move_decision
from tests.disbursement.decisions import Chancery, row


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


def lines(chancery: Chancery, number: int) -> list[CapitalLine]:
    """As many lines of agencies of their own, below one line of the province."""
    root, known = chancery.root(100_000), Agency.objects.count()
    given = {"kind": "ubnd", "area": chancery.office.commune, "valid_from": date(2020, 1, 1)}
    holders = [Agency(code=f"don-vi-{known + n}", name=f"Đơn vị {known + n}", **given) for n in range(number)]
    Agency.objects.bulk_create(holders)
    return [chancery.line(holder=holder, parent=root) for holder in holders]


def mixed(chancery: Chancery, number: int) -> CapitalDecision:
    """A draft with several acts on each of so many lines."""
    made = lines(chancery, number)
    chancery.signed(*(row("allocate", line, 10) for line in made))
    rows: list[RowData] = []
    for before, line in zip([made[-1], *made], made, strict=False):
        rows += [row("recall", line, 1), row("transfer", line, 2, before), row("carry_over", line, 3)]
    return chancery.draft(*rows)


def page(decision: CapitalDecision, name: str = "decision") -> str:
    return reverse(f"disbursement:{name}", args=[decision.pk])


def shown_rows(content: str) -> int:
    return len(re.findall(r"<tr>", content.split("<tbody>")[1].split("</tbody>")[0]))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_checking_and_signing_ask_as_much_for_many_rows_as_for_few(chancery: Chancery) -> None:
    asked = []
    for number in (2, 9):
        decision = mixed(chancery, number)
        for act, access in (("check", chancery.checker), ("sign", chancery.leader)):
            with CaptureQueriesContext(connection) as queries:
                move_decision(decision=decision, act=act, access=access)
            asked.append(len(queries))
        # A recall, two halves of a transfer, and two of a carry-over on either level.
        assert decision.document.movements.count() == number * 7
    assert asked[:2] == asked[2:]


def test_each_movement_of_a_signed_annex_tells_who_wrote_it(chancery: Chancery) -> None:
    decision = mixed(chancery, 2)
    move_decision(decision=decision, act="check", access=chancery.checker)
    chancery.office.client("leader").post(page(decision, "decision_sign"))
    leader = chancery.leader.user_id
    written = list(Movement.objects.filter(decision=decision.document_id).order_by("id"))
    assert {movement.recorded_by_id for movement in written} == {leader}
    for movement in written:
        event = events.events_of(movement).get()
        assert (event.act, event.actor_id) == ("disbursement.move", str(leader))
        assert event.data["amount_vnd"] == movement.amount_vnd
    signed = events.events_of(decision).get(act="disbursement.sign_decision")
    assert (signed.actor_id, signed.pk) == (str(leader), max(Event.objects.values_list("pk", flat=True)))


def test_a_page_has_fifty_rows_and_the_sums_of_all(chancery: Chancery) -> None:
    made = lines(chancery, 53)
    draft = chancery.draft(*(row("allocate", line, 10) for line in made), row("recall", made[0], 1))
    for decision in (draft, chancery.signed(*(row("allocate", line, 10) for line in made))):
        client = chancery.office.client("auditor")
        first = client.get(page(decision))
        assert shown_rows(text_of(first)) == 50
        sums = text_of(first).split("<tfoot>")[1]
        assert ("530" in sums, "53 dòng" in sums) == (True, True)
        second = client.get(page(decision), {"cursor": first.context["page"].next_cursor})
        assert shown_rows(text_of(second)) == (4 if decision is draft else 3)
        assert text_of(second).split("<tfoot>")[1].split("</tfoot>")[0] == sums.split("</tfoot>")[0]
        assert client.get(page(decision), {"cursor": "rác"}).status_code == 404


def test_what_must_be_mended_is_found_among_many_rows(chancery: Chancery) -> None:
    made = lines(chancery, 53)
    decision = chancery.draft(*(row("allocate", line, 10) for line in made), row("recall", made[52], 11))
    client = chancery.office.client("finance")
    first = text_of(client.get(page(decision)))
    assert "Thu hồi nhiều hơn" not in first
    assert "1 điểm phải sửa" in first
    assert "?phai_sua=1" in first
    narrowed = text_of(client.get(page(decision), {"phai_sua": "1"}))
    assert shown_rows(narrowed) == 1
    assert "Thu hồi nhiều hơn" in narrowed
    assert "53 dòng" in narrowed.split("<tfoot>")[1]
    refused = text_of(chancery.office.client("provincial_officer").post(page(decision, "decision_check"), follow=True))
    assert made[52].holder.name in refused
    decision.entries.filter(act="recall").delete()
    assert "Không còn dòng nào phải sửa" in text_of(client.get(page(decision), {"phai_sua": "1"}))
