"""The class of each household from 2021 to 2025, so that the stocks are in proportion to the published ones.

Published end-of-year counts of poor and near-poor households are scaled; between two years some leave, some
fall back and some are new. A trajectory is one class a year, None where the household was not reviewed.
"""

from dataclasses import dataclass

from demo.dice import Dice

POOR, NEAR, OUT = "poor", "near_poor", "not_poor"
YEARS = (2021, 2022, 2023, 2024, 2025)
# Households at the end of the year (data/published in the reports app has the source): poor, near-poor.
PUBLISHED = {
    "89": {2021: (20129, 31288), 2022: (14872, 24370), 2023: (10913, 19067), 2024: (8033, 16262)},
    "91": {2021: (11822, 19494), 2022: (8854, 14787), 2023: (5990, 10438), 2024: (4703, 8425)},
}
# Not published at the time of writing: a year like the one before.
PUBLISHED["89"][2025] = (6350, 13500)
PUBLISHED["91"][2025] = (3700, 7000)
# All households that are on a list in some year, at scale 1.
EVER_LISTED = 92_000
NEWLY_POOR, NEWLY_NEAR, RELAPSED, FELL = 0.03, 0.02, 0.004, 0.012

Trajectory = list[str | None]


@dataclass
class Stock:
    """Who is in which class now, by index of the trajectory."""

    poor: list[int]
    near: list[int]
    out: list[int]


def trajectories(province: str, scale: float, dice: Dice) -> list[Trajectory]:
    """One trajectory per household of the old province `province`; stocks match to the household."""
    first = {year: (round(p * scale), round(n * scale)) for year, (p, n) in PUBLISHED[province].items()}
    paths: list[Trajectory] = []
    stock = Stock([], [], [])
    _enter(paths, stock.poor, 0, POOR, first[2021][0])
    _enter(paths, stock.near, 0, NEAR, first[2021][1])
    for index, year in enumerate(YEARS[1:], start=1):
        _year(paths, stock, index, first[year], dice)
    return paths


def _enter(paths: list[Trajectory], group: list[int], index: int, result: str, count: int) -> None:
    for _ in range(count):
        path: Trajectory = [None] * len(YEARS)
        path[index] = result
        group.append(len(paths))
        paths.append(path)


def _year(paths: list[Trajectory], stock: Stock, index: int, wanted: tuple[int, int], dice: Dice) -> None:
    """Move everyone who is on a list one year on."""
    poor, near = stock.poor[:], stock.near[:]
    dice.shuffle(poor)
    dice.shuffle(near)
    newly_poor, newly_near = round(len(poor) * NEWLY_POOR), round(len(near) * NEWLY_NEAR)
    relapsed = [stock.out.pop() for _ in range(min(len(stock.out), round(len(poor) * RELAPSED)))]
    fell = near[: round(len(near) * FELL)]
    near = near[len(fell) :]
    staying = max(0, wanted[0] - newly_poor - len(relapsed) - len(fell))
    leaving = poor[staying:]
    to_near = leaving[: round(len(leaving) * 0.55)]
    near_staying = max(0, wanted[1] - newly_near - len(to_near))
    gone = leaving[len(to_near) :] + near[near_staying:]
    now_poor, now_near = poor[:staying] + relapsed + fell, near[:near_staying] + to_near
    for group, result in ((now_poor, POOR), (now_near, NEAR), (gone, OUT)):
        for path in group:
            paths[path][index] = result
    stock.out += gone
    _enter(paths, now_poor, index, POOR, newly_poor)
    _enter(paths, now_near, index, NEAR, newly_near)
    stock.poor, stock.near = now_poor, now_near
