"""The lists behind an amount of the disbursement board, narrowed to what it counts."""

from datetime import date

from areas.models import Area
from reports.boards.disbursement import DisbursementBoard
from reports.links import Links


def lines_behind(board: DisbursementBoard, links: Links, *, counts: bool = True, **filters: str) -> str:
    """The capital lines; totals of units above one's own have none. `counts`: of the sources in the rate alone."""
    if board.reach != "own":
        return ""
    detailed = {"chi_tiet": "true"} if board.asked.denominator == "detailed" else {}
    return links.lines(nam=str(board.asked.budget_year), **_counted(board, counts), **detailed, **filters)


def vouchers_behind(board: DisbursementBoard, links: Links, first: date | None, last: date) -> str:
    """The vouchers of the days from `first` (None: whatever came before) to `last`."""
    if board.reach != "own":
        return ""
    days = {"tu_ngay": first.isoformat()} if first else {}
    days["den_ngay"] = last.isoformat()
    return links.vouchers(nam=str(board.asked.budget_year), **_counted(board, True), **days)


def board_of(board: DisbursementBoard, links: Links, area: Area) -> str:
    """The same board for a unit below."""
    carried = {"keo_dai": "1"} if board.asked.include_carry_over else {}
    detailed = {"mau_so": "chi-tiet"} if board.asked.denominator == "detailed" else {}
    day = min(board.asked.as_of, area.valid_to) if area.valid_to else board.asked.as_of
    place = {"dia_ban": area.ref, "nam": str(board.asked.budget_year), "tinh_den": day.isoformat()}
    return links.page("reports:disbursement", **place, **carried, **detailed)


def _counted(board: DisbursementBoard, counts: bool) -> dict[str, str]:
    carried = {} if board.asked.include_carry_over else {"keo_dai": "false"}
    return carried | ({"trong_ty_le": "true"} if counts else {})
