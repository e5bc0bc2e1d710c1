"""Policy credit: turnover that sums to what is owed, on no day below nothing, whoever writes at the same moment."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.acting import SYSTEM, acting_as
from core.models import Event
from core.transitions import NotAllowed
from programs.models import CreditTurnover
from programs.services import reverse_credit
from tests.office import COMMUNE, OTHER_COMMUNE, Office
from tests.programs.build import DAY, programme, turnover

MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 2)
# Merged whole into the commune of tests.office.
OLD = "2024-30292"


def fields(office: Office, **changed: Any) -> dict[str, Any]:
    with acting_as(SYSTEM):
        return {
            "kind": "lent",
            "amount_vnd": "50 triệu",
            "households": "2",
            "on": "4/5/2026",
            "area": office.commune.pk,
            "agency": office.agency(COMMUNE).pk,
            "programme": programme().pk,
        } | changed


def post(office: Office, **changed: Any) -> Any:
    return office.client("commune_officer", COMMUNE).post("/tin-dung/them/", fields(office, **changed))


def test_the_heading_says_what_is_owed_on_the_day(office: Office) -> None:
    assert post(office).status_code == 302
    assert post(office, kind="collected", amount_vnd="20 triệu", households="", on="2/6/2026").status_code == 302
    client = office.client("commune_officer", COMMUNE)
    assert "Dư nợ tín dụng chính sách 30.000.000 đồng" in client.get("/tin-dung/?nam=2026").content.decode()
    earlier = client.get("/tin-dung/?tinh_den=2026-05-31").content.decode()
    assert "Dư nợ tín dụng chính sách 50.000.000 đồng, đến hết ngày 31/05/2026" in earlier
    assert Event.objects.filter(act="programs.record_credit").count() == 2


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"households": ""}, "Ghi số lượt hộ vay."),
        ({"households": "100001"}, "không quá 100.000."),
        ({"kind": "collected"}, "để trống ô này"),
        ({"amount_vnd": "năm mươi"}, "Nhập số đồng nguyên"),
        ({"amount_vnd": "-1"}, "Nhập số đồng nguyên từ 1"),
        ({"on": "31/02/2026"}, "31/02/2026"),
        ({"on": "1/1/2099"}, "Nhập ngày không sau"),
        ({"kind": "collected", "households": ""}, "Vượt dư nợ của địa bàn vào ngày này"),
    ],
)
def test_bad_input_is_told(office: Office, changed: dict[str, Any], told: str) -> None:
    answer = post(office, **changed)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    with acting_as(SYSTEM):
        assert not CreditTurnover.objects.exists()


def test_nobody_owes_less_than_nothing_on_any_day(office: Office) -> None:
    with acting_as(SYSTEM):
        loan = turnover(office, on=DAY)
        turnover(office, kind="collected", amount=50_000_000, on=JUNE)
        for kind, amount, on in (("collected", 1, JUNE), ("collected", 10, MARCH), ("handed_over", 1, JUNE)):
            with pytest.raises(NotAllowed, match="Vượt dư nợ"):
                turnover(office, kind=kind, amount=amount, on=on)
        with pytest.raises(NotAllowed, match="Vượt dư nợ"):
            reverse_credit(row=loan, reason="nhầm", recorded_by_id=None)
        turnover(office, kind="opening", amount=10, on=MARCH)
        turnover(office, kind="collected", amount=10, on=MARCH)


def test_debts_of_other_programmes_and_places_pay_nothing_here(office: Office) -> None:
    with acting_as(SYSTEM):
        turnover(office, OTHER_COMMUNE)
        with pytest.raises(NotAllowed, match="Vượt dư nợ"):
            turnover(office, kind="collected")


def test_a_reversal_of_a_collection_gives_the_debt_back(office: Office) -> None:
    with acting_as(SYSTEM):
        turnover(office)
        back = turnover(office, kind="collected", amount=50_000_000, on=JUNE)
        reverse_credit(row=back, reason="nhập hai lần", recorded_by_id=None)
        with pytest.raises(NotAllowed, match="đã được đảo"):
            reverse_credit(row=CreditTurnover.objects.get(pk=back.pk), reason="nữa", recorded_by_id=None)
        assert sum(CreditTurnover.objects.values_list("outstanding_vnd", flat=True)) == 50_000_000


def test_the_register_only_grows_and_is_of_the_own_area(office: Office) -> None:
    with acting_as(SYSTEM):
        row = turnover(office)
        with pytest.raises(DatabaseError), transaction.atomic():
            CreditTurnover.objects.update(amount_vnd=1)
    with acting_as(office.access("commune_officer", OTHER_COMMUNE).actor()):
        assert not CreditTurnover.objects.exists()
    url = reverse("programs:credit_reverse", args=[row.pk])
    assert office.client("commune_officer", OTHER_COMMUNE).get(url).status_code == 404
    assert office.client("commune_officer", COMMUNE).post(url, {"reason": "nhầm"}).status_code == 302
