"""What is asked for next year, and how the province thinks of dividing it: nothing chosen yet."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction
from docx import Document

from accounts.access import Access, access_of_user
from accounts.models import Agency, User
from catalogs.models import CapitalKind, CapitalSource, Component
from core import events, files
from core.acting import Actor, acting_as
from core.models import StoredFile
from demo.agencies import read
from demo.branches import HOLDER
from demo.capital import MILLION
from demo.explanations import moment
from disbursement.models import AllocationPlan, Alternative, CapitalNeed
from disbursement.services.allocation import save_alternative, save_plan
from disbursement.services.needs import FILE_PURPOSE

YEAR, REVIEWED = 2027, 2025
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ASKED, DECIDED = date(2026, 11, 12), date(2026, 11, 18)
State = CapitalNeed.State


def component() -> Component:
    return Component.objects.get(programme__code="NTP_MERGED_2026", code="HP1")


def write_needs(agencies: dict[str, Agency], users: dict[str, User]) -> None:
    kinds, of = {kind.code: kind for kind in CapitalKind.objects.all()}, component()
    for row in read("needs.json"):
        holder, by = agencies[row["holder"]], users.get(row.get("by", ""))
        sent, decided = row["state"] != State.DRAFT, row["state"] in (State.ACCEPTED, State.RETURNED)
        need = CapitalNeed.objects.create(
            holder=holder,
            area=holder.area,
            scope_path=str(holder.area.path),
            component=of,
            kind=kinds[row["kind"]],
            budget_year=YEAR,
            amount_vnd=row["million"] * MILLION,
            purpose=row["purpose"],
            state=row["state"],
            file=_paper(holder, row["purpose"], by) if sent else None,
            created_by=by,
            submitted_by=by if sent else None,
            submitted_at=moment(ASKED) if sent else None,
            decided_by=users["tinh"] if decided else None,
            decided_at=moment(DECIDED) if decided else None,
            reason=row.get("reason", ""),
        )
        _record(need, by, users["tinh"])


def _record(need: CapitalNeed, by: User | None, planner: User) -> None:
    """What became of it, as its page tells; a unit that nobody signs in for acts under its own name."""
    own = Actor(actor_id=str(by.pk) if by else "", actor_label=by.full_name if by else need.holder.name)
    acts = [("add_need", own), ("submit_need", own)][: 1 if need.state == State.DRAFT else 2]
    if need.decided_by_id:
        act = "accept_need" if need.state == State.ACCEPTED else "return_need"
        acts.append((act, Actor(actor_id=str(planner.pk), actor_label=planner.full_name)))
    for act, actor in acts:
        with acting_as(actor):
            reason = need.reason if act == "return_need" else ""
            events.record(f"disbursement.{act}", need, label=f"{need.holder.code} {YEAR}", reason=reason)


def _paper(holder: Agency, purpose: str, by: User | None) -> StoredFile:
    """The explanation that a need is sent with."""
    document, content = Document(), BytesIO()
    document.add_heading(f"Thuyết minh nhu cầu vốn năm {YEAR}", level=1)
    document.add_paragraph(f"{holder.name} (dữ liệu mô phỏng)")
    document.add_paragraph(purpose)
    document.save(content)
    return files.store(
        File(content, name="thuyet-minh.docx"),
        name=f"Thuyết minh nhu cầu {YEAR}.docx",
        purpose=FILE_PURPOSE,
        owner_id=by.pk if by else None,
        scope_path=str(holder.area.path),
        content_type=WORD,
    )


@transaction.atomic
def write_alternatives(today: date) -> None:
    """Two ways to divide next year's investment money, worked out of the frozen review by the portal itself."""
    if AllocationPlan.objects.filter(budget_year=YEAR).exists():
        return
    access = access_of_user(User.objects.get(username="tinh"), today)
    with acting_as(access.actor("load_demo")):
        plan = save_plan(plan=_plan(), access=access)
        _divide(plan, access, "Hệ số chung", {}, floor_vnd=800 * MILLION)
        heavier = {"poor_households": Decimal("0.2"), "poor_rate": Decimal(3), "near_poor_households": Decimal("0.02")}
        limits = {"floor_vnd": 500 * MILLION, "cap_vnd": 7_000 * MILLION}
        _divide(plan, access, "Ưu tiên hộ nghèo", heavier, **limits)


def _plan() -> AllocationPlan:
    return AllocationPlan(
        title=f"Vốn đầu tư phát triển năm {YEAR} của các xã, phường, đặc khu",
        area=Agency.objects.get(code=HOLDER).area,
        component=component(),
        kind=CapitalKind.objects.get(code="DTPT"),
        source=CapitalSource.objects.get(code="NSTW"),
        budget_year=YEAR,
        envelope_vnd=260_000 * MILLION,
        reserve_share=Decimal("0.05"),
        rounding_vnd=10 * MILLION,
        figures_year=REVIEWED,
        basis=f"Căn cứ dự kiến kế hoạch vốn năm {YEAR} (dữ liệu mô phỏng);\n"
        f"Căn cứ kết quả rà soát hộ nghèo, hộ cận nghèo năm {REVIEWED} đã công nhận;",
    )


def _divide(plan: AllocationPlan, access: Access, name: str, changed: dict[str, Decimal], **limits: Any) -> None:
    weights = {row: changed.get(row.measure, row.coefficient) for row in plan.criteria.all()}
    save_alternative(alternative=Alternative(plan=plan, name=name, **limits), coefficients=weights, access=access)
