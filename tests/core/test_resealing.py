"""After the key ring has turned, everything sealed goes under the new key; nothing is lost, or in the clear."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.test import override_settings

from core.acting import SYSTEM, acting_as
from core.crypto import sealed_with, unseal
from core.key_ring import turned_key_ring
from core.models import Event, HistoryRow, ImportRow
from core.resealing import declared
from households.models import Household, Member
from households.services.people import CITIZEN_ID
from households.services.registry import PHONE, save_household
from tests.databases import Database
from tests.imports.build import Files, roster

OTHER_PHONE = "0987654321"
HALF_WAY = """
from core import resealing
from core.acting import SYSTEM, acting_as
resealing.CHUNK = 1
chunk = resealing._chunk
def once(*arguments):
    rows = chunk(*arguments)
    raise SystemExit(3)
resealing._chunk = once
with acting_as(SYSTEM):
    resealing.reseal_place(next(resealing.places()))
"""


def manage(database: Database, ring: dict[str, Any], *arguments: str, login: str = "owner") -> tuple[int, str]:
    keys = {"PORTAL_FIELD_KEYS": json.dumps(ring), "PORTAL_SECRET_KEY": settings.SECRET_KEY}
    environment = os.environ | database.urls | keys | {"PORTAL_DB_LOGIN": login}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def turned() -> dict[str, Any]:
    return turned_key_ring(settings.PORTAL_FIELD_KEYS)


@dataclass(frozen=True)
class Sealed:
    """One value: under which key, and what it says."""

    key: str
    text: str


@pytest.fixture(scope="module")
def household_id(own_database: Database, tmp_path_factory: pytest.TempPathFactory) -> UUID:
    """A household from an imported roster, whose telephone was then changed: the history has an old and a new value."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        officer = Files().officer
        officer.write(roster())
        with officer.acting(), transaction.atomic():
            household = Household.objects.get()
            save_household(access=officer.access, household_id=household.pk, version=1, changes={}, phone=OTHER_PHONE)
    return household.pk


def everything(household_id: UUID, ring: dict[str, Any]) -> dict[str, list[Sealed]]:
    """What is sealed anywhere, place by place."""
    found: dict[str, list[Sealed]] = {"columns": [], "history": [], "staging": []}
    with override_settings(PORTAL_FIELD_KEYS=ring), acting_as(SYSTEM), transaction.atomic():

        def add(place: str, field: str, record: Any, value: bytes | None) -> None:
            if value is not None:
                found[place].append(Sealed(sealed_with(value), unseal(field, record, value)))

        for person in Member.objects.order_by("order"):
            add("columns", CITIZEN_ID, person.pk, person.citizen_id_sealed)
        household = Household.objects.get(pk=household_id)
        add("columns", PHONE, household.pk, household.phone_sealed)
        for row in HistoryRow.objects.order_by("id"):
            for side in (row.old or {}, row.new or {}):
                for column, field in (("citizen_id_sealed", CITIZEN_ID), ("phone_sealed", PHONE)):
                    add("history", field, row.row_id, _bytes(side.get(column)))
        for row in ImportRow.objects.order_by("id"):
            for key, field in (("citizen_id", CITIZEN_ID), ("phone", PHONE)):
                add("staging", field, row.target_id, _bytes((row.data.get(key) or {}).get("sealed")))
    return found


def _bytes(text: str | None) -> bytes | None:
    return bytes.fromhex(text.removeprefix("\\x")) if text else None


@dataclass(frozen=True)
class Turn:
    before: dict[str, list[Sealed]]
    after: dict[str, list[Sealed]]
    rows_of_history: tuple[int, int]
    versions: tuple[list[int], list[int]]
    said: str


@pytest.fixture(scope="module")
def turn(own_database: Database, household_id: UUID, turned: dict[str, Any]) -> Turn:
    """The command, stopped after one value and then run to its end."""
    before, rows, versions = everything(household_id, settings.PORTAL_FIELD_KEYS), _rows(), _versions()
    code, said = manage(own_database, turned, "shell", "--no-imports", "-c", HALF_WAY)
    assert code == 3, said
    half = everything(household_id, turned)["columns"]
    assert {value.key for value in half} == {"1", "2"}
    code, said = manage(own_database, turned, "reseal_fields")
    assert code == 0, said
    after = everything(household_id, turned)
    return Turn(before, after, (rows, _rows()), (versions, _versions()), said)


def _rows() -> int:
    with acting_as(SYSTEM), transaction.atomic():
        return HistoryRow.objects.count()


def _versions() -> list[int]:
    with acting_as(SYSTEM), transaction.atomic():
        return list(Household.objects.order_by("pk").values_list("version", flat=True))


@pytest.mark.parametrize("place", ["columns", "history", "staging"])
def test_every_value_says_what_it_said_under_the_new_key(turn: Turn, place: str) -> None:
    assert len(turn.before[place]) >= 3
    assert {value.key for value in turn.before[place]} == {"1"}
    assert {value.key for value in turn.after[place]} == {"2"}
    assert [value.text for value in turn.after[place]] == [value.text for value in turn.before[place]]


def test_the_history_keeps_the_old_and_the_new_number(turn: Turn) -> None:
    texts = [value.text for value in turn.after["history"]]
    assert "0912345678" in texts
    assert OTHER_PHONE in texts


def test_a_new_key_is_no_change(turn: Turn) -> None:
    assert turn.rows_of_history[0] == turn.rows_of_history[1]
    assert turn.versions[0] == turn.versions[1]


def test_nothing_is_said_in_the_clear(turn: Turn, own_database: Database) -> None:
    numbers = {value.text for values in turn.before.values() for value in values}
    assert not [number for number in numbers if number in turn.said]
    with closing(psycopg2.connect(own_database.owner_url)) as connection, connection.cursor() as cursor:
        for table in ("households_member", "households_household", "core_historyrow", "core_importrow", "core_event"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            text = cursor.fetchone()[0]
            assert not [number for number in numbers if number in text]


def test_the_second_run_changes_nothing(turn: Turn, own_database: Database, turned: dict[str, Any]) -> None:
    code, said = manage(own_database, turned, "reseal_fields")
    assert (code, said.splitlines()[-1]) == (0, "0 giá trị đã chuyển sang khóa 2.")
    with acting_as(SYSTEM), transaction.atomic():
        event = Event.objects.get(act="core.reseal_fields")
    assert event.data == {"key": "2", "values": sum(map(len, turn.after.values())) - 1}  # one before it was stopped


def test_the_triggers_are_on_again(turn: Turn, own_database: Database) -> None:
    with closing(psycopg2.connect(own_database.owner_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchall() == []
        with pytest.raises(psycopg2.errors.IntegrityConstraintViolation):
            cursor.execute("UPDATE core_historyrow SET actor_label = 'x'")


def test_web_and_workers_may_not(own_database: Database, turn: Turn, turned: dict[str, Any]) -> None:
    code, said = manage(own_database, turned, "reseal_fields", login="worker")
    assert code == 1
    assert "DATABASE_OWNER_URL" in said


def test_what_does_not_open_stays_and_is_counted(
    own_database: Database, turn: Turn, turned: dict[str, Any], household_id: UUID
) -> None:
    """The old key was thrown away too early: nothing is lost by trying."""
    again = turned_key_ring(turned)
    without = {**again, "keys": {key: value for key, value in again["keys"].items() if key != "2"}}
    code, said = manage(own_database, without, "reseal_fields")
    assert code == 1
    assert f"{sum(map(len, turn.after.values()))} giá trị không mở được" in said
    assert everything(household_id, turned) == turn.after


def test_every_sealed_column_is_declared() -> None:
    """A column of sealed bytes beside a masked one."""
    columns = {
        (model, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and field.column.endswith("_sealed")
    }
    assert columns == {(sealed.model, sealed.column) for sealed in declared()}
