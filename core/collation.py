"""Sort keys for Vietnamese: ASCII text that `COLLATE "C"` puts in the order of a Vietnamese dictionary.

The server has no Vietnamese collation (design 9), so the order is made here. As in Unicode's rules for
Vietnamese, letters are compared first (a ă â b c d đ e ê ... ) through the whole text, and only then tones
(ngang, huyền, hỏi, ngã, sắc, nặng). Two differences, both wanted: a tone belongs to its syllable, so hoà and
hòa are equal, and digits count as numbers, so Thôn 2 stands before Thôn 10. Case is ignored.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_PUNCTUATION = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_DIGITS = "0123456789"
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# One printable character per letter, from "!" up; the space, lower than all of them, ends a level.
_CODES = {char: chr(0x21 + place) for place, char in enumerate(_PUNCTUATION + _DIGITS + _LETTERS)}
_OTHER = chr(0x21 + len(_CODES))
_END = " "
# Ngang has no mark and is "0".
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306": "breve", "\u0302": "hat", "\u031b": "horn"}
_SHAPED = {
    ("a", "breve"): "ă",
    ("a", "hat"): "â",
    ("e", "hat"): "ê",
    ("o", "hat"): "ô",
    ("o", "horn"): "ơ",
    ("u", "horn"): "ư",
}
_CLUSTER = re.compile("(?P<digits>[0-9]+)|(?P<letter>.)(?P<marks>[\u0300-\u036f]*)", re.DOTALL)
_SAME = str.maketrans({"ð": "đ", "ɖ": "đ", "’": "'", "ʼ": "'", "–": "-", "—": "-", "\u200b": "", "\ufeff": ""})


def sort_key(text: str) -> str:
    """The key of a place name or any other text."""
    return _component(text).rstrip(_END)


def name_sort_key(full_name: str) -> str:
    """The key of a person's name: by given name, then middle name, then family name.

    Each part is compared with its tones before the next is looked at, so that all people called Anh
    stand together, before all called Ánh.
    """
    words = full_name.split()
    given, middle, family = words[-1:], words[1:-1], words[:1] if len(words) > 1 else []
    return "".join(_component(" ".join(part)) for part in (given, middle, family)).rstrip(_END)


def _component(text: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for syllable in _syllables(text):
        codes, tone = _weigh(syllable)
        letters.append(codes)
        tones.append(tone)
    return _CODES[" "].join(letters) + _END + "".join(tones).rstrip("0") + _END


def _syllables(text: str) -> list[str]:
    return unicodedata.normalize("NFD", text.lower().translate(_SAME)).split()


@lru_cache(maxsize=20_000)  # a language has few syllables, a register many names
def _weigh(syllable: str) -> tuple[str, str]:
    """The codes of the letters of one decomposed syllable, and its tone."""
    codes: list[str] = []
    tone = "0"
    for base, marks in _clusters(syllable):
        tone = max([tone, *(_TONES[mark] for mark in marks if mark in _TONES)])
        codes.append(_code(base, marks))
    return "".join(codes), tone


def _clusters(syllable: str) -> Iterator[tuple[str, str]]:
    """Each letter with its marks; a run of digits is one cluster without any."""
    for found in _CLUSTER.finditer(syllable):
        yield found["digits"] or found["letter"], found["marks"] or ""


def _code(base: str, marks: str) -> str:
    if base[0] in _DIGITS:
        return _number_code(base)
    for mark in marks:
        base = _SHAPED.get((base, _SHAPES.get(mark, "")), base)
    return _CODES.get(base) or f"{_OTHER}{ord(base):06x}"


def _number_code(digits: str) -> str:
    """Longer numbers are greater: the count of digits comes first, in the digits' own codes."""
    significant = digits.lstrip("0") or "0"
    length = min(len(significant), 9)
    return _CODES[str(length)] + "".join(_CODES[digit] for digit in significant)
