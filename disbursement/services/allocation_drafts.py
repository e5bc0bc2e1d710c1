"""From the chosen alternative to the annex of a drafted decision: the shares become its rows, nothing is retyped."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models import Agency
from committees.models import OfficialDocument
from core import events
from core.transitions import NotAllowed
from disbursement.models import AllocationPlan, AlternativeShare, CapitalDecision, CapitalLine
from disbursement.services.apportioning import reserve_vnd
from disbursement.services.decisions import RowData, draft_decision, save_rows_at_once
from disbursement.services.errors import LedgerRefused
from disbursement.services.line_keys import LineKey, Lines, open_lines
from disbursement.services.rows import Act

NOTE_LENGTH = 300


def lines_to_give(plan: AllocationPlan, access: Access) -> QuerySet[CapitalLine]:
    """Lines that the plan's money may be allocated from: of its kind, source and year, its component or one above."""
    lines = CapitalLine.objects.visible_to(access).filter(
        kind=plan.kind_id,
        source=plan.source_id,
        budget_year=plan.budget_year,
        tranche_year=plan.budget_year,
        horizon=CapitalLine.Horizon.YEAR,
        is_detailed=False,
        component__path__ancestor_of=plan.component.path,
        plan_vnd__gt=F("allocated_vnd"),
    )
    return lines.with_dimensions().order_by("-plan_vnd", "id")


def holders_of_reserve(plan: AllocationPlan) -> QuerySet[Agency]:
    """Who may keep what is not divided yet: the agencies of the plan's area, its people's committee first."""
    agencies = Agency.objects.in_force(timezone.localdate()).filter(area=plan.area_id)
    is_committee = Case(When(kind=Agency.Kind.PEOPLES_COMMITTEE, then=0), default=1)
    return agencies.order_by(is_committee, "name", "pk")


@transaction.atomic
def draft_from(
    *,
    plan: AllocationPlan,
    document: OfficialDocument,
    on: date,
    parent: CapitalLine | None,
    access: Access,
    reserve_holder: Agency | None = None,
) -> CapitalDecision:
    """Begin the decision's annex with one row for each unit that gets something.

    With a line to take from they are allocated from it, and the reserve stays there unallocated. Otherwise they are
    assigned, and so is the reserve, as capital that `reserve_holder` has yet to give on: the rows add up to the
    envelope. Raises NotAllowed.
    """
    plan = AllocationPlan.objects.select_for_update(of=("self",)).select_related("component").get(pk=plan.pk)
    if plan.chosen_id is None:
        raise NotAllowed(_("Chọn phương án trước khi lập dự thảo quyết định."))
    if plan.decision_id is not None:
        raise NotAllowed(_("Phương án này đã có dự thảo quyết định."))
    shares = list(
        AlternativeShare.objects.filter(alternative=plan.chosen_id, share_vnd__gt=0).select_related("area", "holder")
    )
    _all_with_holder(shares)
    decision = draft_decision(document=document, on=on, access=access)
    act, note = Act.ASSIGN if parent is None else Act.ALLOCATE, plan.title[:NOTE_LENGTH]
    given = [(_key(plan, share.holder_id), share.share_vnd, note) for share in shares]
    if parent is None and (kept := reserve_vnd(plan)):
        given.append((_reserve_key(plan, reserve_holder), kept, _("Dự phòng, chưa phân bổ chi tiết")))
    lines = _open(access, (key for key, *_amount in given), parent)
    rows = [RowData(act, lines[key], amount_vnd, note=note) for key, amount_vnd, note in given]
    save_rows_at_once(decision=decision, rows=rows, access=access)
    plan.decision = decision
    plan.save(update_fields=["decision"])
    events.record("disbursement.draft_allocation", plan, label=document.number, rows=len(rows))
    return decision


def no_reserve_holder() -> str:
    return _("Chọn đơn vị giữ phần dự phòng khi giao thẳng cho đơn vị.")


def _all_with_holder(shares: list[AlternativeShare]) -> None:
    nameless = [share.area.full_name for share in shares if share.holder_id is None]
    if nameless:
        names = ", ".join(nameless[:5])
        raise NotAllowed(
            _("Chưa có Ủy ban nhân dân để nhận vốn của: %(names)s. Bổ sung danh mục đơn vị trước.") % {"names": names}
        )


def _key(plan: AllocationPlan, holder_id: int | None, *, is_detailed: bool = True) -> LineKey:
    assert holder_id is not None
    year = plan.budget_year
    return LineKey(plan.component_id, holder_id, plan.kind_id, plan.source_id, year, year, is_detailed=is_detailed)


def _reserve_key(plan: AllocationPlan, holder: Agency | None) -> LineKey:
    if holder is None:
        raise NotAllowed(no_reserve_holder())
    return _key(plan, holder.pk, is_detailed=False)


def _open(access: Access, keys: Iterable[LineKey], parent: CapitalLine | None) -> Lines:
    above = None if parent is None else LineKey.of(parent)
    try:
        return open_lines(access, dict.fromkeys(keys, above))
    except LedgerRefused as refusal:
        raise NotAllowed(str(refusal)) from refusal
