"""Figures, areas and published figures by REST."""

from datetime import date
from typing import Any

import pytest

from areas.services import create_village
from reports.cube.refresh import refresh
from tests.reports.desk import Desk
from tests.reports.test_cube_published import figure


@pytest.fixture
def counted(desk: Desk) -> Desk:
    world, office = desk.world, desk.office
    for commune in (office.commune, office.other_commune):
        world.assess(world.household(commune), 2025, "poor", is_minority=True)
        world.population(commune, 2025, 100)
        world.assign(world.line(world.holder(commune), 2025), 1000, date(2025, 8, 1))
    refresh()
    return desk


def _values(answer: Any) -> dict[str, int]:
    (row,) = answer.json()["rows"]
    values: dict[str, int] = row["values"]
    return values


def test_the_own_area_is_told_in_every_dimension(counted: Desk) -> None:
    answer = counted.api("figures/", area="2025-91", year="2025", group="poverty")
    data = answer.json()
    assert (data["reach"], data["boundaries"], data["is_frozen"], data["is_pending"]) == ("own", "2025", False, False)
    assert data["rows"][0]["dimensions"] == {"standard": "MDP_2022"}
    assert _values(answer)["minority_poor_households"] == 2
    assert {row["code"] for row in data["measures"]} == set(_values(answer))


def test_units_below_follow_where_asked_for(counted: Desk) -> None:
    data = counted.api("figures/", area="2025-91", year="2025", group="population", children="true").json()
    assert {row["area"]["ref"]: row["values"]["households"] for row in data["rows"] if row["values"]["households"]} == {
        "2025-91": 200,
        "2025-30292": 100,
        "2025-30337": 100,
    }


def test_capital_has_its_dimensions_and_holders(counted: Desk) -> None:
    data = counted.api("figures/", area="2025-91", year="2025", group="capital", as_of="2025-12-31").json()
    assert data["rows"][0]["dimensions"]["kind"] == "DTPT"
    assert [(row["holder"], row["values"]["plan_vnd"]) for row in data["holders"]] == [
        ("cq-2025-30292", 1000),
        ("cq-2025-30337", 1000),
    ]
    early = counted.api("figures/", area="2025-91", year="2025", group="capital", as_of="2025-07-31").json()
    assert early["rows"] == []


@pytest.mark.parametrize("group", ["poverty", "population", "capital"])
def test_units_above_are_told_in_totals_without_personal_dimensions(counted: Desk, group: str) -> None:
    answer = counted.api("figures/", "2025-30292", area="2025-91", year="2025", group=group, children="true")
    data = answer.json()
    assert data["reach"] == "ancestor"
    assert len(data["rows"]) == 1
    assert data["holders"] == []
    values = _values(answer)
    assert not [code for code in values if "minority" in code or (code[0] in "ucdn" and code[1:].isdigit())]
    assert values.get("poor_households", values.get("households", values.get("plan_vnd"))) in (2, 200, 2000)


def test_units_below_take_a_fixed_number_of_questions(counted: Desk, django_assert_max_num_queries: Any) -> None:
    """The province has over a hundred communes."""
    for group in ("poverty", "population", "capital"):
        query = {"area": "2025-91", "year": "2025", "group": group, "children": "1"}
        counted.api("figures/", **query)
        with django_assert_max_num_queries(45):
            answer = counted.api("figures/", **query)
        assert "2025-30337" in {row["area"]["ref"] for row in answer.json()["rows"]}


def test_a_group_that_is_not_kept_by_day_says_no_day(counted: Desk) -> None:
    query = {"area": "2025-91", "year": "2025", "as_of": "2025-12-31"}
    assert counted.api("figures/", **query, group="poverty").json()["as_of"] is None
    assert counted.api("figures/", **query, group="capital").json()["as_of"] == "2025-12-31"


@pytest.mark.parametrize("group", ["poverty", "population"])
def test_a_unit_that_can_have_no_figures_has_no_rows(counted: Desk, group: str) -> None:
    village = create_village(commune=counted.office.commune, kind="khóm", name="Một")
    for ref, named in (("2024-89", "Tỉnh An Giang (2025-91)"), (village.ref, "Phường Bình Đức (2025-30292)")):
        data = counted.api("figures/", area=ref, year="2025", group=group, children="1").json()
        assert data["rows"] == []
        assert named in data["absence"]
    assert counted.api("figures/", area="2025-91", year="2025", group=group).json()["absence"] == ""


def test_capital_of_a_dissolved_unit_ends_with_its_last_year(counted: Desk) -> None:
    last = counted.api("figures/", area="2024-89", year="2025", group="capital").json()
    assert last["absence"] == ""
    later = counted.api("figures/", area="2024-89", year="2026", group="capital").json()
    assert (later["rows"], later["holders"]) == ([], [])
    assert "Tỉnh An Giang (2025-91)" in later["absence"]


def test_predecessors_are_one_s_own(counted: Desk) -> None:
    world = counted.world
    world.assess(world.household(world.communes[0]), 2023, "poor")
    refresh()
    for ref in ("2024-89", world.districts[0].ref, "2025-91"):
        assert _values(counted.api("figures/", area=ref, year="2023", group="poverty"))["poor_households"] == 1


def test_an_unknown_group_is_named(desk: Desk) -> None:
    assert "group" in desk.api("figures/", area="2025-91", year="2025", group="x").json()["errors"]


def test_areas_are_open_to_every_client(desk: Desk) -> None:
    first = desk.api("areas/", "2025-30292", scopes=("households:read",)).json()
    assert len(first["results"]) == 34
    assert first["results"][0]["ref"] == "2025-91"
    assert first["next"] is None
    below = desk.api("areas/", "2025-30292", parent="2025-91").json()
    assert len(below["results"]) == 50
    assert below["next"]
    detail = desk.api("areas/2025-91/", "2025-30292").json()
    assert [row["ref"] for row in detail["predecessors"]] == ["2024-89", "2024-91"]


def test_villages_are_seen_in_one_s_own_area_alone(desk: Desk) -> None:
    village = create_village(commune=desk.office.commune, kind="khóm", name="Một")
    assert desk.api(f"areas/{village.ref}/", "2025-30292").status_code == 200
    assert desk.api(f"areas/{village.ref}/", "2025-30337").status_code == 404
    assert desk.api("areas/", "2025-30337", parent="2025-30292").json()["results"] == []


def test_units_of_a_level_within_another(desk: Desk) -> None:
    rows = desk.api("areas/", within="2024-89", level="district").json()["results"]
    assert len(rows) == desk.world.province.children.count()
    assert {row["parent"] for row in rows} == {"2024-89"}


def test_published_figures_are_open_to_every_client_page_by_page(desk: Desk) -> None:
    for year in range(1951, 2011):
        figure(desk.world.province, year, "poor_households", year)
    client = ("2025-92", ("households:read",))
    first = desk.api("published-figures/", *client, indicator="poor_households", area="2024-89").json()
    assert [row["year"] for row in first["results"]] == list(range(1951, 2001))
    query = first["next"].partition("?")[2]
    rest = desk.api(f"published-figures/?{query}", *client).json()
    assert [row["year"] for row in rest["results"]] == list(range(2001, 2011))
    assert rest["next"] is None
    assert rest["results"][0]["value"] == "2001"
    other = desk.api(f"published-figures/?{query.replace('poor_households', 'x')}", *client)
    assert other.status_code == 404
    assert desk.api("published-figures/", *client, level="x").status_code == 400
