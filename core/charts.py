"""What a page says about a chart, and the table of the same numbers that stands beside it.

A spec is a plain dictionary; static/js/charts.js draws it and `chart_table` lists it:

    kind        "line", "bar" or "map"
    unit        "%" when values are per cent, otherwise the unit in words ("tỷ đồng", "hộ")
    places      decimals shown, 0 to 4
    categories  labels of the horizontal axis (of the bars, of the areas)
    series      [{"name", "values" (one per category, None for a gap), "tone", "dashed"}]
    band        {"name", "low", "high"}: the range of a forecast, one value per category
    reference   {"name", "value"}: a target or average drawn as a line
    links       one URL per category, or None: where a click leads
    map         URL of GeoJSON whose features carry `code`; with `codes`, one per category
    head        what the categories are ("Tháng", "Đơn vị"), for the table
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.formats import format_number

TONES = ("brand", "good", "late", "warn", "poor", "near", "muted")


@dataclass(frozen=True, slots=True)
class ChartRow:
    label: str
    url: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class ChartTable:
    head: list[str]
    rows: list[ChartRow]
    notes: list[str]


def chart_table(spec: dict[str, Any]) -> ChartTable:
    """The numbers of `spec` in reading order, formatted as on the page; a gap is a dash."""
    columns = [(series["name"], series["values"]) for series in spec["series"]]
    if band := spec.get("band"):
        columns.append((_("%(name)s, thấp") % {"name": band["name"]}, band["low"]))
        columns.append((_("%(name)s, cao") % {"name": band["name"]}, band["high"]))
    links = spec.get("links") or [None] * len(spec["categories"])
    rows = [
        ChartRow(str(label), links[at] or "", [_cell(spec, values[at]) for _name, values in columns])
        for at, label in enumerate(spec["categories"])
    ]
    return ChartTable([str(spec["head"]), *(str(name) for name, _values in columns)], rows, _notes(spec))


def _notes(spec: dict[str, Any]) -> list[str]:
    reference = spec.get("reference")
    return [f"{reference['name']}: {_cell(spec, reference['value'])}"] if reference else []


def _cell(spec: dict[str, Any], value: Any) -> str:
    if value is None:
        return "–"
    text = format_number(value, spec.get("places", 0))
    return f"{text}%" if spec["unit"] == "%" else text
