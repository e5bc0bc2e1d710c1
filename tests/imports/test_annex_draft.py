"""The annex of a decision from a file: rows become a draft, change it and are taken out of it again."""

from datetime import date
from typing import Any

import pytest

from catalogs.models import DocumentKind
from core.models import ImportBatch
from core.transitions import NotAllowed
from disbursement.imports import PlanImport
from disbursement.models import CapitalDecision, CapitalLine, DecisionHand, DraftEntry, Movement
from disbursement.services.decisions import change_amount, move_decision
from tests.disbursement.decisions import row
from tests.imports.annexes import Annexes
from tests.imports.build import Desk
from tests.office import COMMUNE, Office

State = ImportBatch.State


def test_rows_become_a_draft_by_the_importing_officer(annexes: Annexes) -> None:
    annexes.write({}, {"component": "HP2", "dong": 50, "note": "đợt 1"})
    decision, user = annexes.decision, annexes.desk.access.user
    assert (decision.state, decision.drafted_by, decision.on) == ("draft", user, annexes.document.issued_on)
    assert annexes.entries() == [("assign", annexes.name(COMMUNE), 100), ("assign", annexes.name(COMMUNE), 50)]
    assert not Movement.objects.exists()
    assert list(DecisionHand.objects.values_list("user", flat=True)) == [user.pk if user else None]
    with pytest.raises(NotAllowed, match="không tự kiểm tra"):
        move_decision(decision=decision, act="check", access=annexes.desk.access)
    annexes.sign()
    assert sorted(CapitalLine.objects.filter(plan_vnd__gt=0).values_list("plan_vnd", flat=True)) == [50, 100]


def test_whoever_imports_into_anothers_draft_has_a_hand_in_it(annexes: Annexes) -> None:
    chancery = annexes.chancery
    decision = chancery.draft(row("assign", chancery.line(), 70))
    annexes.document = decision.document
    other = Desk(Office().access("finance"), PlanImport)
    other.write(annexes.content({"component": "HP2"}))
    with pytest.raises(NotAllowed, match="không tự kiểm tra"):
        move_decision(decision=decision, act="check", access=other.access)


def test_the_same_file_again_changes_nothing(annexes: Annexes) -> None:
    rows: list[dict[str, Any]] = [{}, {"movement": "giao bổ sung", "dong": 7}]
    annexes.write(*rows)
    again = annexes.check(*rows)
    assert (again.message, again.to_write) == ("2 dòng không đổi", 0)
    assert [amount for *_names, amount in annexes.entries()] == [100, 7]


def test_another_amount_is_a_change_and_undo_brings_the_old_one_back(annexes: Annexes) -> None:
    annexes.write({}, {"component": "HP2", "note": "giữ"})
    changed = annexes.check({"dong": 80}, {"component": "HP2"})
    assert changed.message == "1 dòng thay đổi, 1 dòng không đổi"
    assert [row.old for row in annexes.desk.rows(changed, diff="changed")] == [{"amount_vnd": 100}]
    batch = annexes.desk.apply(changed)
    assert [amount for *_names, amount in annexes.entries()] == [80, 100]
    assert DraftEntry.objects.get(line__component__code="HP2").note == "giữ"
    annexes.desk.undo(batch)
    assert [amount for *_names, amount in annexes.entries()] == [100, 100]


def test_undo_takes_the_rows_out_and_the_draft_that_the_import_began(annexes: Annexes) -> None:
    batch = annexes.desk.undo(annexes.write({}, {"component": "HP2"}))
    assert (batch.state, batch.message) == (State.UNDONE, "Đã hoàn tác 2 bản ghi.")
    assert not CapitalDecision.objects.filter(document=annexes.document).exists()
    annexes.write({})


def test_undo_leaves_what_somebody_changed_since(annexes: Annexes) -> None:
    batch = annexes.write({}, {"component": "HP2"})
    change_amount(row=DraftEntry.objects.earliest("id"), amount_vnd=3, note="", access=annexes.chancery.drafter)
    assert "Giữ lại 1 bản ghi" in annexes.desk.undo(batch).message
    assert [amount for *_names, amount in annexes.entries()] == [3]


@pytest.mark.parametrize(("acts", "told"), [(["check"], "đã kiểm tra"), (["check", "sign"], "đã ký")])
def test_a_decision_that_went_on_takes_no_rows_and_gives_none_back(
    annexes: Annexes, acts: list[str], told: str
) -> None:
    batch = annexes.write({})
    late = annexes.check({"component": "HP2"})
    for act in acts:
        access = annexes.chancery.checker if act == "check" else annexes.chancery.leader
        move_decision(decision=annexes.decision, act=act, access=access)
    assert told in annexes.errors({})[0]
    late = annexes.desk.apply(late)
    assert late.state == State.FAILED
    assert f"{told} thì không sửa được" in late.message
    undone = annexes.desk.undo(batch)
    assert undone.state == State.APPLIED
    assert "không sửa được" in undone.message
    assert [amount for *_names, amount in annexes.entries()] == [100]


def test_a_document_that_moved_capital_already_is_told(annexes: Annexes) -> None:
    line = annexes.chancery.line(plan=5)
    annexes.document = Movement.objects.get(line=line).decision
    assert "đã ghi vào sổ vốn" in annexes.errors({})[0]


def test_a_letter_assigns_nothing(annexes: Annexes) -> None:
    annexes.document.kind = DocumentKind.objects.get(code="cong-van")
    annexes.document.save(update_fields=["kind"])
    assert "Không giao vốn bằng" in annexes.errors({})[0]


def test_a_row_that_was_put_in_meanwhile_stops_the_file(annexes: Annexes) -> None:
    batch = annexes.check({})
    annexes.write({"dong": 60})
    assert annexes.desk.apply(batch).state == State.FAILED
    assert [amount for *_names, amount in annexes.entries()] == [60]


def test_rows_of_the_draft_that_the_file_lacks_are_told_and_stay(annexes: Annexes) -> None:
    annexes.write({}, {"component": "HP2"})
    batch = annexes.check({"dong": 1})
    assert annexes.remarks(batch) == ["Dự thảo còn 1 dòng không có trong tệp này; các dòng đó giữ nguyên."]


def test_a_decision_applies_from_one_day(annexes: Annexes) -> None:
    supplement = {"movement": "bổ sung"}
    found = annexes.errors({"on": "20/1/2026"}, {"component": "HP2", "on": "21/1/2026"}, supplement)
    told = "Q3 Một quyết định chỉ có một ngày hiệu lực; dòng 2 ghi ngày 20/01/2026."
    assert [error.startswith(told) for error in found] == [True]
    annexes.write({"on": "20/1/2026"}, {"component": "HP2"})
    assert annexes.decision.on == date(2026, 1, 20)
    assert "Dự thảo của quyết định có hiệu lực từ ngày 20/01/2026" in annexes.errors({"on": "22/1/2026"})[0]
