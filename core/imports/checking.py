"""The check as a job: read, ask the rules, compare, stage, chunk by chunk (design section 7).

Rows and cursor are committed together, so a killed check goes on after its last chunk and stages no row twice.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from core import events
from core.formats import format_number
from core.imports import staging
from core.imports.declaration import Importer
from core.imports.layouts import ColumnsNeeded, Opened, open_file
from core.imports.machine import WORKER, machine
from core.imports.registry import importer_of
from core.jobs import JobFailed, Step, job_handler
from core.models import ImportBatch, Job
from core.spreadsheets import CellError, SpreadsheetError
from core.transitions import move

CHECK = "core.check_import"
CHUNK = 2000
T = TypeVar("T")
Cursor = dict[str, int]


@job_handler(CHECK)
def check_on_request(job: Job) -> Iterator[Step]:
    """Parameter `batch`. A file that cannot be read ends the job as failed, with the reason on the batch."""
    batch_id = UUID(job.parameters["batch"])
    yield from check_steps(batch_id, job.cursor)
    batch = ImportBatch.objects.get(pk=batch_id)
    job.result_url, job.result = batch.get_absolute_url(), {"counts": batch.counts}
    if batch.state == ImportBatch.State.FAILED:
        raise JobFailed(batch.message)


def check_steps(batch_id: UUID, cursor: Any = None) -> Iterator[Step]:
    """Check one batch from where `cursor` says; each step is to be committed by the caller."""
    batch = _begin(batch_id, fresh=cursor is None)
    if batch is None:
        return
    importer = importer_of(batch)
    try:
        yield from _stage_file(batch, importer, cursor or {"sheet": 0, "row": 0, "done": 0})
    except ColumnsNeeded as needed:
        _ask_columns(batch, needed.problems)
        yield Step(message=batch.message)
    except SpreadsheetError as refused:
        _fail(batch, refused.message)
        yield Step(message=refused.message)


def _begin(batch_id: UUID, *, fresh: bool) -> ImportBatch | None:
    """The batch, locked; None when there is nothing to check any more. A fresh check forgets the former one."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch_id)
    if batch.state != ImportBatch.State.CHECKING:
        return None
    if fresh:
        batch.rows.all().delete()
    return batch


def _stage_file(batch: ImportBatch, importer: Importer, cursor: Cursor) -> Iterator[Step]:
    opened = open_file(batch, importer)
    done, total = cursor["done"], _total_rows(opened)
    for index, (reading, rows) in enumerate(_remaining(opened, cursor), start=cursor["sheet"]):
        for chunk in chunks(rows, CHUNK):
            drafts = staging.drafts_of(reading.sheet, chunk)
            importer.check(batch, drafts)
            staging.refuse_doubles(batch, drafts)
            staging.stage(batch, drafts)
            done += len(chunk)
            place = {"sheet": index, "row": chunk[-1].number, "done": done}
            message = _("Đang kiểm tra trang “%(sheet)s”") % {"sheet": reading.table.sheet}
            yield Step(done=done, total=total and max(total, done), message=message, cursor=place)
    importer.finish(batch)
    _finish(batch)
    yield Step(done=done, total=done, message=batch.message, cursor={"sheet": len(opened), "row": 0, "done": done})


def _remaining(opened: list[Opened], cursor: Cursor) -> Iterator[tuple[Opened, Iterable[Any]]]:
    """The readings from the cursor's on, the first without the rows that are staged already."""
    for index, reading in enumerate(opened[cursor["sheet"] :]):
        staged = cursor["row"] if index == 0 else 0
        yield reading, (row for row in reading.table.rows() if row.number > staged)


def _total_rows(opened: list[Opened]) -> int | None:
    counts = [reading.table.total_rows for reading in opened]
    if any(count is None for count in counts):
        return None
    return sum(max(0, (r.table.total_rows or 0) - r.table.first_row + 1) for r in opened)


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def _finish(batch: ImportBatch) -> None:
    batch.counts = staging.count_rows(batch)
    batch.message = summary(batch) if batch.counts else _("Tệp không có dòng dữ liệu nào.")
    batch.problems = []
    batch.checked_at = timezone.now()
    _advance(batch, "finish_check", "mapping", "counts", "message", "problems", "checked_at")
    events.record("core.check_import", batch, label=batch.kind, place=batch.place, counts=batch.counts)


def summary(batch: ImportBatch) -> str:
    """ "180 dòng mới, 12 dòng thay đổi, 3 dòng lỗi": the outcomes that occur."""
    words = (
        ("new", _("%(n)s dòng mới")),
        ("changed", _("%(n)s dòng thay đổi")),
        ("unchanged", _("%(n)s dòng không đổi")),
        ("error", _("%(n)s dòng lỗi")),
    )
    return ", ".join(text % {"n": format_number(batch.count(diff))} for diff, text in words if batch.count(diff))


def _ask_columns(batch: ImportBatch, problems: list[CellError]) -> None:
    batch.problems = [problem.as_json() for problem in problems]
    batch.message = _("Chưa nhận ra các cột của tệp. Hãy chỉ ra cột nào là cột nào.")
    _advance(batch, "ask_columns", "problems", "message")


def _fail(batch: ImportBatch, message: str) -> None:
    batch.message = message[:500]
    _advance(batch, "fail", "message")


def _advance(batch: ImportBatch, act: str, *fields: str) -> None:
    move(machine(""), batch, act, WORKER)
    batch.save(update_fields=["state", *fields])
