"""From the chosen alternative to the annex of a drafted decision: the shares become its rows, nothing is retyped."""

from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.access import Access
from committees.models import OfficialDocument
from core import events
from core.transitions import NotAllowed
from disbursement.models import AllocationPlan, AlternativeShare, CapitalDecision, CapitalLine, DraftEntry
from disbursement.services.decisions import RowData, draft_decision, save_rows_at_once
from disbursement.services.errors import LedgerRefused
from disbursement.services.plan import open_line

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


@transaction.atomic
def draft_from(
    *, plan: AllocationPlan, document: OfficialDocument, on: date, parent: CapitalLine | None, access: Access
) -> CapitalDecision:
    """Begin the decision's annex with one row for each unit that gets something.

    With a line to take from they are allocated from it, otherwise assigned. Raises NotAllowed.
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
    rows = [_row(plan, share, parent) for share in shares]
    save_rows_at_once(decision=decision, rows=rows, access=access)
    plan.decision = decision
    plan.save(update_fields=["decision"])
    events.record("disbursement.draft_allocation", plan, label=document.number, rows=len(shares))
    return decision


def _all_with_holder(shares: list[AlternativeShare]) -> None:
    nameless = [share.area.full_name for share in shares if share.holder_id is None]
    if nameless:
        names = ", ".join(nameless[:5])
        raise NotAllowed(
            _("Chưa có Ủy ban nhân dân để nhận vốn của: %(names)s. Bổ sung danh mục đơn vị trước.") % {"names": names}
        )


def _row(plan: AllocationPlan, share: AlternativeShare, parent: CapitalLine | None) -> RowData:
    assert share.holder is not None
    act = DraftEntry.Act.ALLOCATE if parent is not None else DraftEntry.Act.ASSIGN
    try:
        line = open_line(
            component=plan.component,
            holder=share.holder,
            kind=plan.kind,
            source=plan.source,
            budget_year=plan.budget_year,
            parent=parent,
        )
    except LedgerRefused as refusal:
        raise NotAllowed(f"{share.area.full_name}: {refusal}") from refusal
    return RowData(act=act, line=line, amount_vnd=share.share_vnd, note=plan.title[:NOTE_LENGTH])
