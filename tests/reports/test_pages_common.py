"""What all pages of figures share: the refresh button, how fresh they are, how many questions they ask."""

from typing import Any

import pytest
from django.urls import reverse

from core.models import Job
from reports.cube.refresh import refresh
from reports.tasks import refresh_on_request
from tests.reports.desk import PROVINCE_QUERY, Desk
from tests.reports.test_cube_capital import article_004


def test_the_button_starts_a_job_that_leads_back(desk: Desk) -> None:
    article_004(desk.world)
    page = desk.page("reports:disbursement", **PROVINCE_QUERY)
    assert "Số liệu cập nhật lúc" in page.text
    url = page.context["freshness"]["refresh_url"]
    answer = desk.office.client("provincial_officer").post(url)
    job = Job.objects.get(kind="reports.refresh_figures")
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    assert job.subject == "Cập nhật số liệu Tỉnh An Giang"
    assert job.owner == desk.office.user("provincial_officer")
    steps = list(refresh_on_request(job))
    assert steps[-1].done == steps[-1].total
    assert job.result_url == "/giai-ngan/?dia_ban=2024-89&nam=2024&tinh_den=2024-10-28"


def test_two_presses_are_one_job(desk: Desk) -> None:
    for _press in range(2):
        desk.office.client("provincial_officer").post(reverse("reports:refresh"))
    assert Job.objects.filter(kind="reports.refresh_figures").count() == 1


@pytest.mark.parametrize("back", ["https://xau.example/", "//xau.example", "javascript:alert(1)", "/" + "x" * 400])
def test_the_job_leads_nowhere_else(desk: Desk, back: str) -> None:
    desk.office.client("provincial_officer").post(f"{reverse('reports:refresh')}?ve={back}")
    assert Job.objects.get(kind="reports.refresh_figures").parameters["back"] == "/"


def test_only_who_may_refresh_has_the_button(desk: Desk) -> None:
    assert desk.page("home", role="auditor").context["freshness"]["refresh_url"] == ""
    assert desk.office.client("auditor").post(reverse("reports:refresh")).status_code == 403
    assert desk.get("reports:refresh").status_code == 405


# Whoever adds a question to a page says so here. From January to September the context bar asks one more.
QUESTIONS = {
    "home": 65,
    "reports:disbursement": 69,
    "reports:poverty": 53,
    "reports:published": 51,
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_page_asks_few_questions_however_much_there_is(
    desk: Desk, name: str, django_assert_max_num_queries: Any
) -> None:
    article_004(desk.world)
    _many_records(desk)
    with django_assert_max_num_queries(QUESTIONS[name]) as asked:
        desk.page(name, **PROVINCE_QUERY)
    few = len(asked.captured_queries)
    _many_records(desk)
    with django_assert_max_num_queries(few):
        desk.page(name, **PROVINCE_QUERY)


def _many_records(desk: Desk) -> None:
    world = desk.world
    for commune in world.communes:
        world.assess(world.household(commune), 2023, "poor", deprivation_mask=0b101)
        holder = world.holder(commune, f"them-{next(world.numbers)}")
        line = world.line(holder, 2024, component=next(world.numbers) % 3)
        world.assign(line, 1_000_000, world.round(2023).reference_date.replace(year=2024, month=2))
    refresh()


@pytest.mark.parametrize("ref", ["2024-89", "2025-91"])
def test_the_area_page_asks_few_questions(desk: Desk, ref: str, django_assert_max_num_queries: Any) -> None:
    _many_records(desk)
    with django_assert_max_num_queries(67):
        desk.page("reports:area", ref, nam="2023")


def test_the_commune_s_page_asks_few_questions(desk: Desk, django_assert_max_num_queries: Any) -> None:
    world = desk.world
    for _number in range(5):
        world.assess(world.household(desk.office.commune), 2026, "poor")
    refresh()
    with django_assert_max_num_queries(65):
        desk.page("home", role="commune_officer", ref="2025-30292")


def test_the_agencies_one_acts_for_are_asked_once_a_page(desk: Desk, django_assert_max_num_queries: Any) -> None:
    """The navigation counts tasks and recommendations of the same agencies, and the page lists them."""
    with django_assert_max_num_queries(100) as asked:
        desk.page("home", role="commune_officer", ref="2025-30292")
    walks = [row for row in asked.captured_queries if 'FROM "accounts_agencysuccession"' in row["sql"]]
    assert len(walks) == 1


def test_the_sections_keep_what_is_chosen_in_this_tab(desk: Desk) -> None:
    """Another tab of the same person may look from another year meanwhile."""
    browser = desk.office.client("provincial_officer")
    assert 'href="/giai-ngan/"' in browser.get("/").content.decode()
    browser.get("/", {"dia_ban": "2024-89", "nam": "2024", "tinh_den": "2024-10-28"})
    this_tab = browser.get("/", {"dia_ban": "2025-91", "nam": "2025"}).content.decode()
    assert 'href="/giai-ngan/?dia_ban=2025-91&amp;nam=2025"' in this_tab
