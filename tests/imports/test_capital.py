"""Annexes of capital decisions and vouchers of the treasury: every amount, day and line as written, or told."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from core.acting import SYSTEM, acting_as
from core.models import ImportBatch
from disbursement.imports import PlanImport, VoucherImport
from disbursement.models import CapitalDecision, CapitalLine, Disbursement, DraftEntry
from disbursement.services.decisions import move_decision
from tests.disbursement.build import Ledger
from tests.imports.build import Desk, Files, workbook
from tests.office import PROVINCE

State = ImportBatch.State
LINE_HEAD = ("Năm ngân sách", "Đơn vị", "Chương trình", "Mã dự án, nội dung", "Loại vốn", "Nguồn vốn", "Vốn của năm",
             "Số tiền (đồng)", "Số tiền (triệu đồng)")  # fmt: skip
LINE = {
    "year": 2024,
    "holder": "UBND huyện",
    "programme": "Giảm nghèo bền vững 2021-2025",
    "component": "DA2",
    "kind": "Vốn sự nghiệp",
    "source": "ngân sách trung ương",
    "tranche": "",
    "dong": 500_000_000,
    "million": "",
}
NAMED = "UBND huyện · Dự án 2 · Vốn sự nghiệp · Ngân sách trung ương · 2024"
PLAN_HEAD = ("Số quyết định", "Loại điều chỉnh", *LINE_HEAD, "Ngày hiệu lực")
VOUCHER_HEAD = ("Số chứng từ", "Ngày chứng từ", "Loại chứng từ", *LINE_HEAD, "Nội dung chi")


@pytest.fixture
def ledger(files: Files) -> Ledger:
    with acting_as(SYSTEM), transaction.atomic():
        made = Ledger()
        assert made.holder
        assert made.decision
        return made


@pytest.fixture
def planner(files: Files, ledger: Ledger) -> Desk:
    return files.desk("finance", PROVINCE, PlanImport)


@pytest.fixture
def cashier(files: Files, ledger: Ledger) -> Desk:
    """With a line of 500 million in the plan."""
    with acting_as(SYSTEM), transaction.atomic():
        ledger.line(plan=500_000_000)
    return files.desk("finance", PROVINCE, VoucherImport)


def annex(ledger: Ledger, *rows: dict[str, Any]) -> bytes:
    good = {"decision": ledger.decision.number, "movement": "giao kế hoạch", **LINE, "on": ""}
    return workbook({"Kế hoạch vốn": [PLAN_HEAD, *(list((good | row).values()) for row in rows)]})


def vouchers(*rows: dict[str, Any]) -> bytes:
    good = {"voucher": "KB24-1", "on": "6/5/2024", "what": "", **LINE, "dong": 100_000_000, "note": "giống cây"}
    return workbook({"Chứng từ": [VOUCHER_HEAD, *(list((good | row).values()) for row in rows)]})


def lines(desk: Desk) -> list[CapitalLine]:
    with desk.acting(), transaction.atomic():
        return list(CapitalLine.objects.order_by("component__code"))


def drafted(desk: Desk) -> list[int]:
    """The amounts of every row of a draft, in the order in which they came in."""
    with desk.acting(), transaction.atomic():
        return list(DraftEntry.objects.order_by("id").values_list("amount_vnd", flat=True))


def sign_all(files: Files) -> None:
    """Check and sign every draft, by two people who had no hand in it."""
    with acting_as(SYSTEM), transaction.atomic():
        for decision in CapitalDecision.objects.exclude(state="signed"):
            checker, leader = files.office.access("provincial_officer"), files.office.access("leader")
            move_decision(decision=decision, act="check", access=checker)
            move_decision(decision=decision, act="sign", access=leader)


def first_error(desk: Desk, content: bytes) -> str:
    errors = desk.errors(desk.check(content))
    assert len(errors) == 1, errors
    return errors[0]


# --- the plan --------------------------------------------------------------------------------------------


def test_an_annex_drafts_and_only_signing_writes(files: Files, planner: Desk, ledger: Ledger) -> None:
    content = annex(ledger, {}, {"component": "DA5", "dong": "", "million": "1.250,5"})
    batch = planner.write(content)
    assert (batch.state, batch.message) == (State.APPLIED, "Đã ghi 2 dòng.")
    assert [line.plan_vnd for line in lines(planner)] == [0, 0]
    assert drafted(planner) == [500_000_000, 1_250_500_000]
    assert planner.check(content).message == "2 dòng không đổi"
    sign_all(files)
    assert [line.plan_vnd for line in lines(planner)] == [500_000_000, 1_250_500_000]


@pytest.mark.parametrize("written", [500_000_000, "500.000.000", "500000000", "500.000.000 đồng", "500,000,000", 5e8])
def test_an_amount_in_every_clear_shape(planner: Desk, ledger: Ledger, written: Any) -> None:
    planner.write(annex(ledger, {"dong": written}))
    assert drafted(planner) == [500_000_000]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"dong": "1.5"}, "J2 Không rõ số tiền: dấu chấm, dấu phẩy hoặc phần lẻ có thể hiểu hai cách."),
        ({"dong": "1,500"}, "J2 Không rõ số tiền"),
        ({"dong": "500 triệu"}, "J2 Số tiền ghi theo nghìn, triệu hoặc tỷ."),
        ({"dong": "năm trăm"}, "J2 Không phải số tiền."),
        ({"dong": -5}, "J2 Số tiền âm."),
        ({"dong": 0}, "J2 Số tiền phải lớn hơn 0."),
        ({"dong": ""}, "J2 Thiếu số tiền."),
        ({"million": 5}, "J2 Số tiền ghi ở cả hai cột."),
        ({"decision": "9/KHONG-CO"}, "A2 Sổ văn bản chưa có quyết định này. Vào sổ văn bản trước"),
        ({"movement": "cho"}, "B2 Không có trong danh mục."),
        ({"holder": "Sở Trên Mây"}, "D2 Không có trong danh mục."),
        ({"programme": "Chương trình nào đó"}, "E2 Không có trong danh mục."),
        ({"component": "DA99"}, "F2 Không có trong danh mục."),
        ({"tranche": 2025}, "I2 Vốn của năm sau năm ngân sách."),
        ({"on": "31/02/2024"}, "L2 Không có ngày này. Ngày/tháng/năm, ví dụ 22/11/2026."),
        ({"on": "1/1/2024"}, "L2 Ngày hiệu lực trước ngày ban hành quyết định."),
    ],
)
def test_a_bad_line_names_its_cell_and_the_remedy(
    planner: Desk, ledger: Ledger, changed: dict[str, Any], told: str
) -> None:
    assert first_error(planner, annex(ledger, changed)).startswith(told)
    assert lines(planner) == []


# --- vouchers --------------------------------------------------------------------------------------------


def test_a_kind_is_known_by_its_name_of_any_year(ledger: Ledger, planner: Desk) -> None:
    """The portal itself says "Kinh phí thường xuyên" from 2026 on."""
    planner.write(annex(ledger, {"kind": "Kinh phí thường xuyên"}))
    assert drafted(planner) == [500_000_000]


def test_vouchers_are_spent_once(cashier: Desk) -> None:
    content = vouchers({}, {"voucher": "KB24-2", "on": date(2024, 6, 3), "dong": "", "million": 25})
    batch = cashier.write(content)
    assert (batch.state, batch.message) == (State.APPLIED, "Đã ghi 2 dòng.")
    assert [line.spent_vnd for line in lines(cashier)] == [125_000_000]
    assert cashier.check(content).message == "2 dòng không đổi"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"on": "31/02/2024"}, "B2 Không có ngày này."),
        ({"on": "6/5/24"}, "B2 Năm chỉ có hai chữ số."),
        ({"on": "1/1/2099"}, "B2 Ngày ngoài khoảng cho phép."),
        ({"voucher": ""}, "A2 Ô bắt buộc còn trống."),
        ({"dong": "1.5"}, "K2 Không rõ số tiền"),
        ({"dong": -100}, "K2 Số tiền âm."),
        ({"component": "DA5"}, "G2 Kế hoạch năm 2024 chưa có dòng vốn này. Nhập kế hoạch vốn trước"),
        ({"holder": "Sở Trên Mây"}, "E2 Không có trong danh mục."),
        ({"dong": 500_000_001}, f"K2 Vượt số vốn còn lại của dòng vốn {NAMED}: còn 500.000.000 đồng."),
    ],
)
def test_a_bad_voucher_names_its_cell_and_the_remedy(cashier: Desk, changed: dict[str, Any], told: str) -> None:
    assert first_error(cashier, vouchers(changed)).startswith(told)
    with cashier.acting(), transaction.atomic():
        assert not Disbursement.objects.exists()


def test_rows_that_overdraw_together_are_told_before_anything_is_written(cashier: Desk) -> None:
    rows = [{"dong": 300_000_000}, {"voucher": "KB24-2", "dong": 300_000_000}]
    told = first_error(cashier, vouchers(*rows))
    assert told.startswith(f"K3 Vượt số vốn còn lại của dòng vốn {NAMED}: còn 200.000.000 đồng.")


def test_the_same_number_with_another_amount_is_not_written_over(cashier: Desk) -> None:
    cashier.write(vouchers({}))
    told = first_error(cashier, vouchers({"dong": 90_000_000}))
    assert told.startswith("K2 Sổ đã ghi chứng từ này: 100.000.000 đồng, ngày 06/05/2024.")


def test_what_was_spent_meanwhile_stops_the_whole_file(cashier: Desk, ledger: Ledger) -> None:
    batch = cashier.check(vouchers({"dong": 400_000_000}))
    line = lines(cashier)[0]
    with acting_as(SYSTEM), transaction.atomic():
        ledger.spend(line, 200_000_000)
    batch = cashier.apply(batch)
    assert batch.state == State.FAILED
    assert [line.spent_vnd for line in lines(cashier)] == [200_000_000]


def test_an_approval_that_is_needed_meanwhile_stops_the_whole_file(cashier: Desk, ledger: Ledger) -> None:
    batch = cashier.check(vouchers({}))
    assert not cashier.errors(batch)
    with acting_as(SYSTEM), transaction.atomic():
        ledger.step(100_000_000)
    batch = cashier.apply(batch)
    assert batch.state == State.FAILED
    assert "thay đổi sau khi kiểm tra" in batch.message
    assert [line.spent_vnd for line in lines(cashier)] == [0]


def test_undo_of_vouchers_gives_the_money_back_to_the_line(cashier: Desk) -> None:
    batch = cashier.undo(cashier.write(vouchers({})))
    assert (batch.state, batch.message) == (State.UNDONE, "Đã hoàn tác 1 bản ghi.")
    assert [line.spent_vnd for line in lines(cashier)] == [0]
    with cashier.acting(), transaction.atomic():
        assert Disbursement.objects.count() == 2
