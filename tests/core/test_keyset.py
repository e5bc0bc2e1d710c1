"""The paginator: never skips, never repeats, in both directions, with ties, while rows come and go."""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogs.models import Holiday
from core.acting import SYSTEM, acting_as
from core.keyset import BadCursor, Ordering, Page, count_up_to, paginate
from core.models import Job

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ORDERINGS = {
    "number": Ordering(("done", "id")),
    "number down": Ordering(("done", "id"), descending=True),
    "text and number": Ordering(("subject", "done", "id")),
    "moment down": Ordering(("created_at", "id"), descending=True),
}
# Few values, so that most rows tie with others.
ROWS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["", "an", "Ân"]), st.integers(0, 2)), max_size=14)


def make(rows: list[tuple[int, str, int]]) -> QuerySet[Job]:
    jobs = Job.objects.bulk_create(Job(kind="k", done=done, subject=text) for done, text, _day in rows)
    for job, (_done, _text, day) in zip(jobs, rows, strict=True):
        moment = datetime(2026, 11, 20, 8, tzinfo=ZONE) + timedelta(days=day, microseconds=day)
        Job.objects.filter(pk=job.pk).update(created_at=moment)
    return Job.objects.filter(pk__in=[job.pk for job in jobs])


def walk(queryset: QuerySet[Job], ordering: Ordering, size: int) -> list[Page[Job]]:
    pages, cursor = [], ""
    while True:
        page = paginate(queryset, ordering, cursor=cursor, size=size)
        pages.append(page)
        if page.next_cursor is None:
            return pages
        cursor = page.next_cursor


@pytest.fixture
def as_system(db: None) -> Iterator[None]:
    with acting_as(SYSTEM):
        yield


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, size=st.integers(1, 5), name=st.sampled_from(sorted(ORDERINGS)))
def test_pages_hold_every_row_once_and_lead_back(as_system: None, rows: list[Any], size: int, name: str) -> None:
    queryset, ordering = make(rows), ORDERINGS[name]
    expected = list(queryset.order_by(*ordering.order_by()))
    pages = walk(queryset, ordering, size)
    assert [job for page in pages for job in page.items] == expected
    assert pages[0].previous_cursor is None
    for earlier, later in itertools.pairwise(pages):
        assert later.previous_cursor is not None
        back = paginate(queryset, ordering, cursor=later.previous_cursor, size=size)
        assert back.items == earlier.items
        assert back.next_cursor is not None
        assert (back.previous_cursor is None) == (earlier is pages[0])


def test_a_row_that_comes_or_goes_moves_no_other_row(as_system: None) -> None:
    queryset, ordering = make([(n, "", 0) for n in range(6)]), ORDERINGS["number"]
    first = paginate(queryset, ordering, size=3)
    first.items[1].delete()
    before = Job.objects.create(kind="k", done=0)
    queryset = Job.objects.filter(kind="k")
    assert first.next_cursor is not None
    second = paginate(queryset, ordering, cursor=first.next_cursor, size=3)
    assert [job.done for job in second.items] == [3, 4, 5]
    assert before not in second.items


def test_rows_of_values_work_as_well(as_system: None) -> None:
    queryset = make([(n % 2, "", 0) for n in range(5)]).values("done", "id")
    first = paginate(queryset, ORDERINGS["number"], size=3)
    assert first.next_cursor is not None
    second = paginate(queryset, ORDERINGS["number"], cursor=first.next_cursor, size=3)
    assert [row["done"] for row in first.items + second.items] == [0, 0, 0, 1, 1]


def test_a_cursor_belongs_to_its_list_ordering_and_filters(as_system: None) -> None:
    queryset, ordering = make([(n, "", 0) for n in range(3)]), ORDERINGS["number"]
    cursor = paginate(queryset, ordering, binding="a", size=1).next_cursor
    assert cursor is not None
    for wrong in (
        lambda: paginate(queryset, ordering, cursor=cursor, binding="b"),
        lambda: paginate(queryset, ORDERINGS["number down"], cursor=cursor, binding="a"),
        lambda: paginate(queryset, ordering, cursor=cursor[:-2] + "xx", binding="a"),
        lambda: paginate(queryset, ordering, cursor="rác", binding="a"),
    ):
        with pytest.raises(BadCursor):
            wrong()


def test_an_empty_list_has_no_cursors(as_system: None) -> None:
    assert paginate(Job.objects.none(), ORDERINGS["number"]) == Page([], None, None)


def test_counting_stops_at_its_limit(as_system: None) -> None:
    queryset = make([(0, "", 0)] * 5)
    assert count_up_to(queryset, 3) == (3, True)
    assert count_up_to(queryset, 5) == (5, False)


def test_days_are_carried_in_the_cursor(as_system: None) -> None:
    ordering = Ordering(("day", "id"))
    pages = walk(Holiday.objects.all(), ordering, 7)
    assert [holiday for page in pages for holiday in page.items] == list(Holiday.objects.order_by("day", "id"))
