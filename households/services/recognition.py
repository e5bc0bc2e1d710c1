"""The end of a round: confirming what is left to confirm, recognising the result, publishing corrections."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from core.formats import format_date, format_number
from core.transitions import NotAllowed
from households.errors import StaleVersion
from households.models import Assessment, Classification, ResultClass, ReviewRound
from households.services.guards import hold_round, require
from households.services.results import decide_assessment
from households.services.rounds import leads_rounds
from households.signals import period_closed

States = Assessment.State
ABOVE = (ResultClass.AVERAGE_LIVING, ResultClass.NOT_POOR)


@dataclass(frozen=True)
class Standing:
    """How far a round is in one's area: forms by state, and corrections after the recognition."""

    total: int
    listed: int
    draft: int
    scored: int
    decided: int
    left: int
    under_correction: int
    corrected: int

    @property
    def waiting(self) -> int:
        """Without a result."""
        return self.listed + self.draft

    @property
    def missing(self) -> int:
        """Neither confirmed nor left."""
        return self.waiting + self.scored


def standing(access: Access, round_id: int) -> Standing:
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in States}
    opened = ~Q(correction_reason="")
    return Standing(
        **Assessment.objects.visible_to(access)
        .of_round(round_id)
        .aggregate(
            total=Count("pk"),
            **counts,
            under_correction=Count("pk", filter=opened & ~Q(state=States.DECIDED)),
            corrected=Count("pk", filter=opened & Q(state=States.DECIDED)),
        )
    )


@dataclass(frozen=True)
class Outlook:
    """What a recognition would say: households by class, and moves against the last recognised round."""

    last: ReviewRound | None
    moves: dict[tuple[str, str], int]

    def households(self, result: str) -> int:
        return sum(n for (_before, now), n in self.moves.items() if now == result)

    @property
    def left_poverty(self) -> int:
        """Thoát nghèo: poor in the last round, not poor in this one."""
        return sum(n for (before, now), n in self.moves.items() if before == ResultClass.POOR != now)

    @property
    def became_poor(self) -> int:
        return sum(n for (before, now), n in self.moves.items() if before != ResultClass.POOR == now)

    @property
    def left_near_poverty(self) -> int:
        """Thoát cận nghèo: near-poor in the last round, above it in this one."""
        return sum(n for (before, now), n in self.moves.items() if before == ResultClass.NEAR_POOR and now in ABOVE)


def outlook(access: Access, review_round: ReviewRound) -> Outlook:
    last = (
        ReviewRound.objects.filter(
            kind=ReviewRound.Kind.PERIODIC,
            state=ReviewRound.State.RECOGNISED,
            reference_date__lt=review_round.reference_date,
        )
        .order_by("-reference_date")
        .first()
    )
    before = Assessment.objects.counted().filter(household=OuterRef("household"), round=last)
    rows = Assessment.objects.visible_to(access).of_round(review_round.pk).counted().order_by()
    found = rows.annotate(before=Subquery(before.values("result_class")[:1])).values_list("before", "result_class")
    return Outlook(last, {(old or "", new): n for old, new, n in found.annotate(n=Count("pk"))})


def confirm_some(
    *, access: Access, round_id: int, on: date, decision: str, after: UUID | None, limit: int
) -> tuple[UUID | None, int, int]:
    """Confirm the next results of one's area: the last form looked at (None at the end), confirmed, refused.

    One that is refused (its reviewer acts, a later class stands) is passed over and stays as it is.
    """
    require(access, "households.decide")
    waiting = Assessment.objects.visible_to(access).of_round(round_id).filter(state=States.SCORED)
    if after is not None:
        waiting = waiting.filter(pk__gt=after)
    forms = list(waiting.order_by("pk").values_list("pk", "version")[:limit])
    confirmed = 0
    for pk, version in forms:
        try:
            decide_assessment(access=access, assessment_id=pk, version=version, on=on, decision=decision)
        except (NotAllowed, StaleVersion):
            continue
        confirmed += 1
    return forms[-1][0] if forms else None, confirmed, len(forms) - confirmed


def blockers(access: Access, review_round: ReviewRound, found: Standing) -> list[str]:
    """Why this round cannot be recognised now; empty when it can."""
    if not leads_rounds(access):
        return [_("Chỉ lãnh đạo cấp tỉnh công nhận kết quả của đợt.")]
    if not review_round.is_open:
        return [_("Kết quả của đợt này đã được công nhận.")]
    if _has_forms_elsewhere(review_round.pk):
        return [_("Đợt này còn phiếu của địa bàn khác; chỉ cấp quản lý cả các địa bàn đó mới công nhận được.")]
    reasons = []
    if not found.decided:
        reasons.append(_("Chưa có hộ nào được xác nhận kết quả."))
    if found.waiting:
        text = _("Còn %(n)s hộ chưa rà soát xong: rà soát tiếp hoặc để lại, có lý do.")
        reasons.append(text % {"n": format_number(found.waiting)})
    if found.scored:
        reasons.append(_("Còn %(n)s hộ có kết quả chưa được xác nhận.") % {"n": format_number(found.scored)})
    return reasons


def _has_forms_elsewhere(round_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT review_forms_elsewhere(%s)", [round_id])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def recognise_round(*, access: Access, round_id: int, decision: str, on: date) -> ReviewRound:
    """The province recognises the result: the forms are closed, and the figures will be frozen.

    Raises NotAllowed while a listed household is neither confirmed nor left with a reason.
    """
    require(access, "households.decide")
    hold_round(round_id, alone=True)
    found = ReviewRound.objects.select_for_update().get(pk=round_id)
    forms = standing(access, round_id)
    if reasons := blockers(access, found, forms):
        raise NotAllowed(" ".join(reasons))
    if on < found.opens_on:
        raise NotAllowed(_("Ngày quyết định không được trước ngày bắt đầu đợt (%(day)s).") % _day(found.opens_on))
    found.state, found.recognised_on, found.decision = ReviewRound.State.RECOGNISED, on, decision
    found.save(update_fields=["state", "recognised_on", "decision"])
    # Classes that a commune confirmed before it had a decision of its own rest on this one.
    Classification.objects.visible_to(access).filter(round=found, decision="").update(decision=decision)
    # The papers are in Vietnamese, whatever the language of the page.
    with translation.override("vi"):
        reason = _("Quyết định %(number)s ngày %(day)s") % {"number": decision, **_day(on)}
    _close(found, "recognise_round", access, reason, decided=forms.decided, left=forms.left)
    return found


@transaction.atomic
def publish_corrections(*, access: Access, round_id: int, reason: str) -> ReviewRound:
    """The corrected figures become a new frozen version beside the old one, with the reason.

    Raises NotAllowed while a correction is under way: its household would be missing from the figures.
    """
    require(access, "households.decide")
    hold_round(round_id, alone=True)
    found = ReviewRound.objects.select_for_update().get(pk=round_id)
    forms = standing(access, round_id)
    if problem := correction_blocker(access, found, forms):
        raise NotAllowed(problem)
    corrected = Assessment.objects.visible_to(access).of_round(round_id).exclude(correction_reason="")
    corrected.update(correction_reason="")
    _close(found, "publish_corrections", access, reason.strip(), corrected=forms.corrected)
    return found


def correction_blocker(access: Access, review_round: ReviewRound, found: Standing) -> str:
    """Why there is no corrected version to publish now; "" when there is."""
    if not leads_rounds(access):
        return _("Chỉ lãnh đạo cấp tỉnh chốt lại số liệu sau đính chính.")
    if review_round.is_open:
        return _("Kết quả của đợt này chưa được công nhận.")
    if _has_forms_elsewhere(review_round.pk):
        return _("Đợt này còn phiếu của địa bàn khác; chỉ cấp quản lý cả các địa bàn đó mới chốt lại được.")
    if found.under_correction:
        return _("Còn %(n)s phiếu đang đính chính.") % {"n": format_number(found.under_correction)}
    return "" if found.corrected else _("Chưa có phiếu nào được đính chính.")


def figures_frozen(round_id: int) -> None:
    """The figures of the round have been copied; from now on its forms can be corrected."""
    ReviewRound.objects.filter(pk=round_id).update(awaits_freeze=False)


def _close(review_round: ReviewRound, act: str, access: Access, reason: str, **data: int) -> None:
    review_round.awaits_freeze = review_round.kind == ReviewRound.Kind.PERIODIC
    review_round.save(update_fields=["awaits_freeze"])
    events.record(f"households.{act}", review_round, reason=reason, label=str(review_round), **data)
    period_closed.send(ReviewRound, review_round=review_round, area=access.area, reason=reason, access=access)


def _day(day: date) -> dict[str, str]:
    return {"day": format_date(day)}
