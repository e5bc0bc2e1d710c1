"""One bell a day for the new alerts: to the people of the holders and to those who plan capital above them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_paths
from accounts.models import Agency, Assignment
from accounts.people import heirs_of
from core.models import Notice
from core.notices import worded_each
from reports.figures.scope import is_within
from reports.models import Alert

NEW = _("%(n)s cảnh báo giải ngân mới: %(names)s")
NAMED = 3
READS, PLANS = "disbursement.view", "disbursement.plan"


def tell(day: date) -> None:
    """Sum up the standing alerts that nobody was told of yet; what a second run of the day adds waits for the next
    morning."""
    if Alert.objects.filter(told_on=day).exists():
        return
    untold = list(Alert.objects.standing().filter(told_on=None).with_severity().order_by("severity", "id"))
    if not untold:
        return
    names = Agency.objects.in_bulk({alert.holder_id for alert in untold})
    words = {
        user_id: _words([names[alert.holder_id].name for alert in alerts])
        for user_id, alerts in _readers(untold, day).items()
    }
    url = reverse("reports:alerts")
    Notice.objects.bulk_create(worded_each(words, NEW, url=url, key=f"alerts:{day}"), ignore_conflicts=True)
    Alert.objects.filter(pk__in=[alert.pk for alert in untold]).update(told_on=day)


def _words(names: Sequence[str]) -> dict[str, object]:
    """How many alerts, and of whom: the first few holders by name."""
    different = list(dict.fromkeys(names))
    more = ", …" if len(different) > NAMED else ""
    return {"n": len(names), "names": ", ".join(different[:NAMED]) + more}


def _readers(alerts: Sequence[Alert], day: date) -> dict[int, list[Alert]]:
    """Whom each alert concerns. Posts limited to some components are left out: they do not see whole holders."""
    posts = Assignment.objects.in_force(day).filter(user__is_active=True, role__rights__contains=[READS])
    rows = posts.filter(components=None).select_related("user", "role", "area")
    by_agency: dict[int, set[int]] = defaultdict(set)
    planners: list[tuple[int, tuple[str, ...]]] = []
    for post in rows:
        if post.user.agency_id is not None:
            by_agency[post.user.agency_id].add(post.user_id)
        if PLANS in post.role.rights:
            planners.append((post.user_id, scope_paths(post.area)))
    heirs = heirs_of({alert.holder_id for alert in alerts})
    found: dict[int, list[Alert]] = defaultdict(list)
    for alert in alerts:
        own = {user for agency in heirs[alert.holder_id] for user in by_agency.get(agency, ())}
        above = {user for user, paths in planners if any(is_within(str(alert.scope_path), path) for path in paths)}
        for user_id in own | above:
            found[user_id].append(alert)
    return found
