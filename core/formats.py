"""Figures, money, days and shares in the active language, and what people type turned back into exact values.

In Vietnamese: 1.234.567,89 ; 46,54% ; 22/11/2026. In English: 1,234,567.89 ; 46.54% ; 22 Nov 2026.
Formatting is exact and half up; parsing refuses whatever could be read in two ways and says what is accepted.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.rates import Exact, Rate, fixed_point

MINUS = "\N{MINUS SIGN}"
MILLION = 10**6
BILLION = 10**9
YEARS = range(1900, 2101)

# Words people put behind an amount; both spellings of ty and the spoken "tr" are in use.
MONEY_WORDS = {
    **dict.fromkeys(("nghìn", "ngàn", "thousand"), 10**3),
    **dict.fromkeys(("triệu", "tr", "million"), MILLION),
    **dict.fromkeys(("tỷ", "tỉ", "billion"), BILLION),
}
CURRENCY_WORDS = ("đồng", "vnđ", "vnd", "đ", "₫", "dong")
MAX_TYPED = 40


class FormatError(ValueError):
    """What was typed cannot be read; the text, in the user's language, says what is accepted."""


class TooLargeError(FormatError):
    """A figure with more digits than are kept."""


class NotANumberError(FormatError):
    """No figure at all, as against one that could be read in two ways."""


def separators() -> tuple[str, str]:
    """The thousands and the decimal separator of the active language."""
    language = get_language()
    return formats.get_format("THOUSAND_SEPARATOR", language), formats.get_format("DECIMAL_SEPARATOR", language)


# --- showing --------------------------------------------------------------------------------------------


def format_number(value: Exact | float, places: int | None = None) -> str:
    """`value` grouped by thousands; without `places`, as many decimals as it has (a fraction gets two)."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    text = fixed_point(value, _natural_places(value) if places is None else places)
    whole, _point, part = text.lstrip("-").partition(".")
    thousands, decimal = separators()
    grouped = f"{int(whole):,}".replace(",", thousands)
    sign = MINUS if text.startswith("-") else ""
    return f"{sign}{grouped}{decimal}{part}" if part else f"{sign}{grouped}"


def format_percent(value: Rate | Exact, places: int = 2) -> str | None:
    """A rate, or a share from 0 to 1, as per cent: 46,54%. None when the rate has no denominator."""
    ratio = value.ratio if isinstance(value, Rate) else value
    return None if ratio is None else f"{format_number(Fraction(ratio) * 100, places)}%"


def format_points(difference: Exact, places: int = 2) -> str:
    """A difference of two shares in percentage points, always with its sign: -28,17 or +2,10."""
    text = format_number(Fraction(difference) * 100, places)
    return f"+{text}" if difference > 0 and text.strip("0.,") else text


def format_date(value: date) -> str:
    """A day; of a moment, the day it is in Viet Nam."""
    return formats.date_format(_local(value), "DATE_FORMAT")


def format_datetime(value: datetime) -> str:
    return formats.date_format(_local(value), "DATETIME_FORMAT")


def format_known_date(day: int | None, month: int | None, year: int | None) -> str:
    """A day as far as it is known: 05/08/1990, 08/1990 or 1990; a day without its month is not."""
    parts = [f"{day:02d}" if day and month else "", f"{month:02d}" if month else "", str(year or "")]
    return "/".join(part for part in parts if part)


def format_month(value: date) -> str:
    return formats.date_format(_local(value), "YEAR_MONTH_FORMAT")


def _natural_places(value: Exact) -> int:
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        if not isinstance(exponent, int):
            raise ValueError(f"{value} is not a number that can be shown")
        return max(0, -exponent)
    return 0 if Fraction(value).denominator == 1 else 2


def _local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


# More than any figure of a province; a column of the database holds no more.
MOST_DIGITS = 19

# --- reading --------------------------------------------------------------------------------------------


def parse_number(text: str) -> Decimal:
    """The exact number typed as 1.234,5 (in English 1,234.5); spaces may stand between thousands.

    Raises FormatError for anything else, among it a group separator where a decimal one must be meant.
    """
    typed = _tidy(text)
    thousands, decimal = separators()
    plain = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", thousands, typed)
    if re.fullmatch(_number_pattern(thousands, decimal), plain):
        _refuse_too_long(plain, decimal)
        return Decimal(plain.replace(thousands, "").replace(decimal, "."))
    if re.fullmatch(_number_pattern(decimal, thousands), plain):
        raise FormatError(
            _("Chưa rõ “%(text)s” là bao nhiêu: phần lẻ viết sau dấu “%(decimal)s”, ví dụ %(example)s")
            % {"text": typed, "decimal": decimal, "example": format_number(Decimal("1234.5"))}
        )
    raise NotANumberError(
        _("“%(text)s” không phải là số; nhập số, ví dụ %(example)s")
        % {"text": typed, "example": format_number(Decimal("1234.5"))}
    )


def _refuse_too_long(figure: str, decimal: str) -> None:
    whole, _point, part = (re.sub("[^0-9]", "", piece) for piece in figure.partition(decimal))
    if len(whole) > MOST_DIGITS:
        raise TooLargeError(_("Số quá lớn: nhập nhiều nhất %(most)d chữ số") % {"most": MOST_DIGITS})
    if len(whole + part) > MOST_DIGITS:
        raise FormatError(_("Số quá dài: nhập nhiều nhất %(most)d chữ số") % {"most": MOST_DIGITS})


def parse_vnd(text: str) -> int:
    """An amount in whole dong, typed as 1.234.567, 1234567, 1,5 triệu or 170 tỷ (đồng may follow).

    Raises FormatError for an amount with part of a dong, or one that a foreign habit would read otherwise.
    """
    figure, unit = _split_amount(_tidy(text))
    amount = parse_number(figure) * unit
    _thousands, decimal = separators()
    looks_grouped = unit == 1 and re.search(rf"{re.escape(decimal)}[0-9]{{3}}$", figure)
    if amount != amount.to_integral_value() or looks_grouped:
        raise FormatError(
            _("“%(text)s” không phải là số đồng nguyên; nhập ví dụ %(plain)s hoặc %(spoken)s")
            % {
                "text": _tidy(text),
                "plain": format_number(1_500_000),
                "spoken": _("%(figure)s triệu") % {"figure": format_number(Decimal("1.5"))},
            }
        )
    return int(amount)


def parse_percent(text: str) -> Decimal:
    """A share from what was typed as per cent: "46,54%" and "46,54" both give Decimal("0.4654")."""
    return parse_number(_tidy(text).removesuffix("%").rstrip()).scaleb(-2)


def parse_date(text: str) -> date:
    """A day typed as 1/2/2026, 01-02-2026, 1.2.2026, 01022026 or 2026-02-01: always the day before the month.

    Raises FormatError otherwise, also for a year of two digits and for a day that does not exist.
    """
    typed = _tidy(text)
    year, month, day = _date_parts(typed)
    try:
        found = date(year, month, day)
    except ValueError:
        message = _("Không có ngày “%(text)s”; kiểm tra lại ngày và tháng") % {"text": typed}
        raise FormatError(message) from None
    if found.year not in YEARS:
        raise FormatError(_("Năm phải từ %(first)d đến %(last)d") % {"first": YEARS.start, "last": YEARS.stop - 1})
    return found


def _tidy(text: str) -> str:
    """One-width characters, plain spaces and a plain minus: what phones and Excel put in is not an error."""
    plain = " ".join(unicodedata.normalize("NFKC", text).replace(MINUS, "-").split())
    if len(plain) > MAX_TYPED:
        raise FormatError(_("Nhập không quá %(limit)d ký tự") % {"limit": MAX_TYPED})
    return plain


def _number_pattern(thousands: str, decimal: str) -> str:
    group, point = re.escape(thousands), re.escape(decimal)
    return rf"-?([0-9]+|[0-9]{{1,3}}({group}[0-9]{{3}})+)({point}[0-9]+)?"


def _split_amount(typed: str) -> tuple[str, int]:
    """The figure and what its unit word multiplies it by."""
    words = typed.lower()
    for currency in CURRENCY_WORDS:
        if words.endswith(currency):
            words = words.removesuffix(currency).rstrip()
            break
    for word, unit in MONEY_WORDS.items():
        if words.endswith(word):
            return words.removesuffix(word).rstrip(), unit
    return words, 1


def _date_parts(typed: str) -> tuple[int, int, int]:
    if iso := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", typed):
        year, month, day = iso.groups()
    elif ours := re.fullmatch(r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4})", typed):
        day, _separator, month, year = ours.groups()
    elif digits := re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", typed):
        day, month, year = digits.groups()
    else:
        raise FormatError(
            _("“%(text)s” không phải là ngày; nhập ngày/tháng/năm, năm đủ bốn chữ số, ví dụ 22/11/2026")
            % {"text": typed}
        )
    return int(year), int(month), int(day)
