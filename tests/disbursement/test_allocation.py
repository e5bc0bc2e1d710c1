"""Allocation plans: values frozen with their source, shares by hand, limits, gains and losses, choosing, the draft."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.access import Access
from accounts.models import Agency
from areas.models import Area, Designation, DesignationKind
from core import files
from core.acting import SYSTEM, acting_as
from core.models import Event
from core.transitions import NotAllowed
from disbursement import criterion_sources
from disbursement.comparison import Comparison, sides_of
from disbursement.criterion_sources import CriterionSource, CriterionValue
from disbursement.models import AllocationPlan, Alternative, AlternativeShare, CapitalLine, Criterion, UnitLimit
from disbursement.services import allocation
from disbursement.services.allocation_drafts import draft_from, lines_to_give
from disbursement.services.decisions import discard
from disbursement.services.plan import Draft, open_line
from tests.disbursement.allocation_build import MILLION, component, make_criterion, make_need, make_plan
from tests.disbursement.moves import assign
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office
from tests.tasks_made import make_document

FROZEN_AT = datetime(2026, 12, 20, 7, 12, tzinfo=UTC)


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    with acting_as(SYSTEM):
        yield Office()


@pytest.fixture
def access(office: Office) -> Access:
    return office.access("finance")


class Figures:
    """A source of the test's own: what it holds of a unit, nothing of the others but zero."""

    def __init__(self, code: str) -> None:
        self.code, self.held, self.missing = code, dict[int, Decimal](), set[int]()

    def load(self, units: Sequence[Area], year: int) -> Mapping[int, Decimal | None]:
        return {unit.pk: None if unit.pk in self.missing else self.held.get(unit.pk, Decimal(0)) for unit in units}

    def take(self, loaded: Mapping[int, Decimal | None], unit: Area, year: int) -> CriterionValue:
        value = loaded[unit.pk]
        note = "Chưa có tổng số hộ dân cư." if value is None else ""
        return CriterionValue(value, "Rà soát 2026", year, version="1", as_of=FROZEN_AT, note=note)


@pytest.fixture
def communes() -> list[Area]:
    province = Area.objects.by_ref(PROVINCE)
    found = Area.objects.within(province).of_level("commune").order_by("code")
    return [Area.objects.by_ref(COMMUNE), Area.objects.by_ref(OTHER_COMMUNE), found[3], found[4]]


@pytest.fixture
def poor(monkeypatch: pytest.MonkeyPatch, office: Office, communes: list[Area]) -> Figures:
    """Poor households of three communes: 300, 200 and 100."""
    return _registered(monkeypatch, "poor", dict(zip(communes, (300, 200, 100), strict=False)))


@pytest.fixture
def rate(monkeypatch: pytest.MonkeyPatch, office: Office, communes: list[Area]) -> Figures:
    """Their poverty rates, the other way round: 1%, 2% and 3%."""
    return _registered(monkeypatch, "rate", dict(zip(communes, (1, 2, 3), strict=False)))


def _registered(monkeypatch: pytest.MonkeyPatch, code: str, values: Mapping[Area, int]) -> Figures:
    figures = Figures(code)
    figures.held = {area.pk: Decimal(value) for area, value in values.items()}
    source = CriterionSource(code, code, "hộ", figures.load, figures.take)
    monkeypatch.setitem(criterion_sources._sources, code, source)
    return figures


@pytest.fixture
def plan(office: Office, poor: Figures, rate: Figures) -> AllocationPlan:
    plan = make_plan(office)
    make_criterion(plan, "poor", label="Số hộ nghèo", coefficient=Decimal("0.01"))
    make_criterion(plan, "rate", label="Tỷ lệ hộ nghèo", coefficient=0, position=1)
    return plan


def divided(plan: AllocationPlan, access: Access, name: str = "Phương án 1", **more: Any) -> Alternative:
    """An alternative with the coefficients named by their measures, the others as the plan has them."""
    weights = {criterion: criterion.coefficient for criterion in plan.criteria.all()}
    for criterion in weights:
        if criterion.measure in more:
            weights[criterion] = Decimal(more.pop(criterion.measure))
    alternative = Alternative(plan=plan, name=name, **more)
    return allocation.save_alternative(alternative=alternative, coefficients=weights, access=access)


def shares(alternative: Alternative, communes: list[Area]) -> list[int]:
    """Triệu of each commune, in the order of the fixture."""
    found = {share.area_id: share for share in alternative.shares.all()}
    return [found[commune.pk].share_vnd // MILLION for commune in communes]


# --- dividing ------------------------------------------------------------------------------------------------


def test_the_shares_by_hand_add_up_to_the_envelope(plan: AllocationPlan, access: Access, communes: list[Area]) -> None:
    """170 triệu by 3 : 2 : 1 points is 85, 56 2/3, 28 1/3; 30 stay in reserve; the fourth has no poor."""
    alternative = divided(plan, access)
    assert shares(alternative, communes) == [85, 57, 28, 0]
    assert sum(share.share_vnd for share in alternative.shares.all()) + 30 * MILLION == plan.envelope_vnd
    share = alternative.shares.get(area=communes[1])
    assert (share.score, share.exact_vnd, share.rounding_vnd) == (Decimal(2), 56_666_667, 333_333)


def test_values_are_kept_with_their_source_version_and_time(
    plan: AllocationPlan, access: Access, communes: list[Area], poor: Figures
) -> None:
    alternative = divided(plan, access)
    poor.held[communes[0].pk] = Decimal(999)
    value = alternative.shares.get(area=communes[0]).values["poor"]
    assert value == {
        "value": "300",
        "unit": "hộ",
        "source": "Rà soát 2026",
        "year": 2026,
        "version": "1",
        "as_of": FROZEN_AT.isoformat(),
        "note": "",
    }
    allocation.work_out_again(alternative=alternative, access=access)
    assert alternative.shares.get(area=communes[0]).values["poor"]["value"] == "999"


def test_a_reserve_may_be_a_share(office: Office, poor: Figures, rate: Figures, access: Access) -> None:
    plan = make_plan(office, reserve_vnd=None, reserve_share=Decimal("0.1"))
    make_criterion(plan, "poor", label="Số hộ nghèo")
    alternative = divided(plan, access)
    assert sum(share.share_vnd for share in alternative.shares.all()) == 180 * MILLION


def test_floors_and_caps_are_kept(office: Office, plan: AllocationPlan, access: Access, communes: list[Area]) -> None:
    """At most 60: what is left (110) goes 2 : 1, the second stops at 60 too, the third gets 50."""
    assert shares(divided(plan, access, cap_vnd=60 * MILLION), communes) == [60, 60, 50, 0]
    # A floor of 1 triệu for the 99 that have no poor; the three share 71 triệu by 3 : 2 : 1 (35 1/2, 23 2/3, 11 5/6).
    count = Area.objects.within(plan.area).of_level("commune").count()
    with_floor = divided(plan, access, "Có sàn", floor_vnd=MILLION)
    left = 170 - (count - 3)
    assert shares(with_floor, communes)[3] == 1
    assert sum(shares(with_floor, communes)[:3]) == left
    with pytest.raises(NotAllowed, match="mức trần"):  # nobody has registered a need
        divided(plan, access, "Theo nhu cầu", caps_at_need=True)


def test_a_floor_that_cannot_be_paid_is_refused_in_words(plan: AllocationPlan, access: Access) -> None:
    with pytest.raises(NotAllowed, match="Giảm mức sàn"), transaction.atomic():
        divided(plan, access, floor_vnd=100 * MILLION)
    assert not plan.alternatives.exists()


def test_one_unit_may_have_its_own_floor_or_stand_outside(
    plan: AllocationPlan, access: Access, communes: list[Area]
) -> None:
    alternative = divided(plan, access)
    limit = UnitLimit(alternative=alternative, area=communes[3], floor_vnd=20 * MILLION, reason="Sạt lở")
    allocation.save_limit(limit=limit, access=access)
    assert shares(alternative, communes) == [75, 50, 25, 20]  # 150 by 3 : 2 : 1
    out = UnitLimit(alternative=alternative, area=communes[0], left_out=True, reason="Đã có chương trình riêng")
    allocation.save_limit(limit=out, access=access)
    assert shares(alternative, communes) == [0, 100, 50, 20]
    allocation.remove_limit(limit=out, access=access)
    assert shares(alternative, communes) == [75, 50, 25, 20]


def test_a_unit_elsewhere_takes_no_part(plan: AllocationPlan, access: Access) -> None:
    alternative = divided(plan, access)
    stranger = Area.objects.by_ref("2025-92").children.first()
    assert stranger is not None
    limit = UnitLimit(alternative=alternative, area=stranger, floor_vnd=1, reason="Nhầm")
    with pytest.raises(NotAllowed, match="không thuộc phạm vi"):
        allocation.save_limit(limit=limit, access=access)


def test_a_missing_value_is_named_and_never_zero(
    plan: AllocationPlan, access: Access, communes: list[Area], poor: Figures
) -> None:
    poor.missing.add(communes[2].pk)
    alternative = divided(plan, access)
    assert shares(alternative, communes) == [102, 68, 0, 0]
    side = sides_of(plan.alternatives.prefetch_related("coefficients__criterion"))[0]
    assert [share.area for share in side.unknown] == [communes[2]]
    assert side.unknown[0].score is None
    with pytest.raises(NotAllowed, match=communes[2].full_name):
        allocation.choose(alternative=alternative, reason="Phù hợp", access=access)
    out = UnitLimit(alternative=alternative, area=communes[2], left_out=True, reason="Chưa có kết quả rà soát")
    allocation.save_limit(limit=out, access=access)
    assert allocation.choose(alternative=alternative, reason="Phù hợp", access=access).state == "chosen"


def test_a_value_that_does_not_count_may_be_missing(
    plan: AllocationPlan, access: Access, communes: list[Area], rate: Figures
) -> None:
    rate.missing.add(communes[0].pk)
    assert shares(divided(plan, access), communes) == [85, 57, 28, 0]


def test_last_years_plan_and_the_accepted_need_stand_beside(
    office: Office, plan: AllocationPlan, access: Access, communes: list[Area]
) -> None:
    holder = office.agency(COMMUNE)
    document = make_document(office)
    for year, amount in ((2026, 40 * MILLION), (2025, 9 * MILLION)):
        line = open_line(component=plan.component, holder=holder, kind=plan.kind, source=plan.source, budget_year=year)
        assign(line=line, amount_vnd=amount, by=Draft(document, date(2026, 1, 20)))
    share = divided(plan, access).shares.get(area=communes[0])
    assert (share.previous_vnd, share.need_vnd, share.holder) == (40 * MILLION, None, holder)
    others = AlternativeShare.objects.exclude(area=communes[0])
    assert not others.exclude(previous_vnd=None).exists()


# --- side by side ----------------------------------------------------------------------------------------------


def test_who_gains_who_loses_and_by_which_criterion(plan: AllocationPlan, access: Access, communes: list[Area]) -> None:
    """By rate alone 1 : 2 : 3 the first loses what the third gains: 85 -> 28, 28 -> 85."""
    divided(plan, access)
    divided(plan, access, "Theo tỷ lệ", poor=0, rate=1)
    base, other = sides_of(plan.alternatives.prefetch_related("coefficients__criterion"))
    found = Comparison(plan, list(plan.criteria.all()), base, other)
    rows = {row.area: row.difference for row in found.rows}
    first, third = rows[communes[0]], rows[communes[2]]
    assert first is not None
    assert third is not None
    assert (first.amount_vnd, third.amount_vnd) == (-57 * MILLION, 57 * MILLION)
    assert first.reason is not None
    assert first.reason[0] == "poor"
    assert first.reason[1] == -85 * MILLION
    assert third.reason is not None
    assert third.reason[0] == "rate"
    assert (found.moved_vnd, len(found.gaining), len(found.losing)) == (57 * MILLION, 1, 1)
    assert base.total_vnd == other.total_vnd == 170 * MILLION


# --- criteria ----------------------------------------------------------------------------------------------------


def test_a_new_plan_begins_with_the_last_ones_criteria(
    office: Office, plan: AllocationPlan, access: Access, communes: list[Area]
) -> None:
    again = make_plan(office)
    AllocationPlan.objects.filter(pk=again.pk).delete()
    again._state.adding = True
    allocation.save_plan(plan=again, access=access)
    assert list(again.criteria.values_list("measure", flat=True)) == ["poor", "rate"]


def test_the_first_plan_begins_with_the_portals_criteria_marked_as_to_be_checked(
    office: Office, access: Access, communes: list[Area]
) -> None:
    """Of the designations those of which there is a list."""
    designate(communes[0], "BG")
    plan = make_plan(office)
    AllocationPlan.objects.filter(pk=plan.pk).delete()
    plan._state.adding = True
    allocation.save_plan(plan=plan, access=access)
    measures = list(plan.criteria.values_list("measure", flat=True))
    assert measures == ["poor_households", "near_poor_households", "poor_rate", "minority_households", "designation:BG"]
    assert all(criterion.needs_check for criterion in plan.criteria.all())


def designate(area: Area, code: str) -> None:
    kind = DesignationKind.objects.get(code=code)
    Designation.objects.create(area=area, kind=kind, decision="353/QĐ-TTg", valid_from=date(2025, 7, 1))


def test_figures_that_nobody_has_are_refused_by_name(
    plan: AllocationPlan, access: Access, communes: list[Area], rate: Figures
) -> None:
    rate.missing |= {unit.pk for unit in Area.objects.within(plan.area).of_level("commune")}
    with pytest.raises(NotAllowed, match=r"Thiếu: Tỷ lệ hộ nghèo \(Chưa có tổng số hộ dân cư\)"):
        divided(plan, access, rate=1)


def test_what_changes_in_a_plan_changes_its_alternatives(
    plan: AllocationPlan, access: Access, communes: list[Area]
) -> None:
    alternative = divided(plan, access)
    plan.envelope_vnd = 90 * MILLION
    allocation.save_plan(plan=plan, access=access)
    assert shares(alternative, communes) == [30, 20, 10, 0]
    criterion = plan.criteria.get(measure="rate")
    criterion.coefficient = Decimal(1)
    allocation.save_criterion(criterion=criterion, access=access)
    assert shares(alternative, communes) == [30, 20, 10, 0]  # an alternative keeps its own coefficients
    allocation.remove_criterion(criterion=plan.criteria.get(measure="rate"), access=access)
    assert alternative.coefficients.count() == 1


def test_a_change_that_an_alternative_cannot_bear_is_refused(plan: AllocationPlan, access: Access) -> None:
    divided(plan, access, floor_vnd=MILLION)
    plan.envelope_vnd = 31 * MILLION
    with pytest.raises(NotAllowed, match="Phương án 1.*mức sàn"):
        allocation.save_plan(plan=plan, access=access)


def test_designations_are_values_only_where_there_is_a_list(office: Office, communes: list[Area]) -> None:
    source = criterion_sources.find("designation:BNVB")
    assert source is not None
    values = criterion_sources.values_of([source], communes, 2026)[source.code]
    assert {value.value for value in values.values()} == {None}
    designate(communes[0], "BNVB")
    values = criterion_sources.values_of([source], communes, 2026)[source.code]
    assert [int(values[commune.pk].value or 0) for commune in communes] == [1, 0, 0, 0]
    assert values[communes[0].pk].note == "353/QĐ-TTg"


# --- choosing, and what comes of it ------------------------------------------------------------------------


@pytest.fixture
def chosen(plan: AllocationPlan, access: Access) -> AllocationPlan:
    alternative = divided(plan, access)
    return allocation.choose(alternative=alternative, reason="Ưu tiên nơi nhiều hộ nghèo", access=access)


def test_choosing_asks_for_a_reason(plan: AllocationPlan, access: Access) -> None:
    alternative = divided(plan, access)
    with pytest.raises(NotAllowed, match="lý do"):
        allocation.choose(alternative=alternative, reason="  ", access=access)


def test_what_is_chosen_stays(chosen: AllocationPlan, access: Access) -> None:
    with pytest.raises(NotAllowed, match="đã được chọn"):
        divided(chosen, access, "Muộn")
    with pytest.raises(NotAllowed, match="đã được chọn"):
        allocation.save_plan(plan=chosen, access=access)
    assert Event.objects.filter(act="disbursement.choose_alternative", reason="Ưu tiên nơi nhiều hộ nghèo").exists()
    share = AlternativeShare.objects.filter(alternative=chosen.chosen)
    for change in (
        lambda: share.update(share_vnd=0),
        lambda: share.delete(),
        lambda: Criterion.objects.filter(plan=chosen).update(coefficient=2),
        lambda: Alternative.objects.filter(plan=chosen).update(floor_vnd=1),
        lambda: AllocationPlan.objects.filter(pk=chosen.pk).update(envelope_vnd=1),
    ):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            change()


def test_a_unit_without_anybody_to_hold_its_money_is_named(
    office: Office, chosen: AllocationPlan, access: Access
) -> None:
    document = make_document(office, number="12/QĐ-UBND")
    with pytest.raises(NotAllowed, match="Chưa có Ủy ban nhân dân"):
        draft_from(plan=chosen, document=document, on=date(2026, 12, 30), parent=None, access=access)


@pytest.fixture
def ready(office: Office, plan: AllocationPlan, access: Access, communes: list[Area]) -> AllocationPlan:
    """A chosen plan whose units have their people's committees."""
    for commune in communes[:3]:
        office.agency(commune.ref)
    alternative = divided(plan, access)
    return allocation.choose(alternative=alternative, reason="Phù hợp", access=access)


def test_units_and_the_reserve_are_assigned_the_whole_envelope(
    office: Office, ready: AllocationPlan, access: Access
) -> None:
    given = {"plan": ready, "on": date(2026, 12, 30), "parent": None, "access": access}
    document, keeper = make_document(office, number="12/QĐ-UBND"), office.agency(PROVINCE)
    with pytest.raises(NotAllowed, match="giữ phần dự phòng"), transaction.atomic():
        draft_from(document=document, **given)
    decision = draft_from(document=document, reserve_holder=keeper, **given)
    rows = decision.entries.select_related("line__holder")
    assert sorted(row.amount_vnd // MILLION for row in rows) == [28, 30, 57, 85]
    assert sum(row.amount_vnd for row in rows) == ready.envelope_vnd
    (kept,) = (row for row in rows if not row.line.is_detailed)
    assert (kept.amount_vnd, kept.line.holder) == (30 * MILLION, keeper)
    assert {(row.act, row.line.budget_year, row.line.parent_id) for row in rows} == {("assign", 2027, None)}
    assert all(row.line.plan_vnd == 0 for row in rows)  # only a signed decision gives money
    ready.refresh_from_db()
    assert ready.decision == decision
    with pytest.raises(NotAllowed, match="đã có dự thảo"):
        other = make_document(office, number="13/QĐ-UBND")
        draft_from(**given | {"document": other, "reserve_holder": keeper})


def test_a_unit_whose_line_stands_below_another_is_named(office: Office, ready: AllocationPlan, access: Access) -> None:
    same = {"component": ready.component, "kind": ready.kind, "source": ready.source, "budget_year": 2027}
    own = office.agency(PROVINCE)
    sister = Agency.objects.create(code="SO", name="Sở khác", kind="so", area=own.area, valid_from=date(2020, 1, 1))
    other, above = (open_line(holder=holder, is_detailed=False, **same) for holder in (own, sister))
    share = AlternativeShare.objects.filter(alternative=ready.chosen, share_vnd__gt=0).select_related("holder")[0]
    taker = share.holder
    assert taker is not None
    open_line(holder=taker, parent=above, **same)
    given = {"document": make_document(office, number="12/QĐ-UBND"), "on": date(2026, 12, 30), "access": access}
    with pytest.raises(NotAllowed, match=f"^{taker.name}: .*từ nguồn phân bổ khác"), transaction.atomic():
        draft_from(plan=ready, parent=other, **given)
    ready.refresh_from_db()
    assert ready.decision is None


def test_a_draft_that_is_thrown_away_may_be_made_again(office: Office, ready: AllocationPlan, access: Access) -> None:
    given = {"plan": ready, "on": date(2026, 12, 30), "parent": None, "access": access}
    given["reserve_holder"] = office.agency(PROVINCE)
    first = draft_from(document=make_document(office, number="12/QĐ-UBND"), **given)
    discard(decision=first, reason="Ghi nhầm quyết định")
    ready.refresh_from_db()
    assert ready.decision is None
    again = draft_from(document=make_document(office, number="13/QĐ-UBND"), **given)
    assert again.entries.count() == 4


def test_units_are_allocated_from_the_provinces_line(office: Office, ready: AllocationPlan, access: Access) -> None:
    given = {"component": ready.component, "kind": ready.kind, "source": ready.source, "budget_year": 2027}
    parent = open_line(holder=office.agency(PROVINCE), is_detailed=False, **given)
    assert not lines_to_give(ready, access).exists()  # it holds nothing yet
    assign(line=parent, amount_vnd=200 * MILLION, by=Draft(make_document(office, number="1/QĐ-TTg"), date(2026, 12, 1)))
    assert list(lines_to_give(ready, access)) == [parent]
    document = make_document(office, number="12/QĐ-UBND")
    decision = draft_from(plan=ready, document=document, on=date(2026, 12, 30), parent=parent, access=access)
    assert sum(row.amount_vnd for row in decision.entries.all()) == 170 * MILLION  # the reserve stays in the line
    assert {(row.act, row.line.parent_id) for row in decision.entries.select_related("line")} == {
        ("allocate", parent.pk)
    }
    assert CapitalLine.objects.get(pk=parent.pk).allocated_vnd == 0


def test_a_commune_sees_no_plan_of_the_province(office: Office, plan: AllocationPlan, access: Access) -> None:
    divided(plan, access)
    for model in (AllocationPlan, Criterion, Alternative, AlternativeShare):
        for ref, seen in ((PROVINCE, True), (COMMUNE, False)):
            role = "finance" if seen else "commune_officer"
            with acting_as(office.access(role, ref).actor()), transaction.atomic():
                assert model.objects.exists() is seen, (model, ref)


def test_needs_below_the_plans_component_cap_the_shares(
    office: Office, plan: AllocationPlan, access: Access, communes: list[Area], settings: Any, tmp_path: Path
) -> None:
    """Needs of 100, 60 and 10: 170 by 3 : 2 : 1 within them is 100, 60, 10."""
    settings.MEDIA_ROOT = tmp_path
    file = files.store(BytesIO(b"x"), name="x.pdf", purpose="disbursement.need", owner_id=None)
    for commune, amount in zip(communes, (100, 60, 10), strict=False):
        sent = {"state": "accepted", "file": file, "submitted_at": FROZEN_AT}
        make_need(office, commune.ref, amount_vnd=amount * MILLION, component=component(), **sent)
    alternative = divided(plan, access, caps_at_need=True)
    assert shares(alternative, communes) == [100, 60, 10, 0]
    assert alternative.shares.get(area=communes[1]).bound == "cap"
