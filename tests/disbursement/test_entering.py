"""Who answers for some components of a whole area reads all their lines, and enters on those of the own agency."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, AgencySuccession
from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine, Contract, Disbursement, StatementRow
from disbursement.services import LedgerRefused, VoucherData, reverse_voucher
from disbursement.services.approvals import enter_voucher
from disbursement.services.contracts import ContractData, add_entry, note_gap, reverse_entry, sign_contract
from disbursement.services.treasury import settle_item
from tests.disbursement.build import Ledger
from tests.office import COMMUNE, PROVINCE, Office

VOUCHER = {"kind": "payment", "voucher": "KB 77", "value_date": "6/5/2026", "amount_vnd": "10"}
TOLD = "chỉ ghi sổ cho dòng vốn của cơ quan mình"


@dataclass
class Desk:
    """An officer of a department of the province, who answers for one project in all of it."""

    office: Office = field(default_factory=Office)

    def __post_init__(self) -> None:
        self.office.user("department").assignments.get().components.set([self.of_commune.line().component])

    @cached_property
    def of_commune(self) -> Ledger:
        return Ledger(ref=COMMUNE)

    def of(self, holder: Agency) -> CapitalLine:
        ledger = Ledger(ref=PROVINCE)
        ledger.holder = holder
        return ledger.line(plan=1000, year=2026)

    @cached_property
    def communes(self) -> CapitalLine:
        return self.of_commune.line(plan=1000, year=2026)

    @property
    def client(self) -> Client:
        return self.office.client("department")

    @cached_property
    def records(self) -> dict[str, Any]:
        """What stands on the commune's line."""
        row: StatementRow = self.of_commune.statement_row(self.communes)
        contract: Contract = self.of_commune.contract(self.communes)
        return {
            "record_voucher": [self.communes.pk],
            "reverse_voucher": [self.of_commune.spend(self.communes, 10, date(2026, 5, 6)).pk],
            "contract_add": [self.communes.pk],
            "contract_entry": [contract.pk],
            "gap_note": [contract.pk],
            "reverse_contract_entry": [contract.entries.get().pk],
            "settle_item": [row.statement_id, row.pk],
        }


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    with acting_as(SYSTEM):
        yield Desk()


def page(name: str, *args: Any) -> str:
    return reverse(f"disbursement:{name}", args=args)


def record(client: Client, line: CapitalLine) -> int:
    return int(client.post(page("record_voucher", line.pk), VOUCHER).status_code)


@pytest.fixture
def works_of_the_line(desk: Desk) -> None:
    desk.of_commune.works.component = desk.communes.component
    desk.of_commune.works.save(update_fields=["component"])


@pytest.mark.usefixtures("works_of_the_line")
def test_a_communes_line_is_read_and_nothing_is_entered_on_it(desk: Desk) -> None:
    for name, args in desk.records.items():
        for method in ["post"] if name == "record_voucher" else ["get", "post"]:
            answer = getattr(desk.client, method)(page(name, *args), VOUCHER if method == "post" else None)
            assert answer.status_code == 403, (name, method)
    assert Disbursement.objects.count() == 1


@pytest.mark.usefixtures("works_of_the_line")
def test_no_page_leads_to_what_is_refused(desk: Desk) -> None:
    refused = [page(name, *args) for name, args in desk.records.items()]
    contract, (statement, _item) = desk.records["contract_entry"][0], desk.records["settle_item"]
    shown = {
        name: [person.get(page(name, pk)).content.decode() for person in (desk.client, desk.office.client("finance"))]
        for name, pk in (("line", desk.communes.pk), ("contract", contract), ("statement", statement))
    }
    for own, whole in shown.values():
        assert not [address for address in refused if f'"{address}"' in own]
        assert [address for address in refused if f'"{address}"' in whole]
    assert TOLD in shown["line"][0]
    assert TOLD not in shown["line"][1]


def test_on_the_lines_of_the_own_agency_its_units_and_those_it_took_over_one_enters(desk: Desk) -> None:
    own = desk.office.agency()
    unit, before = (
        Agency.objects.create(code=name, name=name, kind="bql", area=own.area, valid_from=date(2020, 1, 1), parent=over)
        for name, over in (("BQL", own), ("CU", None))
    )
    AgencySuccession.objects.create(old=before, new=own, on=date(2026, 1, 1))
    for holder in (own, unit, before):
        line = desk.of(holder)
        assert "Ghi chứng từ" in desk.client.get(page("line", line.pk)).content.decode()
        assert record(desk.client, line) == 302
    sister = Agency.objects.create(code="SO", name="Sở khác", kind="so", area=own.area, valid_from=date(2020, 1, 1))
    assert record(desk.client, desk.of(sister)) == 403


def test_a_component_that_is_not_ones_own_is_not_known_even_on_a_line_of_the_own_agency(desk: Desk) -> None:
    ledger = Ledger(ref=PROVINCE)
    ledger.holder = desk.office.agency()
    assert record(desk.client, ledger.line(plan=1000, year=2026, component="DA3.TDA1")) == 404


def test_who_keeps_the_whole_ledger_enters_on_every_line(desk: Desk) -> None:
    assert record(desk.office.client("finance"), desk.communes) == 302


@pytest.mark.usefixtures("works_of_the_line")
def test_the_services_refuse_too(desk: Desk) -> None:
    access, line = desk.office.access("department"), desk.communes
    row = desk.of_commune.statement_row(line)
    voucher = Disbursement.objects.get(pk=desk.records["reverse_voucher"][0])
    contract = Contract.objects.get(pk=desk.records["contract_entry"][0])
    signed = ContractData("9/HĐ", date(2026, 3, 1), "Công ty A", 10, works=desk.of_commune.works)
    on = date(2026, 5, 6)
    for refused in (
        lambda: reverse_voucher(row=voucher, reason="nhầm", on=on, access=access),
        lambda: sign_contract(line=line, data=signed, access=access),
        lambda: add_entry(contract=contract, kind="acceptance", amount_vnd=1, on=on, document="BB1", access=access),
        lambda: reverse_entry(entry=contract.entries.get(), reason="nhầm", access=access),
        lambda: note_gap(contract=contract, gap="acceptance", text="Chờ mặt bằng", access=access),
    ):
        with pytest.raises(LedgerRefused, match=TOLD):
            refused()
    with pytest.raises(LedgerRefused, match=TOLD):
        enter_voucher(line=line, data=VoucherData("KB 1", date(2026, 5, 6), 10), access=access)
    with pytest.raises(LedgerRefused, match=TOLD):
        settle_item(statement=row.statement, item_id=row.pk, act="accept", reason="Theo Kho bạc", access=access)
