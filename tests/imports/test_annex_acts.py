"""The annex of a decision from a file: every act, and which lines it is about."""

from typing import Any

import pytest

from catalogs.models import Component
from disbursement.models import CapitalLine
from tests.imports.annexes import GIVEN_ON, Annexes, fresh
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE


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
        ({"year": 2031}, "C2 Quyết định có hiệu lực từ ngày 15/01/2026 chỉ giao được vốn của các năm 2021–2027"),
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
