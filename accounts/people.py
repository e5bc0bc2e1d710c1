"""Who is meant: agencies one answers for, the users of an agency, the holders of a right in an area."""

from collections.abc import Callable, Iterable
from datetime import date

from accounts.access import Access
from accounts.models import Agency, AgencySuccession, Assignment
from areas.models import Area


def acting_agency_ids(access: Access) -> frozenset[int]:
    """The agency of the post one acts in, and those it took everything over from. Walked once a request: the
    frame of every page asks, and so does most work on it."""
    holder = access.post.user if access.post else access.user
    if holder is None or holder.agency_id is None:
        return frozenset()
    if "agencies" not in access.known:
        access.known["agencies"] = with_predecessors({holder.agency_id})
    found: frozenset[int] = access.known["agencies"]
    return found


def with_predecessors(agency_ids: Iterable[int]) -> frozenset[int]:
    """The agencies and all whose whole field passed on to them, however often it passed on."""
    passed_on = AgencySuccession.objects.filter(field="")
    return _reached(agency_ids, lambda newer: passed_on.filter(new__in=newer).values_list("old_id", flat=True))


def with_successors(agency_ids: Iterable[int]) -> frozenset[int]:
    """The agencies and all to whom their whole field passed on."""
    passed_on = AgencySuccession.objects.filter(field="")
    return _reached(agency_ids, lambda older: passed_on.filter(old__in=older).values_list("new_id", flat=True))


def with_units_below(agency_ids: Iterable[int]) -> frozenset[int]:
    """The agencies and all their units, with the units of these."""
    return _reached(agency_ids, lambda above: Agency.objects.filter(parent__in=above).values_list("pk", flat=True))


def _reached(agency_ids: Iterable[int], following: Callable[[set[int]], Iterable[int]]) -> frozenset[int]:
    """The agencies and all that follow from them; one query a generation."""
    found, newest = set(agency_ids), set(agency_ids)
    while newest:
        newest = set(following(newest)) - found
        found |= newest
    return frozenset(found)


def users_of_agency(agency_id: int, on: date) -> set[int]:
    """Active users of the agency, or of the one that took over, who hold a post on that day."""
    return users_by_agency({agency_id}, on)[agency_id]


def users_by_agency(agency_ids: Iterable[int], on: date) -> dict[int, set[int]]:
    """The same of several agencies at once."""
    heirs = heirs_of(agency_ids)
    acting = {pk for reached in heirs.values() for pk in reached}
    posts = Assignment.objects.in_force(on).filter(user__agency_id__in=acting, user__is_active=True)
    found = list(posts.values_list("user__agency_id", "user_id"))
    return {pk: {user_id for agency_id, user_id in found if agency_id in reached} for pk, reached in heirs.items()}


def heirs_of(agency_ids: Iterable[int]) -> dict[int, set[int]]:
    """Each agency with all to whom its whole field passed on; one query a generation."""
    heirs = {pk: {pk} for pk in agency_ids}
    newest = set(heirs)
    while newest:
        passed_on = AgencySuccession.objects.filter(old__in=newest, field="").values_list("old_id", "new_id")
        newest = set()
        for old_id, new_id in passed_on:
            for reached in heirs.values():
                if old_id in reached and new_id not in reached:
                    reached.add(new_id)
                    newest.add(new_id)
    return heirs


def holders_within(right: str, agency_id: int, on: date) -> set[int]:
    """Active users of the agency, or of the one that took it over, with a post whose role has the right."""
    posts = Assignment.objects.in_force(on).filter(user__agency__in=with_successors({agency_id}))
    found = posts.filter(user__is_active=True, role__rights__contains=[right])
    return set(found.values_list("user_id", flat=True))


def holders_of(right: str, area: Area | None, on: date) -> set[int]:
    """Active users with a post of just that area whose role has the right."""
    if area is None:
        return set()
    posts = Assignment.objects.in_force(on).filter(area=area, role__rights__contains=[right])
    return set(posts.filter(user__is_active=True).values_list("user_id", flat=True))
