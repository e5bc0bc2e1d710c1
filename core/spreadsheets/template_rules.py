"""What Excel itself can check in a column of a template: number format and data validation, by kind."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.spreadsheets.kinds import Choice, CitizenNumber, Code, Day, Dong, DongIn, Kind, Number, Text, Whole, YesNo

Rule = dict[str, Any]

# Excel's own limits for what a validation says.
_LONGEST_TITLE = 32
_LONGEST_MESSAGE = 255

_FORMATS: dict[type, str] = {
    Text: "@",
    Code: "@",
    CitizenNumber: "@",
    Choice: "@",
    YesNo: "@",
    Day: "dd/mm/yyyy",
    Dong: "#,##0",
    Number: "#,##0.##",
}


def number_format(kind: Kind) -> str:
    """A kind of an app's own says its format in `cell_format`."""
    return getattr(kind, "cell_format", "") or _FORMATS.get(type(kind), "General")


def choices(kind: Kind) -> Sequence[str]:
    """The answers of a drop-down list."""
    if isinstance(kind, Choice):
        return list(kind.options.values())
    return (_("Có"), _("Không")) if isinstance(kind, YesNo) else ()


def validation(header: str, kind: Kind, note: str, list_range: str) -> Rule:
    """XlsxWriter's data validation: what is said on entering a cell, and what is refused there."""
    hint = kind.hint()
    message = " ".join(part for part in (note, hint) if part)
    rule: Rule = {"validate": "any", "ignore_blank": True}
    if list_range:
        rule |= {"validate": "list", "source": list_range}
    elif make := _CONDITIONS.get(type(kind)):
        rule |= make(kind)
    rule |= {"input_title": header[:_LONGEST_TITLE], "input_message": message[:_LONGEST_MESSAGE]}
    if rule["validate"] != "any":
        rule |= {"error_title": header[:_LONGEST_TITLE], "error_message": hint[:_LONGEST_MESSAGE]}
    return rule


def _between(validate: str, least: Any, most: Any) -> Rule:
    return {"validate": validate, "criteria": "between", "minimum": least, "maximum": most}


def _code(kind: Code) -> Rule:
    least, most = (kind.digits, kind.digits) if kind.digits else (1, kind.max_length)
    return _between("length", least, most)


_CONDITIONS: dict[type, Callable[[Any], Rule]] = {
    Text: lambda kind: _between("length", 0, kind.max_length),
    Code: _code,
    CitizenNumber: lambda _kind: _between("length", 9, 12),
    Day: lambda kind: _between("date", kind.earliest, kind.latest),
    Whole: lambda kind: _between("integer", kind.minimum, kind.maximum),
    Dong: lambda kind: _between("integer", -(10**15) if kind.signed else 0, 10**15),
    DongIn: lambda kind: _between("decimal", 0, 10**15 // kind.factor),
    Number: lambda kind: _between("decimal", kind.minimum, kind.maximum),
}
