"""The annex of a decision from a file: what the checking of the decision says stands at its cell."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AgencySuccession
from core.models import ImportRow
from disbursement.services import Draft
from tests.disbursement.moves import assign
from tests.imports.annexes import Annexes, fresh
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE


def test_what_the_checking_finds_stands_at_its_cell(annexes: Annexes) -> None:
    found = annexes.errors({"movement": "giao kế hoạch"}, {"movement": "thu hồi", "component": "HP2", "dong": 10})
    assert any("chưa có dòng vốn này" in error for error in found)
    annexes.chancery.line(8, component="HP2")
    found = annexes.errors({}, {"movement": "thu hồi", "component": "HP2", "dong": 10})
    assert found == [
        f"J3 Thu hồi nhiều hơn số còn lại: {annexes.name(COMMUNE)} (HP2) còn 8 đồng."
        " Quyết định này cần 10 đồng. Sửa dòng này, hoặc các dòng cùng dòng vốn."
    ]


def test_a_line_short_of_money_is_told_at_the_amounts_only(annexes: Annexes) -> None:
    """That an earlier day is short too is no second error, at a cell that says nothing."""
    chancery = annexes.chancery
    assign(line=chancery.root(100), amount_vnd=5, by=Draft(chancery.document(), date(2026, 2, 1)))
    given = {"movement": "phân bổ chi tiết", "above": annexes.name(PROVINCE)}
    found = annexes.errors(given | {"dong": 60}, given | {"dong": 46, "holder": annexes.name(OTHER_COMMUNE)})
    assert [error.split()[0] for error in found] == ["J2", "J3"]
    early = annexes.errors(given | {"dong": 60}, given | {"dong": 45, "holder": annexes.name(OTHER_COMMUNE)})
    assert ["quyết định có hiệu lực" in error for error in early] == [True, True]


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
