"""Work of the registry that takes longer than a page may."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access, access_of_job
from areas.models import Area
from core.formats import format_number
from core.jobs import JobFailed, Step, job_handler
from core.models import Job
from core.transitions import NotAllowed
from households.services.recognition import confirm_some
from households.services.rounds import list_for_round

LIST_ROUND = "households.list_round"
CONFIRM_ROUND = "households.confirm_round"
CONFIRMED_AT_ONCE = 50


@job_handler(LIST_ROUND)
def list_round(job: Job) -> Iterator[Step]:
    """Put the poor and near-poor of the owner's area on a round's list, commune by commune.

    Parameters: `round_id`, and `post_id`, the post in which the owner asked. The cursor is the number of
    places done; listing a place twice changes nothing.
    """
    access = access_of_job(job)
    places, listed = _paths(access), job.result.get("listed", 0)
    for done, path in enumerate(places[job.cursor or 0 :], start=(job.cursor or 0) + 1):
        try:
            listed += list_for_round(access=access, round_id=job.parameters["round_id"], path=path)
        except NotAllowed as refusal:
            raise JobFailed(str(refusal)) from refusal
        job.result = {"listed": listed}
        message = _("Đã đưa %(n)d hộ vào danh sách") % {"n": listed}
        is_last = done == len(places)
        yield Step(done=done, total=len(places), cursor=done, message=message, final=is_last)


@job_handler(CONFIRM_ROUND)
def confirm_round(job: Job) -> Iterator[Step]:
    """Confirm the results of the owner's area in a round, fifty a step.

    Parameters: `round_id`, `post_id`, `on`, `decision`, and `total`, how many waited when it was asked for. The
    cursor is the last form looked at; a confirmed form is confirmed no second time.
    """
    given, access = job.parameters, access_of_job(job)
    after = UUID(job.cursor) if job.cursor else None
    confirmed, refused = job.result.get("confirmed", 0), job.result.get("refused", 0)
    while True:
        last, done, passed = confirm_some(
            access=access,
            round_id=given["round_id"],
            on=date.fromisoformat(given["on"]),
            decision=given["decision"],
            after=after,
            limit=CONFIRMED_AT_ONCE,
        )
        if last is None:
            return
        after, confirmed, refused = last, confirmed + done, refused + passed
        job.result = {"confirmed": confirmed, "refused": refused}
        message = _("Đã xác nhận kết quả %(n)s hộ.") % {"n": format_number(confirmed)}
        if refused:
            message += " " + _("%(n)s hộ không xác nhận được, vẫn chờ xác nhận từng hộ.") % {
                "n": format_number(refused)
            }
        job.result_url = given.get("back", "")
        yield Step(done=confirmed + refused, total=given["total"], cursor=str(last), message=message)


def _paths(access: Access) -> list[str]:
    """The communes of today's tree in one's area, then the older units whose households were not placed anew."""
    today = timezone.localdate()
    communes = Area.objects.at(today).visible_to(access).of_level(Area.Level.COMMUNE)
    inside = list(communes.order_by("path").values_list("path", flat=True))
    own = [access.area.path] if access.area and not inside else []
    return [*own, *inside, *access.paths[1:]]
