"""Papers that people attach: which kinds are taken, recognised by what is in them and not by their name."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"
# Ending -> how such a file begins, and the type that a download gets.
PAPERS = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (_ZIP, f"{_OFFICE}.wordprocessingml.document"),
    ".xlsx": (_ZIP, f"{_OFFICE}.spreadsheetml.sheet"),
    ".doc": (_OLE, "application/msword"),
    ".xls": (_OLE, "application/vnd.ms-excel"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
}


class UploadField(forms.FileField):
    """A paper to attach. `content_type` of what it gives is ours, whatever the browser said."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _accepted())
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(PAPERS)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            check_paper(upload)
        return upload


def check_paper(upload: UploadedFile) -> None:
    """Set the type of `upload` by its ending and content; raises ValidationError that says what is taken."""
    if upload.size is None or upload.size > settings.PORTAL_UPLOAD_LIMIT:
        raise ValidationError(_accepted(), code="too_large")
    begins, content_type = PAPERS.get(PurePath(upload.name or "").suffix.lower(), (None, ""))
    if begins is None:
        raise ValidationError(_accepted(), code="kind")
    upload.seek(0)
    if upload.read(len(begins)) != begins:
        raise ValidationError(_("Nội dung tệp không đúng với phần mở rộng của tên; chọn lại tệp gốc."), code="content")
    upload.seek(0)
    upload.content_type = content_type


def _accepted() -> str:
    limit = settings.PORTAL_UPLOAD_LIMIT // 1024 // 1024
    return _("Tệp PDF, Word, Excel hoặc ảnh, không quá %(limit)d MB") % {"limit": limit}
