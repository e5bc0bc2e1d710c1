"""Ages on the reference date of a review, from birth dates whose parts may be missing."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from households.rules.logic import Answer

# Beyond any living person: stands for "the year of birth is not known".
OLDEST_MONTHS = 130 * 12


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A birth date as registers hold it: the day, the month or all of it may be unknown."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def months_on(self, on: date) -> tuple[int, int]:
        """Completed months of age on a day, at least and at most."""
        if self.year is None:
            return 0, OLDEST_MONTHS
        return _months_between(self._latest(), on), _months_between(self._earliest(), on)

    def years_on(self, on: date) -> tuple[int, int]:
        low, high = self.months_on(on)
        return low // 12, high // 12

    def _earliest(self) -> tuple[int, int, int]:
        return self.year or 0, self.month or 1, (self.day if self.month else None) or 1

    def _latest(self) -> tuple[int, int, int]:
        year, month = self.year or 0, self.month or 12
        known_day = self.day if self.month else None
        return year, month, known_day or monthrange(year, month)[1]


def _months_between(born: tuple[int, int, int], on: date) -> int:
    year, month, day = born
    months = (on.year - year) * 12 + on.month - month - (on.day < day)
    return max(0, months)


def answers_at_possible_ages(birth: BirthDate, on: date, predicate: Callable[[int], Answer]) -> set[Answer]:
    """What a predicate on months of age says for each age that the birth date allows."""
    low, high = birth.months_on(on)
    return {predicate(months) for months in range(low, high + 1)}


def is_within_months(birth: BirthDate, on: date, first: int, below: int | None) -> Answer:
    """Whether the age in completed months lies in [first, below), None when the date leaves it open."""
    answers = answers_at_possible_ages(birth, on, lambda months: first <= months and (below is None or months < below))
    return answers.pop() if len(answers) == 1 else None


def is_aged(birth: BirthDate, on: date, *, from_years: int = 0, below_years: int | None = None) -> Answer:
    """The same in full years: [from_years, below_years)."""
    return is_within_months(birth, on, from_years * 12, None if below_years is None else below_years * 12)
