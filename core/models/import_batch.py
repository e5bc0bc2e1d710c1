"""An imported file: what it is, how far it is, and its rows as checked, before anything is written."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LtreeField
from core.ids import uuid7

UNDO_WITHIN = timedelta(hours=24)
# Rows and file hold personal data: they go when nobody needs them for questions any more.
KEEP_DAYS = 30


class ImportBatch(models.Model):
    """One file of one importer (core.imports). Belongs to the person who uploaded it."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("cần ghép cột")
        CHECKING = "checking", _("đang kiểm tra")
        CHECKED = "checked", _("đã kiểm tra")
        APPLYING = "applying", _("đang ghi")
        APPLIED = "applied", _("đã nhập")
        FAILED = "failed", _("không thành công")
        UNDONE = "undone", _("đã hoàn tác")

    WORKING = (State.CHECKING, State.APPLYING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("loại dữ liệu"), max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The place the file is for, by its name in URLs; null for what belongs to no area.
    place = models.CharField(_("địa bàn"), max_length=20, blank=True)
    place_name = models.CharField(max_length=160, blank=True)
    scope_path = LtreeField(null=True, blank=True)
    file = models.ForeignKey("core.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(_("tệp"), max_length=200)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.UPLOADED)
    # Where an officer's own workbook has what: {code of our sheet: {"sheet", "header_row", "columns": {key: header}}}.
    mapping = models.JSONField(default=dict)
    # What the check is limited to (core.imports.declaration.Scope), and what the person chose on the way.
    parameters = models.JSONField(default=dict)
    # {part: {"new", "changed", "unchanged", "error", "remark": how many rows}}
    counts = models.JSONField(default=dict)
    # What is wrong with the file as a whole (CellError as JSON), and in one sentence.
    problems = models.JSONField(default=list)
    message = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["owner", "-created_at"], name="import_owner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("import_batch", args=[self.pk])

    def count(self, diff: str) -> int:
        """Rows of every part with that outcome."""
        return sum(part.get(diff, 0) for part in self.counts.values())

    @property
    def to_write(self) -> int:
        return self.count("new") + self.count("changed")

    @property
    def undo_until(self) -> datetime | None:
        """The last moment for taking it back; None when there is nothing to take back."""
        return self.applied_at + UNDO_WITHIN if self.applied_at and self.state == self.State.APPLIED else None

    @property
    def is_undoable(self) -> bool:
        return self.undo_until is not None and timezone.now() < self.undo_until


class ImportRow(models.Model):
    """One row of the file as it was read and compared; what personal it holds is sealed as in its target."""

    class Diff(models.TextChoices):
        NEW = "new", _("mới")
        CHANGED = "changed", _("thay đổi")
        UNCHANGED = "unchanged", _("không đổi")
        ERROR = "error", _("lỗi")

    # Without an index of its own: every one below begins with it, and a shorter one misleads the planner.
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    # Repeated here so that the policy of many rows needs no look at the batch.
    owner_id = models.BigIntegerField(null=True)
    part = models.CharField(max_length=20)
    sheet = models.CharField(_("trang"), max_length=80)
    number = models.PositiveIntegerField(_("dòng"))
    diff = models.CharField(_("kết quả so sánh"), max_length=10, choices=Diff.choices)
    # By which the record is found again, and by which other rows of the file name it.
    key = models.CharField(max_length=300, blank=True)
    ref = models.CharField(max_length=60, blank=True)
    label = models.CharField(_("bản ghi"), max_length=200, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    target_version = models.IntegerField(null=True)
    data = models.JSONField(default=dict)
    old = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    remarks = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "part", "sheet", "number"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "diff", "id"], name="import_row_diff"),
            models.Index(fields=["batch", "part", "key"], name="import_row_key"),
            models.Index(fields=["batch", "part", "ref"], name="import_row_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}: {self.diff}"
