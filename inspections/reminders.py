"""Reminders of recommendations, on the same kind of ladder as tasks."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.people import holders_of, users_of_agency
from core.ladders import Overdue, Rung, remind
from inspections.models import Recommendation
from inspections.services import recommendation_url

LADDER = (
    Rung(-3, "agency", _("Sắp đến hạn khắc phục %(due)s: %(label)s")),
    Rung(0, "agency", _("Kiến nghị đến hạn khắc phục %(due)s: %(label)s")),
    Rung(3, "leaders", _("Kiến nghị quá hạn khắc phục từ %(due)s: %(label)s")),
    Rung(10, "leaders_above", _("Kiến nghị quá hạn hơn 10 ngày (hạn %(due)s): %(label)s")),
)
LEADS = "inspections.verify"


def remind_of_recommendations(today: date) -> int:
    """Ring the bells that are due on that day; how many rang."""
    waiting = Recommendation.objects.open().select_related("agency__area__parent").order_by("due", "pk")
    items = (overdue(recommendation, today) for recommendation in waiting.iterator(chunk_size=500))
    return remind(LADDER, items, today)


def overdue(recommendation: Recommendation, today: date) -> Overdue:
    return Overdue(
        key=f"recommendation:{recommendation.pk}",
        label=recommendation.text[:150],
        url=recommendation_url(recommendation),
        due=recommendation.due,
        audiences=audiences(recommendation, today),
    )


def audiences(recommendation: Recommendation, today: date) -> Callable[[str], set[int]]:
    def who(audience: str) -> set[int]:
        if audience == "agency":
            return users_of_agency(recommendation.agency_id, today)
        area = recommendation.agency.area
        return holders_of(LEADS, area if audience == "leaders" else area.parent, today)

    return who
