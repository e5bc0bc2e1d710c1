"""Reading CSV: what it is encoded in, what stands between its values, and no more of it than allowed.

Accepted: UTF-8 with or without a byte order mark, UTF-16 with one (Excel's "Unicode Text"), and windows-1258,
which Vietnamese Excel writes as plain "CSV", when every letter it gives is Vietnamese. Text in the old TCVN3
and VNI fonts is refused, for it would be read as other letters.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.spreadsheets.archive import Limits
from core.spreadsheets.errors import UnreadableFile, UnsafeFile
from core.spreadsheets.safety import Source, check_size, opened

_SEPARATORS = ",;\t"
_SAMPLE_LINES = 20
_LETTERS = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) | frozenset("đĐ\u00a0–—‘’“”…•°²³½×₫«»€")
_MIXED_CASE = re.compile(r"[a-z][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐƠƯ]")


def decode_csv(data: bytes) -> str:
    """The text of a CSV file; raises UnreadableFile when its encoding is not one of the accepted."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decoded(data, "utf-16")
    else:
        text = _decoded(data, "utf-8-sig")
        if text is None:
            text = _decoded(data, "cp1258")
            text = text if text is not None and _is_vietnamese(text) else None
    if text is None:
        message = _("Không nhận ra bảng mã của tệp CSV. Hãy lưu lại dạng “CSV UTF-8” bằng phông chữ Unicode.")
        raise UnreadableFile("encoding", message)
    if "\0" in text:
        raise UnsafeFile("kind", _("Đây không phải tệp CSV. Hãy tải lên tệp .xlsx hoặc .csv."))
    return unicodedata.normalize("NFC", text)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_vietnamese(text: str) -> bool:
    """No foreign letter or sign, no stray tone, no capital after a small letter (NguyÔn)."""
    composed = unicodedata.normalize("NFC", text)
    return all(char.isascii() or char in _LETTERS for char in set(composed)) and not _MIXED_CASE.search(composed)


def find_separator(text: str) -> str:
    """The separator that splits the first lines most evenly into the most values; a line `sep=;` decides."""
    first = text[:6].lower()
    if first.startswith("sep=") and first[4:5] in _SEPARATORS:
        return first[4]
    lines = text[:100_000].splitlines()[:_SAMPLE_LINES]
    return max(_SEPARATORS, key=lambda separator: _evenness(lines, separator))


def _evenness(lines: list[str], separator: str) -> tuple[int, int]:
    """How many lines have the commonest count of values above one, and that count."""
    counts = [len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1]
    if not counts:
        return (0, 0)
    commonest = max(set(counts), key=counts.count)
    return (counts.count(commonest), commonest)


def read_csv(source: Source, limits: Limits | None = None) -> Iterator[list[str]]:
    """The rows of a CSV file; checks and decodes at once, then yields lazily. Raises SpreadsheetError."""
    limits = limits or Limits()
    with opened(source) as file:
        check_size(file, limits)
        text = decode_csv(file.read(limits.max_bytes + 1))
    separator = find_separator(text)
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    return _rows(text, separator, limits)


def _rows(text: str, separator: str, limits: Limits) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, row in enumerate(reader, start=1):
            if number > limits.max_rows or len(row) > limits.max_columns:
                message = _("Tệp CSV quá lớn: nhiều nhất %(rows)d dòng, %(columns)d cột. Hãy chia nhỏ tệp.")
                raise UnsafeFile("rows", message % {"rows": limits.max_rows, "columns": limits.max_columns})
            yield row
    except csv.Error as error:
        message = _("Không đọc được tệp CSV ở dòng %(line)d. Hãy mở bằng Excel và lưu lại dạng “CSV UTF-8”.")
        raise UnreadableFile("csv", message % {"line": reader.line_num}) from error
