"""A decision about capital: drafted, checked, signed by three people; what is wrong is said before it is signed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Agency, AgencySuccession
from areas.models import Area
from core.acting import SYSTEM, acting_as
from core.models import Event
from core.transitions import NotAllowed
from disbursement.annex import annex_of
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry, Movement
from disbursement.services import Draft, LedgerRefused, VoucherData, record_voucher
from disbursement.services.decisions import (
    change_amount,
    discard,
    draft_decision,
    move_decision,
    pass_on,
    save_row,
)
from disbursement.services.periods import close_period, deadline_of, is_provisional, why_late
from tests.disbursement.build import fresh
from tests.disbursement.decisions import ON, Chancery, findings, row, the_finding
from tests.disbursement.moves import assign
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


# --- life cycle ----------------------------------------------------------------------------------------------


def test_the_ledger_moves_when_the_decision_is_signed_and_not_before(chancery: Chancery) -> None:
    root, child = chancery.root(), chancery.line(parent=chancery.root())
    decision = chancery.checked(row("assign", root, 100), row("allocate", child, 60))
    assert fresh(root).plan_vnd == 0
    move_decision(decision=decision, act="sign", access=chancery.leader)
    assert (fresh(root).plan_vnd, fresh(root).balance_vnd, fresh(child).plan_vnd) == (100, 40, 60)
    written = Movement.objects.filter(decision=decision.document)
    assert {(m.kind, m.amount_vnd, m.on, m.recorded_by_id) for m in written} == {
        ("assign", 100, ON, chancery.leader.user_id),
        ("allocate", 60, ON, chancery.leader.user_id),
    }
    assert Event.objects.filter(act="disbursement.sign_decision", object_id=str(decision.pk)).exists()


def test_every_act_of_the_annex_writes_its_movements(chancery: Chancery) -> None:
    root = chancery.root(1000)
    giver = chancery.line(500, parent=root)
    taker = chancery.line(parent=root, holder=chancery.office.agency(OTHER_COMMUNE))
    chancery.signed(
        row("supplement", root, 10),
        row("adjust", root, -5),
        row("transfer", giver, 100, taker),
        row("recall", giver, 50),
        row("carry_over", giver, 30),
        on=date(2027, 1, 10),
    )
    carried = CapitalLine.objects.get(holder=giver.holder, budget_year=2027)
    assert [fresh(line).plan_vnd for line in (root, giver, taker, carried)] == [975, 320, 100, 30]
    assert fresh(root).balance_vnd == 975 - 420
    assert (carried.tranche_year, carried.is_carried_over) == (2026, True)


def test_who_drafted_neither_checks_nor_signs(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 100))
    with pytest.raises(NotAllowed, match="không tự kiểm tra"):
        move_decision(decision=decision, act="check", access=chancery.drafter)
    with pytest.raises(NotAllowed, match="không có quyền"):
        move_decision(decision=decision, act="check", access=chancery.leader)
    decision = move_decision(decision=decision, act="check", access=chancery.checker)
    with pytest.raises(NotAllowed, match="không có quyền"):
        move_decision(decision=decision, act="sign", access=chancery.checker)
    assert move_decision(decision=decision, act="sign", access=chancery.leader).is_signed


def test_who_entered_a_row_does_not_check_it(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 100))
    save_row(decision=decision, data=row("assign", chancery.line(component="HP2"), 5), access=chancery.checker)
    with pytest.raises(NotAllowed, match="không tự kiểm tra"):
        move_decision(decision=decision, act="check", access=chancery.checker)


def test_a_returned_decision_is_a_draft_again(chancery: Chancery) -> None:
    decision = chancery.checked(row("assign", chancery.line(), 100))
    with pytest.raises(NotAllowed, match="lý do"):
        move_decision(decision=decision, act="reject", access=chancery.leader)
    decision = move_decision(decision=decision, act="reject", access=chancery.leader, reason="Sai số tiền")
    change_amount(row=decision.entries.get(), amount_vnd=90, note="", access=chancery.drafter)
    assert decision.is_draft
    assert decision.entries.get().amount_vnd == 90


def test_signing_twice_writes_once(chancery: Chancery) -> None:
    line = chancery.line()
    decision = chancery.signed(row("assign", line, 100))
    with pytest.raises(NotAllowed, match="đã ký quyết định này"):
        move_decision(decision=decision, act="sign", access=chancery.leader)
    assert fresh(line).plan_vnd == 100


def test_nothing_changes_a_checked_or_signed_decision(chancery: Chancery) -> None:
    line = chancery.line()
    for decision in (chancery.checked(row("assign", line, 100)), chancery.signed(row("supplement", line, 100))):
        entry = decision.entries.get()
        with pytest.raises(NotAllowed, match="không sửa được"):
            save_row(decision=decision, data=row("assign", line, 5), access=chancery.drafter)
        with pytest.raises(NotAllowed):
            discard(decision=decision, reason="thôi")
        with pytest.raises(IntegrityError, match="while it is drafted"), transaction.atomic():
            DraftEntry.objects.filter(pk=entry.pk).update(amount_vnd=1)
        with pytest.raises(IntegrityError, match="while it is drafted"), transaction.atomic():
            entry.delete()


def test_a_signed_decision_is_not_changed_by_hand(chancery: Chancery) -> None:
    decision = chancery.signed(row("assign", chancery.line(), 100))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CapitalDecision.objects.filter(pk=decision.pk).update(on=date(2026, 2, 2))
    with pytest.raises(LedgerRefused, match="chỉ ghi khi ký"):
        assign(line=chancery.line(), amount_vnd=5, by=Draft(decision.document, ON))
    with pytest.raises(NotAllowed, match="đã ghi vào sổ vốn"):
        draft_decision(document=decision.document, on=ON, access=chancery.drafter)


def test_a_draft_can_be_thrown_away(chancery: Chancery) -> None:
    decision = chancery.draft(row("assign", chancery.line(), 100))
    discard(decision=decision, reason="Nhập nhầm văn bản")
    assert not CapitalDecision.objects.exists()
    assert not DraftEntry.objects.exists()


def test_an_empty_decision_is_not_checked(chancery: Chancery) -> None:
    with pytest.raises(NotAllowed, match="chưa có dòng nào"):
        move_decision(decision=chancery.draft(), act="check", access=chancery.checker)


def test_the_same_line_stands_once_in_an_annex(chancery: Chancery) -> None:
    line = chancery.line()
    with pytest.raises(NotAllowed, match="đã có dòng này"):
        chancery.draft(row("assign", line, 100), row("assign", line, 5))


def test_a_decision_does_not_apply_before_it_is_issued(chancery: Chancery) -> None:
    with pytest.raises(NotAllowed, match="trước ngày ban hành"):
        draft_decision(document=chancery.document(), on=date(2026, 1, 14), access=chancery.drafter)
    with pytest.raises(NotAllowed, match="không quá một năm sau ngày ban hành quyết định: chậm nhất 15/01/2027"):
        draft_decision(document=chancery.document(), on=date(2027, 1, 16), access=chancery.drafter)


@pytest.mark.parametrize("year", [2020, 2028])
def test_a_decision_gives_no_money_of_a_year_far_off(chancery: Chancery, year: int) -> None:
    level, text = the_finding(chancery, row("supplement", chancery.line(budget_year=year), 5))
    assert level == "refusal"
    assert "chỉ giao được vốn của các năm 2021–2027." in text


def test_an_officer_elsewhere_does_not_sign_lines_he_cannot_see(chancery: Chancery) -> None:
    decision = chancery.checked(row("assign", chancery.line(), 100))
    stranger = chancery.office.access("leader", OTHER_COMMUNE)
    with acting_as(stranger.actor()), pytest.raises(CapitalDecision.DoesNotExist):
        move_decision(decision=decision, act="sign", access=stranger)


# --- what the check finds -------------------------------------------------------------------------------------


def test_a_refusal_stops_check_and_sign(chancery: Chancery) -> None:
    root = chancery.root(100)
    child = chancery.line(parent=root)
    decision = chancery.draft(row("allocate", child, 101))
    with pytest.raises(NotAllowed, match="chưa phân bổ"):
        move_decision(decision=decision, act="check", access=chancery.checker)
    change_amount(row=decision.entries.get(), amount_vnd=100, note="", access=chancery.drafter)
    decision = move_decision(decision=decision, act="check", access=chancery.checker)
    chancery.signed(row("recall", root, 1))
    with pytest.raises(NotAllowed, match="chưa phân bổ"):
        move_decision(decision=decision, act="sign", access=chancery.leader)
    assert fresh(child).plan_vnd == 0


def test_unallocated_money_is_counted_over_all_rows(chancery: Chancery) -> None:
    root = chancery.root(100)
    refs = (COMMUNE, OTHER_COMMUNE)
    rows = [row("allocate", chancery.line(parent=root, holder=chancery.office.agency(ref)), 60) for ref in refs]
    assert [level for level, _text in findings(chancery, chancery.draft(*rows))] == ["refusal", "refusal"]
    assert not findings(chancery, chancery.draft(*rows, row("supplement", root, 20)))


@pytest.mark.parametrize(("act", "words"), [("recall", "Thu hồi nhiều hơn"), ("carry_over", "Kéo dài nhiều hơn")])
def test_more_than_is_left(chancery: Chancery, act: str, words: str) -> None:
    level, text = the_finding(chancery, row(act, chancery.line(100), 101), on=date(2026, 12, 1))
    assert (level, words in text, "100" in text) == ("refusal", True, True)


def test_a_transfer_of_more_than_is_unspent(chancery: Chancery) -> None:
    giver, taker = chancery.line(100), chancery.line(component="HP2")
    record_voucher(line=giver, data=VoucherData("KB1", date(2026, 5, 6), 70), recorded_by_id=None)
    level, text = the_finding(chancery, row("transfer", giver, 31, taker), on=date(2026, 6, 1))
    assert (level, "30 đồng" in text) == ("refusal", True)


def test_a_closed_component_gets_no_money_but_gives_it_back(chancery: Chancery) -> None:
    line = chancery.line(100)
    type(line.component).objects.filter(pk=line.component_id).update(valid_to=date(2026, 6, 30))
    level, text = the_finding(chancery, row("supplement", line, 5), on=date(2026, 7, 1))
    assert (level, "kết thúc ngày 30/06/2026" in text) == ("refusal", True)
    assert not findings(chancery, chancery.draft(row("recall", line, 5), on=date(2026, 7, 1)))
    assert the_finding(chancery, row("carry_over", line, 5), on=date(2027, 1, 20))[0] == "warning"


def test_a_decision_into_a_closed_month_says_whose_plan_it_changes(chancery: Chancery) -> None:
    line, area = chancery.line(100), Area.objects.by_ref(PROVINCE)
    same: dict[str, Any] = {"area": area, "budget_year": 2026, "access": chancery.drafter}
    for month in (3, 5):
        close_period(month=date(2026, month, 1), **same)
    level, text = the_finding(chancery, row("supplement", line, 5), on=date(2026, 3, 15))
    assert (level, "kế hoạch của kỳ 03/2026, 05/2026 sẽ thay đổi" in text) == ("warning", True)
    assert not findings(chancery, chancery.draft(row("supplement", line, 5), on=date(2026, 6, 1)))


@pytest.mark.parametrize(("confidence", "level"), [("verified", "refusal"), ("needs_check", "warning")])
def test_a_kind_that_the_component_does_not_have(chancery: Chancery, confidence: str, level: str) -> None:
    line = chancery.line()
    line.component.capital_kinds.clear()
    line.component.capital_kinds.add(type(line.kind).objects.get(code="SN"))
    type(line.component).objects.filter(pk=line.component_id).update(capital_kinds_confidence=confidence)
    assert the_finding(chancery, row("assign", line, 5))[0] == level


def merged(chancery: Chancery, holder: Agency) -> Agency:
    follower = Agency.objects.create(
        code="MOI", name="UBND xã mới", kind="ubnd", area=holder.area, valid_from=date(2026, 7, 1)
    )
    Agency.objects.filter(pk=holder.pk).update(valid_to=date(2026, 6, 30))
    AgencySuccession.objects.create(old=holder, new=follower, on=date(2026, 7, 1))
    return follower


def test_a_holder_merged_away_names_its_successor(chancery: Chancery) -> None:
    line = chancery.line(100)
    merged(chancery, line.holder)
    level, text = the_finding(chancery, row("supplement", line, 5), on=date(2026, 7, 2))
    assert (level, "UBND xã mới" in text) == ("refusal", True)


def test_the_lines_of_a_holder_merged_away_pass_on(chancery: Chancery) -> None:
    root = chancery.root(1000)
    lines = [chancery.line(100, parent=root), chancery.line(40, component="HP2")]
    record_voucher(line=lines[0], data=VoucherData("KB1", date(2026, 5, 6), 30), recorded_by_id=None)
    follower = merged(chancery, lines[0].holder)
    decision = chancery.draft(on=date(2026, 7, 15))
    count = pass_on(decision=decision, holder=lines[0].holder, successor=follower, access=chancery.drafter)
    decision = move_decision(decision=decision, act="check", access=chancery.checker)
    move_decision(decision=decision, act="sign", access=chancery.leader)
    passed = CapitalLine.objects.filter(holder=follower).order_by("component__code")
    assert (count, [line.plan_vnd for line in passed]) == (2, [70, 40])
    assert [fresh(line).balance_vnd for line in (root, *lines)] == [900, 0, 0]


@pytest.mark.parametrize("difference", [{"tranche_year": 2025}, {"horizon": "medium", "tranche_year": 2026}])
def test_money_of_another_tranche_is_not_mixed(chancery: Chancery, difference: dict[str, Any]) -> None:
    taker = chancery.line(component="HP2", **difference)
    level, text = the_finding(chancery, row("transfer", chancery.line(100), 5, taker))
    assert (level, "theo dõi riêng" in text) == ("refusal", True)


def test_assigning_below_another_line_and_allocating_from_none(chancery: Chancery) -> None:
    child = chancery.line(parent=chancery.root(100))
    assert "phân bổ từ cấp trên" in the_finding(chancery, row("assign", child, 5))[1]
    assert "Chưa chọn dòng vốn" in the_finding(chancery, row("allocate", chancery.line(component="HP2"), 5))[1]


def test_a_yearly_plan_above_the_medium_term_one_is_told(chancery: Chancery) -> None:
    chancery.line(100, horizon="medium", tranche_year=2026, budget_year=2030)
    chancery.line(70, budget_year=2027)
    line = chancery.line()
    level, text = the_finding(chancery, row("assign", line, 40))
    assert (level, "2026-2030 10 đồng" in text) == ("warning", True)
    chancery.signed(row("assign", line, 40))
    assert fresh(line).plan_vnd == 40
    assert not findings(chancery, chancery.draft(row("supplement", chancery.line(component="HP2"), 40)))


def test_carried_over_money_has_its_own_deadline(chancery: Chancery) -> None:
    line = chancery.line(100)
    chancery.signed(row("carry_over", line, 30), on=date(2027, 1, 10))
    carried = CapitalLine.objects.get(budget_year=2027)
    assert (deadline_of(line), deadline_of(carried)) == (date(2027, 1, 31), date(2028, 1, 31))
    assert is_provisional(line, date(2027, 1, 31))
    assert not is_provisional(line, date(2027, 2, 1))


def test_the_decision_says_until_when_carried_over_money_may_be_disbursed(chancery: Chancery) -> None:
    line = chancery.line(100)
    until = replace(row("carry_over", line, 30), until=date(2027, 12, 31))
    decision = chancery.draft(until, on=date(2027, 1, 10))
    shown = annex_of(decision, decision.entries.with_lines())[0]
    assert shown.taker_label == "sang năm 2027, giải ngân đến hết ngày 31/12/2027"
    move_decision(decision=decision, act="check", access=chancery.checker)
    move_decision(decision=decision, act="sign", access=chancery.leader)
    carried = CapitalLine.objects.get(budget_year=2027)
    assert deadline_of(carried) == date(2027, 12, 31)
    assert deadline_of(line) == date(2027, 1, 31)
    assert why_late(carried, date(2027, 12, 31)) == ""
    assert "vốn năm 2026 kéo dài" in why_late(carried, date(2028, 1, 1)).lower()


def test_a_deadline_before_the_money_can_be_used_is_refused(chancery: Chancery) -> None:
    early = replace(row("carry_over", chancery.line(100), 30), until=date(2026, 12, 31))
    level, text = the_finding(chancery, early, on=date(2027, 1, 10))
    assert (level, "31/12/2026 sớm hơn ngày" in text) == ("refusal", True)


# --- second wall ----------------------------------------------------------------------------------------------


def test_decisions_and_rows_stay_inside_their_area(chancery: Chancery) -> None:
    chancery.draft(row("assign", chancery.line(), 100))
    outside = chancery.office.access("leader", OTHER_COMMUNE)
    inside = chancery.office.access("leader", PROVINCE)
    for access, count in ((outside, 0), (inside, 1)):
        with acting_as(access.actor()):
            assert CapitalDecision.objects.count() == DraftEntry.objects.count() == count
