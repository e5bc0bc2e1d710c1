"""The treasury's statement from a workbook, and vouchers about advances, late ones and those that need approval."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.acting import SYSTEM, acting_as
from core.models import ImportBatch
from disbursement.imports import StatementImport, VoucherImport
from disbursement.models import Disbursement, StatementRow, TreasuryStatement
from disbursement.reconciliation import reconcile
from disbursement.services import LedgerRefused, VoucherData, record_voucher, reverse_voucher
from disbursement.services.treasury import settle_item
from tests.disbursement.build import Ledger
from tests.imports.build import Desk, Files, workbook
from tests.imports.test_capital import LINE, LINE_HEAD
from tests.office import PROVINCE

State = ImportBatch.State
STATEMENT_HEAD = ("Số bảng kê", "Từ ngày", "Đến ngày", "Số chứng từ", "Ngày chứng từ", "Loại chứng từ", *LINE_HEAD,
                  "Số tiền (nghìn đồng)", "Đơn vị tính", "Mã tham chiếu Kho bạc", "Số chứng từ tạm ứng")  # fmt: skip
ROW = {
    "statement": "BK-05",
    "from": "",
    "to": "",
    "voucher": "KB-1",
    "on": "6/5/2024",
    "voucher_kind": "",
    **LINE,
    "dong": 1_000_000,
    "thousand": "",
    "unit": "",
    "ref": "",
    "advance": "",
}
VOUCHER_HEAD = ("Số chứng từ", "Ngày chứng từ", "Loại chứng từ", *LINE_HEAD, "Mã tham chiếu Kho bạc",
                "Số chứng từ tạm ứng", "Lý do điều chỉnh")  # fmt: skip
SETTLES = "thu hồi tạm ứng (chuyển thành thanh toán)"
VOUCHER = {
    "voucher": "KB-1",
    "on": "6/5/2024",
    "voucher_kind": "",
    **LINE,
    "dong": 100,
    "ref": "",
    "advance": "",
    "why": "",
}


@pytest.fixture
def ledger(files: Files) -> Ledger:
    with acting_as(SYSTEM), transaction.atomic():
        made = Ledger()
        made.line(plan=500_000_000)
        return made


@pytest.fixture
def desk(files: Files, ledger: Ledger) -> Desk:
    return files.desk("finance", PROVINCE, StatementImport)


@pytest.fixture
def cashier(files: Files, ledger: Ledger) -> Desk:
    return files.desk("finance", PROVINCE, VoucherImport)


def statement(*rows: dict[str, Any]) -> bytes:
    return workbook({"Bảng kê": [STATEMENT_HEAD, *(list((ROW | row).values()) for row in rows)]})


def vouchers(*rows: dict[str, Any]) -> bytes:
    return workbook({"Chứng từ": [VOUCHER_HEAD, *(list((VOUCHER | row).values()) for row in rows)]})


def amounts(desk: Desk) -> list[int]:
    with desk.acting(), transaction.atomic():
        return list(StatementRow.objects.order_by("id").values_list("amount_vnd", flat=True))


def test_a_statement_changes_no_voucher_and_is_read_once(desk: Desk, ledger: Ledger) -> None:
    content = statement({}, {"voucher": "KB-2"})
    assert desk.write(content).state == State.APPLIED
    again = desk.check(content)
    assert (again.count("unchanged"), again.to_write) == (2, 0)
    assert amounts(desk) == [1_000_000, 1_000_000]
    with desk.acting(), transaction.atomic():
        found = TreasuryStatement.objects.get()
        assert (found.period_from, found.period_to) == (date(2024, 5, 1), date(2024, 5, 31))
        assert not Disbursement.objects.exists()


@pytest.mark.parametrize(
    "written",
    [
        {"dong": "1.000.000"},
        {"dong": "1 000 000 đồng"},
        {"dong": "1000000"},
        {"dong": "", "thousand": 1000},
        {"dong": "", "thousand": "1.000"},
        {"dong": "1.000", "unit": "nghìn đồng"},
        {"dong": 1, "unit": "Triệu đồng"},
        {"dong": "", "million": 1},
    ],
)
def test_an_amount_in_every_clear_shape_and_unit(desk: Desk, written: dict[str, Any]) -> None:
    desk.write(statement(written))
    assert amounts(desk) == [1_000_000]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"dong": -5}, "Số tiền âm"),
        ({"dong": "1,500"}, "Không rõ số tiền"),
        ({"dong": "một triệu"}, "triệu"),
        ({"dong": ""}, "Thiếu số tiền"),
        ({"thousand": 5}, "cả hai cột"),
        ({"dong": 5, "unit": "đô la"}, "Không có trong danh mục"),
        ({"on": "31/02/2024"}, "E"),
        ({"on": "1/1/2999"}, "E"),
        ({"from": "1/6/2024", "to": "30/6/2024"}, "ngoài kỳ"),
        ({"from": "1/5/2024"}, "Thiếu một đầu"),
        ({"component": "DA3.TDA1"}, "chưa có dòng vốn"),
        ({"statement": ""}, "A"),
    ],
)
def test_a_bad_row_names_its_cell_and_the_remedy(desk: Desk, changed: dict[str, Any], told: str) -> None:
    batch = desk.check(statement(changed))
    errors = desk.errors(batch)
    assert errors
    assert told in errors[0]
    assert amounts(desk) == []


def test_the_same_row_twice_in_a_file_is_told(desk: Desk) -> None:
    assert any("Trùng với dòng" in error for error in desk.errors(desk.check(statement({}, {}))))


def test_a_changed_row_of_a_known_statement_is_not_written_over(desk: Desk) -> None:
    desk.write(statement({}))
    batch = desk.check(statement({"dong": 2_000_000}))
    assert "nội dung khác" in desk.errors(batch)[0]
    assert amounts(desk) == [1_000_000]


def test_undo_leaves_what_was_settled(desk: Desk, ledger: Ledger) -> None:
    batch = desk.write(statement({}, {"voucher": "KB-2"}))
    with desk.acting(), transaction.atomic():
        found = TreasuryStatement.objects.get()
        item = reconcile(found, desk.access)[0].pair.item_id
        settle_item(statement=found, item_id=item, act="record", reason="", access=desk.access)
    undone = desk.undo(batch)
    assert undone.state == State.UNDONE
    assert "Giữ lại" in undone.message
    assert amounts(desk) == [1_000_000]


def test_an_undone_statement_accuses_no_voucher_until_it_is_imported_again(
    files: Files, desk: Desk, ledger: Ledger
) -> None:
    batch = desk.write(statement(*({"voucher": f"KB-{n}"} for n in (1, 2, 3))))
    with desk.acting(), transaction.atomic():
        found, spends = TreasuryStatement.objects.get(), StatementRow.objects.order_by("voucher")[0]
        settle_item(statement=found, item_id=spends.pk, act="record", reason="", access=desk.access)
        for number in ("KB-2", "KB-3", "KB-4"):
            data = VoucherData(voucher=number, value_date=date(2024, 5, 6), amount_vnd=1_000_000, reason="về muộn")
            record_voucher(line=spends.line, data=data, recorded_by_id=None)
        missing = Disbursement.objects.get(voucher="KB-4")
        settle_item(statement=found, item_id=missing.pk, act="accept", reason="Tháng sau", access=desk.access)
    desk.undo(batch)
    queue = reverse("disbursement:statement", args=[found.pk])
    client = files.office.client("finance")
    page = client.get(queue).content.decode()
    assert "đã hoàn tác lần nhập" in page
    assert f"đã được hoàn tác ngày {timezone.localdate():%d/%m/%Y}" in page
    assert "đã hoàn tác ngày" in client.get(reverse("disbursement:statements")).content.decode()
    assert states(desk) == {"KB-1": "matched", "KB-4": "accepted"}
    with desk.acting(), transaction.atomic():
        reversed_one = Disbursement.objects.get(voucher="KB-1")
        reverse_voucher(row=reversed_one, reason="nhầm", on=reversed_one.value_date, access=desk.access)
        with pytest.raises(LedgerRefused, match="đã được xử lý"):
            settle_item(statement=found, item_id=spends.pk, act="record", reason="", access=desk.access)
    item = reverse("disbursement:settle_item", args=[found.pk, spends.pk])
    assert "đã được xử lý trước khi hoàn tác" in client.get(item).content.decode()
    assert "chưa xử lý" not in client.get(queue).content.decode()
    desk.write(statement(*({"voucher": f"KB-{n}"} for n in (1, 2))))
    assert states(desk) == {"KB-1": "unknown", "KB-2": "matched", "KB-3": "missing", "KB-4": "accepted"}
    assert "đã hoàn tác" not in client.get(queue).content.decode()


def states(desk: Desk) -> dict[str, str]:
    with desk.acting(), transaction.atomic():
        items = reconcile(TreasuryStatement.objects.get(), desk.access)
        return {(item.pair.row or item.pair.voucher).voucher: item.state for item in items}


def test_a_statement_imported_again_after_its_undoing_has_its_own_period(desk: Desk, ledger: Ledger) -> None:
    batch = desk.write(statement({"from": "1/1/2024", "to": "31/12/2024"}, {"voucher": "KB-2"}))
    with desk.acting(), transaction.atomic():
        found, row = TreasuryStatement.objects.get(), StatementRow.objects.order_by("voucher")[0]
        settle_item(statement=found, item_id=row.pk, act="record", reason="", access=desk.access)
    desk.undo(batch)
    desk.write(statement({"voucher": "KB-2"}))
    with desk.acting(), transaction.atomic():
        found.refresh_from_db()
    assert (found.period_from, found.period_to) == (date(2024, 5, 1), date(2024, 5, 31))


# --- vouchers ----------------------------------------------------------------------------------------------------


def spent(desk: Desk) -> list[tuple[str, int, int]]:
    with desk.acting(), transaction.atomic():
        return list(Disbursement.objects.order_by("id").values_list("kind", "spent_vnd", "advance_vnd"))


def test_an_advance_and_its_settlement_come_in_one_file(cashier: Desk) -> None:
    cashier.write(
        vouchers(
            {"voucher_kind": "tạm ứng"},
            {
                "voucher": "KB-2",
                "voucher_kind": SETTLES,
                "dong": 60,
                "advance": "KB-1",
            },
            {"voucher": "KB-3", "voucher_kind": "nộp trả", "dong": 10, "advance": "KB-1"},
        )
    )
    assert spent(cashier) == [("advance", 100, 100), ("settlement", 0, -60), ("refund", -10, -10)]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"voucher_kind": SETTLES}, "Thiếu số chứng từ tạm ứng"),
        ({"voucher_kind": "nộp trả", "advance": "KHONG"}, "không có tạm ứng"),
        ({"advance": "KB-9"}, "Chỉ thu hồi tạm ứng"),
        ({"on": "1/2/2025"}, "31/01/2025"),
        ({"on": "17/1/2024"}, "chưa đủ vốn"),
    ],
)
def test_what_a_voucher_lacks_is_told(cashier: Desk, changed: dict[str, Any], told: str) -> None:
    errors = cashier.errors(cashier.check(vouchers(changed)))
    assert told in errors[0]


def test_more_than_the_advance_is_told_row_by_row(cashier: Desk) -> None:
    batch = cashier.check(
        vouchers(
            {"voucher_kind": "tạm ứng"},
            {"voucher": "KB-2", "voucher_kind": SETTLES, "dong": 60, "advance": "KB-1"},
            {"voucher": "KB-3", "voucher_kind": SETTLES, "dong": 41, "advance": "KB-1"},
        )
    )
    errors = cashier.errors(batch)
    assert len(errors) == 1
    assert "còn 40 đồng" in errors[0]


def test_a_late_voucher_with_a_reason_is_a_correction(cashier: Desk) -> None:
    cashier.write(vouchers({"on": "1/2/2025", "why": "Kho bạc trả muộn"}))
    with cashier.acting(), transaction.atomic():
        row = Disbursement.objects.get()
        assert (row.is_correction, row.reason) == (True, "Kho bạc trả muộn")


def test_a_voucher_that_needs_approval_is_not_imported(cashier: Desk, ledger: Ledger) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        step = ledger.step(100)
    errors = cashier.errors(cashier.check(vouchers({}, {"voucher": "KB-2", "dong": 99})))
    with acting_as(SYSTEM), transaction.atomic():
        step.delete()
    assert len(errors) == 1
    assert "phải được duyệt" in errors[0]


def test_a_second_use_of_a_reference_is_remarked(cashier: Desk) -> None:
    cashier.write(vouchers({"ref": "R-1"}))
    batch = cashier.check(vouchers({"voucher": "KB-2", "ref": "R-1"}))
    remarks = [remark["reason"] for row in cashier.rows(batch) for remark in row.remarks]
    assert any("đã ghi ở chứng từ KB-1" in remark for remark in remarks)


def test_a_number_that_another_officer_recorded_meanwhile_is_named(cashier: Desk) -> None:
    mine, theirs = (cashier.check(vouchers({}, {"voucher": f"KB-{n}"})) for n in (2, 3))
    assert cashier.apply(theirs).state == State.APPLIED
    refused = cashier.apply(mine)
    assert refused.state == State.FAILED
    assert "Số chứng từ đã ghi cho dòng vốn: KB-1 (" in refused.message
    assert "KB-2" not in refused.message
