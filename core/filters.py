"""Filters that several lists share."""

from typing import Any

import django_filters
from django.forms import CheckboxInput

from core.forms import DayField


class DayFilter(django_filters.Filter):
    field_class = DayField


class TickFilter(django_filters.BooleanFilter):
    """A tick: on narrows the list, off leaves it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=CheckboxInput, **kwargs)
