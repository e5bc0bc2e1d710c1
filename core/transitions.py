"""State machines as one readable table each: who may do what, from which state, under which condition.

A machine is a tuple of `Transition`; services call `move`, screens list `available`. The same table is
printed on the page that explains who may do what.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class CanAct(Protocol):
    @property
    def user_id(self) -> int | None: ...

    def can(self, right: str) -> bool: ...


Condition = Callable[[Any], str]
Who = Callable[[Any, Any], str]


def always(_record: Any) -> str:
    return ""


def anyone(_record: Any, _access: Any) -> str:
    return ""


def not_by(field: str) -> Who:
    """Separation of duties: whoever stands in `field` of the record may not do this."""

    def check(record: Any, access: CanAct) -> str:
        own = access.user_id is not None and getattr(record, field) == access.user_id
        return _("Người đã thực hiện bước trước không được tự xác nhận.") if own else ""

    return check


@dataclass(frozen=True)
class Transition:
    """`condition(record)` and `who(record, access)` return "" or the reason why not; `evidence` names what must
    be given."""

    source: str
    act: str
    target: str
    right: str
    label: str | Promise = ""
    condition: Condition = always
    evidence: str | Promise = ""
    who: Who = anyone


class NotAllowed(Exception):
    """The act is not open now; the message says why, for the person who tried."""


def find(machine: Iterable[Transition], source: str, act: str) -> Transition:
    """The row of the table; raises NotAllowed, naming the states that know the act, when this one does not."""
    rows = [row for row in machine if row.act == act]
    for row in rows:
        if row.source == source:
            return row
    states = ", ".join(f"“{getattr(row.source, 'label', row.source)}”" for row in rows)
    raise NotAllowed(_("Chỉ làm được việc này khi đang ở trạng thái %(states)s.") % {"states": states})


def available(machine: Iterable[Transition], record: Any, access: CanAct) -> list[Transition]:
    """What `access` may do with `record` now."""
    return [row for row in machine if row.source == record.state and not refusal(row, record, access)]


def refusal(row: Transition, record: Any, access: CanAct) -> str:
    """Why `access` may not do this now; "" when it may."""
    if not access.can(row.right):
        return _("Anh/chị không có quyền thực hiện việc này.")
    return row.condition(record) or row.who(record, access)


def why_not(machine: Iterable[Transition], record: Any, act: str, access: CanAct) -> str:
    """Why `access` may not do the act with `record` now; "" when it may. Asked before a page is filled in."""
    try:
        return refusal(find(machine, record.state, act), record, access)
    except NotAllowed as unknown:
        return str(unknown)


def held_back(machine: Iterable[Transition], record: Any, access: CanAct) -> list[str]:
    """Why somebody who has the right may not do what this state is followed by: said in the place of the button."""
    rows = [row for row in machine if row.source == record.state and access.can(row.right)]
    return list(dict.fromkeys(filter(None, (refusal(row, record, access) for row in rows))))


def move(machine: Iterable[Transition], record: Any, act: str, access: CanAct, *, evidence: Any = None) -> Transition:
    """Check right, condition and evidence, then set `record.state`; saving and the event are the caller's."""
    row = find(machine, record.state, act)
    problem = refusal(row, record, access)
    if problem:
        raise NotAllowed(problem)
    if row.evidence and not evidence:
        raise NotAllowed(_("Cần kèm theo: %(what)s.") % {"what": row.evidence})
    record.state = row.target
    return row
