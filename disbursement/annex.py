"""The annex of a decision as a table: its rows with what was found about them, and the totals of each act."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Access
from catalogs.kind_names import KindNames
from core.formats import format_date, format_number
from disbursement.line_words import years_of
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry, Movement
from disbursement.services.checking import Finding


@dataclass(frozen=True)
class AnnexRow:
    """`line` loses or gains by `act`; `kind` is what its kind of capital is called that year; `taker` is the other half
    of a transfer or a carry-over."""

    act: str
    line: CapitalLine
    kind: str
    amount_vnd: int
    note: str = ""
    taker: CapitalLine | None = None
    until: date | None = None
    findings: Sequence[Finding] = ()
    edit_url: str = ""

    @property
    def amount(self) -> str:
        return format_number(self.amount_vnd)

    @property
    def line_url(self) -> str:
        return reverse("disbursement:line", args=[self.line.pk])

    @property
    def years(self) -> str:
        return years_of(self.line)

    @property
    def taker_label(self) -> str:
        """Who or when the money goes to, as far as it differs."""
        if self.taker is None:
            return ""
        if self.taker.budget_year != self.line.budget_year:
            into = _("sang năm %(year)s") % {"year": self.taker.budget_year}
            if self.until is None:
                return into
            return into + _(", giải ngân đến hết ngày %(until)s") % {"until": format_date(self.until)}
        parts = [self.taker.holder.name]
        if self.taker.component_id != self.line.component_id:
            parts.append(self.taker.component.code)
        return _("sang %(taker)s") % {"taker": ", ".join(parts)}


@dataclass(frozen=True)
class Total:
    label: str
    rows: int
    amount_vnd: int

    @property
    def amount(self) -> str:
        return format_number(self.amount_vnd)


def annex_rows(decision: CapitalDecision, access: Access) -> QuerySet[Any]:
    """The rows that the reader may see: of the draft or, where there was none, what is written in the ledger (by an
    import for example)."""
    entries = decision.entries.visible_to(access).with_lines()
    if not decision.is_signed or entries.exists():
        return entries
    return decision.document.movements.visible_to(access).with_lines()


def annex_of(
    decision: CapitalDecision,
    rows: Iterable[DraftEntry | Movement],
    findings: Iterable[Finding] = (),
    *,
    may_edit: bool = False,
) -> list[AnnexRow]:
    """Some rows of the annex as they are shown, each with its own of the findings."""
    by_row: dict[UUID, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_row[finding.row_id].append(finding)
    names = KindNames.load()
    return [
        _ledger_row(row, _kind(row, names))
        if isinstance(row, Movement)
        else _entry_row(decision, row, _kind(row, names), by_row[row.pk], may_edit=may_edit)
        for row in rows
    ]


def _kind(row: DraftEntry | Movement, names: KindNames) -> str:
    return names.of(row.line.kind, row.line.budget_year)


def _ledger_row(row: Movement, kind: str) -> AnnexRow:
    return AnnexRow(str(row.get_kind_display()), row.line, kind, row.amount_vnd, row.reason)


def _entry_row(
    decision: CapitalDecision, row: DraftEntry, kind: str, findings: list[Finding], *, may_edit: bool
) -> AnnexRow:
    act = str(row.get_act_display())
    edit_url = reverse("disbursement:decision_row", args=[decision.pk, row.pk]) if may_edit else ""
    return AnnexRow(act, row.line, kind, row.amount_vnd, row.note, row.counter_line, row.until, findings, edit_url)


def totals_of(rows: QuerySet[Any]) -> list[Total]:
    """How many rows each act has and their sum, of all rows whatever page is shown."""
    name = "kind" if rows.model is Movement else "act"
    found = rows.order_by().values_list(name).annotate(Count("pk"), Sum("amount_vnd"))
    sums = {act: (number, amount_vnd) for act, number, amount_vnd in found}
    return [Total(str(label), *sums[act]) for act, label in Movement.Kind.choices if act in sums]
