"""Contracts: four sums that follow their documents, and no payment beyond what was signed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.acting import acting_as
from core.models import HistoryRow
from disbursement.models import Contract
from disbursement.rules.contracts import gaps_of
from disbursement.services import LedgerRefused, reverse_voucher
from disbursement.services.contracts import (
    ContractData,
    add_entry,
    advance_of,
    note_gap,
    reverse_entry,
    sign_contract,
    warning_about,
)
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.test_pages import sign_in as sign_in
from tests.office import COMMUNE, Office

SignIn = Callable[..., Client]
SIGNED = date(2024, 3, 1)


@pytest.fixture
def contract(ledger: Ledger) -> Contract:
    line = ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT")
    data = ContractData("01/HĐ", SIGNED, "Công ty A", 500, works=ledger.works)
    return sign_contract(line=line, data=data, access=None)


def sums(contract: Contract) -> tuple[int, int, int, int]:
    now = Contract.objects.get(pk=contract.pk)
    return now.committed_vnd, now.accepted_vnd, now.disbursed_vnd, now.settled_vnd


def enter(contract: Contract, kind: str, amount: int, on: date = date(2024, 4, 1)) -> object:
    return add_entry(contract=contract, kind=kind, amount_vnd=amount, on=on, document="BB1", access=None)


def test_the_four_columns(ledger: Ledger, contract: Contract) -> None:
    enter(contract, "acceptance", 300)
    advance = ledger.spend(contract.line, 150, kind="advance", contract=contract)
    ledger.spend(contract.line, 100, kind="settlement", advance=advance, contract=contract)
    ledger.spend(contract.line, 200, contract=contract)
    enter(contract, "settlement", 120)
    assert sums(contract) == (500, 300, 350, 120)
    assert advance_of(contract) == 50
    found = {gap.code: (gap.amount_vnd, gap.text) for gap in gaps_of(Contract.objects.get(), 50)}
    assert found["acceptance"] == (200, "khối lượng chưa nghiệm thu")
    assert found["payment"] == (50, "tạm ứng chưa thu hồi 50 đồng")
    assert found["settlement"] == (230, "đã giải ngân, chưa quyết toán")


def test_no_payment_beyond_the_contract(ledger: Ledger, contract: Contract) -> None:
    row = ledger.spend(contract.line, 500, contract=contract)
    with pytest.raises(LedgerRefused, match="Vượt giá trị hợp đồng"):
        ledger.spend(contract.line, 1, contract=contract)
    enter(contract, "commitment", 100)
    ledger.spend(contract.line, 100, contract=contract)
    with pytest.raises(LedgerRefused, match="Vượt giá trị hợp đồng"):
        enter(contract, "commitment", -1)
    reverse_voucher(row=row, reason="nhầm hợp đồng", on=date(2024, 6, 1), access=None)
    enter(contract, "commitment", -100)
    assert sums(contract) == (500, 0, 100, 0)


def test_a_payment_without_a_contract_counts_for_its_works(ledger: Ledger, contract: Contract, sign_in: SignIn) -> None:
    ledger.spend(contract.line, 200, contract=contract)
    row = ledger.spend(contract.line, 30, works=ledger.works)
    client = sign_in()
    shown = client.get(page("works_money", ledger.works.pk))
    assert [cell.text for cell in shown.context["table"].total] == ["Cộng", "", "", "500", "0", "230", "0"]
    assert row.voucher in shown.content.decode()
    reverse_voucher(row=row, reason="nhầm", on=date(2024, 6, 1), access=None)
    shown = client.get(page("works_money", ledger.works.pk))
    assert [cell.text for cell in shown.context["table"].rows[0].cells][5] == "200"
    assert len(shown.context["table"].rows) == 1


def test_what_was_paid_for_is_of_the_line_and_named_once(ledger: Ledger, contract: Contract) -> None:
    elsewhere = ledger.line(plan=100)
    with pytest.raises(LedgerRefused, match="thuộc nội dung khác"):
        ledger.spend(elsewhere, 10, works=ledger.works)
    with pytest.raises(LedgerRefused, match="Chỉ chọn một"):
        ledger.spend(contract.line, 10, works=ledger.works, contract=contract)


def test_payments_beyond_the_accepted_volume_only_warn(ledger: Ledger, contract: Contract) -> None:
    enter(contract, "acceptance", 100)
    ledger.spend(contract.line, 100, contract=contract)
    assert warning_about(contract) == ""
    ledger.spend(contract.line, 60, kind="advance", contract=contract)
    assert warning_about(contract) == ""
    ledger.spend(contract.line, 30, contract=contract)
    assert "vượt khối lượng nghiệm thu 30 đồng" in warning_about(contract)


def test_an_entry_is_reversed_once_with_a_reason(contract: Contract) -> None:
    entry = add_entry(contract=contract, kind="acceptance", amount_vnd=70, on=SIGNED, document="", access=None)
    with pytest.raises(LedgerRefused, match="lý do"):
        reverse_entry(entry=entry, reason=" ", access=None)
    opposite = reverse_entry(entry=entry, reason="nhầm", access=None)
    for again in (entry, opposite):
        with pytest.raises(LedgerRefused):
            reverse_entry(entry=again, reason="nhầm", access=None)
    assert sums(contract)[1] == 0


@pytest.mark.parametrize(
    ("kind", "amount", "days", "said"),
    [
        ("acceptance", 0, 0, "lớn hơn 0"),
        ("acceptance", -5, 0, "lớn hơn 0"),
        ("settlement", 5, -1, "trước ngày ký"),
        ("commitment", -501, 0, "Số ghi giảm|Vượt giá trị"),
    ],
)
def test_what_is_refused(contract: Contract, kind: str, amount: int, days: int, said: str) -> None:
    with pytest.raises(LedgerRefused, match=said):
        enter(contract, kind, amount, SIGNED + timedelta(days=days))
    with pytest.raises(LedgerRefused, match="sau ngày hôm nay"):
        enter(contract, "acceptance", 5, timezone.localdate() + timedelta(days=1))


def test_a_contract_is_about_one_thing(ledger: Ledger, contract: Contract) -> None:
    for works in (None,):
        data = ContractData("02/HĐ", SIGNED, "Công ty B", 5, works=works)
        with pytest.raises(LedgerRefused, match="một công trình hoặc một dự án"):
            sign_contract(line=contract.line, data=data, access=None)
    same = ContractData("01/HĐ", SIGNED, "Công ty B", 5, works=ledger.works)
    with pytest.raises(LedgerRefused, match="đã ghi"):
        sign_contract(line=contract.line, data=same, access=None)


def test_a_voucher_of_another_component_does_not_name_it(ledger: Ledger, contract: Contract) -> None:
    with pytest.raises(LedgerRefused, match="đơn vị hoặc nội dung khác"):
        ledger.spend(ledger.line(plan=100), 5, contract=contract)


def test_works_are_paid_over_several_years(ledger: Ledger, contract: Contract) -> None:
    next_year = ledger.line(plan=100, year=2025, component="DA1.TDA1", kind="DTPT")
    ledger.spend(next_year, 40, date(2025, 3, 3), contract=contract)
    assert sums(contract)[2] == 40


@pytest.mark.parametrize("act", ["UPDATE {} SET amount_vnd = 1", "DELETE FROM {}"])
def test_entries_stay(contract: Contract, act: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format("disbursement_contractentry"))
    assert HistoryRow.objects.filter(table_name="disbursement_contract", row_id=str(contract.pk)).exists()


def test_sums_are_not_set_by_hand(contract: Contract) -> None:
    with pytest.raises(IntegrityError, match="follow its entries"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(committed_vnd=10**9)


@pytest.mark.parametrize("change", [{"number": "02/HĐ"}, {"signed_on": date(2024, 2, 1)}, {"contractor": "Công ty B"}])
def test_what_was_signed_cannot_be_changed(contract: Contract, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="as it was signed"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(**change)


def test_contracts_of_other_places_are_not_seen(contract: Contract) -> None:
    with acting_as(Office().access("commune_officer", COMMUNE).actor()):
        assert not Contract.objects.exists()


# --- pages ---------------------------------------------------------------------------------------------------


def page(name: str, *args: object) -> str:
    return reverse(f"disbursement:{name}", args=args)


def test_from_signing_to_settling_on_the_pages(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=1_000_000, component="DA1.TDA1", kind="DTPT"), sign_in()
    given = {"number": "7/HĐ", "signed_on": "1/3/2024", "contractor": "Công ty A", "amount_vnd": "500.000"}
    url = page("contract_add", line.pk)
    assert "một công trình hoặc một dự án" in client.post(url, given).content.decode()
    assert client.post(url, given | {"works": str(ledger.works.pk)}).status_code == 302
    contract = Contract.objects.get()
    entry = {"kind": "acceptance", "amount_vnd": "300.000", "on": "1/4/2024", "document": "BB1"}
    assert client.post(page("contract_entry", contract.pk), entry).status_code == 302
    bad = entry | {"amount_vnd": "-3"}
    assert client.post(page("contract_entry", contract.pk), bad).status_code == 200
    note_gap(contract=contract, gap="acceptance", text="Chờ mặt bằng", access=None)
    shown = client.get(page("contract", contract.pk)).content.decode()
    for said in ("7/HĐ", "500.000", "300.000", "khối lượng chưa nghiệm thu", "Chờ mặt bằng"):
        assert said in shown
    assert "7/HĐ" in client.get(page("contracts")).content.decode()
    assert "500.000" in client.get(page("works_money", ledger.works.pk)).content.decode()
    noted = client.post(page("gap_note", contract.pk), {"gap": "payment", "text": "Kho bạc trả hồ sơ"})
    assert noted.status_code == 302
    taken = contract.entries.get(kind="acceptance")
    assert client.post(page("reverse_contract_entry", taken.pk), {"reason": "nhầm"}).status_code == 302
    assert sums(contract)[1] == 0


def test_an_annex_may_lower_the_sum_of_a_contract(ledger: Ledger, contract: Contract, sign_in: SignIn) -> None:
    before = sums(contract)[0]
    lower = {"kind": "commitment", "amount_vnd": "-20", "on": "1/4/2024", "document": "PL1"}
    answer = sign_in().post(page("contract_entry", contract.pk), lower)
    assert answer.status_code == 302
    assert sums(contract)[0] == before - 20


def test_what_is_paid_beyond_the_accepted_volume_is_told_apart_from_an_advance() -> None:
    paid = Contract(committed_vnd=300, accepted_vnd=0, disbursed_vnd=81, settled_vnd=0)
    gap = next(gap for gap in gaps_of(paid, advance_vnd=30) if gap.code == "payment")
    assert gap.amount_vnd == 81
    assert gap.text == "thanh toán vượt khối lượng nghiệm thu 51 đồng, tạm ứng chưa thu hồi 30 đồng"


def test_a_payment_over_the_accepted_volume_is_said(ledger: Ledger, contract: Contract, sign_in: SignIn) -> None:
    given = {"kind": "payment", "voucher": "KB 1", "value_date": "6/5/2024", "amount_vnd": "100"}
    given |= {"contract": str(contract.pk)}
    answer = sign_in().post(page("record_voucher", contract.line_id), given, follow=True)
    assert "vượt khối lượng nghiệm thu 100 đồng" in answer.content.decode()


def test_the_vouchers_of_a_contract_do_not_offer_to_sort(ledger: Ledger, contract: Contract, sign_in: SignIn) -> None:
    given = {"kind": "payment", "voucher": "KB 1", "value_date": "6/5/2024", "amount_vnd": "100"}
    client = sign_in()
    client.post(page("record_voucher", contract.line_id), given | {"contract": str(contract.pk)})
    html = client.get(page("contract", contract.pk)).content.decode()
    assert "KB 1" in html
    assert "aria-sort" not in html


def test_elsewhere_there_is_no_contract(ledger: Ledger, contract: Contract, sign_in: SignIn) -> None:
    stranger = sign_in(ref="2024-887")
    assert stranger.get(page("contract", contract.pk)).status_code == 404
    assert stranger.get(page("works_money", ledger.works.pk)).status_code == 404
    reader = sign_in(rights=("disbursement.view",))
    assert reader.get(page("contract", contract.pk)).status_code == 200
    assert reader.get(page("contract_entry", contract.pk)).status_code == 403


def test_a_contract_pays_for_nothing_before_it_is_signed(ledger: Ledger, contract: Contract) -> None:
    line = contract.line
    told = rf"Ngày chứng từ 29/02/2024 trước ngày ký hợp đồng {contract.number} \(01/03/2024\)"
    for kind in ("payment", "advance"):
        with pytest.raises(LedgerRefused, match=told):
            ledger.spend(line, 10, date(2024, 2, 29), kind, contract=contract)
    advance = ledger.spend(line, 10, date(2024, 3, 1), "advance", contract=contract)
    reverse_voucher(row=advance, reason="nhầm", on=date(2024, 3, 1), access=None)
    assert fresh(line).spent_vnd == 0
