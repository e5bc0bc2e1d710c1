"""Fields of the registry's forms: a name, a birth date known in part, a citizen number, answers that may be missing."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import citizen_id
from core.formats import YEARS, format_known_date
from core.person_names import NotAPersonName, person_name

Choices = Iterable[tuple[str, Any]]


class Birth(NamedTuple):
    day: int | None
    month: int | None
    year: int


class PersonNameField(forms.CharField):
    """The name of a person, as it is written on the identity card."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return person_name(text) if text else ""
        except NotAPersonName as error:
            raise ValidationError(str(error)) from error


class BirthField(forms.CharField):
    """A birth date as far as it is known: 5/8/1990, 8/1990 or 1990."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "w-day"}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        kwargs.setdefault("help_text", gettext_lazy("Ngày/tháng/năm; không rõ ngày thì ghi 8/1990 hoặc 1990."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Birth | None:
        text = super().clean(value)
        return parse_birth(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return format_known_date(*value) if isinstance(value, tuple) else value


def parse_birth(text: str) -> Birth:
    found = re.fullmatch(r"(?:(?:(\d{1,2})[/.\-])?(\d{1,2})[/.\-])?(\d{4})", text.replace(" ", ""))
    if not found:
        raise ValidationError(_("Nhập ngày sinh như 5/8/1990, 8/1990 hoặc 1990 (năm đủ bốn chữ số)"))
    day, month, year = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise ValidationError(_("Không có ngày “%(text)s”; kiểm tra lại ngày và tháng") % {"text": text}) from None
    if first.year not in YEARS or first > timezone.localdate():
        raise ValidationError(_("Ngày sinh phải từ năm 1900 đến hôm nay"))
    return Birth(day, month, first.year)


class CitizenIdField(forms.CharField):
    """A citizen number; cleaned to its digits. The browser keeps no draft of it; a recorded one is never drawn."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "data-no-draft": "", "class": "w-money"}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> str:
        digits = citizen_id.normalise(super().clean(value))
        if digits and (found := [f for f in citizen_id.check(digits) if f.is_error]):
            raise ValidationError(found[0].message)
        return digits


class AnswerField(forms.TypedChoiceField):
    """One of the options of a list; nothing chosen is no answer."""

    def __init__(self, *, choices: Choices, **kwargs: Any) -> None:
        rows = [("", gettext_lazy("Chưa chọn")), *choices]
        super().__init__(choices=rows, required=False, empty_value=None, **kwargs)


class YesNoField(forms.TypedChoiceField):
    """True, False or not asked (None)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", gettext_lazy("Có")), ("no", gettext_lazy("Không"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


class SeveralField(forms.MultipleChoiceField):
    """Any of the options. "Không có" must be ticked too: an empty list is an answer, no tick is none."""

    NONE = "-"

    def __init__(self, *, choices: Choices, **kwargs: Any) -> None:
        rows = [*choices, (self.NONE, gettext_lazy("Không có loại nào kể trên"))]
        super().__init__(choices=rows, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> list[str] | None:
        chosen = super().clean(value)
        if self.NONE in chosen and len(chosen) > 1:
            raise ValidationError(_("Chọn các mục hộ có, hoặc chỉ chọn “Không có loại nào kể trên”"))
        return None if not chosen else [code for code in chosen if code != self.NONE]

    def prepare_value(self, value: Any) -> Any:
        return [self.NONE] if value == [] else value
