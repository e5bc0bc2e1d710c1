"""/api/v1/households/: the client's own area, masked numbers, the filters and pages of the list."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiClient
from accounts.models.api_client import hash_token
from core.acting import SYSTEM, acting_as
from core.models import AccessLogEntry
from tests.households.world import COMMUNE, NUMBER, OTHER_COMMUNE, World

URL = "/api/v1/households/"


@pytest.fixture
def ask(world: World) -> Any:
    """GET as a client of an area."""

    def call(
        path: str = URL, *, area: str = COMMUNE, scopes: tuple[str, ...] = ("households:read",), **query: Any
    ) -> Any:
        token = f"gn_{area}_{'_'.join(scopes)}"
        ApiClient.objects.get_or_create(
            token_hash=hash_token(token),
            defaults={
                "name": f"Hệ thống {area}",
                "area": world.commune if area == COMMUNE else world.other_commune,
                "scopes": list(scopes),
                "expires_at": timezone.now() + timedelta(days=30),
            },
        )
        return Client().get(path, query, headers={"Authorization": f"Bearer {token}"})

    return call


def test_a_client_gets_its_own_households(world: World, ask: Any) -> None:
    household = world.household(number=NUMBER)
    world.household("Lê Thị Bé", access=world.other_officer)
    answer = ask()
    assert answer.status_code == 200
    (row,) = answer.json()["results"]
    assert (row["id"], row["head_name"], row["persons"]) == (str(household.pk), "Nguyễn Văn An", 1)
    assert row["area"] == {"ref": COMMUNE, "name": "Phường Bình Đức"}
    assert answer.json()["next"] is None
    assert NUMBER not in answer.content.decode()


def test_a_household_has_its_members_and_reviews(world: World, ask: Any) -> None:
    household = world.household(number=NUMBER)
    world.scored(world.listed(household, world.round()), toilet="none")
    data = ask(f"{URL}{household.pk}/").json()
    (member,) = data["members"]
    (review,) = data["reviews"]
    assert (member["full_name"], member["citizen_id_masked"]) == ("Nguyễn Văn An", "0001••••••34")
    assert (review["year"], review["state"], review["lacking"]) == (2026, "scored", ["toilet"])
    assert NUMBER not in str(data)


def test_elsewhere_there_is_nothing(world: World, ask: Any) -> None:
    household = world.household()
    assert ask(f"{URL}{household.pk}/", area=OTHER_COMMUNE).status_code == 404
    assert ask(area=OTHER_COMMUNE).json()["results"] == []
    assert ask(area=COMMUNE, scopes=("households:read",)).status_code == 200
    answer = Client().get(URL)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Cần mã truy cập (Authorization: Bearer) hoặc đăng nhập."


def test_a_page_may_be_asked_to_be_shorter(world: World, ask: Any) -> None:
    for number in range(3):
        world.household(f"Lê Văn {number}")
    assert len(ask(limit=2).json()["results"]) == 2
    for wrong in ("-1", "0", "51", "mười"):
        assert ask(limit=wrong).json()["errors"] == {"limit": ["Nhập số từ 1 đến 50."]}


def test_the_interface_names_its_addresses(ask: Any) -> None:
    found = ask("/api/v1/").json()
    assert found["api_households"] == {"label": "Hộ gia đình", "url": "http://testserver/api/v1/households/"}
    nowhere = ask("/api/v1/khong-co/")
    assert (nowhere.status_code, nowhere.json()["detail"]) == (
        404,
        "Không có địa chỉ này; danh sách địa chỉ ở /api/v1/.",
    )


def test_a_place_of_others_is_unknown(ask: Any, world: World) -> None:
    ask()
    token = f"gn_{COMMUNE}_households:read"
    answer = Client().get(URL, {"area": OTHER_COMMUNE}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 404


def test_the_scope_of_reports_is_not_enough(ask: Any) -> None:
    assert ask(scopes=("reports:read",)).status_code == 403


def test_pages_follow_each_other_without_gap(world: World, ask: Any) -> None:
    for number in range(53):
        world.household(f"Lê Văn {number:02}")
    first = ask().json()
    assert len(first["results"]) == 50
    query = first["next"].split("cursor=")[1]
    from urllib.parse import unquote

    second = ask(cursor=unquote(query)).json()
    assert len(second["results"]) == 3
    assert second["next"] is None
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(ids)) == 53


def test_a_cursor_of_another_list_is_refused(world: World, ask: Any) -> None:
    for number in range(51):
        world.household(f"Lê Văn {number:02}")
    from urllib.parse import unquote

    cursor = unquote(ask().json()["next"].split("cursor=")[1])
    assert ask(cursor=cursor, q="van").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "nguyen van an"}, 1),
        ({"q": NUMBER}, 1),
        ({"class": "poor"}, 0),
        ({"lacking": "toilet"}, 1),
        ({"lacking": "water"}, 0),
        ({"review_state": "scored"}, 1),
        ({"review_state": "none"}, 0),
        ({"minority": "true"}, 0),
        ({"minority": "false", "year": "2026"}, 1),
    ],
)
def test_filters(world: World, ask: Any, query: dict[str, str], count: int) -> None:
    world.scored(world.listed(world.household(number=NUMBER), world.round()), toilet="none")
    assert len(ask(**query).json()["results"]) == count


@pytest.mark.parametrize("query", [{"class": "rich"}, {"lacking": "x"}, {"year": "1999"}, {"year": "x"}])
def test_an_unknown_value_is_an_error_and_not_an_open_list(world: World, ask: Any, query: dict[str, str]) -> None:
    world.household()
    answer = ask(**query)
    assert answer.status_code == 400
    assert "errors" in answer.json()


def test_every_answer_is_logged(world: World, ask: Any) -> None:
    world.household()
    ask()
    with acting_as(SYSTEM):
        entry = AccessLogEntry.objects.get()
    assert (entry.kind, entry.rows, entry.client) == ("export", 1, f"Hệ thống {COMMUNE}")
