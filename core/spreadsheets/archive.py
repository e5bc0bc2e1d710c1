"""Reading a ZIP archive that nobody trusts: the directory first, then every entry in measured pieces.

The sizes an archive declares may lie, and a directory may name the same bytes many times, so what an entry
really expands to is counted here, by our own inflating, before any other library opens the file.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.spreadsheets.errors import UnsafeFile

PIECE = 1 << 20
_ENCRYPTED = 0x1
_END_OF_DIRECTORY = b"PK\x05\x06"
_END_LENGTH = 22
_HEADER_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What an uploaded file may be at most."""

    max_bytes: int = 10 * 2**20
    max_entries: int = 200
    max_expanded: int = 200 * 2**20
    max_ratio: int = 100
    max_rows: int = 200_000
    max_columns: int = 500
    max_cells: int = 6_000_000
    max_text: int = 256 * 2**20

    def __post_init__(self) -> None:
        if min(self.max_bytes, self.max_entries, self.max_rows, self.max_columns) < 1:
            raise ValueError("a limit below 1 refuses everything")


def broken() -> UnsafeFile:
    return UnsafeFile("broken", _("Tệp bị hỏng, không đọc được. Hãy mở bằng Excel, lưu lại và tải lên lần nữa."))


def read_directory(file: BinaryIO, limits: Limits) -> list[zipfile.ZipInfo]:
    """The entries of the archive, after what the directory alone can tell; raises UnsafeFile."""
    entries = _listed(file)
    if len(entries) > limits.max_entries:
        raise UnsafeFile("entries", _("Tệp có quá nhiều thành phần (%(count)d).") % {"count": len(entries)})
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise broken()
    for entry in entries:
        _check_entry(entry, limits)
    if sum(entry.file_size for entry in entries) > limits.max_expanded:
        raise too_much(limits)
    return entries


def _listed(file: BinaryIO) -> list[zipfile.ZipInfo]:
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - _END_LENGTH, 0))
    end = file.read()
    # Behind the directory, or in its comment, another reader may find another directory.
    if not (end.startswith(_END_OF_DIRECTORY) and end.endswith(b"\0\0")):
        raise broken()
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError) as error:
        raise broken() from error
    if any(not 0 <= entry.header_offset < size for entry in entries):
        raise broken()
    return entries


def too_much(limits: Limits) -> UnsafeFile:
    message = _("Tệp giải nén ra quá lớn (trên %(megabytes)d MB). Hãy bỏ hình ảnh và trang không cần, hoặc chia nhỏ.")
    return UnsafeFile("expanded", message % {"megabytes": limits.max_expanded // 2**20})


def _check_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise UnsafeFile("encrypted", _("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lên."))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise broken()
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith(("/", "\\")):
        raise broken()
    _check_ratio(entry, entry.file_size, limits)


def _check_ratio(entry: zipfile.ZipInfo, expanded: int, limits: Limits) -> None:
    # Small parts of an ordinary workbook are repetitive too; a bomb needs size.
    if expanded > PIECE and expanded > limits.max_ratio * max(entry.compress_size, 1):
        raise UnsafeFile("ratio", _("Tệp nén bất thường, có thể gây hại. Hãy mở bằng Excel và lưu lại."))


def expand(file: BinaryIO, entry: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """The content of one entry in pieces of at most PIECE bytes; UnsafeFile when it is not as declared."""
    remaining = _raw_start(file, entry)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    expanded, checksum = 0, 0
    for piece in _inflated(file, remaining, inflater):
        expanded += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if expanded > entry.file_size:
            raise broken()
        _check_ratio(entry, expanded, limits)
        yield piece
    if expanded != entry.file_size or checksum != entry.CRC:
        raise broken()


def _raw_start(file: BinaryIO, entry: zipfile.ZipInfo) -> int:
    """Places the file at the entry's first compressed byte; the count of such bytes."""
    file.seek(entry.header_offset)
    header = file.read(_HEADER_LENGTH)
    if len(header) < _HEADER_LENGTH or not header.startswith(b"PK\x03\x04"):
        raise broken()
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    file.seek(name_length + extra_length, 1)
    return entry.compress_size


def _inflated(file: BinaryIO, remaining: int, inflater: "zlib._Decompress | None") -> Iterator[bytes]:
    while remaining:
        raw = file.read(min(remaining, PIECE))
        if not raw:
            raise broken()
        remaining -= len(raw)
        if inflater is None:
            yield raw
            continue
        try:
            while raw:
                yield inflater.decompress(raw, PIECE)
                raw = inflater.unconsumed_tail
        except zlib.error as error:
            raise broken() from error
    if inflater and (tail := inflater.flush()):
        yield tail
