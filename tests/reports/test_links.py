"""Where numbers lead."""

from datetime import date
from urllib.parse import unquote_plus

from django.utils import translation

from reports.cube.refresh import refresh
from reports.figures import capital
from reports.links import urge_links
from tests.reports.desk import Desk


def test_a_task_is_titled_in_vietnamese_whatever_the_language_of_the_page(desk: Desk) -> None:
    world = desk.world
    line = world.line(world.holder(world.province), 2024)
    world.assign(line, 100, date(2024, 1, 2))
    world.voucher(line, 40, date(2024, 6, 1))
    refresh()
    rows = capital.by_holder(capital.question(world.province, 2024, date(2024, 10, 28))).rows
    with translation.override("en"):
        (address,) = urge_links(desk.office.access("provincial_officer"), rows, date(2024, 10, 28)).values()
    assert "Đẩy nhanh giải ngân vốn giảm nghèo của" in unquote_plus(address)
    assert "mới đạt 40,00% kế hoạch, tính đến 28/10/2024" in unquote_plus(address)
