"""An act that is not open now is not offered, and its address says why not and what can be done instead."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from core.acting import SYSTEM, acting_as
from disbursement.models import ApprovalStep, CapitalDecision, ContractEntry, VoucherRequest
from disbursement.services.approvals import NO_STEP, progress_of
from tests.disbursement.build import Ledger
from tests.disbursement.decisions import Chancery, row
from tests.office import Office

BILLION = 10**9


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return Office()


def page(name: str, *arguments: Any) -> str:
    return reverse(f"disbursement:{name}", args=arguments)


def told(client: Any, address: str) -> str:
    """What the page says that a closed address leads to."""
    answer = client.get(address, follow=True)
    assert answer.redirect_chain, "the form was shown"
    assert answer.status_code == 200
    return str(answer.content.decode())


def drafted(chancery: Chancery) -> CapitalDecision:
    return chancery.draft(row("assign", chancery.line(), 5))


def checked(chancery: Chancery) -> CapitalDecision:
    return chancery.checked(row("assign", chancery.line(), 5))


def test_an_unchecked_draft_is_not_signed(chancery: Chancery) -> None:
    decision = drafted(chancery)
    leader = chancery.office.client("leader")
    assert page("decision_sign", decision.pk) not in leader.get(page("decision", decision.pk)).content.decode()
    for name in ("decision_sign", "decision_reject"):
        assert "khi đang ở trạng thái “đã kiểm tra”" in told(leader, page(name, decision.pk))


def test_a_checked_decision_is_changed_after_a_return_alone(chancery: Chancery) -> None:
    decision = checked(chancery)
    finance = chancery.office.client("finance")
    shown = finance.get(page("decision", decision.pk)).content.decode()
    entry = decision.entries.get()
    for address in (
        page("decision_row", decision.pk, entry.pk),
        page("decision_row_add", decision.pk, "recall"),
        page("decision_discard", decision.pk),
    ):
        assert address not in shown
        assert "muốn sửa thì trả lại dự thảo trước" in told(finance, address)


def test_a_signed_decision_is_followed_by_another_one(chancery: Chancery) -> None:
    decision = chancery.signed(row("assign", chancery.line(), 5))
    client = chancery.office.client("finance")
    assert "chỉ một quyết định khác mới điều chỉnh" in told(client, page("decision_discard", decision.pk))
    assert "sổ vốn không ghi lần thứ hai" in told(chancery.office.client("leader"), page("decision_sign", decision.pk))


def test_what_must_be_mended_first_stands_in_the_place_of_the_act(chancery: Chancery) -> None:
    root = chancery.root(100)
    decision = chancery.draft(row("allocate", chancery.line(parent=root), 101))
    shown = chancery.office.client("provincial_officer").get(page("decision", decision.pk)).content.decode()
    assert page("decision_check", decision.pk) not in shown
    assert "Sửa hết các điểm phải sửa" in shown


def test_who_drafted_a_decision_reads_why_another_checks_it(chancery: Chancery) -> None:
    decision = drafted(chancery)
    office = chancery.office
    own = chancery.office.client("finance").get(page("decision", decision.pk)).content.decode()
    assert page("decision_check", decision.pk) not in own
    assert "không tự kiểm tra" in own
    other = office.client("provincial_officer").get(page("decision", decision.pk)).content.decode()
    assert page("decision_check", decision.pk) in other
    assert "không tự kiểm tra" not in other


def test_a_reversed_voucher_and_its_reversal_are_not_reversed(ledger: Ledger, office: Office) -> None:
    voucher = ledger.spend(ledger.line(plan=1000), 10)
    client = office.client("finance")
    client.post(page("reverse_voucher", voucher.pk), {"reason": "Ghi nhầm"})
    opposite = voucher.line.disbursements.get(reverses=voucher)
    assert "Đảo bút toán</a>" not in client.get(page("line", voucher.line_id)).content.decode()
    assert "đã được đảo; nếu cần thì ghi bút toán mới" in told(client, page("reverse_voucher", voucher.pk))
    assert "không đảo lại được" in told(client, page("reverse_voucher", opposite.pk))


def test_a_reversed_entry_of_a_contract_is_not_reversed_again(ledger: Ledger, office: Office) -> None:
    entry = ledger.contract().entries.get()
    client = office.client("finance")
    address = page("reverse_contract_entry", entry.pk)
    assert "năm trăm đồng" in client.get(address).content.decode()
    client.post(address, {"reason": "Ghi nhầm"})
    assert "đã được đảo" in told(client, address)
    assert ContractEntry.objects.count() == 2


def test_a_gap_is_explained_only_where_there_is_one(ledger: Ledger, office: Office) -> None:
    contract = ledger.contract()
    client = office.client("finance")
    client.post(page("reverse_contract_entry", contract.entries.get().pk), {"reason": "Ghi nhầm"})
    assert "Bốn số của hợp đồng bằng nhau" in told(client, page("gap_note", contract.pk))


def test_nothing_is_passed_on_where_nothing_is_left(chancery: Chancery) -> None:
    line = chancery.line()
    client = chancery.office.client("finance")
    assert "không còn dòng vốn nào có số dư" in told(client, page("pass_on", line.holder_id))


def test_a_medium_term_line_takes_no_voucher(chancery: Chancery) -> None:
    line = chancery.line(5, horizon="medium", tranche_year=2026, budget_year=2030)
    shown = chancery.office.client("finance").get(page("line", line.pk)).content.decode()
    assert "chứng từ ghi vào dòng vốn của năm" in shown
    assert page("record_voucher", line.pk) not in shown


def test_a_step_that_has_ended_is_not_ended_again(ledger: Ledger, office: Office) -> None:
    step = ledger.step(1000)
    ApprovalStep.objects.filter(pk=step.pk).update(valid_to="2099-01-01")
    assert "đã được ngừng từ sau ngày 01/01/2099" in told(office.client("leader"), page("step_end", step.pk))


def waiting(ledger: Ledger, office: Office) -> VoucherRequest:
    line = ledger.line(plan=20 * BILLION)
    return ledger.request(office.user("finance"), 10 * BILLION, line)


def test_an_approval_is_asked_for_once_more_with_what_it_is_about(ledger: Ledger, office: Office) -> None:
    request = waiting(ledger, office)
    leader, line = office.client("leader"), request.line
    address = page("approve_voucher", request.pk, progress_of(request).next_id)
    opened = leader.get(page("request", request.pk)).content.decode()
    assert f'href="{address}"' in opened
    assert f'action="{address}"' not in opened
    asked = leader.get(address).content.decode()
    for words in (request.voucher, "10.000.000.000 đồng", "mười tỷ đồng", line.holder.name, "được ghi vào sổ"):
        assert words in asked
    assert "autofocus" in asked
    request.refresh_from_db()
    assert request.state == "waiting"
    assert leader.post(address).status_code == 302
    request.refresh_from_db()
    assert request.state == "recorded"


def test_before_the_last_step_the_page_says_that_another_follows(ledger: Ledger, office: Office) -> None:
    ledger.step(1000, order=1)
    ledger.step(1000, order=2)
    request = waiting(ledger, office)
    address = page("approve_voucher", request.pk, progress_of(request).next_id)
    assert "chờ bước duyệt tiếp theo" in office.client("leader").get(address).content.decode()


def test_a_voucher_that_waits_no_longer_is_not_approved(ledger: Ledger, office: Office) -> None:
    request = waiting(ledger, office)
    leader = office.client("leader")
    address = page("approve_voucher", request.pk, progress_of(request).next_id)
    assert "vừa được người khác duyệt" in told(leader, page("approve_voucher", request.pk, NO_STEP + 10**6))
    leader.post(address)
    for name in ("approve_voucher", "refuse_voucher"):
        assert "không còn chờ duyệt" in told(leader, page(name, request.pk, progress_of(request).next_id))


def test_who_entered_a_voucher_reads_that_another_approves_it(ledger: Ledger, office: Office) -> None:
    leader = office.user("leader")
    request = ledger.request(leader)
    client = office.client("leader")
    client.force_login(leader)
    address = page("approve_voucher", request.pk, progress_of(request).next_id)
    assert "không được tự duyệt" in told(client, address)


def test_a_signature_is_asked_for_with_the_sums_in_words(chancery: Chancery) -> None:
    decision = chancery.checked(row("assign", chancery.line(), 10 * BILLION))
    shown = chancery.office.client("leader").get(page("decision_sign", decision.pk)).content.decode()
    assert "mười tỷ đồng" in shown
    assert "chỉ một quyết định khác mới điều chỉnh" in shown
