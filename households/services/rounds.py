"""Opening a round of review and listing the households it has to review."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from core import events
from core.transitions import NotAllowed
from households.models import Assessment, Household, PovertyStandard, ResultClass, ReviewRound, Zone
from households.rulebook import standard_on
from households.services.guards import commune_of, hold_round, require

# Households on the list of the poor and near-poor are reviewed every year (QĐ 24/2021/QĐ-TTg).
REVIEWED = (ResultClass.POOR, ResultClass.NEAR_POOR)
BATCH = 2000


def leads_rounds(access: Access) -> bool:
    """Opening a round and recognising its result is the province's."""
    levels = (Area.Level.PROVINCE, Area.Level.COUNTRY)
    return access.can("households.decide") and access.area is not None and access.area.level in levels


@transaction.atomic
def open_round(
    *, access: Access, year: int, kind: str, reference_date: date, opens_on: date, closes_on: date
) -> ReviewRound:
    """The province opens a round under the national standard in force on its reference date."""
    require(access, "households.decide")
    if not leads_rounds(access):
        raise NotAllowed(_("Chỉ cấp tỉnh mở đợt rà soát."))
    if ReviewRound.objects.filter(year=year, kind=kind).exists():
        raise NotAllowed(_("Đợt này của năm %(year)d đã mở.") % {"year": year})
    standard = standard_on(reference_date)
    if standard is None:
        raise NotAllowed(_("Chưa có chuẩn nghèo có hiệu lực vào ngày tính tuổi đã chọn."))
    opened = ReviewRound.objects.create(
        year=year,
        kind=kind,
        standard=standard,
        reference_date=reference_date,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    events.record("households.open_round", opened, label=str(opened), standard=standard.code)
    return opened


@transaction.atomic
def list_for_round(
    *, access: Access, round_id: int, household_ids: Iterable[UUID] | None = None, path: str = ""
) -> int:
    """Put households on the round's list; how many are new on it.

    Without `household_ids`: those whose recognised class is poor or near-poor, at or below `path` (or in all
    of one's area). A household that asks for a review is named by its id. Listing twice changes nothing.
    """
    require(access, "households.edit")
    hold_round(round_id)
    review_round = ReviewRound.objects.select_related("standard").get(pk=round_id)
    if not review_round.is_open:
        raise NotAllowed(_("Đợt rà soát đã kết thúc."))
    households = Household.objects.visible_to(access).active()
    if path:
        households = households.living_in(path)
    if household_ids is None:
        wanted = Q(classifications__valid_to=None, classifications__result_class__in=REVIEWED)
        households = households.filter(wanted, classifications__scope=PovertyStandard.Scope.NATIONAL)
    else:
        households = households.filter(pk__in=list(household_ids))
    listed = Assessment.objects.of_round(round_id).values("household_id")
    new = households.exclude(pk__in=listed).annotate(size=Count("members", filter=Q(members__left_on=None)))
    return _list(review_round, list(new.select_related("area__parent").order_by("id")))


def _list(review_round: ReviewRound, households: list[Household]) -> int:
    zones = _zones({household.area_id for household in households}, review_round.reference_date)
    rows = [
        Assessment(
            household=household,
            round=review_round,
            standard=review_round.standard,
            area=commune_of(household.area),
            zone=zones[household.area_id],
            persons=max(1, household.size),  # type: ignore[attr-defined]
            is_minority=household.is_minority,
            scope_path=household.scope_path,
        )
        for household in households
    ]
    Assessment.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _zones(area_ids: set[int], on: date) -> dict[int, str]:
    """Urban or rural by area; where nobody has declared it, rural (xã) as the larger part of the country."""
    found = Area.objects.filter(pk__in=area_ids).with_zone(on).values_list("pk", "zone")
    return {pk: zone or Zone.RURAL for pk, zone in found}
