"""A holder, a decision and lines to try the ledger on."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component, DocumentKind
from committees.models import OfficialDocument
from disbursement.models import CapitalLine, Disbursement
from disbursement.services import Draft, VoucherData, assign, open_line, record_voucher

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

    def spend(self, line: CapitalLine, amount: int, on: date = date(2024, 5, 6), kind: str = "payment") -> Disbursement:
        data = VoucherData(voucher=f"KB{next(self.numbers)}", value_date=on, amount_vnd=amount, kind=kind)
        return record_voucher(line=line, data=data, recorded_by_id=None)


def fresh(line: CapitalLine) -> CapitalLine:
    return CapitalLine.objects.get(pk=line.pk)
