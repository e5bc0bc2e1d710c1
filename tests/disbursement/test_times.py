"""When a voucher may come in: not before the money, not after the deadline, not into a closed month unless said why."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.acting import SYSTEM, acting_as
from core.models import HistoryRow
from disbursement.models import CapitalLine, ClosedPeriod, Disbursement
from disbursement.services import LedgerRefused, VoucherData, close_period, record_voucher, reverse_voucher
from disbursement.signals import period_closed
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.moves import assign, recall
from tests.disbursement.test_pages import sign_in as sign_in
from tests.office import COMMUNE, PROVINCE, Office

SignIn = Callable[..., Client]


def enter(line: CapitalLine, day: date, amount: int = 10, **more: object) -> Disbursement:
    data = VoucherData(voucher=f"T{day}{amount}", value_date=day, amount_vnd=amount, **more)  # type: ignore[arg-type]
    return record_voucher(line=line, data=data, recorded_by_id=None)


# --- before the money ----------------------------------------------------------------------------------------


def test_nothing_is_spent_before_it_was_given(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    assign(line=line, amount_vnd=50, by=ledger.by(date(2024, 6, 1)))
    with pytest.raises(LedgerRefused, match=r"17/01/2024.*10 đồng"):
        enter(line, date(2024, 1, 17))
    with pytest.raises(LedgerRefused, match=r"31/05/2024.*20 đồng"):
        enter(line, date(2024, 5, 31), 120)
    enter(line, date(2024, 6, 1), 120)
    assert fresh(line).spent_vnd == 120


def test_a_voucher_between_others_may_not_starve_them(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    assign(line=line, amount_vnd=100, by=ledger.by(date(2024, 9, 1)))
    enter(line, date(2024, 6, 1), 90)
    with pytest.raises(LedgerRefused, match="01/06/2024"):
        enter(line, date(2024, 3, 1), 20)
    enter(line, date(2024, 9, 1), 20)


def test_a_reversed_refund_may_not_starve_the_day_either(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 100, date(2024, 2, 1))
    refund = ledger.spend(line, 40, date(2024, 3, 1), "refund")
    enter(line, date(2024, 4, 1), 40)
    with pytest.raises(LedgerRefused):
        reverse_voucher(row=refund, reason="nhầm", on=date(2024, 5, 1), access=None)


def test_what_was_entered_by_mistake_makes_room_for_what_is_right(ledger: Ledger) -> None:
    """Reversed today and entered again for its own day: on the days between both stand in the ledger."""
    line = ledger.line(plan=100)
    wrong = ledger.spend(line, 90, date(2024, 3, 1))
    reverse_voucher(row=wrong, reason="sai số tiền", on=date(2024, 9, 1), access=None)
    enter(line, date(2024, 3, 1), 95)
    assert fresh(line).spent_vnd == 95


def test_a_day_to_come_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerRefused, match="sau ngày hôm nay"):
        enter(ledger.line(plan=100), timezone.localdate() + timedelta(days=1))


# --- after the deadline --------------------------------------------------------------------------------------


def test_the_budget_year_ends_on_its_deadline_and_not_on_new_years_eve(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    assert not enter(line, date(2025, 1, 31)).is_correction
    with pytest.raises(LedgerRefused, match=r"31/01/2025.*nêu lý do"):
        enter(line, date(2025, 2, 1), 11)
    late = enter(line, date(2025, 2, 1), 11, reason="Kho bạc xác nhận muộn")
    assert (late.is_correction, late.reason) == (True, "Kho bạc xác nhận muộn")


def test_a_reversal_after_the_deadline_is_a_correction(ledger: Ledger) -> None:
    row = ledger.spend(ledger.line(plan=100), 40)
    opposite = reverse_voucher(row=row, reason="nhầm", on=date(2025, 3, 1), access=None)
    assert opposite.is_correction


# --- closed months -------------------------------------------------------------------------------------------


def closed(ledger: Ledger, month: date = date(2024, 5, 1), year: int = 2024) -> ClosedPeriod:
    access = Office().access("finance", "2025-91")
    return close_period(area=ledger.area, budget_year=year, month=month, access=access)


def test_a_closed_month_takes_corrections_only(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    closed(ledger)
    with pytest.raises(LedgerRefused, match="Kỳ 05/2024 đã chốt"):
        enter(line, date(2024, 5, 31))
    assert enter(line, date(2024, 5, 31), reason="Bổ sung chứng từ").is_correction
    assert not enter(line, date(2024, 6, 1)).is_correction
    assert not enter(ledger.line(plan=100, component="DA3.TDA1"), date(2024, 4, 30)).is_correction


def test_an_ended_month_is_closed_once_and_told(ledger: Ledger) -> None:
    told: list[object] = []

    def hear(**given: object) -> None:
        told.append((given["area"], given["budget_year"], given["month"]))

    period_closed.connect(hear)
    try:
        closed(ledger, date(2024, 5, 17))
        with pytest.raises(LedgerRefused, match="đã chốt"):
            closed(ledger)
    finally:
        period_closed.disconnect(hear)
    assert told == [(ledger.area, 2024, date(2024, 5, 1))]
    this_month = timezone.localdate().replace(day=1)
    with pytest.raises(LedgerRefused, match="đã kết thúc"):
        closed(ledger, this_month, this_month.year)
    with pytest.raises(LedgerRefused, match="không thuộc"):
        closed(ledger, date(2023, 12, 1))


@pytest.mark.parametrize(("ref", "reads"), [(COMMUNE, True), ("2025-92", False)])
def test_what_the_province_closed_binds_its_communes(ledger: Ledger, ref: str, reads: bool) -> None:
    office = Office()
    access = office.access("finance", PROVINCE)
    own, elsewhere = Ledger(ref=ref), office.access("commune_officer", ref)
    line = own.line(plan=100)
    close_period(area=office.province, budget_year=2024, month=date(2024, 5, 1), access=access)
    with acting_as(elsewhere.actor()):
        assert ClosedPeriod.objects.exists() == reads
        if reads:
            with pytest.raises(LedgerRefused, match="đã chốt"):
                enter(line, date(2024, 5, 2))
        else:
            assert not enter(line, date(2024, 5, 2)).is_correction


def test_the_units_merged_into_an_area_are_closed_with_it(ledger: Ledger) -> None:
    """The line stands in a district of 2024, the month is closed by the province of 2025."""
    office = Office()
    line = ledger.line(plan=100)
    access = office.access("finance", PROVINCE)
    close_period(area=office.province, budget_year=2024, month=date(2024, 5, 1), access=access)
    with pytest.raises(LedgerRefused, match="đã chốt"):
        enter(line, date(2024, 5, 2))


def test_a_commune_closes_nothing_above_itself(ledger: Ledger) -> None:
    office = Office()
    commune = office.access("commune_officer", COMMUNE)
    with acting_as(commune.actor()), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        close_period(area=office.province, budget_year=2024, month=date(2024, 5, 1), access=commune)


@pytest.mark.parametrize("act", ["UPDATE {} SET budget_year = 2023", "DELETE FROM {}"])
def test_a_closed_month_stays_closed(ledger: Ledger, act: str) -> None:
    from django.db import connection

    found = closed(ledger)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format("disbursement_closedperiod"))
    assert HistoryRow.objects.filter(table_name="disbursement_closedperiod", row_id=str(found.pk)).exists()


def test_closing_on_the_page(ledger: Ledger, sign_in: SignIn) -> None:
    client = sign_in(ref=PROVINCE)
    url = reverse("disbursement:period_close")
    month = timezone.localdate().replace(day=1) - timedelta(days=1)
    given = {"budget_year": str(month.year), "month": month.replace(day=1).isoformat()}
    assert client.post(url, given).status_code == 302
    assert "đã chốt" in client.post(url, given).content.decode()
    assert f"{month:%m/%Y}" in client.get(reverse("disbursement:periods")).content.decode()
    assert client.post(url, {"budget_year": "24", "month": "2024-13-01"}).status_code == 200
    assert sign_in(rights=("disbursement.view",), ref=PROVINCE).get(url).status_code == 403


def test_the_form_asks_why_when_it_is_late(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=2_000_000), sign_in()
    closed(ledger)
    url = reverse("disbursement:record_voucher", args=[line.pk])
    given = {"kind": "payment", "voucher": "KB 1", "value_date": "6/5/2024", "amount_vnd": "1.000.000"}
    page = client.post(url, given)
    assert page.status_code == 422
    assert "nêu lý do" in page.content.decode()
    assert client.post(url, given | {"reason": "Về muộn"}).status_code == 302
    assert Disbursement.objects.get(voucher="KB 1").is_correction


# --- never twice -----------------------------------------------------------------------------------------------


def test_a_second_use_of_a_reference_is_told_and_may_be_meant(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=2_000_000), sign_in()
    first = ledger.spend(ledger.line(plan=100, component="DA3.TDA1"), 10, treasury_ref="KBNN-1")
    url = reverse("disbursement:record_voucher", args=[line.pk])
    given = {"kind": "payment", "voucher": "KB 1", "value_date": "6/5/2024", "amount_vnd": "1.000.000"}
    given |= {"treasury_ref": "KBNN-1", "reason": "x"}
    page = client.post(url, given).content.decode()
    assert f"đã ghi ở chứng từ {first.voucher}" in page
    assert f"{timezone.localdate():%d/%m/%Y}" in page
    assert 'name="same_ref"' in page
    assert client.post(url, given | {"same_ref": "on"}).status_code == 302


def test_the_reference_of_a_reversed_voucher_is_free(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    row = ledger.spend(line, 10, treasury_ref="KBNN-1")
    with pytest.raises(LedgerRefused, match="KBNN-1"):
        ledger.spend(line, 10, treasury_ref="KBNN-1")
    reverse_voucher(row=row, reason="nhầm", on=date(2024, 7, 1), access=None)
    ledger.spend(line, 10, treasury_ref="KBNN-1")


def test_recalled_money_is_not_spent_again(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    recall(line=line, amount_vnd=60, by=ledger.by(date(2024, 4, 1)))
    with pytest.raises(LedgerRefused):
        enter(line, date(2024, 3, 1), 50)
    with acting_as(SYSTEM):
        assert fresh(line).spent_vnd == 0
