"""What lists and the API show of households, fetched for a whole page in a few queries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from areas.models import Area
from core.text import fold
from households.models import Assessment, Classification, Household, Member, ResultClass


@dataclass(frozen=True)
class HouseholdRow:
    household: Household
    persons: int
    current_class: str
    assessment: Assessment | None

    @property
    def class_label(self) -> str | Promise:
        return ResultClass(self.current_class).label if self.current_class else ""

    @property
    def place(self) -> str:
        return place_of(self.household.area)

    @property
    def address(self) -> str:
        return full_address(self.household)


def place_of(area: Area) -> str:
    """Village and commune, or the commune."""
    if area.level == Area.Level.VILLAGE and area.parent is not None:
        return f"{area.full_name}, {area.parent.full_name}"
    return area.full_name


def full_address(household: Household, within: Area | None = None) -> str:
    """The address with village and commune; an address that only names the village adds nothing.

    The place `within` which everything is read is not named again.
    """
    place = place_of(household.area)
    if household.address and not fold(place).startswith(fold(household.address)):
        place = f"{household.address}, {place}"
    return place if within is None else place.removesuffix(f", {within.full_name}")


def household_rows(households: Sequence[Household], *, on: date, year: int) -> list[HouseholdRow]:
    """`on`: the day of the class; `year`: of the review. Areas come with the households (select_related)."""
    ids = [household.pk for household in households]
    persons, classes = persons_of(ids), classes_of(ids, on)
    reviews = {a.household_id: a for a in Assessment.objects.of_year(year).filter(household__in=ids)}
    return [HouseholdRow(h, persons.get(h.pk, 0), classes.get(h.pk, ""), reviews.get(h.pk)) for h in households]


def persons_of(ids: Sequence[UUID]) -> dict[UUID, int]:
    members: Any = Member.objects.present().filter(household__in=ids).order_by()
    return dict(members.values_list("household").annotate(Count("pk")))


def classes_of(ids: Sequence[UUID], on: date) -> dict[UUID, str]:
    classes: Any = Classification.objects.national().in_force(on).filter(household__in=ids).order_by()
    return dict(classes.values_list("household", "result_class"))


def chunks(households: Iterable[Household], size: int) -> Iterator[list[Household]]:
    """The households in lists of `size`, as they come."""
    source = iter(households)
    while chunk := list(islice(source, size)):
        yield chunk


def unbroken(code: str) -> SafeString:
    """A code that is read in one piece."""
    return format_html('<span class="nowrap">{}</span>', code)
