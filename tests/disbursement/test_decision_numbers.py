"""A commune is told by which decision of the province its money came: number and day, not the paper itself."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from core.acting import SYSTEM, acting_as
from disbursement.decision_numbers import decisions_of
from disbursement.models import CapitalLine, Movement
from tests.disbursement.decisions import Chancery, row
from tests.office import COMMUNE, OTHER_COMMUNE

YEAR = {"nam": "2026", "tinh_den": "2026-12-31"}


@pytest.fixture
def chancery(db: None) -> Iterator[Chancery]:
    with acting_as(SYSTEM):
        yield Chancery()


@pytest.fixture
def line(chancery: Chancery) -> CapitalLine:
    """A line of the commune, with money by a decision that was drafted and signed in the province."""
    line = chancery.line()
    chancery.signed(row("assign", line, 1000))
    return line


def get(chancery: Chancery, name: str, *arguments: Any, ref: str = COMMUNE, **query: Any) -> Any:
    client = chancery.office.client("commune_officer", ref)
    return client.get(reverse(f"disbursement:{name}", args=arguments), YEAR | query)


def decision_of(line: CapitalLine) -> Any:
    movement = Movement.objects.select_related("decision").get(line=line)
    assert movement.decision is not None
    return movement.decision


def test_the_commune_reads_number_and_day_on_every_page(chancery: Chancery, line: CapitalLine) -> None:
    number = decision_of(line).number
    for page, place in (
        (get(chancery, "line", line.pk), 2),
        (get(chancery, "account", line.holder_id), 2),
        (get(chancery, "movements"), 3),
        (get(chancery, "movements", so=number.lower()), 3),
    ):
        cells = [found.cells[place] for found in page.context["table"].rows]
        assert [(cell.text, cell.note, cell.url) for cell in cells if cell.text] == [(number, "ngày 15/01/2026", "")]


def test_another_number_finds_nothing(chancery: Chancery, line: CapitalLine) -> None:
    assert get(chancery, "movements", so=f"9{decision_of(line).number}").context["table"].rows == []


def test_the_paper_itself_stays_out_of_sight(chancery: Chancery, line: CapitalLine) -> None:
    client = chancery.office.client("commune_officer", COMMUNE)
    assert client.get(reverse("committees:document", args=[decision_of(line).pk])).status_code == 404


def test_files_and_rest_tell_it_too(chancery: Chancery, line: CapitalLine) -> None:
    decision = decision_of(line)
    file = get(chancery, "account", line.holder_id, format="xlsx")
    values = [value for sheet in load_workbook(BytesIO(file.getvalue())) for one in sheet.values for value in one]
    assert f"{decision.number} ngày 15/01/2026" in values
    asked = {"holder": chancery.office.agency(COMMUNE).code, "year": "2026"}
    client = chancery.office.client("commune_officer", COMMUNE)
    (told,) = client.get(reverse("api_account"), asked).json()["results"]
    assert (told["document"], told["decided_on"]) == (decision.number, "2026-01-15")
    listed = b"".join(get(chancery, "movements", format="csv").streaming_content).decode("utf-8-sig")
    assert decision.number in listed


def test_a_decision_about_others_is_not_told(chancery: Chancery, line: CapitalLine) -> None:
    other = chancery.line(holder=chancery.office.agency(OTHER_COMMUNE))
    chancery.signed(row("assign", other, 5))
    mine, theirs = decision_of(line), decision_of(other)
    with acting_as(chancery.office.access("commune_officer", COMMUNE).actor()):
        told = decisions_of([mine.pk, theirs.pk])
    assert {pk: str(found) for pk, found in told.items()} == {mine.pk: mine.number}
    assert get(chancery, "line", other.pk).status_code == 404


def test_a_page_asks_once_for_all_its_rows(chancery: Chancery, django_assert_num_queries: Any) -> None:
    lines = [chancery.line(component=code) for code in ("HP1", "HP2")]
    for line in lines:
        chancery.signed(row("assign", line, 1000))
    wanted = [decision_of(line).pk for line in lines]
    access = chancery.office.access("commune_officer", COMMUNE)
    with acting_as(access.actor()), connection.cursor(), django_assert_num_queries(2):
        assert len(decisions_of(wanted)) == 2
