"""An officer of a department reads the capital of his components: whatever happens to others, he is told the same.

The rights table knows areas and roles; this is its third dimension, asked of every page and address of capital.
"""

import json
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from disbursement.models import CapitalLine
from reports.cube.refresh import refresh
from tests.reports.desk import PROVINCE_QUERY, Desk, plain
from tests.rights_table import GET, ROWS

ASKED = {"area": "2024-89", "year": "2024", "as_of": "2024-10-28"}
PAGES: dict[str, dict[str, str]] = {
    **{row.name: PROVINCE_QUERY for row in ROWS if row.right == "disbursement.view" and not row.record},
    "home": PROVINCE_QUERY,
    "reports:area": PROVINCE_QUERY,
    "api_disbursement_report": ASKED,
    "api_beyond_report": ASKED,
    "api_periodic_report": {"area": "2024-89", "year": "2024", "period": "t10"},
    "api_account": {"holder": "cq-0", "year": "2024"},
    "api_figures": ASKED | {"group": "capital", "children": "1"},
}
# Where a line and its voucher show at once; the other pages are of records that are not made here.
TOLD_TO_ALL_OTHERS = {
    *("home", "reports:area", "reports:disbursement", "api_disbursement_report", "api_figures"),
    *("disbursement:line_list", "disbursement:voucher_list", "disbursement:advances"),
}
# What stays whole for a reader of some components: rules, closed periods, decisions as documents, and what the own
# agency was asked to explain.
WHOLE = {
    *("disbursement:steps", "disbursement:periods", "disbursement:decisions", "disbursement:explanations"),
    *("api_explanations", "reports:alert_rules"),
}
FORMATS = {"reports:disbursement": ("", "csv"), "api_disbursement_report": ("", "csv")}
CASES = [(name, wanted) for name in PAGES for wanted in FORMATS.get(name, ("",))]


@pytest.fixture
def department(desk: Desk) -> Desk:
    """Capital of the first component, and an officer who answers for it alone."""
    _capital(desk, component=0)
    user = desk.office.user("department")
    user.assignments.get().components.set([desk.world.components[0]])
    return desk


def _capital(desk: Desk, component: int) -> None:
    world = desk.world
    holder = world.holder(world.districts[component % 2], f"cq-{component}")
    line = world.line(holder, 2024, component=component)
    world.assign(line, 70_000_000_000 + component, date(2024, 1, 15))
    world.voucher(line, 30_000_000_000 + component, date(2024, 9, 30), kind="advance")
    refresh()


def _told(desk: Desk, role: str, name: str, wanted: str) -> str:
    """The answer without what changes from minute to minute."""
    arguments = ["2024-89"] if name == "reports:area" else []
    query = PAGES[name] | ({"format": wanted} if wanted else {})
    answer = desk.office.client(role).get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode() if wanted or name.startswith("api_") else plain(body.decode())
    return re.sub(r"\d\d:\d\d(, ngày)?|\"computed_at\":\"[^\"]*\",", "", text)


@pytest.mark.parametrize(("name", "wanted"), CASES)
def test_capital_of_other_components_is_told_nowhere(department: Desk, name: str, wanted: str) -> None:
    before = _told(department, "department", name, wanted)
    everything = _told(department, "provincial_officer", name, wanted)
    _capital(department, component=3)
    assert _told(department, "department", name, wanted) == before
    if name in TOLD_TO_ALL_OTHERS:
        assert _told(department, "provincial_officer", name, wanted) != everything


@pytest.mark.parametrize("name", PAGES)
def test_who_reads_a_part_is_told_whose_components_are_counted(department: Desk, name: str) -> None:
    agency = str(department.office.user("department").agency)
    part, everything = (_told(department, role, name, "") for role in ("department", "provincial_officer"))
    if name.startswith("api_"):
        told = [json.loads(answer).get("only_components_of") for answer in (part, everything)]
        assert told == ([None, None] if name in WHOLE else [agency, ""])
    else:
        note = f"Chỉ tính các nội dung được giao cho {agency}."
        assert (note in part) == (name not in WHOLE)
        assert "Chỉ tính các nội dung" not in everything


@pytest.mark.parametrize("name", ["disbursement:line_list", "disbursement:voucher_list", "disbursement:movements"])
def test_the_workbook_of_a_list_tells_it_too(department: Desk, name: str) -> None:
    note = f"Chỉ tính các nội dung được giao cho {department.office.user('department').agency}."
    for role, is_told in (("department", True), ("provincial_officer", False)):
        answer = department.get(name, role=role, **PROVINCE_QUERY, format="xlsx")
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
        assert (note in [cell for row in sheet.iter_rows(values_only=True) for cell in row]) == is_told


def test_the_figures_of_people_are_not_of_components(department: Desk) -> None:
    client = department.office.client("department")
    answer = client.get("/api/v1/figures/", ASKED | {"group": "poverty"}).json()
    assert answer["only_components_of"] == ""


def test_the_figures_are_those_of_the_report(department: Desk) -> None:
    _capital(department, component=3)
    client = department.office.client("department")
    figures: Any = client.get("/api/v1/figures/", PAGES["api_figures"]).json()
    report = client.get("/api/v1/reports/disbursement/", ASKED).json()
    own = [row for row in figures["rows"] if row["area"]["ref"] == "2024-89"]
    assert sum(row["values"]["plan_vnd"] for row in own) == report["total"]["plan_vnd"] == 70_000_000_000
    assert [row["holder"] for row in figures["holders"]] == ["cq-0"]


def test_a_line_of_another_component_is_not_there(department: Desk) -> None:
    _capital(department, component=3)
    client = department.office.client("department")
    for component, status in ((0, 200), (3, 404)):
        line = CapitalLine.objects.get(component=department.world.components[component])
        assert client.get(reverse("disbursement:line", args=[line.pk])).status_code == status


def test_the_table_names_the_pages_asked_here() -> None:
    known = {row.name for row in ROWS if GET in row.methods}
    assert set(PAGES) <= known
