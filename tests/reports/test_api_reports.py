"""The two reports by REST: the values of the pages, as JSON and as tables; of other areas nothing."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from catalogs.models import Programme
from core.formats import format_percent
from reports.boards.disbursement import DisbursementBoard
from reports.cube.refresh import refresh
from reports.figures import capital
from reports.figures.question import question
from tests.reports.desk import PROVINCE_QUERY, Desk, recognise
from tests.reports.test_cube_capital import DAY, article_004

ARTICLE = {"area": "2024-89", "year": "2024", "as_of": "2024-10-28"}
GROUPS = {"by_kind": "kind", "holders": "holder", "by_component": "component", "by_source": "source"}
POVERTY = {"area": "2024-89", "year": "2023"}


@pytest.fixture
def article(desk: Desk) -> Desk:
    article_004(desk.world)
    desk.target(desk.world.province, 2024)
    return desk


@pytest.fixture
def reviewed(desk: Desk) -> Desk:
    world = desk.world
    household = world.household(world.communes[0])
    world.assess(household, 2022, "poor", deprivation_mask=0b111)
    world.assess(household, 2023, "near_poor", deprivation_mask=0b1)
    world.assess(world.household(world.communes[0]), 2023, "poor", deprivation_mask=0b1111)
    for commune in world.districts[0].children.all():
        world.population(commune, 2023, 100)
    for year in (2022, 2023):
        recognise(world, year, date(year, 12, 20))
    refresh()
    return desk


def test_disbursement_has_the_numbers_of_the_article(article: Desk) -> None:
    report = article.api("reports/disbursement/", **ARTICLE).json()
    kinds = {row["code"]: row["rate"]["percent"] for row in report["by_kind"]}
    assert report["total"]["rate"] == {
        "numerator": 170_498_759_000,
        "denominator": 366_349_000_000,
        "percent": "46.54",
    }
    assert kinds == {"DTPT": "76.78", "SN": "29.10"}
    assert report["target_percent"] == "95.00"
    assert report["pace"]["to_disburse_vnd"] == 177_532_791_000
    assert [row["code"] for row in report["holders"]] == ["cq-4", "cq-3", "cq-2", "cq-1"]
    assert [row["is_below_average"] for row in report["holders"]] == [True, True, True, False]
    assert report["holders"][0]["difference_points"] == "-46.54"
    assert report["holders"][0]["has_disbursed_nothing"]
    assert report["months"][9]["this_year"]["percent"] == "46.54"
    assert report["months"][10]["this_year"] is None


def test_the_page_shows_what_rest_answers_and_what_the_records_say(article: Desk) -> None:
    report = article.api("reports/disbursement/", **ARTICLE).json()
    page = article.page("reports:disbursement", **PROVINCE_QUERY)
    shown = {row[0]: row for row in page.table("Giải ngân của từng đơn vị")}
    assert len(shown) == len(report["holders"])
    for row in report["holders"]:
        assert shown[row["name"]][5] == f"{row['rate']['percent']}%".replace(".", ",")
    totals = capital.totals(question(article.world.province, 2024, DAY))
    assert page.table("Kế hoạch và giải ngân theo loại vốn")[0][4] == format_percent(totals.total.rate)
    assert report["total"]["disbursed_vnd"] == totals.total.disbursed_vnd


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_disbursement_as_a_table_has_the_same_values(article: Desk, wanted: str) -> None:
    report = article.api("reports/disbursement/", **ARTICLE).json()
    rows = _table(article.api("reports/disbursement/", **ARTICLE, format=wanted), wanted)
    found = {(row["group"], row["code"]): row for row in rows}
    assert _row(found["total", "total"]) == _amounts(report["total"])
    for name, group in GROUPS.items():
        for row in report[name]:
            assert _row(found[group, row["code"]]) == _amounts(row)
    of_lists = [row for row in rows if row["group"] in GROUPS.values()]
    assert len(of_lists) == sum(len(report[name]) for name in GROUPS)


def _table(answer: Any, wanted: str) -> list[dict[str, Any]]:
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    if wanted == "csv":
        return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    head, *rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def _row(row: dict[str, Any]) -> tuple[int, int, int, float]:
    names = ("plan_vnd", "disbursed_vnd", "remaining_vnd")
    plan, spent, left = (int(row[name]) for name in names)
    return plan, spent, left, float(row["rate_percent"])


def _amounts(row: dict[str, Any]) -> tuple[int, int, int, float]:
    return row["plan_vnd"], row["disbursed_vnd"], row["remaining_vnd"], float(row["rate"]["percent"])


def test_poverty_has_official_rates_beside_the_measures_of_the_surveyed(reviewed: Desk) -> None:
    district = reviewed.world.districts[0]
    report = reviewed.api("reports/poverty/", **POVERTY | {"area": district.ref}).json()
    total = 100 * district.children.count()
    official, measures = report["official"], report["alkire_foster"]
    assert official["poor_rate"] == {"numerator": 1, "denominator": total, "percent": f"{100 / total:.2f}"}
    assert official["movements"]["poor_to_near_poor"] == official["left_poverty"] == 1
    assert {row["result_class"]: row["households"] for row in official["classes"]}["near_poor"] == 1
    assert measures["scope"] == "surveyed_households"
    assert measures["H"] == {"numerator": 4, "denominator": 8, "percent": "50.00"}
    assert measures["A"]["percent"] == "33.33"
    assert measures["M0"]["percent"] == "16.67"
    assert measures["indicators"][0]["uncensored"]["percent"] == "100.00"
    assert measures["indicators"][0]["censored"]["percent"] == "50.00"
    assert [row["year"] for row in report["trend"]] == [2023, 2022]
    page = reviewed.page("reports:poverty", dia_ban=district.ref, nam="2023", tinh_den="2023-12-31")
    assert page.table("Kết quả phân loại hộ")[0][2] == f"{official['poor_rate']['percent']}%".replace(".", ",")
    assert page.context["mpi"].adjusted.percent == measures["M0"]["percent"]


def test_a_missing_denominator_is_null(reviewed: Desk) -> None:
    official = reviewed.api("reports/poverty/", **POVERTY).json()["official"]
    assert official["poor_rate"] == {"numerator": 1, "denominator": None, "percent": None}
    assert official["missing_communes"] == official["communes"] - reviewed.world.districts[0].children.count()


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_poverty_as_a_table_has_the_same_values(reviewed: Desk, wanted: str) -> None:
    query = POVERTY | {"area": reviewed.world.districts[0].ref}
    report = reviewed.api("reports/poverty/", **query).json()
    found = {
        (row["group"], row["code"]): row
        for row in _table(reviewed.api("reports/poverty/", **query, format=wanted), wanted)
    }
    assert float(found["class", "poor_households"]["percent"]) == float(report["official"]["poor_rate"]["percent"])
    for name in ("H", "A", "M0"):
        rate = report["alkire_foster"][name]
        row = found["mpi", name]
        assert (int(row["numerator"]), int(row["denominator"])) == (rate["numerator"], rate["denominator"])
    for row in report["alkire_foster"]["indicators"]:
        assert float(found["censored", row["code"]]["percent"]) == float(row["censored"]["percent"])
    assert int(found["movement", "poor_to_near_poor"]["numerator"]) == 1


def test_a_year_without_a_review_is_null_and_not_another_year(reviewed: Desk) -> None:
    report = reviewed.api("reports/poverty/", area="2024-89", year="2025").json()
    assert (report["year"], report["review"], report["official"], report["areas"]) == (2025, None, None, [])
    assert reviewed.api("reports/poverty/", area="2024-89", year="2025", format="csv").status_code == 200


def test_the_unit_above_is_told_in_totals_alone(article: Desk) -> None:
    commune = "2025-30292"
    report = article.api("reports/disbursement/", commune, **ARTICLE).json()
    assert report["reach"] == "ancestor"
    assert report["total"]["rate"]["percent"] == "46.54"
    assert not {"holders", "by_component", "by_source", "months"} & set(report)
    table = _table(article.api("reports/disbursement/", commune, **ARTICLE, format="csv"), "csv")
    assert {row["group"] for row in table} == {"total", "kind"}


def test_poverty_of_the_unit_above_names_nobody(reviewed: Desk) -> None:
    report = reviewed.api("reports/poverty/", "2025-30292", **POVERTY).json()
    assert report["official"]["poor_households"] == 1
    assert not {"alkire_foster", "areas", "trend"} & set(report)
    assert not {"classes", "movements"} & set(report["official"])


@pytest.mark.parametrize("path", ["reports/disbursement/", "reports/poverty/", "figures/"])
@pytest.mark.parametrize("ref", ["2025-30337", "2025-92", "2024-886", "2025-99999"])
def test_other_areas_are_not_there(desk: Desk, path: str, ref: str) -> None:
    answer = desk.api(path, "2025-30292", area=ref, year="2024", group="poverty")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"year": "2024"}, "area"),
        ({"area": "2024-89"}, "year"),
        ({"area": "2024-89", "year": "hai nghìn"}, "year"),
        ({"area": "2024-89", "year": "2024", "as_of": "hôm nay"}, "as_of"),
        ({"area": "2024-89", "year": "2024", "format": "pdf"}, "format"),
        ({"area": "2024-89", "year": "2024", "programme": "X"}, "programme"),
    ],
)
def test_what_is_wrong_in_a_question_is_named(desk: Desk, query: dict[str, str], name: str) -> None:
    answer = desk.api("reports/disbursement/", **query)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [name]


def test_a_token_without_the_scope_is_refused(article: Desk) -> None:
    answer = article.api("reports/disbursement/", scopes=("households:read",), **ARTICLE)
    assert (answer.status_code, answer.json()["title"]) == (403, "permission_denied")


def test_a_signed_in_person_reads_the_same(article: Desk) -> None:
    answer = article.office.client("provincial_officer").get("/api/v1/reports/disbursement/", ARTICLE)
    assert answer.json() == article.api("reports/disbursement/", **ARTICLE).json()


def test_a_programme_alone_can_be_asked_for(article: Desk) -> None:
    code = article.world.components[0].programme.code
    same = article.api("reports/disbursement/", **ARTICLE, programme=code).json()
    assert same["total"]["rate"]["percent"] == "46.54"
    other = Programme.objects.exclude(code=code)[0].code
    none = article.api("reports/disbursement/", **ARTICLE, programme=other).json()
    assert none["total"] == {
        "plan_vnd": 0,
        "disbursed_vnd": 0,
        "remaining_vnd": 0,
        "advance_vnd": 0,
        "unallocated_vnd": 0,
        "rate": {"numerator": 0, "denominator": 0, "percent": None},
    }


def test_the_description_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json")
    described = json.loads(capsys.readouterr().out)
    parameters = described["paths"]["/api/v1/reports/disbursement/"]["get"]["parameters"]
    assert {"area", "year", "as_of", "format"} <= {row["name"] for row in parameters}


def test_nothing_is_read_twice_for_a_board(article: Desk, django_assert_max_num_queries: Any) -> None:
    board = DisbursementBoard(question(article.world.province, 2024, DAY))
    assert board.totals is board.totals
    with django_assert_max_num_queries(0):
        assert board.totals.total.rate.percent == "46.54"
