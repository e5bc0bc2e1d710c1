"""Matching a statement with the ledger: pure, every row and every voucher once."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from disbursement.rules.matching import Match, match_statement

_ids = count(1)
DAY = date(2024, 5, 6)
LINE = UUID(int=1)


@dataclass
class Entry:
    voucher: str = "KB1"
    amount_vnd: int = 10
    treasury_ref: str = ""
    line_id: UUID = LINE
    kind: str = "payment"
    value_date: date = DAY
    id: UUID = field(default_factory=lambda: UUID(int=next(_ids)))


def outcome(rows: list[Entry], vouchers: list[Entry]) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(pair.match), pair.differences) for pair in match_statement(rows, vouchers)]


def test_the_reference_comes_before_the_number() -> None:
    rows = [Entry("KB1", treasury_ref="R1")]
    vouchers = [Entry("KB1"), Entry("KB-1", treasury_ref="R1")]
    pairs = match_statement(rows, vouchers)
    assert [(pair.match, pair.voucher) for pair in pairs] == [
        (Match.MATCHED, vouchers[1]),
        (Match.MISSING, vouchers[0]),
    ]


def test_without_a_reference_what_is_printed_counts() -> None:
    assert outcome([Entry()], [Entry()]) == [("matched", ())]
    assert outcome([Entry()], [Entry(amount_vnd=11)]) == [("differs", ("amount_vnd",))]
    later = Entry(value_date=date(2024, 5, 7))
    assert outcome([Entry()], [later]) == [("differs", ("value_date",))]
    assert outcome([Entry()], [Entry(line_id=UUID(int=2))]) == [("unknown", ()), ("missing", ())]


def test_the_same_reference_on_another_line_differs() -> None:
    row, voucher = Entry(treasury_ref="R1"), Entry(treasury_ref="R1", line_id=UUID(int=2), amount_vnd=9)
    assert outcome([row], [voucher]) == [("differs", ("amount_vnd", "line_id"))]


def test_one_payment_order_for_several_lines_is_matched_line_by_line() -> None:
    rows = [Entry(treasury_ref="R1", line_id=UUID(int=n), amount_vnd=n) for n in (1, 2, 3)]
    vouchers = [Entry(treasury_ref="R1", line_id=UUID(int=n), amount_vnd=n) for n in (3, 1, 2)]
    assert outcome(rows, vouchers) == [("matched", ())] * 3


def test_what_was_written_for_a_row_is_its_partner() -> None:
    row, voucher = Entry("KB1"), Entry("KB1-2")
    pairs = match_statement([row], [Entry("KB1"), voucher], {row.id: voucher.id})
    assert pairs[0].voucher is voucher
    gone = match_statement([row], [Entry("KB1")], {row.id: UUID(int=0)})
    assert gone[0].match == Match.MATCHED


ENTRIES = st.lists(
    st.builds(
        Entry,
        voucher=st.sampled_from(["KB1", "KB2", "KB3"]),
        amount_vnd=st.integers(1, 3),
        treasury_ref=st.sampled_from(["", "R1", "R2"]),
        line_id=st.sampled_from([UUID(int=1), UUID(int=2)]),
    ),
    max_size=8,
)


@given(ENTRIES, ENTRIES)
def test_every_row_and_every_voucher_comes_out_once(rows: list[Entry], vouchers: list[Entry]) -> None:
    pairs = match_statement(rows, vouchers)
    assert [pair.row for pair in pairs if pair.row] == rows
    assert sorted(pair.voucher.id for pair in pairs if pair.voucher) == sorted(voucher.id for voucher in vouchers)
    agreed = [pair for pair in pairs if pair.match == Match.MATCHED]
    assert all(pair.row.amount_vnd == pair.voucher.amount_vnd for pair in agreed)
