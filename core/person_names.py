"""What can be the name of a person: one rule for forms, imports and the interface."""

import unicodedata

from django.utils.translation import gettext as _

from core.text import one_line

# Of the minorities' names: K'Brếu, Ksor-H'Bia, Y. Bhăm; the apostrophe comes in as many shapes as keyboards have.
_SIGNS = frozenset("-‐‑'’‘ʼ`.")
LEAST_LETTERS = 2


class NotAPersonName(ValueError):
    """The text says what a name is made of."""


def person_name(text: str) -> str:
    """The name on one line; one word is enough, figures and pictures are no name. Raises NotAPersonName."""
    name = one_line(text)
    taken_apart = unicodedata.normalize("NFD", name)
    letters = sum(_is_letter(sign) for sign in taken_apart)
    other = [sign for sign in taken_apart if not (_is_letter(sign) or _is_mark(sign) or sign in _SIGNS or sign == " ")]
    if letters < LEAST_LETTERS or other:
        raise NotAPersonName(accepted())
    return name


def accepted() -> str:
    return _("Ghi họ và tên bằng chữ cái, từ hai chữ cái trở lên; chỉ dùng thêm dấu cách, dấu nháy, gạch nối và chấm")


def _is_letter(sign: str) -> bool:
    """A Latin one, with what Vietnamese and the minorities' scripts put on it taken off."""
    return sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN ")


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn" and "COMBINING" in unicodedata.name(sign, "")
