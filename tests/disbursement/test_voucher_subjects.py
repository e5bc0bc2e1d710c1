"""What a voucher was paid for: what closes an advance follows it, and no line pays for works of another place."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import Area
from disbursement.models import CapitalLine, Contract, Disbursement
from disbursement.services import LedgerRefused
from disbursement.services.contracts import ContractData, sign_contract
from disbursement.subject_fields import NamedField
from programs.models import Works
from tests.disbursement.build import Ledger
from tests.disbursement.test_pages import sign_in as sign_in
from tests.office import PROVINCE

SignIn = Callable[..., Client]
OTHER_DISTRICT = "2024-894"


@pytest.fixture
def line(ledger: Ledger) -> CapitalLine:
    return ledger.line(plan=1000, component="DA1.TDA1", kind="DTPT")


def spent_on(works: Works) -> int:
    return sum(row.spent_vnd for row in Disbursement.objects.filter(works=works))


def works_at(ledger: Ledger, ref: str, name: str = "Cầu kênh 7") -> Works:
    area = Area.objects.by_ref(ref)
    return Works.objects.create(
        name=name,
        component=ledger.works.component,
        area=area,
        investor=ledger.holder,
        first_year=2024,
        last_year=2025,
        scope_path=str(area.path),
    )


@pytest.mark.parametrize("kind", ["refund", "settlement"])
def test_what_closes_an_advance_is_about_its_works(ledger: Ledger, line: CapitalLine, kind: str) -> None:
    advance = ledger.spend(line, 100, kind="advance", works=ledger.works)
    closed = ledger.spend(line, 100, date(2024, 6, 6), kind, advance=advance)
    assert closed.works == ledger.works
    assert spent_on(ledger.works) == (0 if kind == "refund" else 100)


def test_what_closes_an_advance_names_nothing_else(ledger: Ledger, line: CapitalLine) -> None:
    advance = ledger.spend(line, 100, kind="advance", works=ledger.works)
    other = works_at(ledger, ledger.ref)
    with pytest.raises(LedgerRefused, match=f"tạm ứng {advance.voucher}"):
        ledger.spend(line, 100, kind="refund", advance=advance, works=other)


def test_the_database_holds_both_together(ledger: Ledger, line: CapitalLine) -> None:
    advance = ledger.spend(line, 100, kind="advance", works=ledger.works)
    row = Disbursement(
        line=line, kind="refund", amount_vnd=10, voucher="X", value_date=date(2024, 6, 6), advance=advance,
        scope_path=line.scope_path,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="not what its advance was paid for"), transaction.atomic():
        row.save(force_insert=True)


def test_works_of_another_place_are_refused(ledger: Ledger, line: CapitalLine) -> None:
    elsewhere = works_at(ledger, OTHER_DISTRICT)
    with pytest.raises(LedgerRefused, match="ngoài địa bàn của dòng vốn"):
        ledger.spend(line, 10, works=elsewhere)
    with pytest.raises(LedgerRefused, match="ngoài địa bàn của dòng vốn"):
        data = ContractData("1/HĐ", date(2024, 3, 1), "Công ty A", 100, works=elsewhere)
        sign_contract(line=line, data=data, access=None)


def test_works_in_what_the_area_became_and_in_what_it_is_part_of_are_its_own(ledger: Ledger, line: CapitalLine) -> None:
    became = Area.objects.filter(origins__old__path__descendant_of=[str(ledger.area.path)]).first()
    assert became is not None
    for number, ref in enumerate((became.ref, PROVINCE)):
        ledger.spend(line, 10, date(2024, 5, 6 + number), works=works_at(ledger, ref, f"Đường {number}"))
    assert sum(row.spent_vnd for row in line.disbursements.all()) == 20


def test_the_form_offers_works_of_the_place_to_who_may_enter(
    ledger: Ledger, line: CapitalLine, sign_in: SignIn
) -> None:
    works_at(ledger, OTHER_DISTRICT)
    own = ledger.works
    address = reverse("disbursement:line", args=[line.pk])
    shown = sign_in().get(address)
    assert list(shown.context["voucher_form"].fields["works"].queryset) == [own]
    with CaptureQueriesContext(connection) as asked:
        shown = sign_in(("disbursement.view",)).get(address)
    assert shown.context["voucher_form"] is None
    assert not [query for query in asked if "programs_works" in query["sql"]]


def test_a_long_list_of_works_is_asked_for_by_name_on_a_contract_too(
    ledger: Ledger, line: CapitalLine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NamedField, "FROM", 2)
    works_at(ledger, ledger.ref, "Cầu kênh chợ")
    wanted = works_at(ledger, ledger.ref)
    client, address = sign_in(), reverse("disbursement:contract_add", args=[line.pk])
    assert "<option" not in client.get(address).content.decode().partition('name="works"')[2].partition("</div>")[0]
    given = {"number": "7/HĐ", "signed_on": "1/3/2024", "contractor": "Công ty A", "amount_vnd": "500"}
    assert "Có nhiều tên như vậy" in client.post(address, given | {"works": "cầu"}).content.decode()
    assert client.post(address, given | {"works": "kênh 7"}).status_code == 302
    assert Contract.objects.get().works == wanted


def test_a_name_typed_in_full_is_found_however_many_contain_it(
    ledger: Ledger, line: CapitalLine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NamedField, "FROM", 2)
    for name in ("Bờ kè cầu kênh 7 (cầu Đỏ)", "Bờ kè cầu kênh 7 (cầu Đỏ), đoạn 2"):
        works_at(ledger, ledger.ref, name)
    wanted = works_at(ledger, ledger.ref, "Cầu kênh 7 (cầu Đỏ)")
    client, address = sign_in(), reverse("disbursement:record_voucher", args=[line.pk])
    given = {"kind": "payment", "value_date": "6/5/2024", "amount_vnd": "10"}
    for number, works in (("A", "cầu kênh 7 (cầu Đỏ)"), ("B", f"{wanted.name} ({ledger.area.full_name})")):
        assert client.post(address, given | {"voucher": number, "works": works}).status_code == 302
    assert set(line.disbursements.values_list("works", flat=True)) == {wanted.pk}


def test_a_long_list_of_works_is_asked_for_by_name(
    ledger: Ledger, line: CapitalLine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NamedField, "FROM", 3)
    first, _second, third = (works_at(ledger, ledger.ref, f"Cầu kênh {name}") for name in ("7", "71", "chợ"))
    client, address = sign_in(), reverse("disbursement:record_voucher", args=[line.pk])
    voucher = {"kind": "payment", "value_date": "6/5/2024", "amount_vnd": "10"}

    def said(number: str, works: str) -> str:
        return client.post(address, voucher | {"voucher": number, "works": works}, follow=True).content.decode()

    page = said("A", "cầu kênh")
    assert f"Cầu kênh 71 ({ledger.area.full_name})" in page
    assert 'value="cầu kênh"' in page
    assert "<option" not in page.partition('name="works"')[2].partition("</div>")[0]
    assert "Không có tên này" in said("A", "Trường học")
    for number, works in (("B", "cầu kênh 7"), ("C", "chợ"), ("D", f"Cầu kênh 7 ({ledger.area.full_name})")):
        assert "Đã ghi chứng từ" in said(number, works)
    assert list(line.disbursements.order_by("voucher").values_list("works", flat=True)) == [
        first.pk,
        third.pk,
        first.pk,
    ]
