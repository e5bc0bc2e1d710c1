"""Personal values in the staging: sealed for the record they will belong to, never in the clear."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.crypto import RecordId, blind_index, mask, seal
from core.imports.draft import Draft
from core.spreadsheets import CellError


def sealed(field: str, record_id: RecordId, text: str, masked: str, index: str = "") -> dict[str, str]:
    """`text` as its record will hold it, in hexadecimal for JSON; `index` where it is known already."""
    return {
        "sealed": seal(field, record_id, text).hex(),
        "index": index or blind_index(field, text).hex(),
        "masked": masked,
    }


def recorded(sealed_value: Any, index: Any, masked: str) -> dict[str, str] | None:
    """What a record holds, in the same shape; None when it holds nothing."""
    if sealed_value is None:
        return None
    return {"sealed": bytes(sealed_value).hex(), "index": bytes(index).hex(), "masked": masked}


def hide_secrets(draft: Draft) -> None:
    """What was typed into a secret cell leaves the row's errors, and the data of a row that is not written."""
    if not draft.part.secret:
        return
    cells = {draft.row.ref(draft.fills.get(key, key)) for key in draft.part.secret}
    draft.errors = list(_hidden(draft.errors, cells))
    draft.remarks = list(_hidden(draft.remarks, cells))
    for key in draft.part.secret:
        if isinstance(draft.data.get(key), str):
            del draft.data[key]


def _hidden(errors: Iterable[CellError], cells: set[str]) -> Iterable[CellError]:
    return (replace(error, value=mask(error.value)) if error.cell in cells else error for error in errors)
