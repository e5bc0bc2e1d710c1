"""What stands in a field, in the words of its page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _


def in_words(field: forms.Field, value: Any) -> str:
    """The names of what is chosen, yes or no for a tick, everything else as it is typed; a dash for nothing."""
    choices = getattr(field, "choices", None)
    if choices is not None:
        names = {str(code): str(label).strip() for code, label in choices}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(names.get(str(v), str(v)) for v in values if v not in (None, "")) or "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    shown = field.prepare_value(value)
    return "–" if shown in (None, "") else str(shown)
