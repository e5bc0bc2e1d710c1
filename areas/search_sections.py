"""What the search of the top bar finds here: units of today's list."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area
from areas.services import search_areas
from core.pages import access_of
from core.search import Section
from core.tables import Cell, Column, Row, Table


def find_areas(request: HttpRequest, text: str, limit: int) -> Table:
    """Units of one's own area by name, those that begin with it first."""
    paths = access_of(request).paths
    found = search_areas(text, paths, timezone.localdate(), limit=limit)
    columns = [Column(_("Đơn vị")), Column(_("Cấp")), Column(_("Thuộc")), Column(_("Mã"))]
    return Table(_("Địa bàn"), columns, [_row(area) for area in found], caption_hidden=True)


def _row(area: Area) -> Row:
    above = area.parent.full_name if area.parent else ""
    named = Cell(area.full_name, url=area.get_absolute_url())
    return Row([named, Cell(area.get_level_display()), Cell(above), Cell(area.code)])


SECTIONS = (Section("areas", gettext_lazy("Địa bàn"), 2, "", find_areas),)
