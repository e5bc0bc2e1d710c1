"""Files that people upload and the portal makes: kept outside the web root, given out by one view.

An app registers each purpose of its files in AppConfig.ready: the right that reading asks for, whether the
content is personal (then each download goes to the access log), and who else than the owner may read.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from core.models import StoredFile
from core.text import one_line

OCTETS = "application/octet-stream"
MAX_NAME = 200


def nobody_else(_access: Any, _file: StoredFile) -> bool:
    return False


def by_scope(access: Any, file: StoredFile) -> bool:
    """Whoever sees the area that the file belongs to."""
    return StoredFile.objects.filter(pk=file.pk, scope_path__descendant_of=access.paths).exists()


Reader = Callable[[Any, StoredFile], bool]


@dataclass(frozen=True)
class Purpose:
    right: str
    personal: bool = False
    reader: Reader = nobody_else


_purposes: dict[str, Purpose] = {}


def register(purpose: str, *, right: str, personal: bool = False, reader: Reader = nobody_else) -> None:
    """Declare the files of `purpose` ("committees.document")."""
    _purposes[purpose] = Purpose(right, personal, reader)


def purpose_of(file: StoredFile) -> Purpose:
    """The rules of a file; of an undeclared purpose only the owner may read it, as personal."""
    return _purposes.get(file.purpose, Purpose(right="", personal=True))


def may_read(access: Any, file: StoredFile) -> bool:
    """The owner, or someone with the right whom the purpose lets in."""
    if access.user is not None and file.owner_id == access.user.pk:
        return True
    purpose = purpose_of(file)
    return bool(purpose.right) and access.can(purpose.right) and purpose.reader(access, file)


def store(
    content: File | IO[bytes],
    *,
    name: str,
    purpose: str,
    owner_id: int | None,
    scope_path: str | None = None,
    content_type: str = OCTETS,
    keep_days: int | None = None,
) -> StoredFile:
    """Keep `content`. `name` is shown and given to a download, never used as a path.

    After `keep_days` a sweep removes the file. Bytes whose transaction was rolled back are removed by
    `remove_orphans`.
    """
    wrapped = content if isinstance(content, File) else File(content, name=name)
    expires_at = timezone.now() + timedelta(days=keep_days) if keep_days else None
    file = StoredFile(
        name=shown_name(name),
        purpose=purpose,
        owner_id=owner_id,
        scope_path=scope_path,
        content_type=content_type[:120],
        sha256=digest(wrapped),
        size=wrapped.size,
        expires_at=expires_at,
    )
    wrapped.seek(0)
    file.content.save(name, wrapped, save=False)
    file.save(force_insert=True)
    return file


def shown_name(name: str) -> str:
    """The last part of what a browser sent, on one line, the ending kept when it must be cut."""
    plain = one_line(name.replace("\\", "/").rsplit("/", 1)[-1].replace('"', "'"))
    if len(plain) <= MAX_NAME:
        return plain or "tep"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) < 10 else plain[:MAX_NAME]


def digest(content: File) -> str:
    content.seek(0)
    sha256 = hashlib.sha256()
    for chunk in content.chunks():
        sha256.update(chunk)
    return sha256.hexdigest()


def remove_expired(limit: int = 200) -> int:
    """Delete the files whose time is over, rows first: a crash leaves bytes without a row, never the reverse."""
    with transaction.atomic():
        expired = list(StoredFile.objects.filter(expires_at__lt=timezone.now())[:limit])
    for file in expired:
        with transaction.atomic():
            file.delete()
        file.content.storage.delete(str(file.content.name))
    return len(expired)


def remove_orphans(*, older_than: timedelta = timedelta(days=1)) -> int:
    """Delete bytes that no row names: left by a transaction that was rolled back."""
    storage, limit, removed = default_storage, timezone.now() - older_than, 0
    for folder in _folders():
        names = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        with transaction.atomic():
            known = set(StoredFile.objects.filter(content__in=names).values_list("content", flat=True))
        for name in names - known:
            if storage.get_modified_time(name) < limit:
                storage.delete(name)
                removed += 1
    return removed


def _folders() -> list[str]:
    try:
        return list(default_storage.listdir("")[0])
    except FileNotFoundError:  # nothing was ever stored
        return []
