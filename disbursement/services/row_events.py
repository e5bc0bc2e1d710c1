"""What is recorded of a row of a draft: one event for each act, about its decision."""

from typing import Any

from django.conf import settings
from django.utils import translation

from core import events
from disbursement.line_words import line_words
from disbursement.models import CapitalDecision, DraftEntry


def tell_row(act: str, decision: CapitalDecision, row: DraftEntry, **before: int | str) -> None:
    """The row as it is now (or was, when it is taken out), in words that stay when the row is gone."""
    told: dict[str, Any] = {"kind": row.act, "amount_vnd": row.amount_vnd, **before}
    with translation.override(settings.LANGUAGE_CODE):  # the log has one language, whoever acts
        told["line"] = line_words(row.line)
        if row.counter_line is not None:
            told["target"] = line_words(row.counter_line)
    if row.until is not None:
        told["until"] = row.until.isoformat()
    events.record(act, decision, label=decision.document.number, **told)


def tell_rows(act: str, decision: CapitalDecision, rows: int) -> None:
    """Many rows at once are told by their number."""
    events.record(act, decision, label=decision.document.number, rows=rows)
