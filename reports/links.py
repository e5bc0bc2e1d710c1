"""Where a number of a page leads: the filtered list behind it, or the act that it asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.selection import Selection
from areas.models import Area
from core.formats import format_date, format_percent
from reports.figures.capital import HolderRow
from reports.figures.question import CapitalQuestion


@dataclass(frozen=True)
class Links:
    """Addresses that keep the place and day one looks from; "" for who has not the right to follow."""

    access: Access
    chosen: Selection

    def page(self, name: str, *args: Any, **changes: str) -> str:
        return f"{reverse(name, args=args)}?{self.chosen.query(**changes)}"

    def lines(self, **filters: str) -> str:
        """The capital lines behind an amount."""
        return self._capital("disbursement:line_list", filters)

    def movements(self, **filters: str) -> str:
        """The movements that add up to a plan."""
        return self._capital("disbursement:movements", filters)

    def vouchers(self, **filters: str) -> str:
        """The vouchers behind what was disbursed in some days."""
        return self._capital("disbursement:voucher_list", filters)

    def _capital(self, name: str, filters: dict[str, str]) -> str:
        return self.page(name, **filters) if self.access.can("disbursement.view") else ""

    def households(self, year: int, area: Area | None = None, **filters: str) -> str:
        """The households behind a count of a review year."""
        if not self.access.can("households.view"):
            return ""
        return self.page("households:list", **self.place(area or self.chosen.area, year), **filters)

    def contributions(self, **filters: str) -> str:
        """The contributions behind an amount."""
        if not self.access.can("programs.view"):
            return ""
        return self.page("programs:contributions", **filters)

    def beyond(self, area: Area) -> str:
        """What a unit brought in beside the budget."""
        return self.page("reports:beyond", **self.place(area, self.chosen.year))

    def poverty(self, year: int) -> str:
        return self.page("reports:poverty", nam=str(year))

    def area(self, area: Area, year: int | None = None) -> str:
        place = self.place(area, year or self.chosen.year)
        del place["dia_ban"]
        return f"{reverse('reports:area', args=[area.ref])}?{urlencode(place)}"

    def place(self, area: Area, year: int) -> dict[str, str]:
        """A unit of an older list is looked at within its life, on its last day: on a later one its heir would be
        meant, and on an earlier one money that a budget year may still disburse in January would be missing."""
        as_of = min(self.chosen.as_of, area.valid_to) if area.valid_to else self.chosen.as_of
        return {"dia_ban": area.ref, "nam": str(year), "tinh_den": as_of.isoformat()}


def counted(asked: CapitalQuestion, until: date, *, in_rate: bool = True) -> dict[str, str]:
    """The filters of every list that adds up to figures of a question, up to the day `until`; `in_rate` False: of
    a source that does not count in the rate too."""
    carried = {} if asked.include_carry_over else {"keo_dai": "false"}
    counts = {"trong_ty_le": "true"} if in_rate else {}
    return {"den_ngay": format_date(until), **counts, **carried}


def planned(asked: CapitalQuestion) -> dict[str, str]:
    """What narrows to the plan that divides the rate."""
    return {"chi_tiet": "true"} if asked.denominator == "detailed" else {}


def urge_links(access: Access, rows: Iterable[HolderRow], as_of: date) -> dict[int, str]:
    """For each holder the page that gives a task to it; that page knows who follows one that is no more.

    Empty for who gives no tasks.
    """
    if not access.can("committees.edit"):
        return {}
    return {row.holder.pk: _urge_link(row, as_of) for row in rows}


def _urge_link(row: HolderRow, as_of: date) -> str:
    # A task is a record: it is titled in Vietnamese, whatever the language of the page.
    with translation.override("vi"):
        title = _("Đẩy nhanh giải ngân vốn giảm nghèo của %(holder)s (mới đạt %(rate)s kế hoạch, tính đến %(day)s)")
        rate = format_percent(row.amounts.rate) or "0%"
        words = {"holder": row.holder.name, "rate": rate, "day": format_date(as_of)}
    query = {"viec": title % words, "don_vi": str(row.holder.pk)}
    return f"{reverse('committees:task_add')}?{urlencode(query)}"
