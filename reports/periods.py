"""The periods of a budget year that disbursement is reported for; the choice is a code in the address."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """`name` as a title says it ("tháng 10 năm 2024"). The months after the budget year count its late vouchers."""

    code: str
    name: str
    start: date
    end: date

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
    found = [_months(f"t{month}", f"tháng {month:02} năm {year}", year, month, month) for month in range(1, 13)]
    quarters = ("I", "II", "III", "IV")
    found += [
        _months(f"q{number}", f"quý {roman} năm {year}", year, 3 * number - 2, 3 * number)
        for number, roman in enumerate(quarters, 1)
    ]
    found += [_months("6t", f"6 tháng đầu năm {year}", year, 1, 6), _months("9t", f"9 tháng năm {year}", year, 1, 9)]
    found.append(_months("nam", f"năm {year}", year, 1, 12))
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
    whole = Period("ca-nam", f"cả năm ngân sách {year}", date(year, 1, 1), last_day)
    return [*late, whole]


def _late_month(year: int, number: int, last_day: date) -> Period:
    on_year, month = year + 1 + (number - 1) // 12, (number - 1) % 12 + 1
    name = f"tháng {month:02} năm {on_year} của năm ngân sách {year}"
    made = _months(f"t{12 + number}", name, on_year, month, month)
    return Period(made.code, made.name, made.start, min(made.end, last_day))


def _months(code: str, name: str, year: int, first: int, last: int) -> Period:
    return Period(code, name, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def last_ended(periods: list[Period], as_of: date) -> Period:
    """The month that was over last; in January the month that runs."""
    months = [period for period in periods if period.code.startswith("t")]
    over = [period for period in months if period.end <= as_of]
    return over[-1] if over else months[0]
