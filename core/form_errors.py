"""The lines of an error summary: which field, what is wrong, where to jump."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One error. `target` is the id of the control, or empty for an error of the whole form."""

    message: str
    label: str = ""
    target: str = ""


def error_links(forms: Iterable[Any]) -> list[ErrorLink]:
    """The errors of forms and formsets in reading order, those of the whole form first."""
    return [link for form in forms for link in _links(form)]


def _links(form: Any) -> Iterator[ErrorLink]:
    if isinstance(form, BaseFormSet):
        yield from (ErrorLink(str(message)) for message in form.non_form_errors())
        for one in form:
            yield from _links(one)
    elif isinstance(form, BaseForm):
        yield from (ErrorLink(str(message)) for message in form.non_field_errors())
        for field in form:
            target = "" if field.is_hidden else getattr(field, "error_target", field.id_for_label)
            for message in field.errors:
                yield ErrorLink(str(message), str(field.label), target)
