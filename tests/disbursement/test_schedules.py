"""Which months may be promised for, and what is wrong with a promise."""

from datetime import date

import pytest

from disbursement.rules.schedules import faults, month_ends
from tests.disbursement.explanations_made import DEC, JAN, NOV


def test_months_run_from_the_current_one_to_the_january_after() -> None:
    assert month_ends(2026, date(2026, 11, 30)) == [NOV, DEC, JAN]
    assert month_ends(2026, date(2027, 1, 31)) == [JAN]
    assert month_ends(2026, date(2027, 2, 1)) == []
    assert month_ends(2028, date(2027, 12, 31))[0] == date(2028, 1, 31)
    assert date(2028, 2, 29) in month_ends(2028, date(2028, 1, 1))


@pytest.mark.parametrize(
    ("promised", "wrong"),
    [
        ((100, 100, None), {}),
        ((50, 1000, 1000), {}),
        ((1000, None, None), {}),
        ((None, None, None), {NOV: "ít nhất một tháng"}),
        ((100, None, 300), {DEC: "bỏ trống cả các tháng sau"}),
        ((300, 200, 400), {DEC: "ít nhất 300 đồng"}),
        ((300, 1001, None), {DEC: "không quá 1.000 đồng"}),
        ((20, 29, None), {DEC: "đã giải ngân 30 đồng"}),
        ((20, 30, None), {}),
        ((None, 2000, 1500), {NOV: "bỏ trống", DEC: "không quá 1.000", JAN: "không quá 1.000"}),
    ],
)
def test_a_promise_that_cannot_be_followed_is_told_at_its_month(
    promised: tuple[int | None, ...], wrong: dict[date, str]
) -> None:
    found = faults(dict(zip((NOV, DEC, JAN), promised, strict=True)), plan_vnd=1000, disbursed_vnd=30)
    assert set(found) == set(wrong)
    for month, words in wrong.items():
        assert words in found[month]
