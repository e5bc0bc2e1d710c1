"""Who is acting: the context that every database transaction carries (design section 6).

`acting_as(actor)` sets a context variable. The database backend `core.db.postgresql` reads it whenever an
outermost transaction begins and sets role, scope, actor and history context with one statement, so that
row-level security and the history triggers know them. Nothing outside a transaction is ever scoped.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Actor:
    """On whose behalf statements run.

    `role`: "web" is held by the area policies, "system" by none (cube, sweeps, checks).
    `paths`: ltree paths of the subtrees that may be seen. `context`: id of the request or job.
    """

    role: Literal["web", "system"] = "web"
    paths: tuple[str, ...] = ()
    actor_id: str = ""
    actor_label: str = ""
    context: str = ""


NOBODY = Actor()
SYSTEM = Actor(role="system", actor_label="hệ thống")

_actor: ContextVar[Actor] = ContextVar("portal_actor", default=NOBODY)


def current_actor() -> Actor:
    return _actor.get()


@contextmanager
def nobody_yet() -> Iterator[None]:
    """While a connection is opened there is no transaction that could carry an actor."""
    token = _actor.set(NOBODY)
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Run the block as `actor`, also inside a transaction that has already begun."""
    # Imported here: settings import this package before the database backends can be loaded.
    from core.db.postgresql.base import apply_actor_everywhere

    token = _actor.set(actor)
    apply_actor_everywhere()
    try:
        yield actor
    finally:
        _actor.reset(token)
        apply_actor_everywhere()
