"""Every URL as every role, inside the area of its record and outside it (tests/rights_table.py)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from core.acting import SYSTEM, acting_as
from tests.databases import Database
from tests.office import COMMUNE, ELSEWHERE, OTHER_COMMUNE, PROVINCE, Office
from tests.rights_records import Records
from tests.rights_table import GET, POST, ROWS, Row

COMMUNE_ROLES = ("commune_officer", "commune_leader", "village_reviewer")
METHODS = (GET, POST)
# A page that is not open to its reader answers otherwise; whatever else happens to an empty form is its own matter.
REFUSALS = {401, 403, 404, 405, 500}


@cache
def roles() -> dict[str, frozenset[str]]:
    """Every role that comes with the portal, with its rights."""
    given = json.loads((Path(django_settings.BASE_DIR) / "accounts/data/roles.json").read_text())
    return {role["code"]: frozenset(role["rights"]) for role in given}


def home_of(role: str) -> str:
    return COMMUNE if role in COMMUNE_ROLES else PROVINCE


def away_from(role: str) -> str:
    return OTHER_COMMUNE if role in COMMUNE_ROLES else ELSEWHERE


def patterns(resolver: Any, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


def view_of(entry: URLPattern) -> Any:
    view: Any = entry.callback
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return getattr(entry.callback, "view_class", getattr(entry.callback, "cls", view))


@pytest.fixture(scope="module")
def office(own_database: Database) -> Office:
    """Everybody, made and signed in once."""
    made = Office()
    with acting_as(SYSTEM), transaction.atomic():
        for role in roles():
            for ref in (home_of(role), away_from(role)):
                made.client(role, ref)
    return made


@pytest.fixture
def records(office: Office, settings: Any, tmp_path: Path) -> Iterator[Records]:
    """What a test does, among it signing out and new passwords, is undone after it."""
    settings.MEDIA_ROOT = tmp_path
    with transaction.atomic():
        yield Records(office)
        transaction.set_rollback(True)


def client_of(office: Office, role: str, ref: str) -> Client:
    """A browser of its own for each question, in which that user has signed in."""
    client = Client()
    client.cookies = copy(office.client(role, ref).cookies)
    return client


def ask(client: Client, row: Row, method: str, arguments: dict[str, Any], user: User | None = None) -> int:
    url = reverse(row.name, kwargs=arguments)
    data: dict[str, Any] = {}
    if row.name == "accounts:choose_post" and user is not None:
        data = {"post": user.assignments.get().pk}
    answer = client.get(url) if method == GET else client.post(url, data)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[arg-type]
    return int(answer.status_code)


@contextmanager
def undone() -> Iterator[None]:
    """What one reader does is gone before the next one asks: an act may remove the record."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def parametrized(rows: Any) -> pytest.MarkDecorator:
    found = list(rows)
    return pytest.mark.parametrize("row", found, ids=[row.name for row in found])


def test_every_url_stands_in_the_table_once() -> None:
    names = sorted(name for name, _entry in patterns(get_resolver("config.urls")))
    listed = sorted(row.name for row in ROWS)
    assert names == listed


def test_every_view_names_the_right_that_the_table_says() -> None:
    wanted = {row.name: row.right for row in ROWS}
    declared = {
        name: getattr(view_of(entry), "right_required", None) for name, entry in patterns(get_resolver("config.urls"))
    }
    assert declared == wanted


@parametrized(ROWS)
def test_a_stranger_is_sent_to_sign_in(row: Row, records: Records) -> None:
    arguments = records.arguments(row.record, records.office.user("auditor")) if row.record else {}
    for method in row.methods:
        status = ask(Client(), row, method, arguments)
        if row.right is None:
            assert status in (200, 302, 503)
        elif row.name.startswith("api_") and row.name != "api_docs":
            assert status == 401
        else:
            assert status == 302


@parametrized(row for row in ROWS if row.right is not None)
def test_each_role_inside_the_area(row: Row, records: Records) -> None:
    for role, rights in roles().items():
        user = records.office.user(role, home_of(role))
        arguments = records.arguments(row.record, user) if row.record else {}
        for method in row.methods:
            with undone():
                status = ask(client_of(records.office, role, home_of(role)), row, method, arguments, user)
            if row.right and row.right not in rights:
                assert status == 403, (role, method)
            else:
                assert status not in REFUSALS, (role, method, status)


@parametrized(row for row in ROWS if row.record and not row.shared)
def test_who_has_the_right_learns_nothing_about_other_areas(row: Row, records: Records) -> None:
    """The right is asked first, so who lacks it is answered as above wherever the record stands."""
    arguments = records.arguments(row.record, records.office.user("inspector", PROVINCE))
    for role, rights in roles().items():
        if not row.right or row.right in rights:
            for method in row.methods:
                status = ask(client_of(records.office, role, away_from(role)), row, method, arguments)
                assert status == 404, (role, method)


@parametrized(row for row in ROWS if row.own)
def test_what_is_ones_own_is_nobody_elses(row: Row, records: Records) -> None:
    arguments = records.arguments(row.record, records.office.user("inspector", PROVINCE))
    for role in set(roles()) - {"inspector"}:
        for method in row.methods:
            assert ask(client_of(records.office, role, home_of(role)), row, method, arguments) == 404, role


@parametrized(row for row in ROWS if row.right and POST not in row.methods)
def test_a_page_that_only_shows_takes_no_post(row: Row, records: Records) -> None:
    role = next(role for role, rights in roles().items() if row.right in rights)
    user = records.office.user(role, home_of(role))
    arguments = records.arguments(row.record, user) if row.record else {}
    assert ask(client_of(records.office, role, home_of(role)), row, POST, arguments) == 405


@parametrized(row for row in ROWS if row.right and GET not in row.methods)
def test_an_act_is_never_a_link(row: Row, records: Records) -> None:
    role = next(role for role, rights in roles().items() if row.right in rights)
    user = records.office.user(role, home_of(role))
    arguments = records.arguments(row.record, user) if row.record else {}
    assert ask(client_of(records.office, role, home_of(role)), row, GET, arguments) == 405


def test_duties_are_separated_in_the_roles_that_come_with_the_portal() -> None:
    """Who approves does not enter; who audits changes nothing; who gives posts holds no other power."""
    changing = {
        right for rights in roles().values() for right in rights if not right.endswith((".view", ".export", ".audit"))
    }
    assert roles()["auditor"] & changing == frozenset()
    for code, rights in roles().items():
        assert not {"disbursement.approve", "disbursement.enter"} <= rights, code
        assert not {"disbursement.approve", "disbursement.plan"} <= rights, code
        assert not {"households.decide", "households.edit"} <= rights, code
        assert not {"committees.verify", "committees.answer"} <= rights, code
        if "accounts.manage" in rights:
            assert rights & changing == {"accounts.manage", "reports.refresh"}, code
