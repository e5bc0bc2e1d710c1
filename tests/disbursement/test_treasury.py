"""The reconciliation queue: what differs waits for somebody, and nothing is changed silently."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.access import Access
from core.acting import acting_as
from disbursement.models import Disbursement, Settlement, StatementRow, TreasuryStatement
from disbursement.reconciliation import reconcile
from disbursement.services import LedgerRefused, reverse_voucher
from disbursement.services.treasury import settle_item
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.test_pages import sign_in as sign_in
from tests.office import COMMUNE, Office

SignIn = Callable[..., Client]
WHY = {"reason": "Theo Kho bạc"}


@pytest.fixture
def officer(ledger: Ledger) -> Access:
    return Office().access("finance", "2025-91")


@pytest.fixture
def settle(ledger: Ledger, officer: Access) -> Callable[..., Settlement]:
    def settled(item: Any, act: str, reason: str = "Theo Kho bạc") -> Settlement:
        return settle_item(statement=ledger.statement, item_id=item.pk, act=act, reason=reason, access=officer)

    return settled


def states(ledger: Ledger, access: Access) -> dict[str, str]:
    return {(item.pair.row or item.pair.voucher).voucher: item.state for item in reconcile(ledger.statement, access)}


def test_each_outcome(ledger: Ledger, officer: Access) -> None:
    line = ledger.line(plan=1000)
    equal, differs = ledger.spend(line, 10), ledger.spend(line, 20)
    missing, later = ledger.spend(line, 30), ledger.spend(line, 40, date(2024, 6, 1))
    unknown = ledger.statement_row(line)
    ledger.statement_row(line, 10, voucher=equal.voucher)
    ledger.statement_row(line, 21, voucher=differs.voucher)
    found = states(ledger, officer)
    assert found == {
        unknown.voucher: "unknown",
        equal.voucher: "matched",
        differs.voucher: "differs",
        missing.voucher: "missing",
    }
    assert later.voucher not in found
    assert fresh(line).spent_vnd == 100


def test_the_queue_follows_the_ledger(ledger: Ledger, officer: Access) -> None:
    line = ledger.line(plan=1000)
    row = ledger.statement_row(line)
    voucher = ledger.spend(line, 10, treasury_ref="")
    assert states(ledger, officer) == {row.voucher: "unknown", voucher.voucher: "missing"}
    reverse_voucher(row=voucher, reason="nhầm", on=date(2024, 6, 1), access=None)
    assert states(ledger, officer) == {row.voucher: "unknown"}


def test_an_unknown_row_is_recorded(ledger: Ledger, officer: Access, settle: Callable[..., Settlement]) -> None:
    line = ledger.line(plan=1000)
    row = ledger.statement_row(line, 77, treasury_ref="R9", note="Đợt 1")
    done = settle(row, "record", "Chưa ghi sổ")
    voucher = done.result
    assert voucher is not None
    assert (voucher.amount_vnd, voucher.voucher, voucher.treasury_ref) == (77, row.voucher, "R9")
    assert states(ledger, officer) == {row.voucher: "matched"}
    with pytest.raises(LedgerRefused, match="đã được xử lý"):
        settle(row, "record")
    assert fresh(line).spent_vnd == 77


def test_a_differing_voucher_is_reversed_and_entered_again(
    ledger: Ledger, officer: Access, settle: Callable[..., Settlement]
) -> None:
    line = ledger.line(plan=1000)
    voucher = ledger.spend(line, 20)
    row = ledger.statement_row(line, 21, voucher=voucher.voucher)
    with pytest.raises(LedgerRefused, match="lý do"):
        settle(row, "reenter", " ")
    done = settle(row, "reenter")
    assert done.result is not None
    assert (done.result.voucher, done.result.amount_vnd) == (f"{voucher.voucher}-2", 21)
    assert states(ledger, officer) == {row.voucher: "matched"}
    assert fresh(line).spent_vnd == 21
    assert Disbursement.objects.get(pk=voucher.pk).amount_vnd == 20
    by_then = Disbursement.objects.filter(line=line).up_to(max(voucher.value_date, row.value_date))
    assert sum(one.spent_vnd for one in by_then) == 21, "no day counts both"


def test_what_is_entered_again_keeps_its_contract(ledger: Ledger, settle: Callable[..., Settlement]) -> None:
    line = ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT")
    contract = ledger.contract(line)
    voucher = ledger.spend(line, 20, contract=contract)
    done = settle(ledger.statement_row(line, 21, voucher=voucher.voucher), "reenter")
    assert done.result is not None
    assert done.result.contract == contract


def test_a_contract_does_not_follow_to_another_spender(ledger: Ledger, settle: Callable[..., Settlement]) -> None:
    line = ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT")
    ledger.spend(line, 20, contract=ledger.contract(line), treasury_ref="R7")
    done = settle(ledger.statement_row(ledger.line(plan=1000), 20, treasury_ref="R7"), "reenter")
    assert done.result is not None
    assert done.result.contract is None


def test_one_reference_on_two_rows_of_the_statement(
    ledger: Ledger, officer: Access, settle: Callable[..., Settlement]
) -> None:
    one, two = ledger.line(plan=1000), ledger.line(plan=1000, component="DA3.TDA1")
    rows = [ledger.statement_row(line, 10, treasury_ref="R8") for line in (one, two)]
    for row in rows:
        settle(row, "record")
    assert states(ledger, officer) == {row.voucher: "matched" for row in rows}
    assert [fresh(line).spent_vnd for line in (one, two)] == [10, 10]


def test_the_sums_of_a_statement_are_of_the_components_that_one_sees(ledger: Ledger, officer: Access) -> None:
    own = ledger.line(plan=1000)
    ledger.statement_row(own, 10)
    ledger.statement_row(ledger.line(plan=1000, component="DA3.TDA1"), 30)
    ledger.statement_row(own, 3, kind="refund")
    ledger.statement_row(own, 2, kind="settlement")
    seen = ((None, (4, 45, 37)), (frozenset({own.component_id}), (3, 15, 7)), (frozenset(), (0, 0, 0)))
    for components, expected in seen:
        access = replace(officer, component_ids=components)
        found = TreasuryStatement.objects.with_sums(access).get()
        assert (found.row_count, found.total_vnd, found.spent_vnd) == expected


def test_a_missing_voucher_is_reversed_or_accepted(
    ledger: Ledger, officer: Access, settle: Callable[..., Settlement]
) -> None:
    line = ledger.line(plan=1000)
    row = ledger.statement_row(line)
    wrong, right = ledger.spend(line, 30), ledger.spend(line, 40)
    settle(wrong, "reverse")
    settle(right, "accept")
    assert states(ledger, officer) == {row.voucher: "unknown", right.voucher: "accepted"}
    assert fresh(line).spent_vnd == 40


def test_an_acceptance_ends_when_the_voucher_is_reversed(
    ledger: Ledger, officer: Access, settle: Callable[..., Settlement]
) -> None:
    line = ledger.line(plan=1000)
    voucher = ledger.spend(line, 20)
    row = ledger.statement_row(line, 21, voucher=voucher.voucher)
    settle(row, "accept")
    assert states(ledger, officer) == {row.voucher: "accepted"}
    reverse_voucher(row=voucher, reason="nhầm", on=date(2024, 6, 1), access=None)
    assert states(ledger, officer) == {row.voucher: "unknown"}


def test_a_row_that_the_ledger_cannot_bear_stays_open(
    ledger: Ledger, officer: Access, settle: Callable[..., Settlement]
) -> None:
    row = ledger.statement_row(ledger.line(plan=10), 11)
    with pytest.raises(LedgerRefused, match="Vượt số vốn"):
        settle(row, "record")
    assert states(ledger, officer) == {row.voucher: "unknown"}
    assert not Settlement.objects.exists()


def test_a_settlement_of_an_advance_is_recorded_about_it(
    ledger: Ledger, officer: Access, settle: Callable[..., Settlement]
) -> None:
    line = ledger.line(plan=1000)
    advance = ledger.spend(line, 100, date(2024, 5, 2), "advance")
    row = ledger.statement_row(line, 60, kind="settlement", advance_voucher=advance.voucher)
    lost = ledger.statement_row(line, 60, kind="settlement", advance_voucher="KHONG-CO")
    settle(row, "record")
    assert Disbursement.objects.outstanding(date(2024, 5, 31)).get().left_vnd == 40
    with pytest.raises(LedgerRefused, match="KHONG-CO"):
        settle(lost, "record")


def test_a_settled_advance_that_differs_is_put_right_in_the_order_that_is_told(
    ledger: Ledger, officer: Access, settle: Callable[..., Settlement]
) -> None:
    line = ledger.line(plan=1000)
    advance = ledger.spend(line, 100, date(2024, 5, 2), "advance")
    settled, refund = (ledger.spend(line, n, kind=k, advance=advance) for n, k in ((60, "settlement"), (10, "refund")))
    fields = {"voucher": advance.voucher, "value_date": advance.value_date}
    differs = ledger.statement_row(line, 99, kind="advance", **fields)
    rows = [
        ledger.statement_row(line, one.amount_vnd, kind=one.kind, voucher=one.voucher, advance_voucher=advance.voucher)
        for one in (settled, refund)
    ]
    told = rf"Đảo trước: {settled.voucher} \(60 đồng\), {refund.voucher} \(10 đồng\); sau đó đảo tạm ứng"
    with pytest.raises(LedgerRefused, match=told):
        settle(differs, "reenter")
    with pytest.raises(LedgerRefused, match=told):
        reverse_voucher(row=advance, reason="sai số tiền", on=advance.value_date, access=officer)
    for one in (settled, refund):
        reverse_voucher(row=one, reason="tạm ứng sai số tiền", on=one.value_date, access=officer)
    settle(differs, "reenter")
    for row in rows:
        settle(row, "record")
    assert states(ledger, officer) == dict.fromkeys((row.voucher for row in (differs, *rows)), "matched")
    assert fresh(line).spent_vnd == 89
    assert Disbursement.objects.outstanding(date(2024, 5, 31)).get().left_vnd == 29


def test_a_voucher_of_another_statement_is_not_missing(ledger: Ledger, officer: Access) -> None:
    line = ledger.line(plan=1000)
    voucher = ledger.spend(line, 30)
    ledger.statement_row(line, 30, voucher=voucher.voucher)
    other = Ledger(ref=ledger.ref)
    other.holder = ledger.holder
    row = other.statement_row(line, 5)
    assert states(other, officer) == {row.voucher: "unknown"}


@pytest.mark.parametrize("act", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_what_was_settled_stays(ledger: Ledger, settle: Callable[..., Settlement], act: str) -> None:
    settle(ledger.statement_row(ledger.line(plan=100)), "accept")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format("disbursement_settlement"))


def test_rows_of_other_places_are_not_seen(ledger: Ledger) -> None:
    ledger.statement_row()
    with acting_as(Office().access("commune_officer", COMMUNE).actor()):
        assert not StatementRow.objects.exists()


# --- pages ---------------------------------------------------------------------------------------------------


def page(name: str, *args: object) -> str:
    return reverse(f"disbursement:{name}", args=args)


def test_the_pages(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=10_000_000), sign_in()
    voucher = ledger.spend(line, 2_000_000)
    row = ledger.statement_row(line, 2_100_000, voucher=voucher.voucher)
    assert ledger.statement.number in client.get(page("statements")).content.decode()
    queue = client.get(page("statement", ledger.statement.pk)).content.decode()
    assert "còn 1 mục chưa xử lý" in queue
    assert "khác số tiền" in queue
    url = page("settle_item", ledger.statement.pk, row.pk)
    shown = client.get(url).content.decode()
    assert "2.100.000" in shown
    assert "2.000.000" in shown
    assert "Nêu lý do" in client.post(url, {"act": "accept"}).content.decode()
    assert client.post(url, {"act": "record"} | WHY).status_code == 200
    assert client.post(url, {"act": "reenter"} | WHY).status_code == 302
    assert "khớp với sổ" in client.get(page("statement", ledger.statement.pk)).content.decode()
    assert "đã được xử lý" not in client.get(url).content.decode()
    assert fresh(line).spent_vnd == 2_100_000


def test_an_accepted_difference_is_no_agreement(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=10_000_000), sign_in()
    row = ledger.statement_row(line, 2_100_000, voucher=ledger.spend(line, 2_000_000).voucher)
    client.post(page("settle_item", ledger.statement.pk, row.pk), {"act": "accept"} | WHY)
    queue = client.get(page("statement", ledger.statement.pk)).content.decode()
    assert "đã xử lý hết, còn 1 chênh lệch được chấp nhận" in queue
    assert "khớp với sổ" not in queue


def test_elsewhere_there_is_no_statement(ledger: Ledger, sign_in: SignIn) -> None:
    row = ledger.statement_row()
    stranger = sign_in(ref="2024-887")
    assert stranger.get(page("statement", ledger.statement.pk)).status_code == 404
    assert stranger.post(page("settle_item", ledger.statement.pk, row.pk), {"act": "record"}).status_code == 404
    reader = sign_in(rights=("disbursement.view",))
    assert reader.get(page("statement", ledger.statement.pk)).status_code == 200
    assert reader.get(page("settle_item", ledger.statement.pk, row.pk)).status_code == 403
    assert sign_in().get(page("statement", ledger.statement.pk), {"loai": "?", "tu": "-1"}).status_code == 200


def test_an_unknown_row_is_recorded_for_the_contract_or_works_that_one_chooses(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT"), sign_in()
    contract, works = ledger.contract(line), ledger.works
    wanted = (("contract", contract), ("works", works))
    for number, (name, chosen) in enumerate(wanted):
        row = ledger.statement_row(line, 30 + number)
        url = page("settle_item", ledger.statement.pk, row.pk)
        assert f'value="{chosen.pk}"' in client.get(url).content.decode()
        both = client.post(url, {"act": "record", "contract": contract.pk, "works": works.pk}).content.decode()
        assert "Chỉ chọn một" in both
        beside = client.post(url, {"act": "accept", name: chosen.pk} | WHY).content.decode()
        assert "Chỉ chọn khi ghi chứng từ theo bảng kê; cách xử lý khác" in beside
        answer = client.post(url, {"act": "record", name: chosen.pk}, follow=True).content.decode()
        assert getattr(Disbursement.objects.get(amount_vnd=30 + number), name) == chosen
        assert ("vượt khối lượng nghiệm thu" in answer) == (name == "contract")


def test_a_row_that_waits_for_approval_says_so_and_warns_of_nothing(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT"), sign_in()
    contract = ledger.contract(line)
    ledger.spend(line, 40, contract=contract)
    ledger.step(50)
    for amount, told in ((49, "vượt khối lượng nghiệm thu"), (50, "Chứng từ chờ duyệt")):
        row = ledger.statement_row(line, amount)
        given = {"act": "record", "contract": contract.pk}
        answer = client.post(page("settle_item", ledger.statement.pk, row.pk), given, follow=True).content.decode()
        said = [words for words in ("Đã xử lý.", "vượt khối lượng nghiệm thu", "Chứng từ chờ duyệt") if words in answer]
        assert said == (["Đã xử lý.", told] if amount < 50 else [told])


def test_what_is_entered_again_or_closes_an_advance_asks_for_no_works(ledger: Ledger, sign_in: SignIn) -> None:
    """It is about what the voucher, or the advance, was paid for."""
    line, client = ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT"), sign_in()
    ledger.contract(line)
    advance = ledger.spend(line, 100, date(2024, 5, 2), "advance", works=ledger.works)
    settles = ledger.statement_row(line, 60, kind="settlement", advance_voucher=advance.voucher)
    differs = ledger.statement_row(line, 90, kind="advance", voucher=advance.voucher)
    for row in (settles, differs):
        shown = client.get(page("settle_item", ledger.statement.pk, row.pk)).content.decode()
        assert 'name="act"' in shown
        assert 'name="works"' not in shown
    client.post(page("settle_item", ledger.statement.pk, settles.pk), {"act": "record"})
    assert Disbursement.objects.get(kind="settlement").works == ledger.works


def test_the_page_says_whose_vouchers_may_be_missing(ledger: Ledger, sign_in: SignIn) -> None:
    line, client = ledger.line(plan=1000), sign_in()
    ledger.statement_row(line)
    missing, other = ledger.spend(line, 30), Ledger(ref=ledger.ref)
    elsewhere = other.spend(other.line(plan=1000), 40)
    url, told = page("statement", ledger.statement.pk), "Chỉ xét chứng từ trong kỳ của các đơn vị có trong bảng kê"
    shown = client.get(url, {"loai": "missing"}).content.decode()
    assert told in shown
    assert missing.voucher in shown
    assert elsewhere.voucher not in shown
    assert told not in client.get(url).content.decode()
