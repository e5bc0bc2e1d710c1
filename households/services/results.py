"""The result of a review form: its class by the rules, sent back or confirmed."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from core.formats import format_date
from core.transitions import NotAllowed, move
from households.errors import Incomplete
from households.facts import monthly_income, snapshot
from households.machines import ASSESSMENT
from households.models import Assessment, Classification, Member
from households.progress import Progress
from households.questions import MEMBER_FIELDS
from households.rulebook import Rulebook, load_rulebook
from households.rules.outcome import Outcome
from households.services.guards import bump, lock_form_version
from households.signals import class_changed


@transaction.atomic
def score_assessment(*, access: Access, assessment_id: UUID, version: int, book: Rulebook | None = None) -> Assessment:
    """Decide the class by the rules and keep it with its explanation.

    Raises Incomplete while an answer is missing, RuleError for data the rules cannot work with.
    """
    assessment = lock_form_version(assessment_id, access, version)
    members = list(present_members(assessment))
    progress = Progress(assessment, members, book or load_rulebook(assessment.standard_id))
    # The sheet is for the household: always in Vietnamese.
    with translation.override("vi"):
        outcome = progress.outcome
    if not progress.is_ready or outcome.row is None:
        raise Incomplete(outcome.missing)
    move(ASSESSMENT, assessment, "score", access)
    store_outcome(assessment, outcome, members)
    assessment.reviewer, assessment.reviewed_at = access.user, timezone.now()
    assessment.version += 1
    assessment.save()
    _update_members(assessment, members)
    events.record("households.score", assessment, label=assessment.household.code, result=assessment.result_class)
    return assessment


def present_members(assessment: Assessment) -> Any:
    members: Any = assessment.household.members.present()
    return members.select_related("relation", "ethnic_group")


def store_outcome(assessment: Assessment, outcome: Outcome, members: list[Member]) -> None:
    """Write a complete outcome into the assessment's columns (not saved yet)."""
    assert outcome.row is not None
    income = monthly_income(assessment, len(members))
    given = assessment.member_facts
    assessment.persons = max(1, len(members))
    assessment.is_minority = assessment.household.is_minority
    assessment.member_facts = {str(m.pk): snapshot(m, given.get(str(m.pk), {})) for m in members}
    assessment.monthly_income_vnd = None if income is None else round(income)
    assessment.b1 = outcome.b1.total if outcome.b1 and outcome.b1.is_complete else None
    assessment.b2 = outcome.b2
    assessment.deprivation_mask, assessment.deprivation_count = outcome.mask, outcome.count
    assessment.result_class, assessment.sub_type = outcome.row.result, outcome.sub_type
    assessment.explanation = explanation_of(outcome)
    assessment.returned_reason = ""


def explanation_of(outcome: Outcome) -> dict[str, Any]:
    """The sentences for the household, and the findings behind them by code."""
    return {
        "lines": [{"kind": line.kind, "text": line.text} for line in outcome.explanation],
        "method": outcome.method,
        "deprivations": [
            {
                "code": d.code,
                "deprived": d.deprived,
                "derived": d.derived,
                "reasons": [{"code": r.code, "members": list(r.member_ids)} for r in d.reasons],
            }
            for d in outcome.deprivations
        ],
    }


def _update_members(assessment: Assessment, members: list[Member]) -> None:
    """The members' rows hold what the last finished review recorded."""
    for member in members:
        given = assessment.member_facts[str(member.pk)]
        for name in MEMBER_FIELDS:
            if name in given:
                setattr(member, name, given[name])
    Member.objects.bulk_update(members, MEMBER_FIELDS)


@transaction.atomic
def reopen_assessment(*, access: Access, assessment_id: UUID, version: int) -> Assessment:
    """The reviewer takes a result back to correct the form."""
    return _back(access, assessment_id, version, "reopen", "")


@transaction.atomic
def return_assessment(*, access: Access, assessment_id: UUID, version: int, reason: str) -> Assessment:
    """Whoever confirms sends it back to the reviewer, with the reason."""
    return _back(access, assessment_id, version, "return", reason.strip())


def _back(access: Access, assessment_id: UUID, version: int, act: str, reason: str) -> Assessment:
    assessment = lock_form_version(assessment_id, access, version)
    move(ASSESSMENT, assessment, act, access, evidence=reason)
    assessment.returned_reason = reason
    bump(assessment, "state", "returned_reason")
    events.record(f"households.{act}", assessment, reason=reason, label=assessment.household.code)
    return assessment


@transaction.atomic
def decide_assessment(
    *, access: Access, assessment_id: UUID, version: int, on: date, decision: str = ""
) -> Classification:
    """Confirm the result: the class holds from that day, the former one ends the day before.

    Who reviewed may not confirm. Raises NotAllowed when a later class is recorded already.
    """
    assessment = lock_form_version(assessment_id, access, version)
    move(ASSESSMENT, assessment, "decide", access)
    former = _close_former(assessment, on)
    assessment.version += 1
    assessment.save(update_fields=["state", "version", "updated_at"])
    classification = Classification.objects.create(
        household=assessment.household,
        standard=assessment.standard,
        scope=assessment.standard.scope,
        result_class=assessment.result_class,
        valid_from=on,
        decision=decision,
        round=assessment.round,
        area=assessment.area,
        scope_path=assessment.scope_path,
    )
    _tell(assessment, former, on, decision)
    return classification


def _close_former(assessment: Assessment, on: date) -> Classification | None:
    classes: Any = assessment.household.classifications
    rows = classes.select_for_update().filter(scope=assessment.standard.scope)
    former: Classification | None = rows.order_by("-valid_from").first()
    if former is None:
        return None
    if assessment.correction_reason and former.round_id != assessment.round_id:
        raise NotAllowed(_("Hộ đã có phân loại của đợt sau; kết quả của đợt này không đính chính được nữa."))
    if former.valid_from >= on:
        raise NotAllowed(
            _("Hộ đã có phân loại từ ngày %(day)s; chọn ngày sau ngày đó.") % {"day": format_date(former.valid_from)}
        )
    if former.valid_to is None or former.valid_to >= on:
        former.valid_to = on - timedelta(days=1)
        former.save(update_fields=["valid_to"])
    return former


def _tell(assessment: Assessment, former: Classification | None, on: date, decision: str) -> None:
    old, new = former.result_class if former else "", assessment.result_class
    events.record("households.decide", assessment, label=assessment.household.code, result=new, decision=decision)
    if old != new:
        class_changed.send(
            Classification,
            household=assessment.household,
            old=old,
            new=new,
            scope=assessment.standard.scope,
            on=on,
        )
