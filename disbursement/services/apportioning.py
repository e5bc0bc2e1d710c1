"""Working out an alternative: values read and frozen, scores, shares that add up to the envelope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models import Agency
from areas.models import Area
from core.rates import scaled_half_up
from core.transitions import NotAllowed
from disbursement import criterion_sources
from disbursement.models import (
    AllocationPlan,
    Alternative,
    AlternativeShare,
    CapitalLine,
    CapitalNeed,
    Criterion,
    UnitLimit,
)
from disbursement.rules.apportion import Claim, Division, Infeasible, apportion, reserve_of

Values = Mapping[str, Mapping[str, Any]]


def reserve_vnd(plan: AllocationPlan) -> int:
    """The reserve in dong, whichever way it is given."""
    if plan.reserve_share is None:
        return int(plan.reserve_vnd or 0)
    return reserve_of(plan.envelope_vnd, Fraction(plan.reserve_share), plan.rounding_vnd)


def units_of(plan: AllocationPlan) -> list[Area]:
    """The communes of the plan's area, of the list in force today or on the area's last day."""
    on = plan.area.valid_to or timezone.localdate()
    communes = Area.objects.within(plan.area).of_level(Area.Level.COMMUNE).in_force(on)
    return list(communes.order_by("sort_key", "pk"))


@dataclass(frozen=True)
class Ground:
    """What every unit stands on: its values, its holder, last year's plan, its accepted need."""

    plan: AllocationPlan
    access: Access

    @cached_property
    def units(self) -> list[Area]:
        return units_of(self.plan)

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(self.plan.criteria.all())

    @cached_property
    def values(self) -> dict[int, dict[str, dict[str, Any]]]:
        """Unit -> measure -> value with its source, as an alternative keeps it."""
        sources = [self._source(criterion) for criterion in self.criteria]
        read = criterion_sources.values_of(sources, self.units, self.plan.figures_year)
        return {
            unit.pk: {
                source.code: criterion_sources.frozen(read[source.code][unit.pk], str(source.unit))
                for source in sources
            }
            for unit in self.units
        }

    def _source(self, criterion: Criterion) -> criterion_sources.CriterionSource:
        source = criterion_sources.find(criterion.measure)
        if source is None:
            raise NotAllowed(_("Tiêu chí “%(label)s” không còn nguồn số liệu.") % {"label": criterion.label})
        return source

    @cached_property
    def holders(self) -> dict[int, Agency]:
        """The people's committee of each unit, which holds its capital."""
        committees = Agency.objects.in_force(timezone.localdate()).filter(
            kind=Agency.Kind.PEOPLES_COMMITTEE, area__in=self.units
        )
        return {agency.area_id: agency for agency in committees.order_by("-code")}

    @cached_property
    def needs(self) -> dict[int, int]:
        """What each unit asks for and the province took up, for the plan's component and what is below it."""
        needs = (
            CapitalNeed.objects.visible_to(self.access)
            .accepted()
            .filter(
                component__path__descendant_of=[self.plan.component.path],
                kind=self.plan.kind_id,
                budget_year=self.plan.budget_year,
                area__in=self.units,
            )
        )
        return dict(
            needs.order_by().values("area_id").annotate(total=Sum("amount_vnd")).values_list("area_id", "total")
        )

    @cached_property
    def previous(self) -> dict[int, int]:
        """Last year's plan of the same money, without what was carried over, at the unit or what became part of it."""
        year = self.plan.budget_year - 1
        lines = (
            CapitalLine.objects.visible_to(self.access)
            .open_for_vouchers()
            .filter(
                component__path__descendant_of=[self.plan.component.path],
                kind=self.plan.kind_id,
                source=self.plan.source_id,
                budget_year=year,
                tranche_year=year,
            )
        )
        sums = lines.order_by().values("area__path").annotate(total=Sum("plan_vnd"))
        by_path = {str(path): total for path, total in sums.values_list("area__path", "total")}
        found = {}
        for unit in self.units:
            parts = [by_path[path] for path in (str(unit.path), *unit.origin_paths) if path in by_path]
            if parts:
                found[unit.pk] = sum(parts)
        return found


def work_out(*, alternative: Alternative, access: Access) -> list[AlternativeShare]:
    """Read the values anew and write the shares of the alternative; raises NotAllowed when it cannot be divided so."""
    plan = alternative.plan
    ground = Ground(plan, access)
    limits = {limit.area_id: limit for limit in alternative.limits.all()}
    weights = {row.criterion.measure: row.value for row in alternative.coefficients.select_related("criterion")}
    scores = {unit.pk: score(ground.values[unit.pk], weights) for unit in ground.units}
    _some_known(ground, scores, weights)
    try:
        division = apportion(
            [_claim(unit, alternative, limits.get(unit.pk), scores[unit.pk], ground.needs) for unit in ground.units],
            envelope_vnd=plan.envelope_vnd,
            reserve_vnd=reserve_vnd(plan),
            unit_vnd=plan.rounding_vnd,
        )
    except Infeasible as refusal:
        raise NotAllowed(str(refusal)) from refusal
    shares = [_share(unit, alternative, division, ground, scores, limits) for unit in ground.units]
    _write(alternative, shares, division, ground.units)
    return shares


def _some_known(ground: Ground, scores: Mapping[int, Decimal | None], weights: Mapping[str, Decimal]) -> None:
    """Without a score of any unit nothing can be divided; says which criteria have no figures, and why."""
    if any(points is not None for points in scores.values()):
        return
    lacking = {
        criterion.label: values[criterion.measure]["note"]
        for criterion in ground.criteria
        for values in ground.values.values()
        if weights.get(criterion.measure) and values[criterion.measure]["value"] is None
    }
    told = "; ".join(f"{label} ({note.rstrip('.')})" if note else label for label, note in lacking.items())
    raise NotAllowed(
        _("Không đơn vị nào có đủ số liệu để tính điểm. Thiếu: %(lacking)s. Bỏ tiêu chí hoặc ghi điểm bằng 0.")
        % {"lacking": told}
    )


def score(values: Values, weights: Mapping[str, Decimal]) -> Decimal | None:
    """The points of a unit; None when it lacks a value that counts."""
    total = Decimal(0)
    for measure, weight in weights.items():
        value = values.get(measure, {}).get("value")
        if value is None and weight:
            return None
        total += weight * Decimal(value or 0)
    return total


def _claim(
    unit: Area, alternative: Alternative, limit: UnitLimit | None, points: Decimal | None, needs: Mapping[int, int]
) -> Claim:
    """A unit without a score, or left out, has no weight: it gets its floor and is named on the page."""
    floor, cap = alternative.floor_vnd, alternative.cap_vnd
    if limit is not None:
        floor = floor if limit.floor_vnd is None else limit.floor_vnd
        cap = cap if limit.cap_vnd is None else limit.cap_vnd
    if alternative.caps_at_need:
        need = needs.get(unit.pk, 0)
        cap = need if cap is None else min(cap, need)
        floor = min(floor, need)
    counts = points is not None and not (limit is not None and limit.left_out)
    return Claim(unit.ref, Fraction(points) if counts and points else Fraction(0), floor, cap, name=unit.full_name)


def _share(
    unit: Area,
    alternative: Alternative,
    division: Division,
    ground: Ground,
    scores: Mapping[int, Decimal | None],
    limits: Mapping[int, UnitLimit],
) -> AlternativeShare:
    share = division.shares[unit.ref]
    limit = limits.get(unit.pk)
    return AlternativeShare(
        alternative=alternative,
        area=unit,
        holder=ground.holders.get(unit.pk),
        values=ground.values[unit.pk],
        score=scores[unit.pk],
        exact_vnd=scaled_half_up(share.exact, 0),
        share_vnd=share.amount_vnd,
        bound=share.bound,
        left_out=limit is not None and limit.left_out,
        previous_vnd=ground.previous.get(unit.pk),
        need_vnd=ground.needs.get(unit.pk),
        scope_path=alternative.scope_path,
    )


def _write(
    alternative: Alternative, shares: Sequence[AlternativeShare], division: Division, units: Sequence[Area]
) -> None:
    alternative.shares.all().delete()
    AlternativeShare.objects.bulk_create(shares)
    alternative.computed_at = timezone.now()
    alternative.left_over_vnd = division.left_over_vnd
    alternative.left_over_area = next((unit for unit in units if unit.ref == division.left_over_code), None)
    alternative.save(update_fields=["computed_at", "left_over_vnd", "left_over_area"])
