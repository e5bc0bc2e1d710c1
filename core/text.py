"""Vietnamese text as people write it: one normal form, search without accents, names."""

import re
import unicodedata

from core.collation import name_sort_key, sort_key
from core.money_words import money_in_words

__all__ = [
    "fold",
    "money_in_words",
    "name_sort_key",
    "name_tokens",
    "nfc",
    "one_line",
    "sort_key",
    "titlecase_name",
]

# Left behind by web pages, word processors and broken files: invisible, they make equal texts unequal, and
# the database refuses some of them.
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_MARKS = dict.fromkeys(range(0x0300, 0x0370))
# Eth and African D look like Đ and stand for it in files converted from old fonts.
_PLAIN = {**_MARKS, ord("đ"): "d", ord("ð"): "d", ord("ɖ"): "d", ord("’"): "'", ord("ʼ"): "'"}
_BETWEEN_TOKENS = re.compile(r"[\W_]+")
_WORD_PART = re.compile(r"([^\W\d_]+)")


def nfc(text: str) -> str:
    """The composed normal form without invisible characters; line ends and spaces stay."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """`nfc` with single spaces: what names, addresses and codes are stored as."""
    return " ".join(nfc(text).split())


def fold(text: str) -> str:
    """Lower case without accents and with single spaces, for search and for matching names.

    Both tone placements (hoà, hòa) and both normal forms give the same.
    """
    decomposed = unicodedata.normalize("NFD", _INVISIBLE.sub("", text).lower())
    return " ".join(decomposed.translate(_PLAIN).split())


def name_tokens(text: str) -> tuple[str, ...]:
    """The folded words of a name or query: "K'Brếu Ksor-H'Bia" gives kbreu, ksor, hbia."""
    return tuple(token for token in _BETWEEN_TOKENS.split(fold(text).replace("'", "")) if token)


def titlecase_name(full_name: str) -> str:
    """NGUYỄN VĂN A becomes Nguyễn Văn A; a word already in mixed case (H'Mông, Êban) stays."""
    return " ".join(_titlecase_word(word) for word in one_line(full_name).split(" "))


def _titlecase_word(word: str) -> str:
    if word.isupper() or word.islower():
        return _WORD_PART.sub(lambda part: part[0].capitalize(), word)
    return word
