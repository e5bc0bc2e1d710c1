"""Capital of 2024 for the periodic tables: two kinds, two levels of holders, vouchers at the ends of periods."""

from datetime import date

from reports.cube.refresh import refresh
from tests.reports.cube_world import World

MILLION = 10**6


def periodic_2024(world: World) -> None:
    """Plan 1.000 + 400 + 600 million; vouchers on the first and last days of quarters and in the January after."""
    province = world.holder(world.province, "so-1")
    district = world.holder(world.districts[0], "huyen-1")
    investment = world.line(province, 2024, kind="DTPT")
    recurrent = world.line(province, 2024, kind="SN")
    below = world.line(district, 2024, kind="SN", component=1)
    for line, millions in ((investment, 1000), (recurrent, 400), (below, 600)):
        world.assign(line, millions * MILLION, date(2024, 1, 15))
    for line, millions, on in (
        (investment, 100, date(2024, 3, 31)),
        (investment, 200, date(2024, 4, 1)),
        (recurrent, 50, date(2024, 9, 30)),
        (below, 30, date(2024, 10, 1)),
        (below, 7, date(2024, 12, 31)),
        (investment, 11, date(2025, 1, 10)),
    ):
        world.voucher(line, millions * MILLION, on)
    this_year = world.line(province, 2025)
    world.assign(this_year, 500 * MILLION, date(2025, 1, 2))
    world.voucher(this_year, 40 * MILLION, date(2025, 1, 10))
    refresh()
