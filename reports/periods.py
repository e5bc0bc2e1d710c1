"""The periods of a budget year that disbursement is reported for; the choice is a code in the address."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Period:
    """The months after the budget year count its late vouchers."""

    code: str
    start: date
    end: date
    called: str | Promise
    words: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As a title says it ("tháng 10 năm 2024"), in the language of the page or of the paper."""
        return str(self.called) % self.words

    def begins(self, budget_year: int) -> bool:
        """Nothing of the year lies before it: what is dated earlier counts in it as well."""
        return self.start == date(budget_year, 1, 1)

    @property
    def day_before(self) -> date:
        return self.start - timedelta(days=1)


def periods_of(budget_year: int, last_day: date) -> list[Period]:
    """Months, quarters, 6 and 9 months and the year; then, up to the last day on which money of the year moves,
    each month after it and the budget year as a whole."""
    year = budget_year
    found = [
        _months(f"t{month}", year, month, month, _("tháng %(month)s năm %(year)s"), month=f"{month:02}")
        for month in range(1, 13)
    ]
    found += [
        _months(f"q{number}", year, 3 * number - 2, 3 * number, _("quý %(quarter)s năm %(year)s"), quarter=roman)
        for number, roman in enumerate(("I", "II", "III", "IV"), 1)
    ]
    found.append(_months("6t", year, 1, 6, _("6 tháng đầu năm %(year)s")))
    found.append(_months("9t", year, 1, 9, _("9 tháng năm %(year)s")))
    found.append(_months("nam", year, 1, 12, _("năm %(year)s")))
    return [*found, *_after(year, last_day)]


def begun(budget_year: int, last_day: date, today: date) -> list[Period]:
    """Those that may be reported on."""
    return [period for period in periods_of(budget_year, last_day) if period.start <= today]


def _after(year: int, last_day: date) -> list[Period]:
    """January of the next year is "t13" of this one, and so on."""
    if last_day <= date(year, 12, 31):
        return []
    months = (last_day.year - year) * 12 + last_day.month - 12
    late = [_late_month(year, number, last_day) for number in range(1, months + 1)]
    whole = Period("ca-nam", date(year, 1, 1), last_day, _("cả năm ngân sách %(year)s"), {"year": year})
    return [*late, whole]


def _late_month(year: int, number: int, last_day: date) -> Period:
    on_year, month = year + 1 + (number - 1) // 12, (number - 1) % 12 + 1
    called = _("tháng %(month)s năm %(year)s của năm ngân sách %(budget_year)s")
    made = _months(f"t{12 + number}", on_year, month, month, called, month=f"{month:02}", budget_year=year)
    return replace(made, end=min(made.end, last_day))


def _months(code: str, year: int, first: int, last: int, called: str | Promise, **words: str | int) -> Period:
    end = date(year, last, monthrange(year, last)[1])
    return Period(code, date(year, first, 1), end, called, {"year": year, **words})


def last_ended(periods: list[Period], as_of: date) -> Period:
    """The month that was over last; in January the month that runs."""
    months = [period for period in periods if period.code.startswith("t")]
    over = [period for period in months if period.end <= as_of]
    return over[-1] if over else months[0]
