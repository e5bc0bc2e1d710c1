"""An advance is followed until it is settled or given back: 100, settled 60, refunded 10 leaves 30."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.acting import SYSTEM, acting_as
from disbursement.advances import by_age
from disbursement.models import Disbursement
from disbursement.services import LedgerRefused, reverse_voucher
from disbursement.statement import entries
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.moves import assign, recall
from tests.disbursement.test_pages import sign_in as sign_in

SignIn = Callable[..., Client]


def left_on(day: date) -> dict[str, int]:
    return {row.voucher: row.left_vnd for row in Disbursement.objects.outstanding(day)}


def test_the_example_of_the_order(ledger: Ledger) -> None:
    line = ledger.line(plan=200)
    advance = ledger.spend(line, 100, date(2024, 3, 1), "advance")
    ledger.spend(line, 60, date(2024, 4, 1), "settlement", advance=advance)
    ledger.spend(line, 10, date(2024, 5, 1), "refund", advance=advance)
    assert fresh(line).spent_vnd == 90
    assert left_on(date(2024, 5, 1)) == {advance.voucher: 30}
    assert [list(left_on(date(2024, month, 15)).values()) for month in (2, 3, 4, 5)] == [[], [100], [40], [30]]


def test_a_settled_advance_is_not_outstanding(ledger: Ledger) -> None:
    line = ledger.line(plan=200)
    advance = ledger.spend(line, 100, kind="advance")
    settled = ledger.spend(line, 100, kind="settlement", advance=advance)
    assert left_on(date(2024, 12, 31)) == {}
    reverse_voucher(row=settled, reason="nhầm số", on=date(2024, 6, 1), access=None)
    assert left_on(date(2024, 12, 31)) == {advance.voucher: 100}


def test_no_more_is_settled_than_was_advanced(ledger: Ledger) -> None:
    line = ledger.line(plan=200)
    advance = ledger.spend(line, 100, kind="advance")
    ledger.spend(line, 60, kind="settlement", advance=advance)
    for kind in ("settlement", "refund"):
        with pytest.raises(LedgerRefused, match="vượt số tạm ứng còn lại"):
            ledger.spend(line, 41, kind=kind, advance=advance)
    assert left_on(date(2024, 12, 31)) == {advance.voucher: 40}


def test_no_more_of_the_payments_is_given_back_than_was_paid(ledger: Ledger) -> None:
    """What is given back of an advance names it; the rest stands against the payments, reversals included."""
    line = ledger.line(plan=200)
    payment = ledger.spend(line, 10)
    ledger.spend(line, 50, kind="advance")
    ledger.spend(line, 10, kind="refund")
    with pytest.raises(LedgerRefused, match="vượt số đã thanh toán"):
        ledger.spend(line, 1, kind="refund")
    with pytest.raises(LedgerRefused, match="vượt số đã thanh toán"):
        reverse_voucher(row=payment, reason="nhầm số", on=date(2024, 6, 1), access=None)
    assert fresh(line).spent_vnd == 50


def test_nothing_is_given_back_before_it_was_paid(ledger: Ledger) -> None:
    line = ledger.line(plan=500)
    ledger.spend(line, 100, date(2024, 8, 6))
    with pytest.raises(LedgerRefused, match="Đến hết ngày 06/06/2024 số nộp trả vượt số đã thanh toán 100 đồng"):
        ledger.spend(line, 100, date(2024, 6, 6), "refund")
    may = ledger.spend(line, 100, date(2024, 5, 6))
    ledger.spend(line, 50, date(2024, 6, 6), "refund")
    with pytest.raises(LedgerRefused, match="Đến hết ngày 06/06/2024"):
        reverse_voucher(row=may, reason="nhầm", on=date(2024, 5, 6), access=None)


def test_an_advance_in_use_is_not_reversed(ledger: Ledger) -> None:
    line = ledger.line(plan=200)
    advance = ledger.spend(line, 100, kind="advance")
    settled = ledger.spend(line, 60, kind="settlement", advance=advance)
    with pytest.raises(LedgerRefused):
        reverse_voucher(row=advance, reason="nhầm", on=date(2024, 7, 1), access=None)
    reverse_voucher(row=settled, reason="nhầm", on=date(2024, 7, 1), access=None)
    reverse_voucher(row=advance, reason="nhầm", on=date(2024, 7, 1), access=None)
    assert left_on(date(2024, 7, 1)) == {}
    assert fresh(line).spent_vnd == 0


def test_a_settlement_names_an_advance_of_its_line(ledger: Ledger) -> None:
    line, other = ledger.line(plan=200), ledger.line(plan=200, component="DA3.TDA1")
    payment, advance = ledger.spend(line, 10), ledger.spend(other, 100, kind="advance")
    with pytest.raises(LedgerRefused, match="Chọn chứng từ tạm ứng"):
        ledger.spend(line, 5, kind="settlement")
    for wrong in (payment, advance):
        with pytest.raises(LedgerRefused, match="không thuộc dòng vốn"):
            ledger.spend(line, 5, kind="settlement", advance=wrong)
    with pytest.raises(LedgerRefused, match="Chỉ thu hồi tạm ứng và nộp trả"):
        ledger.spend(other, 5, kind="payment", advance=advance)


def test_an_advance_is_not_settled_before_it_was_paid(ledger: Ledger) -> None:
    line = ledger.line(plan=200)
    advance = ledger.spend(line, 100, date(2024, 5, 6), "advance")
    with pytest.raises(LedgerRefused, match="05/05/2024"):
        ledger.spend(line, 10, date(2024, 5, 5), "settlement", advance=advance)


def test_a_reversal_is_the_opposite_of_its_voucher(ledger: Ledger) -> None:
    line = ledger.line(plan=200)
    row = ledger.spend(line, 100)
    wrong = Disbursement(
        line=line, kind="payment", amount_vnd=-99, voucher=row.voucher, value_date=row.value_date, reverses=row,
        reason="sai", scope_path=line.scope_path,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="opposite"), transaction.atomic():
        wrong.save(force_insert=True)


def test_a_statement_tells_what_a_settlement_settled_and_what_a_reversal_reverses(ledger: Ledger) -> None:
    line = ledger.line(plan=1000)
    advance = ledger.spend(line, 100, kind="advance")
    settled = ledger.spend(line, 60, kind="settlement", advance=advance)
    reverse_voucher(row=settled, reason="nhầm", on=date(2024, 12, 1), access=None)
    told = [entry.label for entry in entries(line) if entry.voucher]
    label = "thu hồi tạm ứng (chuyển thành thanh toán): 60 đồng"
    assert told == ["tạm ứng", label, f"đảo bút toán: {label}"]


def test_the_sums_by_age_hold_every_advance_once(ledger: Ledger) -> None:
    line, today = ledger.line(plan=1000), date(2024, 12, 31)
    for amount, days in ((1, 0), (2, 30), (4, 31), (8, 90), (16, 91), (32, 180), (64, 181), (128, 300)):
        ledger.spend(line, amount, today - timedelta(days=days), "advance")
    sums = by_age(Disbursement.objects.outstanding(today), today)
    assert [(item.count, item.left_vnd) for item in sums] == [(2, 3), (2, 12), (2, 48), (2, 192)]


# --- pages -------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_left_and_how_old_it_is(ledger: Ledger, sign_in: SignIn) -> None:
    line = ledger.line(plan=2_000_000)
    advance = ledger.spend(line, 1_000_000, date(2024, 3, 1), "advance")
    ledger.spend(line, 250_000, date(2024, 4, 1), "settlement", advance=advance)
    client, url = sign_in(), reverse("disbursement:advances")
    page = client.get(url, {"tinh_den": "2024-12-31"}).content.decode()
    assert "Còn 750.000 đồng tạm ứng chưa thu hồi" in page
    assert "305 ngày" in page
    assert advance.voucher not in client.get(url, {"tinh_den": "2024-12-31", "tuoi": "30"}).content.decode()
    assert advance.voucher in client.get(url, {"tinh_den": "2024-12-31", "tuoi": "lau"}).content.decode()
    assert "750.000" in sign_in().get(reverse("disbursement:line", args=[line.pk])).content.decode()
    assert advance.voucher not in sign_in(ref="2024-887").get(url).content.decode()


def test_the_list_is_exported(ledger: Ledger, sign_in: SignIn) -> None:
    ledger.spend(ledger.line(plan=100), 70, date(2024, 3, 1), "advance")
    answer = sign_in().get(reverse("disbursement:advances"), {"format": "csv"})
    assert b"70" in (b"".join(answer) if answer.streaming else answer.content)


def voucher(**changed: str) -> dict[str, str]:
    given = {"kind": "settlement", "voucher": "KB 78", "value_date": "6/6/2024", "amount_vnd": "60"}
    return given | {"reason": "Chứng từ về muộn"} | changed


def test_a_settlement_is_entered_on_the_line(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=200), sign_in()
    url = reverse("disbursement:record_voucher", args=[line.pk])
    assert "không còn tạm ứng" in client.post(url, voucher()).content.decode()
    advance = ledger.spend(line, 100, kind="advance")
    assert "Chọn chứng từ tạm ứng" in client.post(url, voucher()).content.decode()
    assert client.post(url, voucher(advance=str(advance.pk))).status_code == 302
    assert left_on(timezone.localdate()) == {advance.voucher: 40}
    payment = voucher(kind="payment", voucher="KB 79", advance=str(advance.pk))
    assert "Chỉ thu hồi tạm ứng" in client.post(url, payment).content.decode()


# --- any history ---------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["assign", "recall", "payment", "advance", "settlement", "refund", "repay", "reverse"]),
        st.integers(1, 60),
        st.integers(0, 9),
    ),
    max_size=25,
)


class AnyHistory(TestCase):
    @settings(max_examples=40)
    @given(STEPS)
    def test_the_sums_are_those_of_the_documents(self, steps: list[tuple[str, int, int]]) -> None:
        with acting_as(SYSTEM):
            ledger = Ledger()
            line = ledger.line(plan=100)
            for number, step in enumerate(steps):
                self._take(ledger, line, step, date(2024, 2, 1) + timedelta(days=number))
            self._check(line)

    def _take(self, ledger: Ledger, line: Any, step: tuple[str, int, int], day: date) -> None:
        act, amount, place = step
        advances = list(line.disbursements.filter(kind="advance", reverses=None).order_by("id"))
        chosen = advances[place % len(advances)] if advances else None
        try:
            if act == "assign":
                assign(line=line, amount_vnd=amount, by=ledger.by(day))
            elif act == "recall":
                recall(line=line, amount_vnd=amount, by=ledger.by(day))
            elif act == "reverse":
                rows = list(line.disbursements.not_reversed().select_related("line").order_by("id"))
                if rows:
                    reverse_voucher(row=rows[place % len(rows)], reason="nhầm", on=day, access=None)
            elif act == "repay":
                ledger.spend(line, amount, day, "refund")
            else:
                about = chosen if act in ("settlement", "refund") else None
                ledger.spend(line, amount, day, act, advance=about)
        except LedgerRefused:
            pass

    def _check(self, line: Any) -> None:
        now = fresh(line)
        vouchers = list(line.disbursements.all())
        assert now.plan_vnd == sum(row.amount_vnd for row in line.movements.all())
        signs = {"payment": 1, "advance": 1, "settlement": 0, "refund": -1}
        assert now.spent_vnd == sum(signs[row.kind] * row.amount_vnd for row in vouchers)
        assert 0 <= now.spent_vnd <= now.plan_vnd
        for advance in (row for row in vouchers if row.kind == "advance" and row.reverses_id is None):
            closed = sum(row.amount_vnd for row in vouchers if row.advance_id == advance.pk)
            back = sum(row.amount_vnd for row in vouchers if row.reverses_id == advance.pk)
            left = advance.amount_vnd + back - closed
            assert 0 <= left <= advance.amount_vnd
            assert left_on(date(2024, 12, 31)).get(advance.voucher, 0) == left
