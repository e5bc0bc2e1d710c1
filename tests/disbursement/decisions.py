"""Decisions about capital as the tests make them: who drafts, checks and signs, and rows in a few words."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from accounts.access import Access
from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component, DocumentKind
from committees.models import OfficialDocument
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry
from disbursement.services import Draft, open_line
from disbursement.services.checking import check
from disbursement.services.decisions import RowData, draft_decision, move_decision, save_row
from disbursement.services.rows import rows_of
from tests.disbursement.moves import assign
from tests.office import COMMUNE, PROVINCE, Office

ON = date(2026, 1, 15)


@dataclass
class Chancery:
    """Lines of 2026 in the province and a commune of it, and decisions about them."""

    office: Office = field(default_factory=Office)

    @cached_property
    def drafter(self) -> Access:
        return self.office.access("finance", PROVINCE)

    @cached_property
    def checker(self) -> Access:
        return self.office.access("provincial_officer", PROVINCE)

    @cached_property
    def leader(self) -> Access:
        return self.office.access("leader", PROVINCE)

    def document(self, on: date = ON, number: str = "") -> OfficialDocument:
        area = Area.objects.by_ref(PROVINCE)
        return OfficialDocument.objects.create(
            number=number or f"{OfficialDocument.objects.count() + 1}/QĐ-UBND",
            kind=DocumentKind.objects.get(code="quyet-dinh"),
            issuer="UBND tỉnh",
            issued_on=on,
            abstract="Giao vốn",
            area=area,
            scope_path=str(area.path),
        )

    def line(
        self,
        plan: int = 0,
        *,
        holder: Agency | None = None,
        parent: CapitalLine | None = None,
        is_detailed: bool = True,
        component: str = "HP1",
        kind: str = "DTPT",
        **fields: Any,
    ) -> CapitalLine:
        line = open_line(
            component=Component.objects.get(programme__code="NTP_MERGED_2026", code=component),
            holder=holder or self.office.agency(COMMUNE),
            kind=CapitalKind.objects.get(code=kind),
            source=CapitalSource.objects.get(code="NSTW"),
            parent=parent,
            is_detailed=is_detailed,
            **({"budget_year": 2026} | fields),
        )
        if plan:
            assign(line=line, amount_vnd=plan, by=Draft(self.document(), ON))
        return CapitalLine.objects.get(pk=line.pk)

    def root(self, plan: int = 0, **fields: Any) -> CapitalLine:
        return self.line(plan, holder=self.office.agency(PROVINCE), is_detailed=False, **fields)

    def draft(self, *rows: RowData, on: date = ON) -> CapitalDecision:
        decision = draft_decision(document=self.document(on), on=on, access=self.drafter)
        for row in rows:
            save_row(decision=decision, data=row, access=self.drafter)
        return decision

    def checked(self, *rows: RowData, on: date = ON) -> CapitalDecision:
        return move_decision(decision=self.draft(*rows, on=on), act="check", access=self.checker)

    def signed(self, *rows: RowData, on: date = ON) -> CapitalDecision:
        return move_decision(decision=self.checked(*rows, on=on), act="sign", access=self.leader)


def row(act: str, line: CapitalLine, amount: int, counter: CapitalLine | None = None) -> RowData:
    return RowData(act=DraftEntry.Act(act).value, line=line, amount_vnd=amount, counter_line=counter)


def findings(chancery: Chancery, decision: CapitalDecision) -> list[tuple[str, str]]:
    return [(found.level, found.text) for found in check(decision, rows_of(decision, chancery.checker))]


def the_finding(chancery: Chancery, *rows: Any, on: date = ON) -> tuple[str, str]:
    found = set(findings(chancery, chancery.draft(*rows, on=on)))
    assert len(found) == 1, found
    return found.pop()
