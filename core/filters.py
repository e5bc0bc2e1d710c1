"""Filters that several lists share."""

import re
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.forms import BoundField, CheckboxInput, Select
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import YEARS, format_date
from core.forms import DayField
from core.text import fold

_ACCENTED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_PLAIN = fold(_ACCENTED)


class DayFilter(django_filters.Filter):
    field_class = DayField


def in_words(filterset: Any) -> str:
    """What narrows a list, as people read it: "Loại vốn: Vốn sự nghiệp; Quá hạn: có"; "" for all of it."""
    if filterset is None or not filterset.is_bound or not filterset.form.is_valid():
        return ""
    fields = filterset.form.visible_fields()  # the hidden ones stand in the context bar
    told = ((field.label, _said(field, filterset.form.cleaned_data[field.name])) for field in fields)
    return "; ".join(f"{label}: {words}" for label, words in told if words)


def _said(field: BoundField, value: Any) -> str:
    if value is None or value == "" or (value is False and isinstance(field.field.widget, CheckboxInput)):
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, date):
        return format_date(value)
    known = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return known.get(str(getattr(value, "pk", value)), str(value))


class TickFilter(django_filters.BooleanFilter):
    """A tick: on narrows the list, off leaves it, which is no answer either."""

    field_class = forms.BooleanField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=CheckboxInput, **kwargs)


class YesNoFilter(django_filters.BooleanFilter):
    """Those with it, those without, or all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("", gettext_lazy("Tất cả")), ("true", gettext_lazy("Có")), ("false", gettext_lazy("Không"))]
        super().__init__(*args, widget=Select(choices=choices), **kwargs)


class KeptField(forms.CharField):
    """Carried along in the address; the context bar shows it, so it is no filter of this list."""

    widget: Any = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class KeptFilter(django_filters.Filter):
    field_class = KeptField

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class YearFilter(django_filters.NumberFilter):
    """A year of four digits: anything else is told at the field, and a larger number would break the query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=YEARS.start, max_value=YEARS.stop - 1, **kwargs)


class WordsFilter(django_filters.CharFilter):
    """Words that stand in one of `fields`, with or without accents."""

    def __init__(self, *fields: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = fields

    def filter(self, qs: Any, value: str) -> Any:
        return with_words(qs, value, *self.fields) if value else qs


def with_words(queryset: QuerySet[Any], text: str, *fields: str) -> QuerySet[Any]:
    """Rows of which one of the fields holds every word of `text` or one that begins so, with or without accents.

    It reads every visible row: for registers of thousands. Names of people have folded columns and an index.
    """
    words = fold(text).split()
    found = Q()
    for number, field in enumerate(fields):
        queryset = queryset.alias(**{f"words_{number}": _folded(field)})
        found |= Q(*(Q(**{f"words_{number}__regex": rf"\m{re.escape(word)}"}) for word in words))
    return queryset.filter(found) if words else queryset.none()


def _folded(field: str) -> Func:
    """The field as `fold` makes it: stored text is in composed form, so single letters can be replaced."""
    return Func(Lower(F(field)), Value(_ACCENTED), Value(_PLAIN), function="translate", output_field=CharField())
