"""Amounts as a report shows them: one unit for a whole table, and the spoken form in a sentence."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import BILLION, MILLION, format_number

# From here on a table is in billions; below it, tenths of a billion would hide the small lines.
LARGE = 30 * BILLION


@dataclass(frozen=True)
class Scale:
    """`unit` is said once, in the caption or the foot of the table."""

    unit: str | Promise
    divisor: int
    places: int

    def show(self, amount_vnd: int) -> str:
        return format_number(Fraction(amount_vnd, self.divisor), self.places)


BILLIONS = Scale(gettext_lazy("tỷ đồng"), BILLION, 1)
MILLIONS = Scale(gettext_lazy("triệu đồng"), MILLION, 0)


def scale_of(largest_vnd: int) -> Scale:
    return BILLIONS if abs(largest_vnd) >= LARGE else MILLIONS


def spoken(amount_vnd: int) -> str:
    """ "177 tỷ đồng", "3,8 tỷ đồng", "368 triệu đồng"."""
    if not amount_vnd:
        return _("0 đồng")
    if abs(amount_vnd) >= BILLION:
        places = 0 if abs(amount_vnd) >= 10 * BILLION else 1
        return _("%(n)s tỷ đồng") % {"n": format_number(Fraction(amount_vnd, BILLION), places)}
    return _("%(n)s triệu đồng") % {"n": format_number(Fraction(amount_vnd, MILLION), 0)}
