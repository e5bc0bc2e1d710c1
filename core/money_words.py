"""Sums of money in Vietnamese words, as on vouchers and under the boxes where money is typed."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", " nghìn", " triệu")
_BILLION = 10**9


def money_in_words(amount_vnd: int) -> str:
    """1200000 gives "một triệu hai trăm nghìn đồng"."""
    sign = "âm " if amount_vnd < 0 else ""
    return f"{sign}{number_in_words(abs(amount_vnd))} đồng"


def number_in_words(number: int) -> str:
    """The words of a whole number from 0 on."""
    return _words(number, leading=True) if number else _DIGITS[0]


def _words(number: int, *, leading: bool) -> str:
    """Words of a number above 0; if not `leading`, empty hundreds are named ("không trăm linh năm")."""
    billions, rest = divmod(number, _BILLION)
    parts = [_words(billions, leading=leading) + " tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            parts.append(_group(group, leading=leading and not parts) + _THOUSANDS[power])
    return " ".join(parts)


def _group(number: int, *, leading: bool) -> str:
    """Words of 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, unit = divmod(rest, 10)
    words = [] if leading and not hundreds else [f"{_DIGITS[hundreds]} trăm"]
    if tens == 0 and unit and words:
        words.append("linh")
    if tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if unit:
        words.append(_unit(unit, tens, after_linh="linh" in words))
    return " ".join(words)


def _unit(unit: int, tens: int, *, after_linh: bool) -> str:
    """Mốt after mươi, tư after mươi and linh, lăm after mười and mươi."""
    if unit == 1 and tens > 1:
        return "mốt"
    if unit == 4 and (tens > 1 or after_linh):
        return "tư"
    if unit == 5 and tens:
        return "lăm"
    return _DIGITS[unit]
