"""The annex of a decision from a file: until when carried-over money may be disbursed."""

from datetime import date
from typing import Any

import pytest

from core.imports.showing import changes
from core.models import ImportBatch
from disbursement.imports import PlanImport
from disbursement.models import CapitalLine, DraftEntry
from disbursement.services.periods import deadline_of
from tests.imports.annexes import Annexes
from tests.office import COMMUNE

State = ImportBatch.State

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
