"""The rows of a file in the draft of their decision, which is begun when there is none yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from accounts.access import Access
from committees.models import OfficialDocument
from core.models import ImportRow
from core.spreadsheets import CellError
from disbursement.imports.annex_check import decision_of
from disbursement.imports.annex_write import Annex, Meant
from disbursement.imports.lines import LineNames
from disbursement.models import CapitalDecision
from disbursement.services.annex_rows import Wrote, save_rows
from disbursement.services.decisions import draft_decision


class Day(NamedTuple):
    number: int
    date: date


@dataclass(frozen=True)
class Written:
    """What the draft holds of the file; `errors` are of rows that were left out. `is_made`: the draft is new."""

    decision: CapitalDecision
    rows: Sequence[tuple[Meant, Wrote]]
    errors: Mapping[int, list[CellError]]
    is_made: bool


def write_draft(document: OfficialDocument, rows: Sequence[ImportRow], names: LineNames, access: Access) -> Written:
    """Raises NotAllowed when the decision is no draft any more, or moved capital already."""
    decision = decision_of(document)
    is_made = decision is None
    if decision is None:
        days = [day.date for day in effective_days(rows).values()]
        decision = draft_decision(document=document, on=days[0] if days else document.issued_on, access=access)
    annex = Annex(document, rows, names, access)
    placed = annex.row_data()
    wrote = save_rows(decision=decision, rows=[data for _meant, data in placed], access=access)
    pairs = [(meant, one) for (meant, _data), one in zip(placed, wrote, strict=True)]
    return Written(decision, pairs, dict(annex.errors), is_made)


def effective_days(rows: Sequence[ImportRow]) -> dict[str, Day]:
    """The days that rows of one decision state, each with its first row; rows that state none follow the others."""
    found: dict[str, Day] = {}
    for row in rows:
        if row.data["on"] is not None:
            found.setdefault(row.data["on"], Day(row.number, date.fromisoformat(row.data["on"])))
    return found


def kept_of(written: Written) -> dict[int, dict[str, Any]]:
    """What each staged row keeps of what was written, so that it can be taken back."""
    found: dict[int, dict[str, Any]] = {}
    for meant, wrote in written.rows:
        if wrote.old != wrote.says:
            entry = [str(wrote.entry_id), wrote.says.as_json(), wrote.old.as_json() if wrote.old else None]
            row = found.setdefault(meant.rows[0].pk, {"wrote": [], "is_made": written.is_made})
            row["wrote"].append(entry)
    return found
