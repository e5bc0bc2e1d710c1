"""What a person decides about an import: upload, map columns, check again, write, take back."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core import events, files, jobs
from core.formats import format_number
from core.imports.applying import APPLY, UNDO
from core.imports.checking import CHECK
from core.imports.declaration import Importer, Scope
from core.imports.machine import WORKER, machine
from core.imports.registry import importers
from core.models import ImportBatch, Job
from core.models.import_batch import KEEP_DAYS
from core.transitions import CanAct, NotAllowed, move

FILE, RESULT = "core.import", "core.import_result"
State = ImportBatch.State


@transaction.atomic
def upload(
    *, importer: type[Importer], scope: Scope, content: File | IO[bytes], name: str, queue: bool = True
) -> ImportBatch:
    """Keep the file and begin its check; with `queue` false the caller runs the check itself."""
    place = scope.place
    file = files.store(content, name=name, purpose=FILE, owner_id=scope.owner_id, keep_days=KEEP_DAYS)
    batch = ImportBatch.objects.create(
        kind=importer.kind,
        owner_id=scope.owner_id,
        place=place.ref,
        place_name=place.name,
        scope_path=place.path,
        file=file,
        file_name=file.name,
        state=State.CHECKING,
        parameters=scope.as_parameters(),
    )
    events.record("core.upload_import", batch, label=batch.kind, place=place.ref, sha256=file.sha256)
    if queue:
        _queue(batch, CHECK, _("Kiểm tra tệp %(name)s"))
    return batch


@transaction.atomic
def check(*, batch: ImportBatch, access: CanAct, mapping: Mapping[str, Any] | None = None) -> ImportBatch:
    """Check again, with the columns that the officer has chosen where `mapping` is given."""
    batch = settled(locked(batch))
    move(machine(right_of(batch)), batch, "check", access)
    if mapping is not None:
        batch.mapping = dict(mapping)
    batch.message, batch.counts = "", {}
    batch.save(update_fields=["state", "mapping", "message", "counts"])
    _queue(batch, CHECK, _("Kiểm tra tệp %(name)s"))
    return batch


@transaction.atomic
def apply(*, batch: ImportBatch, access: CanAct, only_good: bool = False, queue: bool = True) -> ImportBatch:
    """Write what was checked. A file with errors is written only when the person says: only the good rows."""
    batch = locked(batch)
    if batch.count("error") and not only_good:
        message = _("Tệp còn %(n)s dòng lỗi. Hãy sửa và tải lại, hoặc chọn chỉ nhập các dòng đúng.")
        raise NotAllowed(message % {"n": format_number(batch.count("error"))})
    move(machine(right_of(batch)), batch, "apply", access)
    batch.save(update_fields=["state"])
    if queue:
        _queue(batch, APPLY, _("Ghi dữ liệu từ tệp %(name)s"))
    return batch


@transaction.atomic
def undo(*, batch: ImportBatch, access: CanAct, reason: str) -> ImportBatch:
    """Begin to take an import back; its state changes when the job has done so."""
    batch = locked(batch)
    move(machine(right_of(batch)), batch, "undo", access, evidence=reason.strip())
    _queue(batch, UNDO, _("Hoàn tác lần nhập tệp %(name)s"), reason=reason.strip())
    return batch


@transaction.atomic
def stop(batch: ImportBatch) -> ImportBatch:
    """The owner gives up while a job works on the batch; what is written is written whole or not at all."""
    job = open_job(batch)
    if job is None or not jobs.cancel(job):
        raise NotAllowed(_("Công việc này đã kết thúc."))
    job.refresh_from_db()
    batch.job = job
    return settled(batch)


def right_of(batch: ImportBatch) -> str:
    return importers()[batch.kind].right


def locked(batch: ImportBatch) -> ImportBatch:
    found: ImportBatch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    return found


def settled(batch: ImportBatch) -> ImportBatch:
    """The batch as its job left it: a job that was cancelled or broke down leaves no working state behind."""
    if batch.state in ImportBatch.WORKING and batch.job is not None and not batch.job.is_open:
        batch.message = _("đã dừng theo yêu cầu.") if batch.job.state == Job.State.CANCELLED else batch.job.message
        move(machine(""), batch, "fail", WORKER)
        batch.save(update_fields=["state", "message"])
    return batch


def _queue(batch: ImportBatch, kind: str, subject: str, **parameters: Any) -> None:
    batch.job = jobs.enqueue(
        kind,
        owner_id=batch.owner_id,
        subject=(subject % {"name": batch.file_name})[:200],
        parameters={"batch": str(batch.pk), **parameters},
        dedupe_key=f"import:{batch.pk}",
    )
    batch.save(update_fields=["job"])


def open_job(batch: ImportBatch) -> Job | None:
    """The job that works on the batch now."""
    return batch.job if batch.job is not None and batch.job.is_open else None
