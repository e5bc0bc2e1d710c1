"""The annex of a decision from a file: every act, the lines it is about, halves that agree, what the checking says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AgencySuccession
from catalogs.models import Component, DocumentKind
from core.acting import SYSTEM, acting_as
from core.imports.showing import changes
from core.models import ImportBatch, ImportRow
from core.transitions import NotAllowed
from disbursement.imports import PlanImport
from disbursement.models import CapitalDecision, CapitalLine, DecisionHand, DraftEntry, Movement
from disbursement.services.decisions import change_amount, move_decision
from disbursement.services.periods import deadline_of
from tests.disbursement.decisions import Chancery, row
from tests.imports.build import Desk, Files, workbook
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office

State = ImportBatch.State
HEAD = {
    "decision": "Số quyết định",
    "movement": "Loại điều chỉnh",
    "year": "Năm ngân sách",
    "holder": "Đơn vị",
    "programme": "Chương trình",
    "component": "Mã dự án, nội dung",
    "kind": "Loại vốn",
    "source": "Nguồn vốn",
    "tranche": "Vốn của năm",
    "dong": "Số tiền (đồng)",
    "above": "Phân bổ từ đơn vị",
    "above_component": "Phân bổ từ mã dự án, nội dung",
    "taker": "Đơn vị nhận",
    "taker_component": "Mã dự án, nội dung nhận",
    "level": "Cấp phân bổ",
    "horizon": "Kế hoạch",
    "on": "Ngày hiệu lực",
    "note": "Ghi chú",
    "until": "Giải ngân đến hết ngày",
}
GOOD = dict.fromkeys(HEAD, "") | {
    "movement": "giao kế hoạch",
    "year": 2026,
    "component": "HP1",
    "kind": "Vốn đầu tư phát triển",
    "source": "ngân sách trung ương",
    "dong": 100,
}
GIVEN_ON = "còn phân bổ tiếp"


@dataclass
class Annexes:
    """Files about one decision of the province, by its finance officer."""

    files: Files
    chancery: Chancery
    desk: Desk

    def __post_init__(self) -> None:
        self.document = self.chancery.document()
        programme = self.chancery.line().component.programme
        self.good = GOOD | {"programme": programme.short_name, "holder": self.name(COMMUNE)}

    def name(self, ref: str) -> str:
        return self.files.office.agency(ref).name

    def content(self, *rows: dict[str, Any]) -> bytes:
        given = [self.good | {"decision": self.document.number} | row for row in rows]
        return workbook({"Kế hoạch vốn": [list(HEAD.values()), *([row[key] for key in HEAD] for row in given)]})

    def write(self, *rows: dict[str, Any]) -> ImportBatch:
        batch = self.desk.write(self.content(*rows))
        assert batch.state == State.APPLIED, (batch.message, self.desk.errors(batch))
        return batch

    def check(self, *rows: dict[str, Any]) -> ImportBatch:
        return self.desk.check(self.content(*rows))

    def errors(self, *rows: dict[str, Any]) -> list[str]:
        return self.desk.errors(self.check(*rows))

    def remarks(self, batch: ImportBatch) -> list[str]:
        return [remark["reason"] for row in self.desk.rows(batch) for remark in row.remarks]

    @property
    def decision(self) -> CapitalDecision:
        return CapitalDecision.objects.get(document=self.document)

    def entries(self) -> list[tuple[str, str, int]]:
        rows = DraftEntry.objects.filter(decision__document=self.document).select_related("line__holder").order_by("id")
        return [(str(row.act), row.line.holder.name, row.amount_vnd) for row in rows]

    def sign(self) -> None:
        decision = move_decision(decision=self.decision, act="check", access=self.chancery.checker)
        move_decision(decision=decision, act="sign", access=self.chancery.leader)


@pytest.fixture
def annexes(files: Files) -> Iterator[Annexes]:
    with acting_as(SYSTEM), transaction.atomic():
        chancery = Chancery(files.office)
        for ref in (PROVINCE, COMMUNE, OTHER_COMMUNE):
            assert files.office.agency(ref)
        yield Annexes(files, chancery, files.desk("finance", PROVINCE, PlanImport))


def fresh(line: CapitalLine) -> CapitalLine:
    return CapitalLine.objects.get(pk=line.pk)


# --- the draft ---------------------------------------------------------------------------------------------------


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
    assert "đã kiểm tra hoặc đã ký" in late.message
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


# --- every act ---------------------------------------------------------------------------------------------------


def test_an_envelope_is_given_and_allocated_in_one_file(annexes: Annexes) -> None:
    province = annexes.name(PROVINCE)
    annexes.write(
        {"movement": "phân bổ chi tiết", "dong": 60, "above": province},
        {"movement": "phân bổ chi tiết", "dong": 30, "above": province, "holder": annexes.name(OTHER_COMMUNE)},
        {"holder": province, "level": GIVEN_ON, "dong": 100},
    )
    annexes.sign()
    root = CapitalLine.objects.get(is_detailed=False)
    assert (root.plan_vnd, root.allocated_vnd, root.children.count()) == (100, 90, 2)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"above": ""}, "F2 Chưa ghi đơn vị phân bổ."),
        ({"above": COMMUNE}, "K2 Đơn vị này không có dòng vốn còn phân bổ tiếp"),
        ({"dong": 101}, "J2 UBND Tỉnh An Giang (HP1) chỉ còn 100 đồng chưa phân bổ."),
        ({"component": "HP2"}, "K2 Đơn vị này không có dòng vốn còn phân bổ tiếp"),
    ],
)
def test_an_allocation_names_where_it_comes_from(annexes: Annexes, changed: dict[str, Any], told: str) -> None:
    annexes.chancery.root(100)
    given = {"movement": "phân bổ chi tiết", "dong": 60, "above": PROVINCE} | changed
    given["above"] = annexes.name(given["above"]) if given["above"] else ""
    found = annexes.errors(given)
    assert len(found) == 1
    assert told.partition(" ")[2] in found[0]


def test_a_line_that_stands_elsewhere_is_not_moved(annexes: Annexes) -> None:
    annexes.chancery.root(100)
    annexes.chancery.line(5)
    given = {"movement": "phân bổ chi tiết", "dong": 60, "above": annexes.name(PROVINCE)}
    assert "từ nguồn phân bổ khác" in annexes.errors(given)[0]


def test_of_two_lines_above_the_component_says_which(annexes: Annexes) -> None:
    chancery, province = annexes.chancery, annexes.name(PROVINCE)
    upper = chancery.root(100)
    part = Component.objects.create(
        programme=upper.component.programme,
        parent=upper.component,
        code="HP1.ND1",
        name_vi="Nội dung 1",
        level=Component.Level.ACTIVITY,
        path=f"{upper.component.path}.ND1",
        valid_from=upper.component.valid_from,
    )
    lower = chancery.root(100, component=part.code)
    given = {"movement": "phân bổ", "component": "HP1.ND1", "above": province, "dong": 10}
    assert "Đơn vị phân bổ có nhiều dòng vốn: HP1, HP1.ND1." in annexes.errors(given)[0]
    annexes.write(given | {"above_component": "HP1"})
    annexes.sign()
    assert (fresh(upper).allocated_vnd, fresh(lower).allocated_vnd) == (10, 0)


def test_adjustments_recall_and_carry_over(annexes: Annexes) -> None:
    chancery = annexes.chancery
    line, other = chancery.line(100), chancery.line(100, component="HP2")
    third, last = chancery.line(100, kind="SN"), chancery.line(40, kind="SN", component="HP2")
    annexes.write(
        {"movement": "điều chỉnh tăng", "dong": 5},
        {"movement": "điều chỉnh giảm", "component": "HP2", "dong": 6},
        {"movement": "thu hồi, hủy dự toán", "kind": "Vốn sự nghiệp", "dong": 7},
        {"movement": "kéo dài", "kind": "Vốn sự nghiệp", "component": "HP2", "dong": 30},
    )
    annexes.sign()
    assert [fresh(one).plan_vnd for one in (line, other, third, last)] == [105, 94, 93, 10]
    carried = CapitalLine.objects.get(budget_year=2027, tranche_year=2026)
    assert (carried.plan_vnd, carried.holder) == (30, last.holder)


# --- until when carried-over money may be disbursed ---------------------------------------------------------------

CARRIED = {"movement": "kéo dài", "dong": 30, "until": "30/11/2027"}
END = date(2027, 11, 30)


def until(annexes: Annexes) -> date | None:
    found: date | None = DraftEntry.objects.get(decision__document=annexes.document).until
    return found


def test_the_deadline_of_carried_over_money_comes_with_its_row(annexes: Annexes) -> None:
    annexes.chancery.line(100)
    annexes.write(CARRIED)
    again = annexes.check(CARRIED)
    assert (again.message, again.to_write) == ("1 dòng không đổi", 0)
    annexes.sign()
    carried = CapitalLine.objects.get(budget_year=2027)
    assert (carried.plan_vnd, deadline_of(carried)) == (30, END)


def test_another_deadline_is_a_change_an_empty_cell_is_none_and_undo_brings_the_old_one_back(annexes: Annexes) -> None:
    annexes.chancery.line(100)
    annexes.write(CARRIED)
    emptied = annexes.check(CARRIED | {"until": ""})
    assert emptied.message == "1 dòng không đổi"
    assert annexes.remarks(emptied) == ["Dự thảo ghi giải ngân đến hết ngày 30/11/2027; ô trống giữ nguyên hạn đó."]
    annexes.write(CARRIED | {"until": "", "dong": 31})
    assert until(annexes) == END
    changed = annexes.check(CARRIED | {"dong": 31, "until": date(2027, 12, 31)})
    [staged] = annexes.desk.rows(changed)
    [change] = changes(staged, PlanImport(annexes.desk.scope).part)
    assert (change.label, change.old, change.new) == ("Giải ngân đến hết ngày", "30/11/2027", "31/12/2027")
    batch = annexes.desk.apply(changed)
    assert until(annexes) == date(2027, 12, 31)
    annexes.desk.undo(batch)
    assert (until(annexes), annexes.entries()) == (END, [("carry_over", annexes.name(COMMUNE), 31)])


def test_a_deadline_that_was_changed_meanwhile_stops_the_file_and_its_undo(annexes: Annexes) -> None:
    annexes.chancery.line(100)
    first = annexes.write(CARRIED | {"until": ""})
    assert until(annexes) is None
    late = annexes.check(CARRIED)
    annexes.write(CARRIED | {"until": "31/10/2027"})
    failed = annexes.desk.apply(late)
    assert (failed.state, until(annexes)) == (State.FAILED, date(2027, 10, 31))
    assert "đã được sửa" in annexes.desk.undo(first).message
    assert until(annexes) == date(2027, 10, 31)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"movement": "thu hồi"}, "S2 Chỉ vốn kéo dài mới có hạn giải ngân riêng. Để trống, hoặc chọn loại kéo dài."),
        ({"until": "31/11/2027"}, "S2 Không có ngày này. Ngày/tháng/năm, ví dụ 22/11/2026."),
        ({"until": 2027}, "S2 Chỉ có năm, thiếu ngày và tháng."),
        ({"until": 46_000}, "S2 Ô là số, chưa phải ngày."),
        ({"until": "cuối năm"}, "S2 Không phải ngày tháng."),
        ({"until": "31/12/2026"}, "S2 Hạn giải ngân 31/12/2026 sớm hơn ngày vốn kéo dài bắt đầu được dùng"),
    ],
)
def test_a_deadline_that_cannot_be_names_its_cell(annexes: Annexes, changed: dict[str, Any], told: str) -> None:
    annexes.chancery.line(100)
    [error] = annexes.errors(CARRIED | changed)
    assert error.startswith(told)


def test_a_transfer_in_one_row(annexes: Annexes) -> None:
    giver = annexes.chancery.line(100)
    other = annexes.name(OTHER_COMMUNE)
    annexes.write({"movement": "điều chuyển", "dong": 25, "taker": other, "taker_component": "HP2"})
    annexes.sign()
    taker = CapitalLine.objects.get(component__code="HP2")
    assert (fresh(giver).plan_vnd, taker.plan_vnd, taker.holder.name) == (75, 25, other)


def test_a_medium_term_plan(annexes: Annexes) -> None:
    assert "Thiếu năm đầu" in annexes.errors({"horizon": "trung hạn", "year": 2030})[0]
    annexes.write({"horizon": "kế hoạch trung hạn", "year": 2030, "tranche": 2026, "dong": 900})
    annexes.sign()
    line = CapitalLine.objects.get(horizon="medium")
    assert (line.tranche_year, line.budget_year, line.plan_vnd) == (2026, 2030, 900)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"movement": "điều chỉnh giảm"}, "chưa có dòng vốn này"),
        ({"movement": "điều chuyển"}, "Chưa ghi đơn vị nhận điều chuyển."),
        ({"taker": COMMUNE}, "Chỉ điều chuyển mới có đơn vị nhận."),
        ({"year": 2025, "programme": ""}, "Ô bắt buộc còn trống."),
        ({"year": 2031}, "C2 Quyết định có hiệu lực 15/01/2026 không giao vốn năm ngân sách 2031: chỉ từ năm 2021"),
    ],
)
def test_what_a_row_lacks_is_told(annexes: Annexes, changed: dict[str, Any], told: str) -> None:
    if "taker" in changed:
        changed = changed | {"taker": annexes.name(changed["taker"])}
    assert told in annexes.errors({"component": "HP2"} | changed)[0]


def test_of_a_holders_two_lines_the_level_says_which(annexes: Annexes) -> None:
    root = annexes.chancery.root(100)
    own = annexes.chancery.line(0, holder=root.holder, parent=root)
    given = {"movement": "giao bổ sung", "holder": root.holder.name, "dong": 9}
    assert "Đơn vị có hai dòng vốn" in annexes.errors(given)[0]
    annexes.write(given | {"level": GIVEN_ON})
    annexes.sign()
    assert (fresh(root).plan_vnd, fresh(own).plan_vnd) == (109, 0)


# --- two halves --------------------------------------------------------------------------------------------------


def halves(annexes: Annexes, out: list[int], into: list[int]) -> list[dict[str, Any]]:
    """Rows that take from HP1, HP2, ... of one commune and give to those of another."""
    other = annexes.name(OTHER_COMMUNE)
    giving = [{"movement": "điều chuyển đi", "component": f"HP{n}", "dong": sum_} for n, sum_ in enumerate(out, 1)]
    taking = [
        {"movement": "điều chuyển đến", "component": f"HP{n}", "holder": other, "dong": sum_}
        for n, sum_ in enumerate(into, 1)
    ]
    return giving + taking


def test_halves_that_agree_move_the_money(annexes: Annexes) -> None:
    givers = [annexes.chancery.line(100, component=code) for code in ("HP1", "HP2")]
    rows = halves(annexes, [60, 40], [30, 70])
    annexes.write(*rows)
    again = annexes.check(*reversed(rows))
    assert (again.message, again.count("error")) == ("4 dòng không đổi", 0)
    annexes.sign()
    assert [fresh(line).plan_vnd for line in givers] == [40, 60]
    taken = CapitalLine.objects.filter(holder__name=annexes.name(OTHER_COMMUNE)).order_by("component__code")
    assert [line.plan_vnd for line in taken] == [30, 70]


def test_halves_that_differ_are_told_with_both_sums_and_their_rows(annexes: Annexes) -> None:
    for code in ("HP1", "HP2"):
        annexes.chancery.line(100, component=code)
    found = annexes.errors(*halves(annexes, [60, 40], [90]))
    assert len(found) == 3
    assert all("chuyển đi 100 đồng (dòng 2, 3), chuyển đến 90 đồng (dòng 4), lệch 10 đồng." in error for error in found)


def test_a_bad_half_keeps_the_other_out(annexes: Annexes) -> None:
    annexes.chancery.line(100)
    rows = halves(annexes, [60], [60])
    rows[1]["dong"] = "sáu mươi"
    found = annexes.errors(*rows)
    assert any("Điều chuyển này còn lỗi ở dòng 3." in error for error in found)


def test_other_halves_do_not_count_twice(annexes: Annexes) -> None:
    annexes.chancery.line(100)
    annexes.write(*halves(annexes, [60], [30, 30]))
    found = annexes.errors(*halves(annexes, [60], [60]))
    assert any("30 đồng mà tệp không có" in error for error in found)
    changed = annexes.check(*halves(annexes, [70], [40, 30]))
    assert annexes.desk.apply(changed).state == State.APPLIED
    assert sorted(amount for *_names, amount in annexes.entries()) == [30, 40]


def test_one_way_of_writing_a_transfer(annexes: Annexes) -> None:
    annexes.chancery.line(100)
    one = {"movement": "điều chuyển", "dong": 5, "taker": annexes.name(OTHER_COMMUNE), "taker_component": "HP2"}
    assert any("theo cả hai cách" in error for error in annexes.errors(*halves(annexes, [6], [6]), one))


# --- the checking ------------------------------------------------------------------------------------------------


def test_what_the_checking_finds_stands_at_its_cell(annexes: Annexes) -> None:
    found = annexes.errors({"movement": "giao kế hoạch"}, {"movement": "thu hồi", "component": "HP2", "dong": 10})
    assert any("chưa có dòng vốn này" in error for error in found)
    annexes.chancery.line(8, component="HP2")
    found = annexes.errors({}, {"movement": "thu hồi", "component": "HP2", "dong": 10})
    assert found == [
        f"J3 Thu hồi nhiều hơn số còn lại: {annexes.name(COMMUNE)} (HP2) còn 8 đồng."
        " Quyết định này cần 10 đồng. Sửa dòng này, hoặc các dòng cùng dòng vốn."
    ]


@pytest.mark.parametrize("ended", [date(2025, 6, 30), date(2026, 1, 10)])
def test_a_holder_merged_away_is_told_with_its_successor(annexes: Annexes, ended: date) -> None:
    gone, after = annexes.files.office.agency(COMMUNE), annexes.files.office.agency(OTHER_COMMUNE)
    line = annexes.chancery.line(50)
    AgencySuccession.objects.create(old=gone, new=after, on=ended + timedelta(days=1))
    gone.valid_to = ended
    gone.save(update_fields=["valid_to"])
    told = f"{gone.name} đã kết thúc hoạt động ngày {ended:%d/%m/%Y}. Giao cho đơn vị kế tục: {after.name}."
    assert told in annexes.errors({"movement": "giao bổ sung"})[0]
    if ended.year == 2026:
        annexes.write({"movement": "điều chuyển", "dong": 50, "taker": after.name})
        annexes.sign()
    assert fresh(line).plan_vnd == (0 if ended.year == 2026 else 50)


def test_a_component_closed_in_mid_year_is_told(annexes: Annexes) -> None:
    component = annexes.chancery.line().component
    component.valid_to = date(2026, 1, 10)
    component.save(update_fields=["valid_to"])
    assert "HP1 đã kết thúc ngày 10/01/2026." in annexes.errors({})[0]


def test_many_rows_ask_no_more_of_the_database_than_few(annexes: Annexes) -> None:
    agencies = annexes.files.office
    refs = [PROVINCE, COMMUNE, OTHER_COMMUNE]
    names = [agencies.agency(ref).name for ref in refs]
    few = [{"holder": names[0]}]
    many = [{"holder": name, "component": f"HP{n}"} for name in names[1:] for n in (1, 2)]

    def asked(rows: list[dict[str, Any]]) -> int:
        annexes.document = annexes.chancery.document()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            annexes.write(*rows)
        return len(queries)

    assert asked(few) == asked(many)


def test_a_decision_is_rehearsed_with_its_own_rows_only(annexes: Annexes, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[ImportRow] = []

    def counting(model: type[ImportRow], *given: Any) -> ImportRow:
        read.append(row := super(ImportRow, model).from_db(*given))
        return row

    monkeypatch.setattr(ImportRow, "from_db", classmethod(counting))

    def rows_read(decisions: int) -> int:
        read.clear()
        annexes.check(*({"decision": annexes.chancery.document().number} for _ in range(decisions)))
        return len(read)

    assert rows_read(6) == 2 * rows_read(3)
