"""The annex of a decision from a file: transfers written as two halves, which agree."""

from typing import Any

from core.models import ImportBatch
from disbursement.models import CapitalLine
from tests.imports.annexes import Annexes, fresh
from tests.office import OTHER_COMMUNE

State = ImportBatch.State


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
