"""The lists behind an amount of the disbursement board, narrowed to what it counts."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from areas.models import Area
from core.formats import format_date
from reports.boards.disbursement import DisbursementBoard
from reports.links import Links, counted, planned


@dataclass(frozen=True)
class Behind:
    """Of a figure: its lines, the movements that add up to its plan, the vouchers that add up to its disbursed."""

    lines: str = ""
    plan: str = ""
    spent: str = ""

    def of(self, **filters: str | int) -> "Behind":
        """The same lists narrowed to a part, such as a row; a filter that is "" is left out."""
        part = urlencode({name: value for name, value in filters.items() if value != ""})
        return Behind(*(url and f"{url}&{part}" for url in (self.lines, self.plan, self.spent)))


NO_LISTS = Behind()


def behind(board: DisbursementBoard, links: Links, *, counts: bool = True) -> Behind:
    """The lists of the whole board. Totals of units above one's own have none. `counts`: of the sources in the rate
    alone."""
    if board.reach != "own":
        return NO_LISTS
    as_of = board.asked.as_of
    return Behind(
        lines_behind(board, links, counts=counts),
        movements_behind(board, links, as_of, counts=counts),
        vouchers_behind(board, links, None, as_of, counts=counts),
    )


def lines_behind(board: DisbursementBoard, links: Links, *, counts: bool = True) -> str:
    """The capital lines, as of the day one looks from."""
    if board.reach != "own":
        return ""
    asked = counted(board.asked, board.asked.as_of, in_rate=counts)
    del asked["den_ngay"]
    return links.lines(**_year(board), **asked, **planned(board.asked))


def movements_behind(board: DisbursementBoard, links: Links, last: date, *, counts: bool = True) -> str:
    """The movements of the plan up to `last`."""
    if board.reach != "own":
        return ""
    asked = counted(board.asked, last, in_rate=counts)
    return links.movements(**_year(board), **asked, **planned(board.asked))


def vouchers_behind(
    board: DisbursementBoard, links: Links, first: date | None, last: date, *, counts: bool = True
) -> str:
    """The vouchers of the days from `first` (None: whatever came before) to `last`."""
    if board.reach != "own":
        return ""
    since = {"tu_ngay": format_date(first)} if first else {}
    return links.vouchers(**_year(board), **since, **counted(board.asked, last, in_rate=counts))


def board_of(board: DisbursementBoard, links: Links, area: Area) -> str:
    """The same board for a unit below."""
    carried = {"keo_dai": "1"} if board.asked.include_carry_over else {}
    detailed = {"mau_so": "chi-tiet"} if board.asked.denominator == "detailed" else {}
    place = links.place(area, board.asked.budget_year)
    return links.page("reports:disbursement", **place, **carried, **detailed)


def _year(board: DisbursementBoard) -> dict[str, str]:
    return {"nam": str(board.asked.budget_year)}
