"""The event log: recorded with its actor, chained without a lock, every change shows."""

from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from accounts.models import Role
from core import events
from core.acting import NOBODY, SYSTEM, Actor, acting_as
from core.models import Event, EventSeal
from core.tasks import write_event_head
from tests.databases import Database

NEVER = 2**62  # a transaction number that no server reaches
OFFICER = Actor(actor_id="7", actor_label="Nguyễn Thị Hà", context="req:1")


@pytest.fixture(scope="module")
def log(own_database: Database) -> Database:
    return own_database


@pytest.fixture(autouse=True)
def _fresh(log: Database) -> None:
    tamper(log, "DELETE FROM core_eventseal; DELETE FROM core_event")


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing else ran on this server: long transactions of other test processes hold sealing up too."""
    monkeypatch.setattr(events, "oldest_running", lambda: NEVER)


def tamper(database: Database, sql: str) -> None:
    """What somebody can do who holds the owner's password: the triggers are only in the way."""
    tables = ("core_event", "core_eventseal")
    off = "".join(f"ALTER TABLE {table} DISABLE TRIGGER append_only;" for table in tables)
    with closing(psycopg2.connect(database.owner_url)) as direct, direct, direct.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE;" + off + sql + ";" + off.replace("DISABLE", "ENABLE"))


def record(number: int, actor: Actor = OFFICER, **data: Any) -> Event:
    with acting_as(actor), transaction.atomic():
        return events.record(f"tests.act_{number}", Role.objects.get(code="leader"), reason="thử", **data)


def run(actor: Actor, sql: str) -> None:
    with acting_as(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def seal() -> int:
    with acting_as(SYSTEM):
        return events.seal()


def breaks() -> list[int]:
    with acting_as(SYSTEM), transaction.atomic():
        return [broken.event_id for broken in events.verify()]


def test_an_event_says_who_did_what_to_which_record() -> None:
    event = record(1, amount=5)
    assert (event.actor_id, event.actor_label, event.context) == ("7", "Nguyễn Thị Hà", "req:1")
    assert (event.object_type, event.data) == ("accounts.role", {"amount": 5})
    assert list(events.events_of(Role.objects.get(code="leader"))) == [event]


@pytest.mark.usefixtures("quiet")
def test_events_recorded_together_are_links_like_others(log: Database) -> None:
    with acting_as(OFFICER), transaction.atomic():
        roles = list(Role.objects.order_by("code")[:3])
        events.record_each("tests.act", ((role, {"number": n}) for n, role in enumerate(roles)))
    with acting_as(SYSTEM), transaction.atomic():
        kept = list(Event.objects.order_by("id"))
        assert [(event.actor_id, event.object_id) for event in kept] == [("7", str(role.pk)) for role in roles]
    assert seal() == 3
    assert breaks() == []
    tamper(log, f"UPDATE core_event SET data = '{{}}' WHERE id = {kept[1].pk}")
    assert breaks() == [kept[1].pk]


@pytest.mark.usefixtures("quiet")
def test_an_untouched_chain_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(5):
        record(number)
    assert seal() == 5
    assert seal() == 0
    record(6)
    assert (breaks(), events.unsealed_count()) == ([], 1)
    call_command("verify_events")
    assert "5 sự kiện khớp; 1 sự kiện chưa niêm phong" in capsys.readouterr().out


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE core_event SET reason = 'khác' WHERE id = {id}",
        "UPDATE core_event SET actor_label = 'Ai đó' WHERE id = {id}",
        "UPDATE core_event SET at = at + interval '1 second' WHERE id = {id}",
        "UPDATE core_event SET data = '{{\"amount\": 6}}' WHERE id = {id}",
        "UPDATE core_eventseal SET hash = '\\x00' WHERE event_id = {id}",
        "DELETE FROM core_eventseal WHERE event_id = {id}",
    ],
)
def test_a_change_in_the_middle_shows(log: Database, tampering: str) -> None:
    made = [record(number, amount=5) for number in range(4)]
    seal()
    tamper(log, tampering.format(id=made[1].pk))
    assert breaks()
    with pytest.raises(CommandError):
        call_command("verify_events")


@pytest.mark.usefixtures("quiet")
def test_an_end_that_was_cut_off_shows_by_the_heads_kept_outside(log: Database, settings: Any, tmp_path: Path) -> None:
    """A shorter chain is whole in itself; only the copy of its newest link says that there was more."""
    settings.PORTAL_VAR = tmp_path
    made = [record(number) for number in range(3)]
    seal()
    write_event_head()
    call_command("verify_events")
    cut = f"event_id > {made[0].pk}"
    tamper(log, f"DELETE FROM core_eventseal WHERE {cut}; DELETE FROM core_event WHERE id > {made[0].pk}")
    assert breaks() == []
    with pytest.raises(CommandError, match="event-heads[.]log"):
        call_command("verify_events")


@pytest.mark.parametrize("role", [NOBODY, SYSTEM])
@pytest.mark.parametrize(
    "sql", ["UPDATE core_event SET reason = ''", "DELETE FROM core_event", "TRUNCATE core_event CASCADE"]
)
def test_nobody_changes_the_log_through_the_portal(role: Actor, sql: str) -> None:
    record(1)
    with pytest.raises((IntegrityError, ProgrammingError)):
        run(role, sql)
    assert Event.objects.count() == 1


def test_pages_cannot_write_seals() -> None:
    event = record(1)
    with pytest.raises(ProgrammingError), acting_as(OFFICER), transaction.atomic():
        EventSeal.objects.create(event=event, hash=b"x" * 32)


def test_sealing_waits_for_older_transactions_and_never_for_younger_ones(
    log: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event of a transaction that still runs must not be overtaken: its place in the chain is earlier."""
    early = psycopg2.connect(log.owner_url)
    with early.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        later = record(1)
        assert seal() == 0
        cursor.execute(
            "INSERT INTO core_event (at, actor_id, actor_label, act, object_type, object_id, object_label,"
            " reason, data, context) VALUES (now(), '', '', 'tests.early', 't', '1', '', '', '{}', '')"
        )
    early.commit()
    early.close()
    monkeypatch.setattr(events, "oldest_running", lambda: NEVER)
    assert seal() == 2
    assert later.pk in EventSeal.objects.values_list("event_id", flat=True)
    assert breaks() == []


def test_an_event_of_a_failed_transaction_is_gone() -> None:
    with acting_as(OFFICER), transaction.atomic():
        events.record("tests.never", Role.objects.get(code="leader"))
        transaction.set_rollback(True)
    assert Event.objects.count() == 0
