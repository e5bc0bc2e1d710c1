"""What the `manage.py import_...` commands share: the same check and write as the pages, in this process."""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.acting import SYSTEM, acting_as
from core.imports import services
from core.imports.annotating import errors_of
from core.imports.applying import apply_steps
from core.imports.checking import check_steps
from core.imports.declaration import Importer, Scope
from core.imports.machine import WORKER
from core.imports.registry import importer_of
from core.jobs import Step
from core.models import ImportBatch
from core.spreadsheets import CellError

ERRORS_SHOWN = 50
ACTOR = replace(SYSTEM, actor_label="manage.py", context="command")


class ImportCommand(BaseCommand):
    """`importer` says what is read. Errors leave everything as it was, unless --only-good is given."""

    importer: ClassVar[type[Importer]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check-only", action="store_true", help="chỉ kiểm tra, không ghi")
        parser.add_argument("--only-good", action="store_true", help="ghi các dòng đúng khi còn dòng lỗi")

    def scope(self, options: dict[str, Any]) -> Scope:
        return Scope()

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(ACTOR):
            batch = self._checked(options["file"], self.scope(options))
            self._show(batch)
            if options["check_only"]:
                return
            if batch.count("error") and not options["only_good"]:
                raise CommandError("Chưa ghi dòng nào: tệp còn dòng lỗi. Hãy sửa, hoặc thêm --only-good.")
            if batch.to_write:
                self._write(batch)

    def _checked(self, path: Path, scope: Scope) -> ImportBatch:
        if not path.is_file():
            raise CommandError(f"Không có tệp {path}.")
        with path.open("rb") as content, transaction.atomic():
            batch = services.upload(
                importer=self.importer, scope=scope, content=File(content, path.name), name=path.name, queue=False
            )
        drive(check_steps(batch.pk))
        return self._ended(batch, ImportBatch.State.CHECKED)

    def _write(self, batch: ImportBatch) -> None:
        services.apply(batch=batch, access=WORKER, only_good=True, queue=False)
        drive(apply_steps(batch.pk))
        batch = self._ended(batch, ImportBatch.State.APPLIED)
        self.written(batch)
        self.stdout.write(batch.message)

    def written(self, batch: ImportBatch) -> None:
        """After the rows were written; a place to bring figures up to date."""

    def _ended(self, batch: ImportBatch, wanted: str) -> ImportBatch:
        with transaction.atomic():
            batch = ImportBatch.objects.select_related("file").get(pk=batch.pk)
        if batch.state != wanted:
            problems = [str(CellError.from_json(problem)) for problem in batch.problems]
            raise CommandError("\n".join([batch.message, *problems]))
        return batch

    def _show(self, batch: ImportBatch) -> None:
        with transaction.atomic():
            errors = list(errors_of(batch))
        for error in errors[:ERRORS_SHOWN]:
            self.stderr.write(str(error))
        if len(errors) > ERRORS_SHOWN:
            self.stderr.write(f"... và {len(errors) - ERRORS_SHOWN} lỗi khác")
        if remarks := batch.count("remark"):
            self.stdout.write(f"{remarks} dòng được đánh dấu cần kiểm tra lại")
        with transaction.atomic():
            for note in importer_of(batch).notes(batch):
                self.stdout.write(note)
        self.stdout.write(batch.message)


def drive(steps: Iterator[Step]) -> None:
    """Run the steps of a job here, each committed as a worker would."""
    while True:
        with transaction.atomic():
            if next(steps, None) is None:
                return
