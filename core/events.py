"""The event log: record a decision, seal the log, verify it (design section 6, "shows tampering")."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection, models, transaction

from core import bulk
from core.acting import current_actor
from core.models import Event, EventSeal

GENESIS = bytes(32)
SEAL_LOCK = 7301  # advisory lock: one sealer at a time
SEAL_BATCH = 5000


def record(act: str, obj: models.Model, *, reason: str = "", label: str = "", **data: Any) -> Event:
    """Write one event of the current actor about `obj`.

    `act` is "app.verb"; `label` and `data` carry ids, codes and figures, never personal data.
    """
    event = _event(act, obj, reason=reason, label=label, **data)
    event.save()
    return event


def record_each(act: str, told: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
    """Write an event about each record, in one statement; the chain takes them in their order. With each comes what
    `record` is told by keyword."""
    bulk.insert([_event(act, obj, **given) for obj, given in told])


def _event(act: str, obj: models.Model, *, reason: str = "", label: str = "", **data: Any) -> Event:
    actor = current_actor()
    return Event(
        actor_id=actor.actor_id,
        actor_label=actor.actor_label,
        context=actor.context,
        act=act,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=label[:200],
        reason=reason,
        data=data,
    )


def events_of(obj: models.Model) -> models.QuerySet[Event]:
    return Event.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))


def digest(previous: bytes, event: Event) -> bytes:
    """The link of `event`: sha256 over the previous link and every column, in one canonical spelling."""
    fields = {field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields}
    fields["at"] = event.at.astimezone(UTC).isoformat()
    canonical = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous + canonical.encode()).digest()


def head() -> bytes:
    """The hash of the newest link; zeros before the first."""
    newest = EventSeal.objects.order_by("-id").values_list("hash", flat=True).first()
    return bytes(newest) if newest is not None else GENESIS


def oldest_running() -> int:
    """The number of the oldest transaction that still runs; of the whole server, so another database counts too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def seal() -> int:
    """Chain the events of every finished transaction; how many.

    An event whose transaction began before the oldest one still running can have no later sibling with an
    older transaction number, so the order of sealing is final. A lock per insert would stop every writer.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        events = Event.objects.filter(seal=None, txid__lt=oldest_running()).order_by("id")[:SEAL_BATCH]
        previous, links = head(), []
        for event in events:
            previous = digest(previous, event)
            links.append(EventSeal(event=event, hash=previous))
        EventSeal.objects.bulk_create(links)
        return len(links)


@dataclass(frozen=True)
class Break:
    """A link that does not follow from the one before: `event_id` was changed, or an earlier one removed."""

    seal_id: int
    event_id: int


def verify() -> Iterator[Break]:
    """Walk the whole chain; each place where it breaks."""
    previous = GENESIS
    for link in EventSeal.objects.select_related("event").order_by("id").iterator(chunk_size=2000):
        expected = digest(previous, link.event)
        if bytes(link.hash) != expected:
            yield Break(link.pk, link.event_id)
        previous = bytes(link.hash)


def missing_heads(kept: Iterable[str]) -> list[str]:
    """Those of the hashes kept outside the database (hex) that the chain no longer holds: its end was cut off."""
    wanted = {bytes.fromhex(text) for text in kept} - {GENESIS}
    found = {bytes(value) for value in EventSeal.objects.filter(hash__in=wanted).values_list("hash", flat=True)}
    return [value.hex() for value in wanted - found]


def unsealed_count() -> int:
    return Event.objects.filter(seal=None).count()
