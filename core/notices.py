"""Bells, each in the language of whoever reads it: the one who causes it may have another."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.functional import Promise
from django.utils.translation import override

from core.formats import format_date
from core.models import Notice

MOST = 300


def tell(user_ids: Iterable[int | None], text: str | Promise, words: Mapping[str, Any], *, url: str) -> None:
    """Ring the bell of these users: `text`, a lazy sentence, with `words` in its places."""
    Notice.objects.bulk_create(worded(user_ids, text, words, url=url))


def worded(
    user_ids: Iterable[int | None], text: str | Promise, words: Mapping[str, Any], *, url: str, key: str = ""
) -> list[Notice]:
    """The same, not yet saved. Days among the words are written as the reader's language does."""
    return worded_each({pk: words for pk in user_ids if pk is not None}, text, url=url, key=key)


def worded_each(
    words: Mapping[int, Mapping[str, Any]], text: str | Promise, *, url: str, key: str = ""
) -> list[Notice]:
    """The same, with the words of each reader."""
    readers = get_user_model().objects.filter(pk__in=words)
    languages = readers.order_by("pk").values_list("pk", "language")
    return [
        Notice(user_id=pk, text=_in_language(language, text, words[pk]), url=url, key=key) for pk, language in languages
    ]


def _in_language(language: str, text: str | Promise, words: Mapping[str, Any]) -> str:
    with override(language):
        shown = {name: format_date(word) if isinstance(word, date) else word for name, word in words.items()}
        return (str(text) % shown)[:MOST]
