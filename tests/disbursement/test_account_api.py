"""A holder's statement of account by REST: the figures of the page and of its workbook, page by page, in scope."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Agency, AgencySuccession
from core.formats import format_number
from disbursement.models import CapitalLine
from tests.disbursement.build import Ledger
from tests.office import PROVINCE, Office

API = reverse("api_account")
YEAR = {"nam": "2024", "tinh_den": "2024-12-31"}


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return Office()


@pytest.fixture
def spent(ledger: Ledger) -> CapitalLine:
    """Plan 1.000; advance 100, of which 60 settled; 60 vouchers of 10 each, six a day."""
    line = ledger.line(plan=1000)
    advance = ledger.spend(line, 100, date(2024, 3, 1), "advance")
    ledger.spend(line, 60, date(2024, 4, 1), "settlement", advance=advance)
    for number in range(60):
        ledger.spend(line, 10, date(2024, 5, 1 + number // 6))
    return line


def get(office: Office, holder: Agency, role: str = "finance", ref: str = PROVINCE, **query: Any) -> Any:
    asked = {"holder": holder.code, "year": "2024", **query}
    return office.client(role, ref).get(API, {name: value for name, value in asked.items() if value is not None})


def whole(office: Office, holder: Agency, **query: Any) -> list[dict[str, Any]]:
    """The rows of every page."""
    answer = get(office, holder, **query).json()
    rows = answer["results"]
    while answer["next"]:
        answer = office.client("finance").get(answer["next"]).json()
        rows += answer["results"]
    return rows


def test_page_workbook_and_rest_agree(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    url = reverse("disbursement:account", args=[ledger.holder.pk])
    file = office.client("finance").get(url, {**YEAR, "format": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(file.streaming_content))).worksheets[0]
    written = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], date)]
    shown = [
        [str(cell.text) for cell in row.cells]
        for number in ("1", "2")
        for row in office.client("finance").get(url, {**YEAR, "trang": number}).context["table"].rows[1:]
    ]
    rows = whole(office, ledger.holder)
    names = ("plan_vnd", "spent_vnd", "advance_vnd", "balance_vnd", "outstanding_vnd")
    figures = [[row[name] for name in names] for row in rows]
    assert len(rows) == 63
    assert [[value or 0 for value in row[4:9]] for row in written] == figures
    assert [row[7:9] for row in shown] == [[format_number(row[3]), format_number(row[4])] for row in figures]
    assert [row[2] for row in shown] == [row["document"] for row in rows]


def test_it_opens_moves_closes_and_is_proven(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    found = get(office, ledger.holder, since="2024-04-01").json()
    assert [found[part]["balance_vnd"] for part in ("opening", "moved", "closing")] == [900, -600, 300]
    assert (found["closing"]["advance_vnd"], found["stored_vnd"], found["is_proven"]) == (40, 300, True)
    assert found["rate"] == {"numerator": 700, "denominator": 1000, "percent": "70.00"}
    (line,) = found["lines"]
    assert (line["line"]["component"], line["closing"], line["is_proven"]) == (
        spent.component.code,
        found["closing"],
        True,
    )
    ended = get(office, ledger.holder, until="2024-04-30").json()
    assert (ended["closing"]["balance_vnd"], ended["is_proven"], ended["stored_vnd"]) == (900, None, 300)


def test_pages_follow_each_other_whatever_comes_in_between(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    first = get(office, ledger.holder, limit="20").json()
    ledger.spend(spent, 5, date(2024, 2, 1))
    second = office.client("finance").get(first["next"]).json()
    last, following = first["results"][-1], second["results"][0]
    assert following["balance_vnd"] == last["balance_vnd"] - following["spent_vnd"] - 5
    assert len({row["id"] for row in first["results"] + second["results"]}) == 40
    assert second["lines"] is None
    other = first["next"].replace("year=2024", "year=2023")
    assert office.client("finance").get(other).status_code == 404


def test_it_is_narrowed_as_the_page_is(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    other = ledger.line(plan=77, component="DA1.TDA1", kind="DTPT")
    programme = other.component.programme.code
    for query in (
        {"kind": "DTPT"},
        {"programme": programme, "component": "DA1"},
        {"kind": "DTPT", "detailed": "true", "counts_in_rate": "true", "carried_over": "false"},
    ):
        assert [row["plan_vnd"] for row in whole(office, ledger.holder, **query)] == [77]
    assert whole(office, ledger.holder, kind="DTPT", carried_over="true") == []
    assert whole(office, ledger.holder, kind="DTPT", detailed="false") == []


def test_agencies_merged_into_it_are_an_option(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    heir = Agency.objects.create(
        code="ke-tuc", name="UBND mới", kind="ubnd", area=ledger.area, valid_from=date(2025, 7, 1)
    )
    AgencySuccession.objects.create(old=ledger.holder, new=heir, on=date(2025, 7, 1))
    assert whole(office, heir) == []
    assert len(whole(office, heir, merged="true")) == 63


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"year": None}, "year"),
        ({"year": "20x4"}, "year"),
        ({"since": "31/02/2024"}, "since"),
        ({"since": "1899-12-31"}, "since"),
        ({"until": "9999-12-31"}, "until"),
        ({"since": "2024-05-01", "until": "2024-04-30"}, "until"),
        ({"kind": "XYZ"}, "kind"),
        ({"component": "DA1"}, "component"),
        ({"limit": "0"}, "limit"),
    ],
)
def test_what_is_not_understood_is_told_at_its_name(
    office: Office, ledger: Ledger, query: dict[str, str | None], field: str
) -> None:
    refused = get(office, ledger.holder, **query)
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == [field]


def test_elsewhere_it_is_not_there(office: Office, ledger: Ledger, spent: CapitalLine) -> None:
    assert get(office, ledger.holder, ref="2025-92").status_code == 404
    unknown = office.client("finance").get(API, {"holder": "khong-co", "year": "2024"})
    assert (unknown.status_code, unknown.json()["detail"].rpartition(": ")[2]) == (404, "khong-co.")
