"""What the apps below tell: a period was closed, so its figures are frozen (design 3.3)."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from core.jobs import enqueue
from core.models import Job
from households.models import ReviewRound
from reports.figures.ground import ground
from reports.figures.versions import REVIEW_GROUPS
from reports.tasks import FREEZE


def freeze_review(
    sender: Any, *, review_round: ReviewRound, area: Area, reason: str, access: Access, **_given: Any
) -> None:
    """The yearly review is counted; the rounds between two reviews have no figures of their own."""
    if review_round.kind != ReviewRound.Kind.PERIODIC:
        return
    enqueue(
        FREEZE,
        owner_id=access.user_id,
        subject=_("Chốt số liệu rà soát năm %(year)s") % {"year": review_round.year},
        parameters={
            "groups": list(REVIEW_GROUPS),
            "year": review_round.year,
            "area_ids": [unit.pk for unit in ground(area, review_round.year).units],
            "reason": reason,
            "round": review_round.pk,
        },
        queue=Job.Queue.FAST,
    )
