"""The answer of an indicator's rule, with its reasons as codes and ids (never names: they may be stored)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from households.rules.facts import HouseholdFacts, MemberFacts
from households.rules.logic import Answer
from households.rules.options import Options

NOTHING_FOUND = "nothing_found"
NO_MEMBERS = "no_members"
MISSING_BIRTH = "missing_birth"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an indicator is lacking (or cannot be told): a code of texts.REASONS, whom it is about, figures."""

    code: str
    member_ids: tuple[str, ...] = ()
    args: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    deprived: Answer
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule is judged by besides the facts: option tables, the reference date, its own parameters."""

    options: Options
    on: date
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)


Rule: TypeAlias = Callable[[HouseholdFacts, Context], Verdict]
MemberCheck: TypeAlias = Callable[[MemberFacts, Context], tuple[Answer, str]]


def any_member(facts: HouseholdFacts, context: Context, check: MemberCheck) -> Verdict:
    """Deprived as soon as one member is; open while one who could be is not answered for."""
    if not facts.members:
        return Verdict(None, (Reason(NO_MEMBERS),))
    found = [(member.id, *check(member, context)) for member in facts.members]
    lacking = [(member_id, code) for member_id, answer, code in found if answer is True]
    unsure = [(member_id, code) for member_id, answer, code in found if answer is None]
    if lacking:
        return Verdict(True, _by_code(lacking))
    return Verdict(None, _by_code(unsure)) if unsure else Verdict(False, (Reason(NOTHING_FOUND),))


def _by_code(found: Iterable[tuple[str, str]]) -> tuple[Reason, ...]:
    ids: dict[str, list[str]] = {}
    for member_id, code in found:
        ids.setdefault(code, []).append(member_id)
    return tuple(Reason(code, tuple(members)) for code, members in ids.items())
