"""Filling in one review form: its sections, and the officer's own findings."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from core.transitions import NotAllowed, move
from households.errors import StaleVersion
from households.machines import ASSESSMENT
from households.models import Assessment
from households.services.guards import bump, lock_form, lock_form_version

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """What the page that saves was drawn from: the record's version and the section's content (`section_digest`).

    `token` names the page; `is_autosave` that it saves by itself while somebody types.
    """

    version: int
    digest: str = ""
    token: str = ""
    is_autosave: bool = False


@dataclass(frozen=True)
class SectionAnswers:
    """One section as filled in; an answer of None is taken back. `draft` is what cannot be read yet."""

    section: str
    answers: Answers = field(default_factory=dict)
    members: Mapping[str, Answers] = field(default_factory=dict)
    draft: Mapping[str, Any] = field(default_factory=dict)
    causes: list[str] | None = None
    wishes: str | None = None


@transaction.atomic
def save_answers(*, access: Access, assessment_id: UUID, seen: Seen, given: SectionAnswers) -> Assessment:
    """Store one section as far as it is answered.

    Raises StaleVersion when somebody else changed this section since the page was drawn. No conflict are:
    changes to other sections, the same content sent again after a lost answer, and what the same page saved
    by itself just before.
    """
    assessment = lock_form(assessment_id, access)
    wanted = _content(assessment, given)
    if not _is_fresh(assessment, seen, given):
        if all(getattr(assessment, name) == value for name, value in wanted.items()):
            return assessment
        raise StaleVersion(assessment)
    move(ASSESSMENT, assessment, "save", access)
    for name, value in wanted.items():
        setattr(assessment, name, value)
    assessment.reviewer, assessment.edit_token = access.user, seen.token
    bump(assessment, *wanted, "state", "reviewer", "edit_token")
    return assessment


def _is_fresh(assessment: Assessment, seen: Seen, asked: SectionAnswers) -> bool:
    """An autosave must be drawn from what is stored: a late one may not undo what was saved after it."""
    if assessment.version == seen.version or seen.digest == section_digest(assessment, asked):
        return True
    return bool(seen.token) and not seen.is_autosave and seen.token == assessment.edit_token


def section_digest(assessment: Assessment, asked: SectionAnswers) -> str:
    """A short name of what is stored for the questions that `asked` holds (their values do not matter)."""
    content = {
        "answers": {name: assessment.answers.get(name) for name in asked.answers},
        "members": {
            key: {name: assessment.member_facts.get(key, {}).get(name) for name in names}
            for key, names in asked.members.items()
        },
        "draft": assessment.drafts.get(asked.section),
        "causes": None if asked.causes is None else [assessment.causes, assessment.wishes],
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _content(assessment: Assessment, given: SectionAnswers) -> dict[str, Any]:
    """The columns as they shall be."""
    stored, section = assessment.member_facts, given.section
    drafts = {key: typed for key, typed in assessment.drafts.items() if key != section}
    return {
        "answers": _merged(assessment.answers, given.answers),
        "member_facts": {
            key: _merged(stored.get(key, {}), given.members.get(key, {})) for key in {*stored, *given.members}
        },
        "drafts": {**drafts, section: dict(given.draft)} if given.draft else drafts,
        "saved_sections": sorted({*assessment.saved_sections, section}),
        "causes": assessment.causes if given.causes is None else given.causes,
        "wishes": assessment.wishes if given.wishes is None else given.wishes,
    }


def _merged(old: Answers, new: Answers) -> dict[str, Any]:
    return {name: value for name, value in {**old, **new}.items() if value is not None}


@transaction.atomic
def override_deprivation(
    *,
    access: Access,
    assessment_id: UUID,
    version: int,
    indicator: str,
    deprived: bool | None,
    reason: str = "",
) -> Assessment:
    """The officer's own finding on one indicator against the derived one; `deprived` None takes it back."""
    assessment = lock_form_version(assessment_id, access, version)
    move(ASSESSMENT, assessment, "save", access)
    if not assessment.standard.indicators.filter(code=indicator).exists():
        raise NotAllowed(_("Chuẩn nghèo của đợt này không có chỉ số đã chọn."))
    if deprived is not None and not reason.strip():
        raise NotAllowed(_("Nêu lý do xác định khác với kết quả suy ra từ phiếu."))
    findings = {code: found for code, found in assessment.overrides.items() if code != indicator}
    if deprived is not None:
        findings[indicator] = {"deprived": deprived, "reason": reason.strip()}
    assessment.overrides = findings
    bump(assessment, "overrides", "state")
    events.record(
        "households.override",
        assessment,
        reason=reason,
        label=assessment.household.code,
        indicator=indicator,
        deprived=deprived,
    )
    return assessment
