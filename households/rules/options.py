"""Option tables: what an answer means (durable, clean, in training ...), given as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from households.rules.errors import UnknownAnswerError
from households.rules.logic import Answer


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list; a flag that is absent or None means that the answer does not decide it."""

    code: str
    name_vi: str
    name_en: str = ""
    flags: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Options:
    """All lists of answers, by list code and option code."""

    lists: Mapping[str, Mapping[str, Option]] = field(default_factory=dict, hash=False)

    def get(self, list_code: str, code: str) -> Option:
        try:
            return self.lists[list_code][code]
        except KeyError:
            message = _("Mã trả lời “%(code)s” không có trong danh mục “%(list)s”.")
            raise UnknownAnswerError(message % {"code": code, "list": list_code}) from None

    def flag(self, list_code: str, code: str, flag: str) -> Answer:
        """What an answer says about a flag; None when there is no answer or the answer leaves it open."""
        if not code:
            return None
        value = self.get(list_code, code).flags.get(flag)
        return None if value is None else bool(value)

    def rank(self, list_code: str, code: str) -> int | None:
        """Place of an answer in an ordered list (levels of schooling); None without an answer."""
        return int(self.get(list_code, code).flags["rank"]) if code else None
