"""Background work: the refresh of the cube every two seconds, the alerts of the day, and the jobs a person asks for."""

from collections.abc import Iterator

from celery import shared_task
from django.utils import timezone

from areas.models import Area
from core.acting import SYSTEM, acting_as
from core.jobs import Step, job_handler
from core.models import Job
from households.services.recognition import figures_frozen
from reports.alerts.standing import update_alerts
from reports.cube.groups import GROUPS
from reports.cube.rebuild import rebuild
from reports.cube.refresh import refresh
from reports.cube.snapshots import freeze

FREEZE = "reports.freeze_figures"


@shared_task(name="reports.refresh_figures")
def refresh_figures() -> None:
    """Count again what is marked; a group that another worker holds is left to it."""
    refresh(wait=False)


@shared_task(name="reports.update_alerts")
def update_alerts_daily() -> None:
    """Every morning, before anybody asks who is behind."""
    with acting_as(SYSTEM):
        update_alerts(timezone.localdate())


@job_handler("reports.refresh_figures", as_system=True)
def refresh_on_request(job: Job) -> Iterator[Step]:
    """The refresh button: one step per group. `back` is the page that asked for it."""
    codes = list(GROUPS)
    job.result_url = job.parameters.get("back", "")
    for done, code in enumerate(codes[job.cursor or 0 :], start=(job.cursor or 0) + 1):
        refresh([code])
        yield Step(done=done, total=len(codes), cursor=done, final=done == len(codes))


@job_handler("reports.rebuild_figures", as_system=True)
def rebuild_on_request(job: Job) -> Iterator[Step]:
    """Count everything anew: parameters `groups` (codes) and `year` (or null)."""
    codes = job.parameters.get("groups") or list(GROUPS)
    for done, code in enumerate(codes[job.cursor or 0 :], start=(job.cursor or 0) + 1):
        rebuild(code, job.parameters.get("year"))
        yield Step(done=done, total=len(codes), cursor=done, final=done == len(codes))


@job_handler(FREEZE, as_system=True)
def freeze_on_request(job: Job) -> Iterator[Step]:
    """Freeze `groups` of a `year` in the subtrees of `area_ids`, with its `reason`; each group and area once.

    `seen`: how many versions of each area the person saw who asked; where somebody else was quicker, none is added.
    `round`: the review that waits for it.
    """
    given = job.parameters
    areas = Area.objects.in_bulk(given["area_ids"])
    parts = [(code, areas[pk]) for pk in given["area_ids"] for code in given["groups"]]
    job.result_url = given.get("back", "")
    for done, (code, area) in enumerate(parts[job.cursor or 0 :], start=(job.cursor or 0) + 1):
        seen = given.get("seen", {}).get(str(area.pk))
        freeze(code=code, year=given["year"], area=area, reason=given["reason"], actor_id=job.owner_id, seen=seen)
        if done == len(parts) and "round" in given:
            figures_frozen(given["round"])
        yield Step(done=done, total=len(parts), cursor=done, final=done == len(parts))
