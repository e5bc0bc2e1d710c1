"""Where numbers lead."""

from datetime import date
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from django.utils import translation

from accounts.selection import Selection
from areas.models import Area
from catalogs.models import Programme
from reports.behind import board_of
from reports.boards.disbursement import DisbursementBoard
from reports.cube.refresh import refresh
from reports.figures import capital
from reports.figures.question import question
from reports.links import Links, urge_links
from tests.reports.desk import Desk

OF = "NTP_SPR_2021"


def test_a_task_is_titled_in_vietnamese_whatever_the_language_of_the_page(desk: Desk) -> None:
    world = desk.world
    line = world.line(world.holder(world.province), 2024)
    world.assign(line, 100, date(2024, 1, 2))
    world.voucher(line, 40, date(2024, 6, 1))
    refresh()
    rows = capital.by_holder(question(world.province, 2024, date(2024, 10, 28))).rows
    with translation.override("en"):
        (address,) = urge_links(desk.office.access("provincial_officer"), rows, date(2024, 10, 28)).values()
    assert "Đẩy nhanh giải ngân vốn giảm nghèo của" in unquote_plus(address)
    assert "mới đạt 40,00% kế hoạch, tính đến 28/10/2024" in unquote_plus(address)


def test_a_unit_that_is_no_more_is_seen_from_its_last_day_everywhere(desk: Desk) -> None:
    """By that day the money of a budget year that may still move in January has moved."""
    world, access = desk.world, desk.office.access("provincial_officer")
    district = world.districts[0]
    chosen = Selection(Area.objects.by_ref("2025-91"), 2024, date(2025, 10, 28), Programme.objects.get(code=OF))
    links = Links(access, chosen)
    board = DisbursementBoard(question(chosen.area, 2024, chosen.as_of))
    client = desk.office.client("provincial_officer")
    for address in (links.beyond(district), board_of(board, links, district)):
        query = dict(parse_qsl(urlsplit(address).query))
        assert (query["dia_ban"], query["nam"], query["tinh_den"]) == (district.ref, "2024", "2025-06-30")
        assert query["chuong_trinh"] == OF
        found = client.get(address).context["chosen"]
        assert (found.area, found.as_of) == (district, date(2025, 6, 30))
