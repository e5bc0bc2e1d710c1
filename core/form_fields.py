"""Form fields that read figures, money, days and shares as people here write them (core.formats)."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import (
    FormatError,
    NotANumberError,
    TooLargeError,
    format_number,
    parse_date,
    parse_number,
    parse_percent,
    parse_vnd,
)

DATE_IN_FIELD = "%d/%m/%Y"
MOST_VND = 10**15  # a million tỷ: more is a slip of the keyboard
DAY_PATTERN = gettext_lazy("ngày/tháng/năm")


class FigureInput(forms.TextInput):
    """A short right-aligned text box; phones show their figures."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, mode: str = "decimal", width: str = "w-figure") -> None:
        base = {"inputmode": mode, "autocomplete": "off", "class": f"figure-input {width}"}
        super().__init__({**base, **(attrs or {})})


class DayInput(forms.TextInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"inputmode": "numeric", "autocomplete": "off", "class": "w-day", "placeholder": DAY_PATTERN}
        super().__init__({**base, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Always dd/mm/yyyy, in English too: it is also what is read back."""
        return value.strftime(DATE_IN_FIELD) if isinstance(value, date) else super().format_value(value)


class TypedField(forms.Field):
    """A field over one of core.formats' parsers: its message for what cannot be read is the parser's own."""

    unit: Any = ""

    def __init__(self, *, unit: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit or self.unit

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        """None for an empty box; a value that is typed already passes through."""
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return self.parse(value)
        except FormatError as error:
            raise ValidationError(self.explain(error), code="invalid") from error

    def explain(self, error: FormatError) -> str:
        """What to say about text that could not be read."""
        return str(error)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.show(value)


class NumberField(TypedField):
    """A figure between two limits. The message names the range and an example, e.g. 36 or 36,5."""

    widget: Any = FigureInput

    def __init__(
        self,
        *,
        min_value: int | Decimal | None = None,
        max_value: int | Decimal | None = None,
        decimal_places: int = 2,
        example: int | Decimal | None = None,
        **kwargs: Any,
    ) -> None:
        self.min_value, self.max_value = min_value, max_value
        self.decimal_places = decimal_places
        self.example = example
        super().__init__(**kwargs)

    def parse(self, text: str) -> Decimal:
        return parse_number(text)

    def show(self, value: Any) -> str:
        return format_number(value)

    def explain(self, error: FormatError) -> str:
        if isinstance(error, TooLargeError) and self.max_value is not None:
            return _("Số quá lớn: nhập nhiều nhất %(high)s") % {"high": self.show(self.max_value)}
        return self.accepted() if isinstance(error, NotANumberError) else str(error)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        too_low = self.min_value is not None and value < self.min_value
        too_high = self.max_value is not None and value > self.max_value
        if too_low or too_high:
            raise ValidationError(self.accepted(), code="out_of_range")
        if self._places(value) > self.decimal_places:
            raise ValidationError(self.precision(), code="too_precise")

    def accepted(self) -> str:
        """What this field takes, in words."""
        kind = _("số") if self.decimal_places else _("số nguyên")
        return _("Nhập %(kind)s%(range)s, ví dụ %(examples)s") % {
            "kind": kind,
            "range": self.range(),
            "examples": self._examples(),
        }

    def precision(self) -> str:
        """What to say about a figure with more decimals than the field keeps."""
        if not self.decimal_places:
            return self.accepted()
        return _("Nhập tối đa %(places)d chữ số sau dấu phẩy, ví dụ %(examples)s") % {
            "places": self.decimal_places,
            "examples": self._examples(),
        }

    def range(self) -> str:
        """The limits in words, with a space before them; empty when there are none."""
        low = None if self.min_value is None else self.show(self.min_value)
        high = None if self.max_value is None else self.show(self.max_value)
        if low is not None and high is not None:
            return _(" từ %(low)s đến %(high)s") % {"low": low, "high": high}
        if low is not None:
            return _(" từ %(low)s trở lên") % {"low": low}
        return _(" không quá %(high)s") % {"high": high} if high is not None else ""

    def _examples(self) -> str:
        example = self.example if self.example is not None else self.min_value or 12
        whole = format_number(int(example))
        if not self.decimal_places:
            return whole
        return _("%(whole)s hoặc %(decimal)s") % {
            "whole": whole,
            "decimal": format_number(int(example) + Decimal("0.5")),
        }

    @staticmethod
    def _places(value: Decimal | int) -> int:
        exponent = Decimal(value).normalize().as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0


class CountField(NumberField):
    """Whole things that are counted: persons, households, animals."""

    def __init__(self, *, min_value: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FigureInput(mode="numeric", width="w-count"))
        super().__init__(min_value=min_value, decimal_places=0, **kwargs)

    def clean(self, value: Any) -> int | None:
        count = super().clean(value)
        return None if count is None else int(count)


class YearField(CountField):
    """A calendar year: four figures without a thousands separator."""

    def __init__(self, *, min_value: int = 1900, max_value: int = 2100, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def parse(self, text: str) -> Decimal:
        typed = text.strip()
        if not (typed.isascii() and typed.isdigit()):
            raise NotANumberError(typed)
        return Decimal(typed)

    def show(self, value: Any) -> str:
        return str(value)

    def accepted(self) -> str:
        return _("Nhập năm đủ bốn chữ số, từ %(low)d đến %(high)d") % {
            "low": self.min_value,
            "high": self.max_value,
        }


class VndField(NumberField):
    """An amount in whole dong, an int when cleaned. Takes 1.234.567, 1234567, 1,5 triệu and 170 tỷ."""

    unit = gettext_lazy("đồng")

    def __init__(self, *, min_value: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FigureInput({"data-money": "", "inputmode": "text"}, mode="text", width="w-money"))
        kwargs.setdefault("max_value", MOST_VND)
        super().__init__(min_value=min_value, decimal_places=0, **kwargs)

    def parse(self, text: str) -> Any:
        return parse_vnd(text)

    def accepted(self) -> str:
        return _("Nhập số đồng nguyên%(range)s, ví dụ %(example)s") % {
            "range": self.range(),
            "example": format_number(1_500_000),
        }


class PercentField(NumberField):
    """A share typed as per cent; `cleaned_data` holds it as a Decimal from 0 to 1."""

    unit = "%"

    def __init__(self, **kwargs: Any) -> None:
        limits = {"min_value": Decimal(0), "max_value": Decimal(1), "decimal_places": 4}
        super().__init__(**{**limits, **kwargs})

    def parse(self, text: str) -> Decimal:
        return parse_percent(text)

    def show(self, value: Any) -> str:
        return format_number(Decimal(value) * 100)

    def accepted(self) -> str:
        return _("Nhập tỷ lệ %%%(range)s, ví dụ %(example)s") % {
            "range": self.range(),
            "example": format_number(Decimal("46.54")),
        }

    def precision(self) -> str:
        return _("Nhập tối đa %(places)d chữ số sau dấu phẩy, ví dụ %(example)s") % {
            "places": self.decimal_places - 2,
            "example": format_number(Decimal("46.54")),
        }


class DayField(TypedField):
    """A day typed as 1/2/2026 (1 February): day first, four figures for the year. Limits may be callables."""

    widget: Any = DayInput

    def __init__(
        self,
        *,
        earliest: date | Callable[[], date] | None = None,
        latest: date | Callable[[], date] | None = None,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def parse(self, text: str) -> date:
        return parse_date(text)

    def show(self, value: date) -> str:
        return value.strftime(DATE_IN_FIELD)

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        return found.date() if isinstance(found, datetime) else found

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        earliest, latest = _limit(self.earliest), _limit(self.latest)
        if earliest is not None and value < earliest:
            message = _("Nhập ngày từ %(day)s trở đi") % {"day": self.show(earliest)}
            raise ValidationError(message, code="too_early")
        if latest is not None and value > latest:
            message = _("Nhập ngày không sau %(day)s") % {"day": self.show(latest)}
            raise ValidationError(message, code="too_late")


def _limit(limit: date | Callable[[], date] | None) -> date | None:
    return limit() if callable(limit) else limit
