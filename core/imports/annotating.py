"""The officer's own file with its bad cells marked, as a job: a large workbook takes longer than a page may."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from uuid import UUID

from django.utils.translation import gettext as _

from core import files
from core.exports import XLSX_TYPE
from core.imports.layouts import source_of
from core.imports.services import RESULT
from core.imports.showing import errors_of_rows
from core.jobs import JobFailed, Step, job_handler
from core.models import ImportBatch, ImportRow, Job
from core.spreadsheets import (
    CellError,
    SpreadsheetError,
    UnsafeFile,
    annotate_xlsx,
    error_list,
    write_xlsx,
)
from core.spreadsheets.sheets import is_workbook

ANNOTATE = "core.annotate_import"
KEEP_DAYS = 7


@job_handler(ANNOTATE)
def annotate_on_request(job: Job) -> Iterator[Step]:
    """Parameter `batch`; the copy becomes the job's file."""
    batch = ImportBatch.objects.select_related("file").get(pk=UUID(job.parameters["batch"]))
    target = BytesIO()
    try:
        write_copy(batch, target)
    except SpreadsheetError as refused:
        raise JobFailed(refused.message) from refused
    name = _("%(name)s - danh dau loi.xlsx") % {"name": PurePath(batch.file_name).stem}
    job.result_file = files.store(
        target, name=name, purpose=RESULT, owner_id=batch.owner_id, content_type=XLSX_TYPE, keep_days=KEEP_DAYS
    )
    job.result_url = batch.get_absolute_url()
    yield Step(done=1, total=1, final=True)


def write_copy(batch: ImportBatch, target: BytesIO) -> None:
    """The workbook with its bad cells marked; of a CSV file, or one too large for that, the list of errors."""
    errors = list(errors_of(batch))
    source = source_of(batch)
    if is_workbook(source):
        try:
            annotate_xlsx(source, errors, target)
            return
        except UnsafeFile:
            target.seek(0)
            target.truncate()
    write_xlsx(target, [error_list(errors)])


def errors_of(batch: ImportBatch) -> Iterator[CellError]:
    """Every error in the order of the file."""
    rows = batch.rows.filter(diff=ImportRow.Diff.ERROR).order_by("sheet", "number", "id")
    return errors_of_rows(rows.only("batch", "errors").iterator(chunk_size=2000))
