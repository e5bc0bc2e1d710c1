"""What REST says where there is no figure, and of which day the figures are when none is named."""

from datetime import date

import pytest
from django.utils import timezone

from areas.models import Area
from areas.services import create_village
from reports.cube.refresh import refresh
from tests.reports.desk import Desk, recognise
from tests.reports.test_cube_capital import article_004

JANUARY = date(2025, 1, 20)


@pytest.fixture
def article(desk: Desk) -> Desk:
    article_004(desk.world)
    return desk


@pytest.fixture
def reviewed(desk: Desk) -> Desk:
    """The review of 2023 found a poor household in the old province."""
    world = desk.world
    world.assess(world.household(world.communes[0]), 2023, "poor")
    recognise(world, 2023, date(2023, 12, 20))
    refresh()
    return desk


@pytest.mark.parametrize(("ref", "year"), [("2024-89", 2025), ("2024-89", 2026), ("2024-886", 2025)])
def test_a_unit_that_has_ended_has_no_figures_but_successors(reviewed: Desk, ref: str, year: int) -> None:
    recognise(reviewed.world, 2025, date(2025, 12, 20))
    reviewed.world.round(2026)
    report = reviewed.api("reports/poverty/", area=ref, year=str(year)).json()
    assert (report["review"], report["official"], report["areas"], report["alkire_foster"]) == (None, None, [], None)
    assert "chỉ có đến hết ngày 30/06/2025" in report["absence"]
    if ref == "2024-89":
        assert "sau đó xem số liệu của Tỉnh An Giang (2025-91)" in report["absence"]


def test_a_village_has_no_figures_but_its_commune(reviewed: Desk) -> None:
    village = create_village(commune=reviewed.office.commune, kind="khóm", name="Một")
    recognise(reviewed.world, 2025, date(2025, 12, 20))
    reviewed.world.assess(reviewed.world.household(village), 2025, "poor", area=reviewed.office.commune)
    refresh()
    report = reviewed.api("reports/poverty/", area=village.ref, year="2025").json()
    assert report["official"] is None
    assert report["absence"] == "Số liệu chỉ tính đến cấp xã; xem số liệu của Phường Bình Đức (2025-30292)."
    page = reviewed.page("reports:poverty", dia_ban=village.ref, nam="2025")
    assert page.heading == "Khóm Một không có số liệu hộ nghèo năm 2025"
    assert report["absence"] in page.text


def test_a_unit_made_of_parts_has_no_figures_before_its_time(reviewed: Desk) -> None:
    made = Area.objects.filter(edition="2025", level="commune", origin_paths=[])[0]
    report = reviewed.api("reports/poverty/", made.ref, area=made.ref, year="2023").json()
    assert report["official"] is None
    assert "từ một phần của các đơn vị khác" in report["absence"]


@pytest.mark.parametrize("as_of", ["2026-01-02", "2026-09-02"])
def test_a_running_review_has_no_result_on_a_day_that_has_passed(
    reviewed: Desk, as_of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only today's figures of it are held; those of another day would be a different number under its name."""
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 22))
    world = reviewed.world
    world.assess(world.household(reviewed.office.commune), 2026, "poor")
    refresh()
    today = reviewed.api("reports/poverty/", area="2025-91", year="2026").json()
    assert (today["as_of"], today["review"]["is_provisional"], today["absence"]) == ("2026-11-22", True, "")
    past = reviewed.api("reports/poverty/", area="2025-91", year="2026", as_of=as_of).json()
    assert (past["review"], past["official"]) == (None, None)
    said = "chưa được công nhận" if as_of > "2026-09-01" else "chưa có đợt rà soát năm 2026"
    assert said in past["absence"]
    page = reviewed.page("reports:poverty", nam="2026", tinh_den=as_of)
    assert "Rà soát năm 2026: 1 trong 1" not in page.text
    assert page.context["current"] is None or page.context["current"].review.year < 2026


def test_a_bare_year_is_looked_at_from_the_same_day_as_on_the_pages(article: Desk) -> None:
    article.world.voucher(
        article.world.line(article.world.holder(article.world.province, "cq-1"), 2024), 10**9, JANUARY
    )
    refresh()
    bare = article.api("reports/disbursement/", area="2024-89", year="2024").json()
    page = article.page("reports:disbursement", dia_ban="2024-89", nam="2024")
    assert bare["as_of"] == page.context["board"].asked.as_of.isoformat() == "2025-01-31"
    assert bare["total"]["disbursed_vnd"] == page.context["board"].totals.total.disbursed_vnd
    before = article.api("reports/disbursement/", area="2024-89", year="2024", as_of="2024-12-31").json()
    assert bare["total"]["disbursed_vnd"] == before["total"]["disbursed_vnd"] + 10**9
    for year in (timezone.localdate().year, 2100):
        report = article.api("reports/poverty/", area="2025-91", year=str(year)).json()
        assert report["as_of"] == timezone.localdate().isoformat()


@pytest.mark.parametrize("path", ["reports/disbursement/", "reports/poverty/", "figures/"])
@pytest.mark.parametrize("as_of", ["0001-01-01", "2009-12-31"])
def test_days_before_any_figure_are_refused(desk: Desk, path: str, as_of: str) -> None:
    answer = desk.api(path, area="2024-89", year="2024", as_of=as_of, group="capital")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["as_of"])
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["reports/disbursement/", "reports/poverty/", "figures/"])
@pytest.mark.parametrize(("year", "as_of"), [("2010", "2010-01-01"), ("2100", "9999-12-31"), ("2100", "2010-01-01")])
def test_the_bounds_themselves_are_answered(article: Desk, path: str, year: str, as_of: str) -> None:
    answer = article.api(path, area="2024-89", year=year, as_of=as_of, group="capital")
    assert answer.status_code == 200
    assert answer.json()["as_of"] <= timezone.localdate().isoformat()
