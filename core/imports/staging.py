"""Checked rows, kept beside the batch until they are written.

COPY does not work under row-level security, and a temporary table would outlive no killed worker: each chunk
is one INSERT of one JSON parameter, in the transaction that also keeps the job's cursor.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from core.imports.declaration import ImportSheet
from core.imports.draft import Diff, Draft, as_json
from core.imports.sealing import hide_secrets
from core.models import ImportBatch, ImportRow
from core.spreadsheets import CellError, Row

_COLUMNS = (
    "part text, sheet text, number int, diff text, key text, ref text, label text, target_id text,"
    " target_version int, data jsonb, old jsonb, errors jsonb, remarks jsonb"
)
_NAMES = ", ".join(column.split()[0] for column in _COLUMNS.split(", "))
_INSERT = f"""
    INSERT INTO core_importrow (batch_id, owner_id, {_NAMES})
    SELECT %s, %s, {_NAMES} FROM jsonb_to_recordset(%s::jsonb) AS r({_COLUMNS})
"""  # noqa: S608 - made of the constants above


def drafts_of(sheet: ImportSheet, rows: Iterable[Row]) -> list[Draft]:
    """The rows that this reading takes, with the values and the errors of its part's columns."""
    columns = {column.key: sheet.fills.get(column.key, column.key) for column in sheet.part.columns}
    return [_draft(sheet, row, columns) for row in rows if sheet.takes(row)]


def _draft(sheet: ImportSheet, row: Row, columns: Mapping[str, str]) -> Draft:
    data = {key: as_json(row.values.get(column)) for key, column in columns.items()}
    cells = {row.ref(column) for column in columns.values()} if row.errors else set()
    return Draft(sheet.part, row, data, [error for error in row.errors if error.cell in cells], sheet.fills)


def refuse_doubles(batch: ImportBatch, drafts: Sequence[Draft]) -> None:
    """The second row of a file about the same record, or under the same name, is an error that names the first."""
    _refuse_doubles(batch, "key", [draft for draft in drafts if draft.key])
    _refuse_doubles(batch, "ref", [draft for draft in drafts if draft.ref and draft.part.ref_column])


def _refuse_doubles(batch: ImportBatch, name: str, drafts: Sequence[Draft]) -> None:
    good = [draft for draft in drafts if draft.is_good]
    first = _staged_numbers(batch, name, good)
    for draft in good:
        place = first.setdefault((draft.part.code, getattr(draft, name)), draft.row.number)
        if place != draft.row.number:
            column = draft.part.ref_column if name == "ref" else draft.part.columns[0].key
            reason = _("Trùng với dòng %(number)d của tệp.") % {"number": place}
            draft.refuse(column, reason, _("Xóa hoặc sửa một trong hai dòng."))


def _staged_numbers(batch: ImportBatch, name: str, drafts: Sequence[Draft]) -> dict[tuple[str, str], int]:
    wanted = defaultdict(list)
    for draft in drafts:
        wanted[draft.part.code].append(getattr(draft, name))
    found: dict[tuple[str, str], int] = {}
    for part, values in wanted.items():
        rows = batch.rows.exclude(diff=Diff.ERROR).filter(part=part, **{f"{name}__in": values})
        found |= {(part, value): number for value, number in rows.values_list(name, "number")}
    return found


def stage(batch: ImportBatch, drafts: Sequence[Draft]) -> None:
    """Write the drafts in one statement."""
    if not drafts:
        return
    for draft in drafts:
        hide_secrets(draft)
    rows = json.dumps([_row(draft) for draft in drafts], ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [batch.pk, batch.owner_id, rows])


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "part": draft.part.code,
        "sheet": draft.row.table.sheet,
        "number": draft.row.number,
        "diff": draft.diff,
        "key": draft.key[:300],
        "ref": draft.ref[:60],
        "label": draft.label[:200],
        "target_id": draft.target_id,
        "target_version": draft.version,
        "data": draft.data,
        "old": draft.old or {},
        "errors": [error.as_json() for error in draft.errors],
        "remarks": [remark.as_json() for remark in draft.remarks],
    }


_FAIL = """
    UPDATE core_importrow r SET diff = 'error', errors = r.errors || g.errors
    FROM jsonb_to_recordset(%s::jsonb) AS g(id bigint, errors jsonb) WHERE r.id = g.id
"""


def fail_rows(errors: Mapping[int, Sequence[CellError]]) -> None:
    """Turn staged rows into errors, for reasons that only the whole file shows."""
    given = [{"id": pk, "errors": [error.as_json() for error in found]} for pk, found in errors.items()]
    with connection.cursor() as cursor:
        cursor.execute(_FAIL, [json.dumps(given, ensure_ascii=False)])


_REMARK = """
    UPDATE core_importrow r SET remarks = r.remarks || g.remarks
    FROM jsonb_to_recordset(%s::jsonb) AS g(id bigint, remarks jsonb) WHERE r.id = g.id
"""


def remark_rows(remarks: Mapping[int, Sequence[CellError]]) -> None:
    """Add to staged rows what to look at, for reasons that only the whole file shows."""
    given = [{"id": pk, "remarks": [remark.as_json() for remark in found]} for pk, found in remarks.items()]
    with connection.cursor() as cursor:
        cursor.execute(_REMARK, [json.dumps(given, ensure_ascii=False)])


_AMEND = """
    UPDATE core_importrow r SET data = r.data || g.data
    FROM jsonb_to_recordset(%s::jsonb) AS g(id bigint, data jsonb) WHERE r.id = g.id
"""


def amend_rows(data: Mapping[int, Mapping[str, Any]]) -> None:
    """Add to what staged rows say."""
    given = [{"id": pk, "data": values} for pk, values in data.items()]
    with connection.cursor() as cursor:
        cursor.execute(_AMEND, [json.dumps(given, ensure_ascii=False)])


def count_rows(batch: ImportBatch) -> dict[str, dict[str, int]]:
    """How many rows of each part came out how, and how many carry a remark."""
    outcomes = {str(diff): Count("pk", filter=Q(diff=diff)) for diff in Diff}
    outcomes["remark"] = Count("pk", filter=~Q(remarks=[]))
    rows = batch.rows.order_by().values("part").annotate(**outcomes)
    return {row.pop("part"): row for row in rows}


def good_rows(batch: ImportBatch, part: str, *diffs: str) -> QuerySet[ImportRow]:
    """The rows of a part to be written, in the order of the file."""
    return batch.rows.filter(part=part, diff__in=diffs or (Diff.NEW, Diff.CHANGED)).order_by("id")
