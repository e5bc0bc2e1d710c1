"""Columns of text: names and notes, codes, citizen numbers."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from core import citizen_id
from core.spreadsheets.kinds.base import BadCell, Raw, as_text
from core.text import nfc, one_line


@dataclass(frozen=True, slots=True)
class Text:
    """Text on one line (several when `multiline`), at most `max_length` characters."""

    max_length: int = 255
    multiline: bool = False
    repeats: ClassVar[bool] = False

    def parse(self, raw: Raw) -> str | None:
        text = as_text(raw)
        text = nfc(text).strip() if self.multiline else one_line(text)
        if len(text) > self.max_length:
            reason = _("Dài %(length)d ký tự.") % {"length": len(text)}
            raise BadCell(reason, _("Viết nhiều nhất %(most)d ký tự.") % {"most": self.max_length})
        return text or None

    def hint(self) -> str:
        return _("Chữ, nhiều nhất %(most)d ký tự.") % {"most": self.max_length}


@dataclass(frozen=True, slots=True)
class Code:
    """A code kept as text; one of `digits` digits gets back the zeros that a number cell has lost."""

    digits: int | None = None
    max_length: int = 50
    repeats: ClassVar[bool] = True

    def parse(self, raw: Raw) -> str | None:
        text = one_line(as_text(raw))
        if not text:
            return None
        if self.digits is None:
            return Text(self.max_length).parse(text)
        if not isinstance(raw, str):
            text = text.zfill(self.digits)
        if not (text.isascii() and text.isdecimal() and len(text) == self.digits):
            raise BadCell(_("Không phải mã gồm %(digits)d chữ số.") % {"digits": self.digits}, self.hint())
        return text

    def hint(self) -> str:
        if self.digits is None:
            return _("Mã, nhiều nhất %(most)d ký tự.") % {"most": self.max_length}
        return _("Mã gồm đúng %(digits)d chữ số, kể cả số 0 ở đầu.") % {"digits": self.digits}


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A citizen number of 12 digits or an old card's 9; what is doubtful is left to `citizen_id.check`."""

    repeats: ClassVar[bool] = False

    def parse(self, raw: Raw) -> str | None:
        number = citizen_id.normalise(raw if isinstance(raw, (int, float)) else as_text(raw))
        if number and not citizen_id.has_valid_shape(number):
            raise BadCell(citizen_id.check(number)[0].message, self.hint())
        return number or None

    def hint(self) -> str:
        return _("12 chữ số; định dạng ô là Văn bản (Text) để không mất số 0 ở đầu.")
