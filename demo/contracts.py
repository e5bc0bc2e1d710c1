"""Works and a livelihood project with their contracts in 2026, and what of the year's vouchers was paid for them.

The sums of the ledger stay as they were drawn: its vouchers are named, made advances or split; what is settled adds
nothing, and what is given back was paid out on top before.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.models import Agency, User
from catalogs.models import Component
from demo.agencies import read
from demo.capital import MILLION, CapitalMaker
from demo.explanations import YEAR
from disbursement.models import CapitalLine, Contract, ContractEntry, Disbursement, GapNote
from programs.models import LivelihoodProject, Works

Kind = Disbursement.Kind
PROJECT_OWNER = "X.30292"
PROJECT_VND, ADVANCE_VND, TRAINING_VND = 520 * MILLION, 200 * MILLION, 60 * MILLION
ACCEPTED, HANDED_OVER, SETTLED = "Biên bản nghiệm thu", "Biên bản giao nhận con giống", "QĐ phê duyệt quyết toán"


@dataclass(frozen=True)
class Deal:
    """A works with its contract; per cent: what was promised of what was disbursed, what was accepted of what was paid
    for volume, what was taken back of the advance. Without a number nothing is signed yet."""

    holder: str
    name: str
    number: str = ""
    contractor: str = ""
    state: str = Works.State.RUNNING
    committed: int = 100
    accepted: int = 100
    advanced: bool = False
    taken_back: int = 0
    given_back_vnd: int = 0
    is_settled: bool = False
    notes: dict[str, str] = field(default_factory=dict)


class Contracts:
    """Works on the vouchers that the maker has drawn and not written."""

    def __init__(self, maker: CapitalMaker, agencies: dict[str, Agency], users: dict[str, User], today: date) -> None:
        self.maker, self.agencies, self.users, self.today = maker, agencies, users, today
        self.component = Component.objects.get(programme__code="NTP_MERGED_2026", code="HP1")
        self.entries: list[ContractEntry] = []
        self.notes: list[GapNote] = []

    def write(self) -> None:
        """The lines must stand already, and the vouchers follow."""
        for row in read("contracts.json"):
            self.build(Deal(**row))
        self.supply_project()
        ContractEntry.objects.bulk_create(self.entries)
        GapNote.objects.bulk_create(self.notes)

    def build(self, deal: Deal) -> None:
        holder = self.agencies[deal.holder]
        works = Works.objects.create(
            name=deal.name,
            component=self.component,
            area=holder.area,
            investor=holder,
            first_year=YEAR if deal.number else YEAR + 1,
            last_year=YEAR if deal.state in (Works.State.FINISHED, Works.State.SETTLED) else YEAR + 1,
            state=deal.state,
            scope_path=str(holder.area.path),
        )
        if deal.number:
            self.pay(deal, works)

    def pay(self, deal: Deal, works: Works) -> None:
        vouchers = self.vouchers_of(deal.holder, "DTPT")
        first, until = vouchers[0], vouchers[-1].value_date
        contract = self.sign(deal, first, works=works)
        for voucher in vouchers:
            voucher.contract = contract
        paid = sum(voucher.amount_vnd for voucher in vouchers)
        self.promise(contract, worth(paid, deal.committed))
        if deal.advanced:
            until = max(until, first.value_date + timedelta(days=60)) if deal.taken_back else until
            paid -= first.amount_vnd - self.close_advance(first, deal, until)
        if accepted := paid * deal.accepted // 100_000 * 1000:
            self.enter(contract, ContractEntry.Kind.ACCEPTANCE, accepted, until - timedelta(days=2), ACCEPTED)
        if deal.is_settled:
            self.enter(contract, ContractEntry.Kind.SETTLEMENT, paid, until + timedelta(days=45), SETTLED)

    def close_advance(self, voucher: Disbursement, deal: Deal, on: date) -> int:
        """The voucher becomes an advance; how much of it is taken back."""
        taken_back = voucher.amount_vnd * deal.taken_back // 100_000 * 1000
        voucher.kind = Kind.ADVANCE
        if taken_back:
            self.close(voucher, Kind.SETTLEMENT, taken_back, on)
        if deal.given_back_vnd:
            voucher.amount_vnd += deal.given_back_vnd
            self.close(voucher, Kind.REFUND, deal.given_back_vnd, on)
        return taken_back

    def close(self, advance: Disbursement, kind: str, amount: int, on: date) -> None:
        row = self.maker.add_voucher(advance.line, amount, on)
        row.kind, row.advance, row.contract = kind, advance, advance.contract

    def supply_project(self) -> None:
        """The livelihood project that every load has: breeds by a contract, training without one."""
        project = LivelihoodProject.objects.filter(owner=self.agencies[PROJECT_OWNER]).order_by("pk").last()
        assert project is not None
        LivelihoodProject.objects.filter(pk=project.pk).update(state=LivelihoodProject.State.RUNNING)
        first, second, third = self.vouchers_of(PROJECT_OWNER, "SN")[:3]
        deal = Deal(
            PROJECT_OWNER, project.name, "11/2026/HĐ-CC", "Hợp tác xã Mô Phỏng Thủy sản An Giang", taken_back=100
        )
        contract = self.sign(deal, first, project=project)
        self.promise(contract, PROJECT_VND)
        advance = self.part_of(first, ADVANCE_VND, contract=contract)
        self.close_advance(advance, deal, second.value_date)
        self.part_of(second, PROJECT_VND - ADVANCE_VND, contract=contract)
        self.part_of(third, TRAINING_VND, project=project, note="Tập huấn kỹ thuật cho hộ tham gia (mô phỏng)")
        self.enter(contract, ContractEntry.Kind.ACCEPTANCE, PROJECT_VND, second.value_date, HANDED_OVER)
        self.note(contract, GapNote.Gap.SETTLEMENT, "Chờ thẩm tra quyết toán cùng kinh phí tập huấn.")

    def part_of(self, voucher: Disbursement, amount: int, **named: Any) -> Disbursement:
        """A part of the voucher under a number of its own, paid for something that has a name."""
        voucher.amount_vnd -= amount
        part = self.maker.add_voucher(voucher.line, amount, voucher.value_date)
        for name, value in named.items():
            setattr(part, name, value)
        return part

    def vouchers_of(self, holder: str, kind: str) -> list[Disbursement]:
        """Of the holder's line of the year, oldest first."""
        line = next(line for line in self.maker.ledger.lines if is_of_year(line, holder, kind))
        found = [voucher for voucher in self.maker.ledger.vouchers if voucher.line is line]
        return sorted(found, key=lambda voucher: voucher.value_date)

    def sign(self, deal: Deal, first: Disbursement, **subject: Any) -> Contract:
        """Some days before the first voucher."""
        contract = Contract.objects.create(
            line=first.line,
            number=deal.number,
            signed_on=first.value_date - timedelta(days=12),
            contractor=deal.contractor,
            scope_path=first.scope_path,
            **subject,
        )
        for gap, text in deal.notes.items():
            self.note(contract, gap, text)
        return contract

    def promise(self, contract: Contract, amount: int) -> None:
        self.enter(contract, ContractEntry.Kind.COMMITMENT, amount, contract.signed_on, contract.number)

    def enter(self, contract: Contract, kind: str, amount: int, on: date, document: str) -> None:
        self.entries.append(
            ContractEntry(
                contract=contract,
                kind=kind,
                amount_vnd=amount,
                on=min(max(on, contract.signed_on), self.today),
                document=document,
                recorded_by=self.users["taichinh"],
                scope_path=contract.scope_path,
            )
        )

    def note(self, contract: Contract, gap: str, text: str) -> None:
        by = self.users["taichinh"]
        self.notes.append(GapNote(contract=contract, gap=gap, text=text, noted_by=by, scope_path=contract.scope_path))


def is_of_year(line: CapitalLine, holder: str, kind: str) -> bool:
    return (line.holder.code, line.kind.code, line.budget_year) == (holder, kind, YEAR)


def worth(paid: int, percent: int) -> int:
    """Of a contract: whole ten millions, unless everything of it is paid."""
    return paid if percent == 100 else -(-paid * percent // (1000 * MILLION)) * 10 * MILLION
