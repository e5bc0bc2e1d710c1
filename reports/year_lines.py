"""The poverty strip: one line a year, with where its numbers lead (templates/reports/_years.html)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.formats import MINUS, format_number
from reports.boards.poverty import YearRow
from reports.boards.reviews import Review
from reports.links import Links


@dataclass(frozen=True)
class YearLine:
    """Addresses are "" where the reader may see the totals alone."""

    row: YearRow
    page_url: str
    poor_url: str
    near_url: str
    state: str
    tone: str

    @property
    def left(self) -> int | None:
        return self.row.summary.left_poverty

    @property
    def relapsed(self) -> int | None:
        return self._moved("relapsed")

    @property
    def newly_poor(self) -> int | None:
        """Newly poor and fallen from near-poor: everybody who was not poor the year before."""
        fallen, new = self._moved("near_poor_to_poor"), self._moved("newly_poor")
        return None if fallen is None or new is None else fallen + new

    @property
    def change(self) -> str | None:
        """Against the year before, with its sign."""
        change = self.row.change
        if change is None:
            return None
        sign = "+" if change > 0 else MINUS if change < 0 else ""
        return f"{sign}{format_number(abs(change))}"

    def _moved(self, code: str) -> int | None:
        movements = self.row.summary.movements
        return movements[code] if movements else None


def year_lines(rows: Iterable[YearRow], links: Links, as_of: date, *, is_own: bool = True) -> list[YearLine]:
    return [_line(row, links, as_of, is_own=is_own) for row in rows]


def _line(row: YearRow, links: Links, as_of: date, *, is_own: bool) -> YearLine:
    state, tone = review_state(row.review, as_of)
    if not is_own:
        return YearLine(row, "", "", "", state, tone)
    year = row.review.year
    return YearLine(
        row,
        links.poverty(year),
        links.households(year, ket_qua="poor"),
        links.households(year, ket_qua="near_poor"),
        state,
        tone,
    )


def review_state(review: Review, as_of: date) -> tuple[str, str]:
    """What its tag says, and in which tone."""
    if review.is_recognised:
        return _("Đã công nhận"), "good"
    left = review.days_left(as_of)
    if left < 0:
        return _("Quá hạn %(n)s ngày") % {"n": format_number(-left)}, "late"
    return _("Còn %(n)s ngày") % {"n": format_number(left)}, "warn"
