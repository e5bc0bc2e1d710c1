"""The progress of a round by place: forms in each state, those with most left to do first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from core.formats import format_number
from core.tables import Cell, Column, Row, Table
from households.models import Assessment, ReviewRound

STATES = Assessment.State
MOST_ROWS = 50  # of the places, those with most left to do


def by_state() -> dict[str, Any]:
    return {state.value: Count("pk", filter=Q(state=state)) for state in STATES}


@dataclass(frozen=True)
class ProgressTable:
    """`places`: how many there are; the table shows fifty of them at most."""

    table: Table
    places: int

    @property
    def cut(self) -> str:
        shown = len(self.table.rows)
        if shown == self.places:
            return ""
        words = {"shown": format_number(shown), "n": format_number(self.places)}
        return _("Hiện %(shown)s trong %(n)s địa bàn.") % words


def progress_table(access: Access, review_round: ReviewRound) -> ProgressTable:
    """By village for a commune, by commune for those above it."""
    area = access.area
    place = "household__area" if area and area.level == Area.Level.COMMUNE else "area"
    rows = Assessment.objects.visible_to(access).of_round(review_round.pk)
    found = list(rows.values(place).annotate(total=Count("pk"), **by_state()).order_by())
    places = Area.objects.in_bulk([row[place] for row in found])
    found.sort(key=lambda row: (-row["listed"] - row["draft"], -row["scored"], places[row[place]].sort_key))
    names = [
        _("Địa bàn"),
        _("Trong danh sách"),
        _("Chưa rà soát"),
        _("Đang nhập"),
        _("Đã có kết quả"),
        _("Đã công nhận"),
        _("Để lại"),
    ]
    table = Table(
        caption=_("Tiến độ %(round)s") % {"round": review_round},
        caption_hidden=True,
        columns=[Column(name, num=bool(position)) for position, name in enumerate(names)],
        rows=[_row(row, places[row[place]], review_round) for row in found[:MOST_ROWS]],
    )
    return ProgressTable(table, len(found))


def _row(row: dict[str, Any], place: Area, review_round: ReviewRound) -> Row:
    """The list of households asks for the yearly review; the other rounds lead nowhere."""
    url = ""
    if review_round.kind == ReviewRound.Kind.PERIODIC:
        url = f"{reverse('households:list')}?dia_ban={place.ref}&nam={review_round.year}"
    cells = [Cell(place.full_name, url=url), Cell(format_number(row["total"]))]
    for state in STATES:
        count = row[state.value]
        cells.append(Cell(format_number(count), url=f"{url}&trang_thai={state.value}" if count and url else ""))
    return Row(cells)
