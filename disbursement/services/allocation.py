"""Allocation plans: criteria and alternatives are set while a plan is a draft; choosing one ends that."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Designation
from catalogs.loading import read_json
from core import events
from core.formats import format_number
from core.transitions import NotAllowed
from disbursement.criterion_sources import DESIGNATION, all_sources
from disbursement.models import AllocationPlan, Alternative, AlternativeShare, Coefficient, Criterion, UnitLimit
from disbursement.services.apportioning import units_of, work_out

DEFAULTS = Path(__file__).parent.parent / "data" / "allocation_criteria.json"
NAMED = 5


@transaction.atomic
def save_plan(*, plan: AllocationPlan, access: Access) -> AllocationPlan:
    """A new plan takes over the criteria of the last one of its programme, or the portal's own.

    What changes in a plan with alternatives changes them: each is worked out again.
    """
    is_new = plan._state.adding
    if is_new:
        plan.created_by = access.user
    else:
        lock_draft(plan)
    plan.scope_path = plan.area.path
    plan.save()
    if is_new:
        _first_criteria(plan, access)
    else:
        _again(plan, access)
    act = "disbursement.add_allocation" if is_new else "disbursement.change_allocation"
    events.record(act, plan, label=plan.title[:200], envelope_vnd=plan.envelope_vnd)
    return plan


def lock_draft(plan: AllocationPlan) -> AllocationPlan:
    """The plan, held; raises NotAllowed once an alternative is chosen."""
    stored: AllocationPlan = AllocationPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if problem := why_not_change(stored):
        raise NotAllowed(problem)
    return stored


def why_not_change(plan: AllocationPlan) -> str:
    """Why the plan is not changed any more, and what can be done; "" for a draft."""
    if plan.is_draft:
        return ""
    return _("Phương án phân bổ đã được chọn, không sửa được. Lập phương án mới nếu cần thay đổi.")


def _first_criteria(plan: AllocationPlan, access: Access) -> None:
    earlier = AllocationPlan.objects.visible_to(access).filter(component__programme=plan.component.programme_id)
    last = earlier.exclude(pk=plan.pk).order_by("-budget_year", "-id").first()
    names = ("label", "measure", "coefficient", "legal_text_id", "confidence", "note")
    rows = list(last.criteria.values(*names)) if last else read_json(DEFAULTS)
    listed = _listed_designations(plan)
    known = {source.code for source in all_sources()}
    Criterion.objects.bulk_create(
        Criterion(**row, plan=plan, position=position, scope_path=plan.scope_path)
        for position, row in enumerate(rows)
        if row["measure"] in known and (not row["measure"].startswith(DESIGNATION) or row["measure"] in listed)
    )


def _listed_designations(plan: AllocationPlan) -> set[str]:
    """Designations that some unit of the area's list has: without a list nobody knows who is one."""
    on = min(date(plan.figures_year, 12, 31), timezone.localdate())
    rows = Designation.objects.in_force(on).filter(area__edition=plan.area.edition)
    return {f"{DESIGNATION}{code}" for code in rows.order_by().values_list("kind__code", flat=True).distinct()}


def _again(plan: AllocationPlan, access: Access) -> None:
    for alternative in plan.alternatives.select_related("plan__area", "plan__component"):
        alternative.plan = plan
        alternative.scope_path = plan.scope_path
        try:
            work_out(alternative=alternative, access=access)
        except NotAllowed as refusal:
            told = {"name": alternative.name, "why": refusal}
            raise NotAllowed(_("Phương án “%(name)s” không chia được như vậy. %(why)s") % told) from refusal


@transaction.atomic
def save_criterion(*, criterion: Criterion, access: Access) -> Criterion:
    """Add or change a criterion; existing alternatives take a new one up with its own coefficient."""
    lock_draft(criterion.plan)
    is_new = criterion._state.adding
    criterion.scope_path = criterion.plan.scope_path
    if is_new:
        criterion.position = criterion.plan.criteria.count()
    criterion.save()
    if is_new:
        for alternative in criterion.plan.alternatives.all():
            _weigh(alternative, {criterion: criterion.coefficient})
    _again(criterion.plan, access)
    events.record("disbursement.set_criterion", criterion.plan, label=criterion.label, measure=criterion.measure)
    return criterion


@transaction.atomic
def remove_criterion(*, criterion: Criterion, access: Access) -> None:
    plan = criterion.plan
    lock_draft(plan)
    events.record("disbursement.remove_criterion", plan, label=criterion.label, measure=criterion.measure)
    criterion.delete()
    _again(plan, access)


@transaction.atomic
def save_alternative(
    *, alternative: Alternative, coefficients: Mapping[Criterion, Decimal], access: Access
) -> Alternative:
    """Keep the coefficients and limits and work the shares out; raises NotAllowed when they cannot be kept."""
    lock_draft(alternative.plan)
    alternative.scope_path = alternative.plan.scope_path
    alternative.save()
    _weigh(alternative, coefficients)
    shares = work_out(alternative=alternative, access=access)
    events.record(
        "disbursement.work_out",
        alternative.plan,
        label=alternative.name,
        shares_vnd=sum(share.share_vnd for share in shares),
    )
    return alternative


def _weigh(alternative: Alternative, coefficients: Mapping[Criterion, Decimal]) -> None:
    for criterion, value in coefficients.items():
        Coefficient.objects.update_or_create(
            alternative=alternative,
            criterion=criterion,
            defaults={"value": value, "scope_path": alternative.scope_path},
        )


@transaction.atomic
def work_out_again(*, alternative: Alternative, access: Access) -> None:
    """Read the values anew: figures corrected or needs accepted since."""
    lock_draft(alternative.plan)
    work_out(alternative=alternative, access=access)
    events.record("disbursement.work_out", alternative.plan, label=alternative.name)


@transaction.atomic
def remove_alternative(*, alternative: Alternative) -> None:
    lock_draft(alternative.plan)
    events.record("disbursement.remove_alternative", alternative.plan, label=alternative.name)
    alternative.delete()


@transaction.atomic
def save_limit(*, limit: UnitLimit, access: Access) -> UnitLimit:
    """A floor, a cap or a place outside the criteria for one unit; the alternative is worked out again."""
    alternative = limit.alternative
    lock_draft(alternative.plan)
    if limit.area_id not in {unit.pk for unit in units_of(alternative.plan)}:
        raise NotAllowed(_("Đơn vị này không thuộc phạm vi phân bổ."))
    limit.scope_path = alternative.scope_path
    limit.save()
    work_out(alternative=alternative, access=access)
    events.record("disbursement.set_limit", alternative.plan, label=limit.area.ref, reason=limit.reason)
    return limit


@transaction.atomic
def remove_limit(*, limit: UnitLimit, access: Access) -> None:
    alternative = limit.alternative
    lock_draft(alternative.plan)
    events.record("disbursement.remove_limit", alternative.plan, label=limit.area.ref)
    limit.delete()
    work_out(alternative=alternative, access=access)


@transaction.atomic
def choose(*, alternative: Alternative, reason: str, access: Access) -> AllocationPlan:
    """Choose one alternative for good. Raises NotAllowed while a unit lacks a value and nobody decided about it."""
    plan = lock_draft(alternative.plan)
    if not reason.strip():
        raise NotAllowed(_("Ghi lý do chọn phương án."))
    shares = list(alternative.shares.select_related("area"))
    if problem := why_not_choose(shares):
        raise NotAllowed(problem)
    plan.state, plan.chosen, plan.chosen_by = AllocationPlan.State.CHOSEN, alternative, access.user
    plan.chosen_at, plan.chosen_reason = timezone.now(), reason.strip()
    plan.save()
    shared = sum(share.share_vnd for share in shares)
    events.record("disbursement.choose_alternative", plan, label=alternative.name, reason=reason, shares_vnd=shared)
    return plan


def why_not_choose(shares: Collection[AlternativeShare]) -> str:
    """Why an alternative with these shares cannot be chosen yet, and what to do; "" when it can."""
    if not shares:
        return _("Phương án chưa được tính.")
    unknown = [share.area.full_name for share in shares if share.score is None and not share.left_out]
    if not unknown:
        return ""
    named = ", ".join(unknown[:NAMED]) + ("…" if len(unknown) > NAMED else "")
    return _(
        "%(n)s đơn vị thiếu số liệu của tiêu chí: %(names)s. Bổ sung số liệu, hoặc ghi đơn vị vào mục "
        "“Mức sàn, trần riêng” là không chia theo tiêu chí, kèm lý do."
    ) % {"n": format_number(len(unknown)), "names": named}
