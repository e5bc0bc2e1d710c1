"""What the ledger refuses it refuses with the line, the contract or the advance, what is left of it, and what to do."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pytest
from django.db import transaction

from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine, Disbursement
from disbursement.services import LedgerRefused, VoucherData, record_voucher, reverse_voucher
from disbursement.services.contracts import add_entry
from disbursement.services.shortfall import why_short
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.decisions import ON, Chancery
from tests.disbursement.moves import assign, carry_over, recall, transfer
from tests.office import OTHER_COMMUNE, PROVINCE, Office

LINE = "UBND huyện · Dự án 2 · Vốn sự nghiệp · Ngân sách trung ương · 2024"


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


def told(work: Callable[[], object]) -> str:
    with pytest.raises(LedgerRefused) as refused, transaction.atomic():
        work()
    return str(refused.value)


def test_a_payment_beyond_the_line(ledger: Ledger) -> None:
    line = ledger.line(plan=100_000)
    ledger.spend(line, 60_000)
    assert told(lambda: ledger.spend(line, 40_001)) == (
        f"Vượt số vốn còn lại của dòng vốn {LINE}: còn 40.000 đồng, cần 40.001 đồng."
        " Kiểm tra số tiền, hoặc bổ sung kế hoạch trước."
    )


def test_the_sums_are_those_of_now(ledger: Ledger) -> None:
    """Not those of the object that the form read before somebody else spent."""
    line = ledger.line(plan=100)
    stale = fresh(line)
    ledger.spend(line, 90)
    assert "còn 10 đồng, cần 20 đồng" in told(lambda: ledger.spend(stale, 20))


def test_a_recall_beyond_what_is_left(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 60)
    said = told(lambda: recall(line=line, amount_vnd=41, by=ledger.by()))
    assert said.startswith(f"Số vốn còn lại không đủ để giảm: dòng vốn {LINE} còn 40 đồng, cần giảm 41 đồng.")


def test_an_allocation_beyond_the_envelope(chancery: Chancery) -> None:
    root = chancery.root(100)
    child = chancery.line(parent=root)
    by = Ledger(PROVINCE).by(ON)
    said = told(lambda: assign(line=child, amount_vnd=101, by=by, kind="allocate"))
    assert said.startswith("Vượt số vốn chưa phân bổ của dòng vốn UBND Tỉnh An Giang · Hợp phần 1")
    assert "còn 100 đồng, cần 101 đồng. Kiểm tra số tiền, hoặc giao bổ sung trước." in said


def test_a_transfer_names_the_line_that_falls_short(chancery: Chancery) -> None:
    giver = chancery.line(50)
    taker = chancery.line(50, holder=chancery.office.agency(OTHER_COMMUNE))
    said = told(lambda: transfer(giver=giver, taker=taker, amount_vnd=51, by=Ledger(PROVINCE).by(ON)))
    assert f"dòng vốn {giver.holder.name} · Hợp phần 1" in said
    assert "còn 50 đồng, cần giảm 51 đồng" in said


def test_a_number_that_is_taken_is_named_with_its_line_also_when_its_voucher_was_reversed(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    taken = ledger.spend(line, 10)
    again = VoucherData(voucher=taken.voucher, value_date=taken.value_date, amount_vnd=11)
    enter = partial(record_voucher, line=line, data=again, recorded_by_id=None)
    named = f"Số chứng từ đã ghi cho dòng vốn: {taken.voucher} ({LINE})."
    assert told(enter) == f"{named} Kiểm tra lại số chứng từ và sổ."
    reverse_voucher(row=taken, reason="nhầm", on=taken.value_date, access=None)
    assert told(enter) == f"{named} Chứng từ đã đảo vẫn giữ số của nó: ghi lại thì thêm đuôi vào số, như -2."


def test_a_refund_beyond_what_was_spent(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 60)
    said = told(lambda: ledger.spend(line, 61, kind="refund"))
    assert said.startswith(f"Số nộp trả lớn hơn số đã giải ngân của dòng vốn {LINE}: đã giải ngân 60 đồng.")


def test_more_than_the_advance(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    advance = ledger.spend(line, 50, kind="advance")
    ledger.spend(line, 30, kind="settlement", advance=advance)
    said = told(lambda: ledger.spend(line, 21, kind="settlement", advance=advance))
    assert f"chứng từ tạm ứng {advance.voucher}: còn 20 đồng, cần 21 đồng." in said


def test_more_than_the_contract_and_an_annex_below_what_was_paid(ledger: Ledger) -> None:
    contract = ledger.contract()
    ledger.spend(contract.line, 450, contract=contract)
    said = told(lambda: ledger.spend(contract.line, 51, contract=contract))
    assert f"Vượt giá trị hợp đồng {contract.number} (500 đồng): còn 50 đồng chưa giải ngân, cần 51 đồng." in said
    entry = {"document": "PL1", "on": contract.signed_on, "access": None}
    said = told(lambda: add_entry(contract=contract, kind="commitment", amount_vnd=-51, **entry))
    assert "còn 50 đồng chưa giải ngân, cần 51 đồng" in said


def test_a_line_that_one_does_not_see_is_not_told(ledger: Ledger) -> None:
    """Row-level security applies to the sums in a refusal, too."""
    line = ledger.line(plan=100)
    row = Disbursement(line=line, amount_vnd=101, voucher="X", value_date=ON, scope_path=line.scope_path)
    assert "còn 100 đồng" in why_short("capital_line_not_overdrawn", [row])
    elsewhere = Office().access("finance", "2025-92")
    with acting_as(elsewhere.actor("test")):
        assert not CapitalLine.objects.filter(pk=line.pk).exists()
        assert why_short("capital_line_not_overdrawn", [row]) == ""


def test_a_refund_dated_before_the_money_was_given_at_all(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    ledger.spend(line, 60)
    said = told(lambda: ledger.spend(line, 10, date(2001, 1, 1), kind="refund"))
    assert said == "Ngày chứng từ trước năm 2024, năm của vốn."


def test_carried_over_money_is_not_spent_before_its_year(ledger: Ledger) -> None:
    line = ledger.line(plan=100)
    carry_over(line=line, amount_vnd=40, by=ledger.by(date(2024, 11, 20)))
    carried = CapitalLine.objects.get(budget_year=2025)
    said = told(lambda: ledger.spend(carried, 10, date(2024, 11, 30)))
    assert said == "Ngày chứng từ trước năm 2025: vốn năm 2024 kéo dài sang thì giải ngân từ 01/01/2025."
    ledger.spend(carried, 10, date(2025, 1, 1))
    assert fresh(carried).spent_vnd == 10
