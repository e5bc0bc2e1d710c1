"""Two people changed the same record: what is stored now beside what was typed, and a way on for each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import field_words

NOT_CARRIED = {"csrfmiddlewaretoken", "go"}


@dataclass(frozen=True)
class Difference:
    label: str
    stored: str
    typed: str


def differences(typed: Iterable[BaseForm], stored: Iterable[BaseForm]) -> Iterator[Difference]:
    """Fields of bound forms that say otherwise than the same forms over what is stored."""
    for mine, theirs in zip(typed, stored, strict=False):
        for name in mine.fields:
            if mine[name].is_hidden or name not in theirs.fields:
                continue
            left, right = in_words(theirs, name), in_words(mine, name)
            if left != right:
                yield Difference(str(mine[name].label), left, right)


def in_words(form: BaseForm, name: str) -> str:
    """A field's value as its page shows it; a secret box only says whether something stands in it."""
    field, value = form.fields[name], form[name].value()
    if field.widget.attrs.get("data-no-draft") is not None:
        return _("(đã nhập)") if value else "–"
    return field_words.in_words(field, value)


def conflict_page(
    request: HttpRequest,
    *,
    typed: Iterable[BaseForm],
    stored: Iterable[BaseForm],
    fresh: Mapping[str, Any],
    reload_url: str,
    who: str = "",
) -> HttpResponse:
    """409 with both; `fresh` replaces the hidden fields that said from which state the page was drawn.

    Nothing typed is lost: the page sends all of it again when the reader decides for it.
    """
    carried = [
        (name, fresh.get(name, value))
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        for value in values
    ]
    context = {
        "differences": list(differences(typed, stored)),
        "carried": carried,
        "reload_url": reload_url,
        "who": who,
        "title": _("Hồ sơ vừa được người khác sửa"),
    }
    return render(request, "households/conflict.html", context, status=409)
