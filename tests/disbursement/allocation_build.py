"""Needs and allocation plans for tests."""

from typing import Any

from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component
from disbursement.models import AllocationPlan, Alternative, CapitalNeed, Criterion
from tests.office import COMMUNE, PROVINCE, Office

MILLION = 1_000_000


def component(code: str = "HP1") -> Component:
    return Component.objects.get(programme__code="NTP_MERGED_2026", code=code)


def make_need(office: Office, ref: str = COMMUNE, **fields: Any) -> CapitalNeed:
    """A need of the agency of that area, still being written."""
    holder = office.agency(ref)
    given: dict[str, Any] = {
        "holder": holder,
        "area": holder.area,
        "scope_path": holder.area.path,
        "component": component(),
        "kind": CapitalKind.objects.get(code="SN"),
        "budget_year": 2027,
        "amount_vnd": 1_500_000_000,
        "purpose": "Hỗ trợ mô hình chăn nuôi bò cho 60 hộ nghèo",
    }
    return CapitalNeed.objects.create(**given | fields)


def make_plan(office: Office, ref: str = PROVINCE, **fields: Any) -> AllocationPlan:
    """Two hundred triệu for the communes of that area, thirty of them in reserve; without criteria."""
    area = Area.objects.by_ref(ref)
    given: dict[str, Any] = {
        "title": "Phân bổ vốn sự nghiệp năm 2027",
        "area": area,
        "scope_path": area.path,
        "component": component(),
        "kind": CapitalKind.objects.get(code="SN"),
        "source": CapitalSource.objects.get(code="NSTW"),
        "budget_year": 2027,
        "envelope_vnd": 200 * MILLION,
        "reserve_vnd": 30 * MILLION,
        "figures_year": 2026,
        "basis": "Nghị quyết số 257/2025/QH15",
    }
    return AllocationPlan.objects.create(**given | fields)


def make_criterion(plan: AllocationPlan, measure: str = "designation:BG", **fields: Any) -> Criterion:
    given = {"label": "Xã biên giới", "coefficient": 1, "scope_path": plan.scope_path}
    return Criterion.objects.create(plan=plan, measure=measure, **given | fields)


def make_alternative(plan: AllocationPlan, name: str = "Phương án 1", **fields: Any) -> Alternative:
    """Not worked out yet."""
    return Alternative.objects.create(plan=plan, name=name, scope_path=plan.scope_path, **fields)
