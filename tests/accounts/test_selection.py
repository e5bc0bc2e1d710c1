"""Where, when and in which programme one looks."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from accounts.access import NO_ACCESS
from accounts.selection import Selection, pin_area, selection
from areas.models import Area
from config.context_bar import ALL
from tests.office import COMMUNE, PROVINCE, Office

TODAY = timezone.localdate


@pytest.fixture
def ask(office: Office) -> Any:
    """One reader's requests, one after another, in one session."""
    session: dict[str, Any] = {}

    def asked(role: str = "provincial_officer", ref: str = PROVINCE, **query: str) -> Selection:
        return selection(request(office, session, role, ref, **query))

    return asked


def request(office: Office, session: dict[str, Any], role: str, ref: str, **query: str) -> Any:
    made = RequestFactory().get("/", query)
    made.access = office.access(role, ref)  # type: ignore[attr-defined]
    made.session = session  # type: ignore[assignment]
    return made


def test_at_first_one_looks_at_the_own_area_today(ask: Any, office: Office) -> None:
    assert ask() == Selection(office.province, TODAY().year, TODAY(), None)


def test_the_list_of_areas_follows_the_day(ask: Any) -> None:
    """The figures of article 004: 28/10/2024 lies in the list of 2024, where An Giang was 89."""
    chosen = ask(tinh_den="28/10/2024")
    assert (chosen.area.ref, chosen.year, chosen.as_of) == ("2024-89", 2024, date(2024, 10, 28))
    assert ask(tinh_den="2026-01-15").area.ref == PROVINCE


def test_a_choice_is_kept_and_changed_one_part_at_a_time(ask: Any) -> None:
    ask(dia_ban="2024-886", tinh_den="2024-10-28", chuong_trinh="NTP_SPR_2021")
    kept = ask()
    assert (kept.area.ref, kept.as_of, kept.year) == ("2024-886", date(2024, 10, 28), 2024)
    assert kept.programme is not None
    assert kept.programme.code == "NTP_SPR_2021"
    assert ask(chuong_trinh=ALL).programme is None
    assert ask().area.ref == "2024-886"


def test_a_year_means_its_last_day_that_has_come(ask: Any) -> None:
    assert ask(nam="2023").as_of == date(2023, 12, 31)
    assert ask(nam=str(TODAY().year)).as_of == TODAY()


def test_a_budget_year_may_be_looked_at_from_the_year_after(ask: Any) -> None:
    chosen = ask(nam="2024", tinh_den="31/1/2025")
    assert (chosen.year, chosen.as_of) == (2024, date(2025, 1, 31))
    assert ask(nam="2026", tinh_den="31/1/2025").year == 2025


def test_days_to_come_and_wrong_days_are_not_taken(ask: Any, office: Office) -> None:
    assert ask(tinh_den="31/12/2099").as_of == TODAY()
    made = request(office, {}, "provincial_officer", PROVINCE, tinh_den="31/2/2024")
    said: list[str] = []
    made._messages = type("Messages", (), {"add": lambda _self, _level, text, _tags: said.append(text)})()
    assert selection(made).as_of == TODAY()
    assert "Không có ngày" in said[0]


@pytest.mark.parametrize("ref", ["2025-92", "2025-99999", "rác"])
def test_an_area_that_is_not_ones_own_is_not_found(ask: Any, ref: str) -> None:
    with pytest.raises(Http404):
        ask(dia_ban=ref)
    with pytest.raises(Http404):
        ask("commune_officer", COMMUNE, dia_ban=PROVINCE)


def test_today_is_not_kept_as_a_day(ask: Any) -> None:
    """Who looked at today yesterday means today."""
    ask(tinh_den="2024-10-28")
    ask(tinh_den=TODAY().isoformat(), nam=str(TODAY().year))
    assert ask().as_of == TODAY()


def test_a_page_about_an_area_of_the_past_moves_into_its_life(ask: Any, office: Office) -> None:
    made = request(office, {}, "provincial_officer", PROVINCE)
    old = Area.objects.by_ref("2024-886")
    pinned = pin_area(made, old)
    assert (pinned.area, pinned.as_of) == (old, old.valid_to)
    assert selection(made) == pinned


def test_without_a_post_there_is_nothing_to_look_at(office: Office) -> None:
    made = request(office, {}, "provincial_officer", PROVINCE)
    made.access = NO_ACCESS
    with pytest.raises(PermissionDenied):
        selection(made)


def test_a_link_carries_the_whole_choice(ask: Any) -> None:
    chosen = ask(tinh_den="2024-10-28", chuong_trinh="NTP_SPR_2021")
    assert chosen.query(dia_ban="2024-886") == (
        "dia_ban=2024-886&nam=2024&tinh_den=2024-10-28&chuong_trinh=NTP_SPR_2021"
    )


def test_the_context_bar_offers_what_one_may_choose(office: Office) -> None:
    client = office.client("commune_officer", COMMUNE)
    area, year, day, programme = client.get("/nhiem-vu/?sort=due").context["context_bar"]
    assert area["value"] == office.commune.full_name
    assert [option["label"] for option in area["options"] if option["current"]] == [area["value"]]
    assert all("2025-" in option["url"] and "sort=due" in option["url"] for option in area["options"])
    assert year["options"][0]["label"] == str(TODAY().year)
    assert day["field"]["name"] == "tinh_den"
    assert programme["value"] == "Tất cả chương trình"
    province = office.client("provincial_officer").get("/nhiem-vu/").context["context_bar"][0]
    assert len(province["options"]) > 100
