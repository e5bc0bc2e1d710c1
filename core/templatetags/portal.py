"""Template filters for figures and days, and the arithmetic behind the pictures in templates/components/.

`{% load portal %}`. Every figure filter gives a dash with an explanation for None; `|plain` turns that dash
into words where no markup may stand (an attribute, a title). Nothing here reads the database.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import formats
from core.charts import ChartTable, chart_table
from core.client_text import client_text
from core.filters import KeptField
from core.form_errors import ErrorLink, error_links
from core.rates import Exact, Rate, fixed_point

register = template.Library()

HEAT_STEPS = "20,40,60,80"


class Missing(SafeString):
    """The dash of a figure that is not there; `words` says so where markup cannot stand."""

    words: str


def _missing(words: str) -> Missing:
    dash = Missing(
        format_html(
            '<span class="missing" title="{}"><span aria-hidden="true">–</span>'
            '<span class="visually-hidden">{}</span></span>',
            words,
            words,
        )
    )
    dash.words = words
    return dash


def _shown(value: Any, show: Callable[[Any], str]) -> str:
    return _missing(_("Chưa có số liệu")) if value is None or value == "" else show(value)


# --- figures --------------------------------------------------------------------------------------------


@register.filter
def number(value: Exact | float | None, places: int | None = None) -> str:
    """1.234.567,89; with `places`, exactly so many decimals."""
    return _shown(value, lambda given: formats.format_number(given, places))


@register.filter
def vnd(amount: int | None) -> str:
    """Whole dong without the unit, which the caption or the sentence says once."""
    return _shown(amount, lambda given: formats.format_number(given, 0))


@register.filter
def million(amount: int | None, places: int = 1) -> str:
    """Dong as triệu đồng, without the unit."""
    return _shown(amount, lambda given: formats.format_number(Fraction(given, formats.MILLION), places))


@register.filter
def amount(value: int | None) -> str:
    """Dong in the largest unit that leaves something to read, with it: 170,0 tỷ đồng, 31 triệu đồng, 900 đồng."""
    return _shown(value, _with_unit)


def _with_unit(given: int) -> str:
    if abs(given) >= formats.BILLION:
        return _("%(n)s tỷ đồng") % {"n": formats.format_number(Fraction(given, formats.BILLION), 1)}
    if abs(given) >= formats.MILLION:
        return _("%(n)s triệu đồng") % {"n": formats.format_number(Fraction(given, formats.MILLION), 0)}
    return _("%(amount)s đồng") % {"amount": formats.format_number(given, 0)}


@register.filter
def percent(value: Rate | Exact | None, places: int = 2) -> str:
    """A Rate, or a share from 0 to 1, as 46,54%. A rate without denominator says that it has none."""
    if isinstance(value, Rate) and value.numerator is not None and value.is_missing:
        return _missing(_("Thiếu mẫu số"))
    text = None if value is None or value == "" else formats.format_percent(value, places)
    return _shown(text, str)


@register.filter
def points(difference: Exact | None, places: int = 2) -> str:
    """A difference of shares (0.01 is one point) in percentage points with its sign: −28,17."""
    return _shown(difference, lambda given: formats.format_points(given, places))


@register.filter
def plain(shown: Any) -> Any:
    """The words of a dash made by the filters above; anything else unchanged."""
    return shown.words if isinstance(shown, Missing) else shown


# --- days -----------------------------------------------------------------------------------------------


@register.filter
def datevn(value: date | None) -> str:
    """22/11/2026"""
    return _shown(value, formats.format_date)


@register.filter
def datetimevn(value: datetime | None) -> str:
    """07:12 22/11/2026, in the time of Viet Nam."""
    return _shown(value, formats.format_datetime)


@register.filter
def month(value: date | None) -> str:
    """11/2026"""
    return _shown(value, formats.format_month)


# --- pictures -------------------------------------------------------------------------------------------


@register.simple_tag
def bar(value: Rate | Exact | None, reference: Rate | Exact | None = None, tone: str = "", size: str = "") -> str:
    """A share as a bar, with its reference (target or average) as a dark tick: `tone` late, warn, poor, near or
    muted, `size` large. It stands beside its number, so it is hidden from readers.

    Not a template: a board draws a hundred of them.
    """
    width, fill, tick = _bar_width(value), "", ""
    if width != "0.00":
        kind = f" bar-{tone}" if tone else ""
        fill = format_html('<rect class="bar-fill{}" y="3" width="{}%" height="14" rx="3"/>', kind, width)
    if reference is not None and reference != "":
        at = _bar_width(reference)
        tick = format_html(
            '<rect class="bar-tick" x="{}%" y="0" width="2" height="20" transform="translate(-1 0)"/>', at
        )
    return format_html(
        '<svg class="bar{}" width="100%" height="20" aria-hidden="true" focusable="false">'
        '<rect class="bar-ground" y="3" width="100%" height="14" rx="3"/>{}{}</svg>',
        " bar-large" if size == "large" else "",
        fill,
        tick,
    )


def _bar_width(value: Rate | Exact | None) -> str:
    """How much of a bar is full, as "46.54" (per cent with a point, for an SVG attribute), from 0 to 100."""
    ratio = value.ratio if isinstance(value, Rate) else value
    share = Fraction(ratio or 0)
    if share.numerator <= 0:
        return "0.00"
    return "100.00" if share.numerator >= share.denominator else fixed_point(share * 100, 2)


@register.filter
def heat(value: Rate | Exact | None, steps: str = HEAT_STEPS) -> str:
    """The class of a share's cell: heat-1 to heat-5 by the four limits in per cent, heat-0 when unknown."""
    ratio = value.ratio if isinstance(value, Rate) else value
    if ratio is None or ratio == "":
        return "heat-0"
    limits = [Fraction(Decimal(step)) for step in steps.split(",")]
    return f"heat-{1 + sum(Fraction(ratio) * 100 >= limit for limit in limits)}"


@register.filter
def as_table(spec: dict[str, Any]) -> ChartTable:
    """A chart's own numbers as head and rows (core.charts), for the table beside it."""
    return chart_table(spec)


@register.filter
def active_filters(filterset: Any) -> int:
    """How many filters of a FilterSet are set; an unticked box is not, nor what the context bar shows."""
    if not filterset.is_bound or not filterset.form.is_valid():
        return 0
    form = filterset.form
    own = [name for name, field in form.fields.items() if not isinstance(field, KeptField)]
    return sum(bool(form.cleaned_data[name]) for name in own)


# --- forms and scripts ----------------------------------------------------------------------------------


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, list[ErrorLink]]:
    """What is wrong in the given forms and formsets, each line a link to its field; nothing if all is well."""
    return {"links": error_links(forms)}


@register.simple_tag
def client_messages() -> str:
    """The sentences of static/js as a JSON block."""
    return json_script(client_text(), "client-text")


@register.filter
def can(access: Any, right: str) -> bool:
    """Whether the reader has a right: `{% if access|can:"disbursement.enter" %}`. Views ask again."""
    return bool(access.can(right))
