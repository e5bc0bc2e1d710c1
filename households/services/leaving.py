"""Forms that a round ends without, and forms opened again in a recognised one; each with its reason."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from core.transitions import NotAllowed, move
from households.machines import ASSESSMENT
from households.models import Assessment, ReviewRound
from households.services.guards import bump, hold_round, lock_form_version, require


@transaction.atomic
def leave_assessment(*, access: Access, assessment_id: UUID, version: int, reason: str) -> Assessment:
    """The household is not reviewed in this round and keeps the class it has."""
    assessment = lock_form_version(assessment_id, access, version)
    assessment.left_reason, assessment.returned_reason = reason.strip(), ""
    move(ASSESSMENT, assessment, "leave", access, evidence=assessment.left_reason)
    return _noted(assessment, "leave", assessment.left_reason)


@transaction.atomic
def take_up_assessment(*, access: Access, assessment_id: UUID, version: int) -> Assessment:
    """It is reviewed after all."""
    assessment = lock_form_version(assessment_id, access, version)
    move(ASSESSMENT, assessment, "take_up", access)
    assessment.left_reason = ""
    return _noted(assessment, "take_up", "")


@transaction.atomic
def correct_assessment(*, access: Access, assessment_id: UUID, version: int, reason: str) -> Assessment:
    """Open the form of a recognised round for a correction: it goes back to the reviewer with the reason.

    The frozen figures stay until the corrected ones are published (recognition.publish_corrections).
    """
    assessment = lock_form_version(assessment_id, access, version)
    if assessment.round.awaits_freeze:
        raise NotAllowed(_("Số liệu của đợt đang được chốt; hãy đính chính sau khi chốt xong."))
    move(ASSESSMENT, assessment, "correct", access, evidence=reason.strip())
    later = Assessment.objects.counted().filter(household=assessment.household_id)
    if later.filter(round__reference_date__gt=assessment.round.reference_date).exists():
        raise NotAllowed(_("Hộ đã có kết quả của đợt sau; kết quả của đợt này không đính chính được nữa."))
    assessment.correction_reason = assessment.returned_reason = reason.strip()
    return _noted(assessment, "correct", assessment.correction_reason)


def _noted(assessment: Assessment, act: str, reason: str) -> Assessment:
    bump(assessment, "state", "left_reason", "correction_reason", "returned_reason")
    events.record(f"households.{act}", assessment, reason=reason, label=assessment.household.code)
    return assessment


@transaction.atomic
def leave_unreviewed(*, access: Access, round_id: int, reason: str) -> int:
    """Leave every form of one's area that has no result yet, for one reason; how many."""
    require(access, "households.decide")
    if not reason.strip():
        raise NotAllowed(_("Cần kèm theo: %(what)s.") % {"what": _("lý do để lại")})
    hold_round(round_id)
    found = ReviewRound.objects.get(pk=round_id)
    if not found.is_open:
        raise NotAllowed(_("Đợt rà soát đã được công nhận."))
    waiting = Assessment.objects.visible_to(access).of_round(round_id).waiting()
    left = waiting.update(
        state=Assessment.State.LEFT,
        left_reason=reason.strip(),
        returned_reason="",
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    area = str(access.area.ref) if access.area else ""
    events.record("households.leave_unreviewed", found, reason=reason.strip(), label=str(found), area=area, forms=left)
    return left
