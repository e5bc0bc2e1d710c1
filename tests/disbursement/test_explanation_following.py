"""Promised against actual from the ledger: which vouchers count, until when, and what is behind."""

from datetime import date

import pytest

from catalogs.models import CapitalSource
from disbursement.models import CapitalLine, ExplanationRequest, ScheduleStep
from disbursement.services import Draft, open_line, reverse_voucher
from disbursement.services.explanations import close_kept
from disbursement.tasks import follow_explanations
from tests.disbursement.decisions import ON
from tests.disbursement.explanations_made import DEC, NOV, OCT, SEP, TODAY, Laggard, make_request, on_day
from tests.disbursement.moves import assign
from tests.office import COMMUNE, OTHER_COMMUNE


def actuals() -> dict[date, int]:
    return dict(ScheduleStep.objects.with_actual().values_list("month_end", "actual_vnd"))


def behind(today: date) -> list[tuple[int | None, int]]:
    found = ExplanationRequest.objects.behind(today)
    return [(request.promised_vnd, request.behind_vnd) for request in found]


@pytest.fixture
def september(laggard: Laggard, november: pytest.MonkeyPatch) -> Laggard:
    """100 promised for September, 300 for October, 1,000 for December."""
    on_day(november, date(2026, 9, 10))
    laggard.accepted({SEP: 100, OCT: 300, NOV: 300, DEC: 1000})
    on_day(november, TODAY)
    return laggard


def test_a_step_counts_what_is_dated_in_its_month_whenever_it_was_entered(september: Laggard) -> None:
    september.spend(60, date(2026, 3, 5))
    september.spend(40, SEP)
    september.spend(150, date(2026, 10, 1))
    assert actuals() == {SEP: 100, OCT: 250, NOV: 250, DEC: 250}
    assert behind(TODAY) == [(300, 50)]
    september.spend(50, OCT)  # entered today, dated within the month: kept after all
    assert actuals()[OCT] == 300
    assert behind(TODAY) == []


def test_a_reversal_takes_the_money_back_on_its_own_day(september: Laggard) -> None:
    voucher = september.spend(300, SEP)
    assert behind(TODAY) == []
    reverse_voucher(row=voucher, reason="Sai đơn vị", on=date(2026, 11, 3), access=None)
    assert actuals() == {SEP: 300, OCT: 300, NOV: 0, DEC: 0}
    assert behind(TODAY) == [(300, 300)]
    other = september.spend(300, OCT)
    reverse_voucher(row=other, reason="Sai đơn vị", on=OCT, access=None)
    assert actuals()[OCT] == 300  # 300 of the first voucher, 300 and -300 of the second


def test_advances_count_and_their_settlement_adds_nothing(september: Laggard) -> None:
    september.spend(300, SEP, kind="advance")
    assert actuals()[OCT] == 300


def test_what_was_made_up_later_is_still_a_missed_step_but_not_behind(september: Laggard) -> None:
    september.spend(300, date(2026, 11, 20))
    step = ScheduleStep.objects.with_actual().get(month_end=OCT)
    assert (step.actual_vnd, step.missing_vnd) == (0, 300)
    assert behind(TODAY) == []


def test_other_years_other_holders_and_sources_outside_the_rate_do_not_count(september: Laggard) -> None:
    chancery, line = september.chancery, september.line
    outside = open_line(
        component=line.component,
        holder=line.holder,
        kind=line.kind,
        source=CapitalSource.objects.filter(counts_in_rate=False)[0],
        budget_year=2026,
    )
    assign(line=outside, amount_vnd=500, by=Draft(chancery.document(), ON))
    lines = [
        outside,
        chancery.line(500, holder=september.office.agency(OTHER_COMMUNE)),
        chancery.line(500, budget_year=2025),
    ]
    for other in lines:
        september.spend(70, date(2026, 1, 20), line=CapitalLine.objects.get(pk=other.pk))
    assert actuals()[OCT] == 0
    assert [row.plan_now for row in ExplanationRequest.objects.with_ledger(TODAY)] == [1000]


@pytest.mark.parametrize(("carries", "expected"), [(True, 90), (False, 20)])
def test_carried_over_money_counts_where_it_was_asked_about(laggard: Laggard, carries: bool, expected: int) -> None:
    carried = laggard.chancery.line(500, tranche_year=2025)
    laggard.spend(70, SEP, line=carried)
    laggard.spend(20, SEP)
    asked = make_request(laggard.office, include_carry_over=carries)
    now = ExplanationRequest.objects.with_ledger(TODAY).get(pk=asked.pk)
    assert (now.disbursed_now, now.plan_now) == (expected, 1500 if carries else 1000)


@pytest.mark.parametrize(("denominator", "plan"), [("given", 1000 - 250 + 400), ("detailed", 1000)])
def test_the_plan_of_today_is_counted_as_it_was_asked(laggard: Laggard, denominator: str, plan: int) -> None:
    """1,000 to spend; 400 more to give on, of which 250 went to the next commune."""
    office = laggard.office
    assert laggard.line.plan_vnd == 1000
    above = laggard.chancery.line(400, holder=office.agency(COMMUNE), is_detailed=False)
    laggard.chancery.line(250, holder=office.agency(OTHER_COMMUNE), parent=above)
    asked = make_request(office, denominator=denominator)
    assert ExplanationRequest.objects.with_ledger(TODAY).get(pk=asked.pk).plan_now == plan
    before = ExplanationRequest.objects.with_ledger(date(2026, 1, 14)).get(pk=asked.pk)
    assert (before.plan_now, before.disbursed_now) == (0, 0)


def test_a_step_is_looked_at_only_when_its_month_has_ended(september: Laggard) -> None:
    september.spend(300, SEP)
    assert behind(DEC) == []
    assert behind(date(2027, 1, 1)) == [(1000, 700)]


def test_a_schedule_kept_to_its_end_closes_by_itself(september: Laggard, november: pytest.MonkeyPatch) -> None:
    september.spend(300, SEP)
    september.spend(700, date(2026, 11, 15))
    assert close_kept(DEC) == 0
    on_day(november, date(2027, 1, 1))
    follow_explanations()
    asked = ExplanationRequest.objects.get()
    assert (asked.state, asked.reason, asked.decided_by) == ("closed", "Đã giải ngân đúng lịch cam kết.", None)
    assert close_kept(date(2027, 1, 1)) == 0


def test_a_missed_end_stays_open_until_somebody_decides(september: Laggard) -> None:
    september.spend(999, OCT)
    assert close_kept(date(2027, 1, 1)) == 0
    assert ExplanationRequest.objects.get().state == "accepted"
