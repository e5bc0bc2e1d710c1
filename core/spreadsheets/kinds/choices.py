"""Columns of fixed answers: a choice from a list, yes or no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import ClassVar

from django.utils.translation import gettext as _

from core.spreadsheets.kinds.base import BadCell, Raw, as_text
from core.text import fold, one_line

_LISTED = 12
_COMPARED = 200


def choice_key(text: str) -> str:
    """Without accents, case, spaces and signs: H'Mông, Hmông and "h mông" are one."""
    return "".join(char for char in fold(text) if char.isalnum())


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `options` (value -> label). Accepted: the label, the value itself, or one of its `aliases`.

    Labels that differ only in accents are told apart by them; one that is written without is then refused.
    """

    options: Mapping[str, str]
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    repeats: ClassVar[bool] = True
    _exact: dict[str, str] = field(init=False, repr=False, compare=False)
    _folded: dict[str, str | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        exact: dict[str, str] = {}
        folded: dict[str, str | None] = {}
        for value, label in self.options.items():
            for name in (value, label, *self.aliases.get(value, ())):
                exact.setdefault(name.casefold(), value)
                key = choice_key(name)
                folded[key] = value if folded.get(key, value) == value else None
        object.__setattr__(self, "_exact", exact)
        object.__setattr__(self, "_folded", folded)

    def parse(self, raw: Raw) -> str | None:
        text = one_line(as_text(raw))
        if not text:
            return None
        value = self._exact.get(text.casefold()) or self._folded.get(choice_key(text))
        if value is None:
            raise BadCell(_("Không có trong danh mục."), self._remedy(text))
        return value

    def _remedy(self, text: str) -> str:
        if len(self.options) > _COMPARED:  # comparing with thousands takes longer than reading the file
            return self.hint()
        labels = {choice_key(label): label for label in self.options.values()}
        close = [labels[key] for key in get_close_matches(choice_key(text), labels, n=1, cutoff=0.7)]
        if close:
            return _("Có phải “%(label)s”? %(hint)s") % {"label": close[0], "hint": self.hint()}
        return self.hint()

    def hint(self) -> str:
        labels = list(self.options.values())
        if len(labels) > _LISTED:
            return _("Chọn trong danh mục có %(count)d mục.") % {"count": len(labels)}
        return _("Một trong: %(labels)s.") % {"labels": "; ".join(labels)}


_YES = frozenset(("co", "x", "1", "true", "dung", "yes", "v"))
_NO = frozenset(("khong", "0", "false", "sai", "no", "ko", "k"))
_TICKS = frozenset("✓✔☑√×")


@dataclass(frozen=True, slots=True)
class YesNo:
    """Có or không; a tick or x is yes. An empty cell is None, or no when `blank_is_no`."""

    blank_is_no: bool = False
    repeats: ClassVar[bool] = True

    def parse(self, raw: Raw) -> bool | None:
        if isinstance(raw, bool):
            return raw
        text = as_text(raw).strip()
        if not text:
            return False if self.blank_is_no else None
        key = choice_key(text)
        if key in _YES or text in _TICKS:
            return True
        if key in _NO or text == "-":
            return False
        raise BadCell(_("Không rõ có hay không."), self.hint())

    def hint(self) -> str:
        return _("Có hoặc Không (đánh dấu x là Có).")
