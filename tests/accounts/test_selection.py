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
from catalogs.models import ClosingDate
from config.context_bar import ALL
from core.acting import SYSTEM, acting_as
from reports.cube.refresh import refresh
from tests.disbursement.build import Ledger
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office

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


def messages_of(made: Any) -> list[str]:
    """What the request will say to its reader."""
    said: list[str] = []
    made._messages = type("Messages", (), {"add": lambda _self, _level, text, _tags: said.append(text)})()
    return said


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


def test_a_year_means_the_day_its_money_closed_or_today(ask: Any) -> None:
    assert (ask(nam="2023").year, ask(nam="2023").as_of) == (2023, date(2024, 1, 31))
    assert ask(nam=str(TODAY().year)).as_of == TODAY()
    ClosingDate.objects.create(budget_year=2022, years_after=1, month=6, day=30)
    assert ask(nam="2022").as_of == date(2023, 6, 30)
    ClosingDate.objects.create(budget_year=2021, years_after=0, month=11, day=30)
    assert ask(nam="2021").as_of == date(2021, 12, 31)


def test_last_year_stays_chosen_while_its_money_is_open(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In January today is its day, and remains so until the money has closed."""
    for today, day in ((date(2026, 1, 15), date(2026, 1, 15)), (date(2026, 3, 2), date(2026, 1, 31))):
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        if today.month == 1:
            ask(nam="2025")
        assert (ask().year, ask().as_of) == (2025, day)


def test_a_year_to_come_is_looked_at_from_today(ask: Any) -> None:
    coming = TODAY().year + 1
    for chosen in (ask(nam=str(coming)), ask()):
        assert (chosen.year, chosen.as_of) == (coming, TODAY())


@pytest.mark.parametrize("typed", ["abc", "1999", "2200", "２０２５"])
def test_what_is_no_year_is_said(office: Office, typed: str) -> None:
    made = request(office, {}, "provincial_officer", PROVINCE, nam=typed)
    said = messages_of(made)
    assert selection(made).year == TODAY().year
    assert f"Không có năm “{typed}”. Nhập năm từ 2016 đến 2100." in said


def test_a_budget_year_may_be_looked_at_from_the_year_after(ask: Any) -> None:
    chosen = ask(nam="2024", tinh_den="31/1/2025")
    assert (chosen.year, chosen.as_of) == (2024, date(2025, 1, 31))
    assert ask(nam="2026", tinh_den="31/1/2025").year == 2026


@pytest.mark.parametrize(("day", "words"), [("31/12/2099", "Ngày 31/12/2099 chưa đến"), ("31/2/2024", "Không có ngày")])
def test_days_to_come_and_wrong_days_are_not_taken(office: Office, day: str, words: str) -> None:
    made = request(office, {}, "provincial_officer", PROVINCE, tinh_den=day)
    said = messages_of(made)
    assert selection(made).as_of == TODAY()
    assert words in said[0]


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
    asked = pin_area(request(office, {}, "provincial_officer", PROVINCE, nam="2026"), old)
    assert (asked.year, asked.as_of) == (2026, old.valid_to)


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
    assert str(TODAY().year) in [option["label"] for option in year["options"]]
    assert day["field"]["name"] == "tinh_den"
    assert programme["value"] == "Tất cả chương trình"
    province = office.client("provincial_officer").get("/nhiem-vu/").context["context_bar"][0]
    assert len(province["options"]) > 100


def years_of(office: Office, role: str = "provincial_officer", query: str = "") -> list[int]:
    _area, year, *_rest = office.client(role).get(f"/nhiem-vu/?{query}").context["context_bar"]
    return [int(option["label"]) for option in year["options"]]


@pytest.mark.parametrize(("today", "first"), [(date(2026, 9, 30), 2026), (date(2026, 10, 1), 2027)])
def test_next_year_is_offered_in_the_last_quarter(
    office: Office, monkeypatch: pytest.MonkeyPatch, today: date, first: int
) -> None:
    client = office.client("provincial_officer")
    monkeypatch.setattr(timezone, "localdate", lambda: today)
    years = [option["label"] for option in client.get("/nhiem-vu/").context["context_bar"][1]["options"]]
    assert years == [str(year) for year in range(first, 2017, -1)]


def test_next_year_is_offered_as_soon_as_something_of_it_is_planned(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_as(SYSTEM):
        Ledger(COMMUNE).line(plan=100, year=2027)
        refresh()
    people = (("finance", PROVINCE), ("commune_officer", COMMUNE), ("commune_officer", OTHER_COMMUNE))
    clients = [office.client(*who) for who in people]
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 3, 2))
    offered = [one.get("/nhiem-vu/").context["context_bar"][1]["options"][0]["label"] for one in clients]
    assert offered == ["2027", "2027", "2026"]


def test_the_year_looked_at_stands_in_the_bar_whatever_it_is(office: Office) -> None:
    assert years_of(office, query="nam=2031")[0] == 2031
    assert years_of(office, query="nam=2016")[-1] == 2016


def test_a_day_is_of_its_own_year_unless_the_year_is_seen_from_outside(office: Office) -> None:
    client = office.client("provincial_officer")

    def hidden(query: str) -> dict[str, str]:
        return dict(client.get(f"/nhiem-vu/?{query}").context["context_bar"][2]["field"]["hidden"])

    assert "nam" not in hidden("nam=2024&tinh_den=2024-10-28")
    assert hidden("nam=2024") == {"nam": "2024"}
    assert hidden(f"nam={TODAY().year + 1}") == {"nam": str(TODAY().year + 1)}
