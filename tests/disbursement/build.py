"""A holder, a decision and lines to try the ledger on."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any

from accounts.access import Access
from accounts.models import Agency, Role, User
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component, DocumentKind
from committees.models import OfficialDocument
from disbursement.models import (
    ApprovalStep,
    CapitalLine,
    Contract,
    Disbursement,
    StatementRow,
    TreasuryStatement,
    VoucherRequest,
)
from disbursement.services import Draft, VoucherData, open_line, record_voucher
from disbursement.services.approvals import enter_voucher
from disbursement.services.contracts import ContractData, sign_contract
from programs.models import Works
from tests.disbursement.moves import assign

_numbers = count(1)


@dataclass
class Ledger:
    """Builds lines in the district of `ref`; every voucher has a number of its own."""

    ref: str = "2024-886"
    numbers: count = field(default_factory=lambda: _numbers)

    @cached_property
    def area(self) -> Area:
        return Area.objects.by_ref(self.ref)

    @cached_property
    def holder(self) -> Agency:
        return Agency.objects.create(
            code=f"T{next(self.numbers)}", name="UBND huyện", kind="ubnd", area=self.area, valid_from=date(2021, 1, 1)
        )

    @cached_property
    def decision(self) -> OfficialDocument:
        return self.document()

    def document(self) -> OfficialDocument:
        return OfficialDocument.objects.create(
            number=f"{next(self.numbers)}/QĐ-UBND",
            kind=DocumentKind.objects.get(code="quyet-dinh"),
            issuer="UBND tỉnh",
            issued_on=date(2024, 1, 2),
            abstract="Giao vốn",
            area=self.area,
            scope_path=str(self.area.path),
        )

    def by(self, on: date = date(2024, 1, 18)) -> Draft:
        return Draft(decision=self.decision, on=on)

    def line(self, plan: int = 0, year: int = 2024, component: str = "DA2", kind: str = "SN") -> CapitalLine:
        line = open_line(
            component=Component.objects.get(programme__code="NTP_SPR_2021", code=component),
            holder=self.holder,
            kind=CapitalKind.objects.get(code=kind),
            source=CapitalSource.objects.get(code="NSTW"),
            budget_year=year,
        )
        if plan:
            assign(line=line, amount_vnd=plan, by=self.by(date(year, 1, 18)))
        return fresh(line)

    def spend(
        self, line: CapitalLine, amount: int, on: date = date(2024, 5, 6), kind: str = "payment", **more: Any
    ) -> Disbursement:
        data = VoucherData(voucher=f"KB{next(self.numbers)}", value_date=on, amount_vnd=amount, kind=kind, **more)
        return record_voucher(line=line, data=data, recorded_by_id=None)

    @cached_property
    def works(self) -> Works:
        return Works.objects.create(
            name="Đường liên ấp",
            component=Component.objects.get(programme__code="NTP_SPR_2021", code="DA1.TDA1"),
            area=self.area,
            investor=self.holder,
            first_year=2024,
            last_year=2025,
            scope_path=str(self.area.path),
        )

    def step(self, amount: int = 1000, order: int = 1, role: str = "", **fields: Any) -> ApprovalStep:
        given = {"name": f"Bước {order}", "valid_from": date(2024, 1, 1)} | fields
        return ApprovalStep.objects.create(
            area=self.area,
            order=order,
            from_amount_vnd=amount,
            role=Role.objects.get(code=role) if role else None,
            scope_path=str(self.area.path),
            **given,
        )

    def request(self, entered_by: User, amount: int = 1000, line: CapitalLine | None = None) -> VoucherRequest:
        """A payment that waits for this ledger's steps; with none there yet, for one."""
        if not ApprovalStep.objects.filter(area=self.area).exists():
            self.step(amount)
        line = line or self.line(plan=10 * amount)
        data = VoucherData(voucher=f"KB{next(self.numbers)}", value_date=date(2024, 5, 6), amount_vnd=amount)
        made = enter_voucher(line=line, data=data, access=Access(user=entered_by))
        assert isinstance(made, VoucherRequest)
        return made

    def contract(self, line: CapitalLine | None = None, amount: int = 500) -> Contract:
        line = line or self.line(plan=1000, component="DA1.TDA1", kind="DTPT")
        data = ContractData(f"{next(self.numbers)}/HĐ", date(2024, 3, 1), "Công ty A", amount, works=self.works)
        return sign_contract(line=line, data=data, access=None)

    @cached_property
    def statement(self) -> TreasuryStatement:
        return TreasuryStatement.objects.create(
            area=self.area,
            number=f"BK{next(self.numbers)}",
            period_from=date(2024, 5, 1),
            period_to=date(2024, 5, 31),
            scope_path=str(self.area.path),
        )

    def statement_row(self, line: CapitalLine | None = None, amount: int = 10, **fields: Any) -> StatementRow:
        """A row of this ledger's statement; alone it is unknown to the ledger."""
        line = line or self.line(plan=1000)
        given = {"kind": "payment", "voucher": f"K{next(self.numbers)}", "value_date": date(2024, 5, 6)} | fields
        return StatementRow.objects.create(
            statement=self.statement, line=line, amount_vnd=amount, scope_path=line.scope_path, **given
        )


def fresh(line: CapitalLine) -> CapitalLine:
    return CapitalLine.objects.get(pk=line.pk)
