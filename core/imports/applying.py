"""Writing what was checked, and taking it back: each one transaction, however often the job is begun."""

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import events
from core.formats import format_number
from core.imports.declaration import ImportRefused, Undone
from core.imports.machine import WORKER, machine
from core.imports.registry import importer_of
from core.jobs import JobFailed, Step, job_handler
from core.models import ImportBatch, Job
from core.transitions import move

APPLY, UNDO = "core.apply_import", "core.undo_import"
# Two imports of one kind wait for each other: what one has written, the other's last look must see.
_LOCK_SPACE = 7303


@job_handler(APPLY)
def apply_on_request(job: Job) -> Iterator[Step]:
    """Parameter `batch`."""
    yield from _as_job(job, apply_steps)


@job_handler(UNDO)
def undo_on_request(job: Job) -> Iterator[Step]:
    """Parameters `batch` and `reason`."""
    yield from _as_job(job, lambda batch_id: undo_steps(batch_id, job.parameters["reason"]))


def _as_job(job: Job, steps: Callable[[UUID], Iterator[Step]]) -> Iterator[Step]:
    batch_id = UUID(job.parameters["batch"])
    job.result_url = ImportBatch(pk=batch_id).get_absolute_url()
    yield from steps(batch_id)
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state == ImportBatch.State.FAILED:
        raise JobFailed(batch.message)


def apply_steps(batch_id: UUID) -> Iterator[Step]:
    """Write the new and changed rows; a batch that is written already is left alone."""
    batch = _lock(batch_id)
    if batch.state != ImportBatch.State.APPLYING:
        return
    try:
        with transaction.atomic():
            written = importer_of(batch).apply(batch)
            connection.check_constraints()
    except (ImportRefused, IntegrityError) as refused:
        _refuse(batch, refused)
    else:
        _applied(batch, written)
    wrote = batch.state == ImportBatch.State.APPLIED
    yield Step(done=batch.to_write, total=batch.to_write, message=batch.message, final=wrote)


def undo_steps(batch_id: UUID, reason: str) -> Iterator[Step]:
    """Take back what nobody changed since; what was changed stays and is counted."""
    batch = _lock(batch_id)
    if batch.state != ImportBatch.State.APPLIED:
        return
    try:
        with transaction.atomic():
            result = importer_of(batch).undo(batch, reason)
            connection.check_constraints()
    except (ImportRefused, IntegrityError) as refused:
        batch.message = _sentence(refused, _("Chưa hoàn tác: có bản ghi đang được dùng ở nơi khác."))
        batch.save(update_fields=["message"])
    else:
        _undone(batch, result, reason)
    yield Step(done=1, total=1, message=batch.message, final=True)


def _lock(batch_id: UUID) -> ImportBatch:
    batch: ImportBatch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, batch.kind])
    return batch


def _applied(batch: ImportBatch, written: Mapping[str, int]) -> None:
    batch.applied_at = timezone.now()
    batch.message = _("Đã ghi %(n)s dòng.") % {"n": format_number(batch.to_write)}
    _advance(batch, "finish_apply", "applied_at", "message")
    events.record(
        "core.apply_import", batch, label=batch.kind, place=batch.place, counts=batch.counts, written=dict(written)
    )


def _refuse(batch: ImportBatch, refused: Exception) -> None:
    batch.message = _sentence(refused, changed_meanwhile())
    _advance(batch, "fail", "message")


def _undone(batch: ImportBatch, result: Undone, reason: str) -> None:
    batch.undone_at = timezone.now()
    batch.message = _("Đã hoàn tác %(n)s bản ghi.") % {"n": format_number(result.undone)}
    if result.kept:
        batch.message += " " + _("Giữ lại %(n)s bản ghi không hoàn tác được nữa.") % {"n": format_number(result.kept)}
    _advance(batch, "finish_undo", "undone_at", "message")
    events.record(
        "core.undo_import",
        batch,
        reason=reason,
        label=batch.kind,
        place=batch.place,
        undone=result.undone,
        kept=result.kept,
    )


def _sentence(refused: Exception, by_constraint: str) -> str:
    """An importer's own words, or what it means when a constraint refused."""
    return str(refused)[:500] if isinstance(refused, ImportRefused) else by_constraint


def changed_meanwhile() -> str:
    return _("Dữ liệu đã được người khác thay đổi sau khi kiểm tra tệp; chưa ghi dòng nào. Hãy kiểm tra lại tệp.")


def _advance(batch: ImportBatch, act: str, *fields: str) -> None:
    move(machine(""), batch, act, WORKER)
    batch.save(update_fields=["state", *fields])
