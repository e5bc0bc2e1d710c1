"""Files as officers make them, and an import run from upload to its end as a worker would."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.access import Access
from areas.models import Area
from areas.services import create_village
from core.acting import SYSTEM, acting_as
from core.imports import services
from core.imports.applying import apply_steps, undo_steps
from core.imports.checking import check_steps
from core.imports.command import drive
from core.imports.declaration import Importer, Scope
from core.models import ImportBatch, ImportRow
from households.imports import RosterImport
from tests.office import COMMUNE, Office

Sheet = Sequence[Sequence[Any]]
HOUSEHOLD_HEAD = ("STT hộ", "Mã hộ", "Xã, phường", "Thôn, ấp, khóm", "Họ và tên chủ hộ", "Năm sinh chủ hộ",
                  "Địa chỉ", "Điện thoại", "Hộ dân tộc thiểu số", "Có người có công")  # fmt: skip
MEMBER_HEAD = ("STT hộ", "Họ và tên", "Quan hệ với chủ hộ", "Giới tính", "Ngày sinh", "Dân tộc",
               "Số định danh cá nhân", "Có thẻ BHYT")  # fmt: skip
HEAD_NUMBER, CHILD_NUMBER = "000080000001", "000205000002"


def household(ref: Any = 1, head: str = "Nguyễn Văn An", year: Any = 1980, **changed: Any) -> list[Any]:
    given = {"code": "", "commune": "", "village": "Khóm Bình Đức 1", "address": "Số 12", "phone": "0912345678"}
    given |= {"minority": "", "merit": ""} | changed
    return [ref, given["code"], given["commune"], given["village"], head, year, given["address"], given["phone"],
            given["minority"], given["merit"]]  # fmt: skip


def member(
    ref: Any = 1, name: str = "Nguyễn Văn An", relation: str = "Chủ hộ", birth: Any = "5/8/1980", **changed: Any
) -> list[Any]:
    given = {"sex": "Nam", "ethnic": "Kinh", "number": "", "insured": "Có"} | changed
    return [ref, name, relation, given["sex"], birth, given["ethnic"], given["number"], given["insured"]]


def roster(households: Sequence[Sequence[Any]] | None = None, members: Sequence[Sequence[Any]] | None = None) -> bytes:
    """A workbook of two sheets; without rows, one household of a head and a child."""
    if households is None:
        households = [household()]
    if members is None:
        child = member(1, "Nguyễn Thị Bình", "Con", "2/3/2005", sex="Nữ", number=CHILD_NUMBER)
        members = [member(number=HEAD_NUMBER), child]
    return workbook({"Hộ gia đình": [HOUSEHOLD_HEAD, *households], "Thành viên": [MEMBER_HEAD, *members]})


def workbook(sheets: dict[str, Sheet]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(number, place, value)
                    elif value != "":
                        page.write(number, place, value)
    return target.getvalue()


def csv_file(rows: Sheet, separator: str = ";") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue().encode("utf-8-sig")


@dataclass
class Desk:
    """An officer with files; every step is done as that officer."""

    access: Access
    importer: type[Importer] = RosterImport
    place: int = 0
    batches: list[ImportBatch] = field(default_factory=list)

    @property
    def scope(self) -> Scope:
        place = self.importer.places(self.access)[self.place]
        post_id = self.access.post.pk if self.access.post else None
        return Scope(place, self.access.user_id, self.access.component_ids, post_id)

    @contextmanager
    def acting(self) -> Iterator[None]:
        with acting_as(self.access.actor("test")):
            yield

    def upload(self, content: bytes, name: str = "tep.xlsx") -> ImportBatch:
        with self.acting(), transaction.atomic():
            return services.upload(
                importer=self.importer, scope=self.scope, content=ContentFile(content), name=name, queue=False
            )

    def check(self, content: bytes, name: str = "tep.xlsx") -> ImportBatch:
        batch = self.upload(content, name)
        with self.acting():
            drive(check_steps(batch.pk))
        return self.fresh(batch)

    def apply(self, batch: ImportBatch, *, only_good: bool = False) -> ImportBatch:
        with self.acting():
            services.apply(batch=batch, access=self.access, only_good=only_good, queue=False)
            drive(apply_steps(batch.pk))
        return self.fresh(batch)

    def write(self, content: bytes, name: str = "tep.xlsx", *, only_good: bool = False) -> ImportBatch:
        return self.apply(self.check(content, name), only_good=only_good)

    def undo(self, batch: ImportBatch, reason: str = "nhầm tệp") -> ImportBatch:
        with self.acting():
            drive(undo_steps(batch.pk, reason))
        return self.fresh(batch)

    def fresh(self, batch: ImportBatch) -> ImportBatch:
        with self.acting(), transaction.atomic():
            return ImportBatch.objects.select_related("file", "job").get(pk=batch.pk)

    def rows(self, batch: ImportBatch, **wanted: Any) -> list[ImportRow]:
        with self.acting(), transaction.atomic():
            return list(batch.rows.filter(**wanted).order_by("id"))

    def errors(self, batch: ImportBatch) -> list[str]:
        """Each error as "cell reason remedy"."""
        found = [error for row in self.rows(batch, diff="error") for error in row.errors]
        return [f"{error['cell']} {error['reason']} {error['remedy']}" for error in found]


@dataclass
class Files:
    """Who imports what, in the province of tests.office."""

    office: Office = field(default_factory=Office)

    @cached_property
    def village(self) -> Area:
        with acting_as(SYSTEM), transaction.atomic():
            return create_village(commune=Area.objects.by_ref(COMMUNE), kind="khóm", name="Bình Đức 1")

    @cached_property
    def officer(self) -> Desk:
        assert self.village
        return Desk(self.office.access("commune_officer", COMMUNE))

    def desk(self, role: str, ref: str, importer: type[Importer]) -> Desk:
        return Desk(self.office.access(role, ref), importer)
