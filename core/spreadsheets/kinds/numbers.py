"""Columns of numbers, as Vietnamese people write them: 1.234.567,89.

A dot before exactly three digits groups thousands, and a comma is the decimal sign. Where a number can be
meant in two ways (1.5 for an amount, 1,500) it is refused and never guessed: an amount is out by a thousand.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext as _

from core.formats import format_number
from core.spreadsheets.kinds.base import BadCell, Raw, as_text

_UNIT = re.compile(r"(đồng|đ|₫|vnđ|vnd)\.?$", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_EMPTY = ("", "-", "–", "—")
_PLAIN = re.compile(r"^-?\d+$", re.ASCII)
_GROUPED = re.compile(r"^-?\d{1,3}(\.\d{3})+$", re.ASCII)
_GROUPED_COMMA = re.compile(r"^-?\d{1,3}(,\d{3}){2,}$", re.ASCII)
_DECIMAL = re.compile(r"^-?(\d+|\d{1,3}(?:\.\d{3})+),(\d+)$", re.ASCII)
# One and a quarter, or twelve hundred and fifty: only a number cell says which.
_EITHER_WAY = re.compile(r"^-?\d{1,3},\d{3}$", re.ASCII)
_DECIMAL_DOT = re.compile(r"^-?\d+\.(\d{1,2}|\d{4,})$", re.ASCII)
# Words of their own, or behind a digit: "5tr" is, "năm trăm" is not.
_IN_LARGER_UNITS = re.compile(r"(?<![^\W\d_])(nghìn|ngàn|triệu|tỷ|tỉ|tr)(?![^\W\d_])")
_LONGEST = 60
# Excel itself keeps 15 significant digits.
_LARGEST = 10**15
# More than there are people of a country; nobody needs to be told.
LARGEST_COUNT = 10**9


def read_whole(raw: Raw) -> int | None:
    """A whole number or None; raises ValueError for what is not one or may mean two."""
    if isinstance(raw, bool):
        raise ValueError(raw)
    if isinstance(raw, int):
        return raw
    if isinstance(raw, float):
        return _whole_float(raw)
    text = _tidy(as_text(raw))
    if text in _EMPTY:
        return None
    if _PLAIN.match(text):
        return int(text)
    if _GROUPED.match(text):
        return int(text.replace(".", ""))
    if _GROUPED_COMMA.match(text):
        return int(text.replace(",", ""))
    if (parts := _DECIMAL.match(text)) and not parts[2].strip("0") and parts[2] != "000":
        return int(text.split(",")[0].replace(".", ""))
    raise ValueError(raw)


def read_decimal(raw: Raw, places: int) -> Decimal | None:
    """A number or None; raises ValueError for what is not one or may mean two.

    1.500 is fifteen hundred; 1,500 is one and a half only where three `places` are expected.
    """
    if isinstance(raw, float) and not isinstance(raw, bool):
        return Decimal(f"{raw:.15g}")
    try:
        whole = read_whole(raw)
    except ValueError:
        text = _tidy(as_text(raw))
        parts = _DECIMAL.match(text)
        if parts and (len(parts[2]) != 3 or places >= 3):
            return Decimal(text.replace(".", "").replace(",", "."))
        if _DECIMAL_DOT.match(text):
            return Decimal(text)
        raise
    return None if whole is None else Decimal(whole)


def _whole_float(value: float) -> int:
    rounded = float(f"{value:.15g}")
    if not rounded.is_integer() or abs(rounded) > _LARGEST:
        raise ValueError(value)
    return int(rounded)


def _tidy(text: str) -> str:
    """Without spaces and in plain digits; (1.000) is an accountant's -1.000. ValueError for a long text."""
    if len(text) > _LONGEST:
        raise ValueError(text[:_LONGEST])
    text = _SPACES.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    return f"-{text[1:-1]}" if text.startswith("(") and text.endswith(")") else text


@dataclass(frozen=True, slots=True)
class Whole:
    """A count or a year, from `minimum` to `maximum`."""

    minimum: int = 0
    maximum: int = LARGEST_COUNT
    repeats: ClassVar[bool] = True

    def parse(self, raw: Raw) -> int | None:
        try:
            value = read_whole(raw)
        except ValueError as error:
            raise BadCell(_("Không phải số nguyên."), self.hint()) from error
        if value is not None and not self.minimum <= value <= self.maximum:
            raise BadCell(_("Ngoài khoảng cho phép."), self.hint())
        return value

    def hint(self) -> str:
        if self.maximum == LARGEST_COUNT:
            return _("Số nguyên, từ %(minimum)d trở lên.") % {"minimum": self.minimum}
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return _("Số nguyên từ %(minimum)d đến %(maximum)d.") % bounds


@dataclass(frozen=True, slots=True)
class Dong:
    """An amount in whole dong; nothing negative unless `signed`."""

    signed: bool = False
    repeats: ClassVar[bool] = False

    def parse(self, raw: Raw) -> int | None:
        try:
            value = read_whole(_UNIT.sub("", raw.strip()) if isinstance(raw, str) else raw)
        except ValueError as error:
            raise BadCell(self.reason(raw), self.hint()) from error
        if value is None:
            return None
        if value < 0 and not self.signed:
            raise BadCell(_("Số tiền âm."), self.hint())
        if abs(value) > _LARGEST:
            raise BadCell(_("Số tiền lớn hơn một triệu tỷ đồng."), self.hint())
        return value

    def reason(self, raw: Raw) -> str:
        """Why this is no amount."""
        if isinstance(raw, int | float) and _LARGEST < abs(raw) < float("inf"):
            return _("Số tiền lớn hơn một triệu tỷ đồng.")
        text = as_text(raw).lower()
        if _IN_LARGER_UNITS.search(text):
            return _("Số tiền ghi theo nghìn, triệu hoặc tỷ.")
        if any(char.isdigit() for char in text) and not any(char.isalpha() for char in _UNIT.sub("", text)):
            return _("Không rõ số tiền: dấu chấm, dấu phẩy hoặc phần lẻ có thể hiểu hai cách.")
        return _("Không phải số tiền.")

    def hint(self) -> str:
        return _("Số tiền bằng đồng, không có phần lẻ: 1234567 hoặc 1.234.567.")


@dataclass(frozen=True, slots=True)
class DongIn:
    """An amount written in thousand, million or billion dong (`factor`, called `unit`), read as whole dong.

    1.234 is twelve hundred and thirty-four units, as everywhere; 1,234 is refused, for it is as often meant so.
    """

    factor: int
    unit: str
    repeats: ClassVar[bool] = False
    cell_format: ClassVar[str] = "#,##0.######"

    def parse(self, raw: Raw) -> int | None:
        try:
            value = self._read(raw)
        except (ValueError, ArithmeticError) as error:
            raise BadCell(Dong().reason(raw), self.hint()) from error
        if value is None:
            return None
        if value < 0:
            raise BadCell(_("Số tiền âm."), self.hint())
        amount = value * self.factor
        if amount > _LARGEST:
            raise BadCell(_("Số tiền lớn hơn một triệu tỷ đồng."), self.hint())
        if amount != int(amount):
            raise BadCell(_("Số tiền quy ra đồng bị lẻ."), self.hint())
        return int(amount)

    def _read(self, raw: Raw) -> Decimal | None:
        if isinstance(raw, str):
            raw = _UNIT.sub("", raw.strip())
            if _EITHER_WAY.match(_tidy(raw)):
                raise ValueError(raw)
        value = read_decimal(raw, places=9)
        if value is not None and not value.is_finite():
            raise ValueError(raw)
        return value

    def hint(self) -> str:
        return _(
            "Số tiền tính bằng %(unit)s, quy ra đồng không lẻ: 1234 hoặc 1.234; phần lẻ sau dấu phẩy: 1.234,5."
        ) % {"unit": self.unit}


@dataclass(frozen=True, slots=True)
class Number:
    """A measured number with at most `places` decimals, as Decimal."""

    places: int = 2
    minimum: int = 0
    maximum: int = 10**9
    repeats: ClassVar[bool] = True

    def parse(self, raw: Raw) -> Decimal | None:
        try:
            value = read_decimal(raw, self.places)
        except (ValueError, ArithmeticError) as error:
            raise BadCell(_("Không phải số, hoặc có thể hiểu hai cách."), self.hint()) from error
        if value is None:
            return None
        if not value.is_finite() or not self.minimum <= value <= self.maximum:
            raise BadCell(_("Ngoài khoảng cho phép."), self.hint())
        if value != round(value, self.places):
            raise BadCell(_("Quá nhiều chữ số thập phân."), self.hint())
        return value

    def hint(self) -> str:
        bounds = {"minimum": self.minimum, "maximum": format_number(self.maximum), "places": self.places}
        return _("Số từ %(minimum)d đến %(maximum)s, tối đa %(places)d chữ số sau dấu phẩy, ví dụ 12,5.") % bounds
