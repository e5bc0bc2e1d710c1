"""Background jobs: done once, run again without harm, given up, superseded, swept when lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from areas.models import Area
from core import jobs
from core.acting import SYSTEM, Actor, acting_as
from core.jobs import JobFailed, Step, job_handler
from core.models import Job, Notice
from households.models import Household
from tests.core.cancelling import cancel_meanwhile
from tests.databases import Database

done: list[int] = []
meanwhile: list[Callable[[Job], object]] = []


@job_handler("tests.count")
def count(job: Job) -> Iterator[Step]:
    """Three steps; begins where the last committed cursor stands."""
    for number in range(job.cursor or 0, 3):
        done.append(number)
        yield Step(number + 1, 3, cursor=number + 1)


@job_handler("tests.die")
def die(job: Job) -> Iterator[Step]:
    """A worker that is killed after its second step, in its first attempt."""
    for number in range(job.cursor or 0, 3):
        done.append(number)
        if number == 2 and job.attempt == 1:
            raise KeyboardInterrupt
        yield Step(number + 1, 3, cursor=number + 1)


@job_handler("tests.finish")
def finish(job: Job) -> Iterator[Step]:
    """One step, and what happens while the row of the job is held by it."""
    for act in meanwhile:
        act(job)
    done.append(0)
    yield Step(1, 1, final=True)


@job_handler("tests.twice", at_one_moment=True)
def twice(job: Job) -> Iterator[Step]:
    """Counts, lets others write, counts again."""
    before = Household.objects.count()
    for act in meanwhile:
        act(job)
    job.result = {"counted": [before, Household.objects.count()]}
    yield Step(1, 1, final=True)


@job_handler("tests.lose_record")
def lose_record(job: Job) -> Iterator[Step]:
    yield Step(1, 2)
    raise Http404


@job_handler("tests.fail")
def fail(job: Job) -> Iterator[Step]:
    yield Step(1, 2)
    raise JobFailed("Tệp không đọc được.", [{"cell": "B2"}])


@job_handler("tests.break")
def break_(job: Job) -> Iterator[Step]:
    yield Step(1, 2)
    raise ZeroDivisionError


@job_handler("tests.lose_database")
def lose_database(job: Job) -> Iterator[Step]:
    yield Step(1, 2)
    raise OperationalError("gone")


@job_handler("tests.look")
def look(job: Job) -> Iterator[Step]:
    job.result = {"seen": Household.objects.count()}
    yield Step(1, 1)


@pytest.fixture
def owner(own_database: Database) -> Iterator[User]:
    done.clear()
    meanwhile.clear()
    with acting_as(SYSTEM):
        with transaction.atomic():
            user, _made = User.objects.get_or_create(username="chu-viec", defaults={"full_name": "Chủ việc"})
        yield user
        with transaction.atomic():
            Job.objects.all().delete()
            Notice.objects.all().delete()


def _enqueue(kind: str, owner: User, **more: object) -> Job:
    with transaction.atomic():
        return jobs.enqueue(kind, owner_id=owner.pk, subject="Việc thử", **more)


def _again(job: Job) -> Job:
    with transaction.atomic():
        return Job.objects.get(pk=job.pk)


def _age(job: Job, **columns: object) -> None:
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**columns)


def _make_household(code: str, ref: str) -> None:
    with transaction.atomic():
        area = Area.objects.by_ref(ref)
        name = {"head_name": "A", "head_name_sort": "a", "head_name_fold": "a"}
        Household.objects.create(code=code, area=area, scope_path=str(area.path), **name)


def _path(ref: str) -> str:
    with transaction.atomic():
        return str(Area.objects.by_ref(ref).path)


def _make_one_beside() -> None:
    """By somebody else, on a connection of their own."""
    with closing(connection), acting_as(SYSTEM):
        _make_household("J2", "2025-30337")


def test_a_job_is_done_and_its_owner_told(owner: User) -> None:
    job = _enqueue("tests.count", owner)
    jobs.run(str(job.pk))
    after = _again(job)
    assert (after.state, after.done, after.total, done) == ("done", 3, 3, [0, 1, 2])
    with transaction.atomic():
        assert Notice.objects.get(user=owner).text == "Đã xong: Việc thử"


def test_who_cancels_during_the_last_step_is_told_that_it_is_done(owner: User) -> None:
    job = _enqueue("tests.finish", owner)
    answers: list[Future[bool]] = []
    with ThreadPoolExecutor(1) as pool:
        meanwhile.append(lambda job: answers.append(cancel_meanwhile(job, pool)))
        jobs.run(str(job.pk))
    assert [answer.result() for answer in answers] == [False]
    assert (_again(job).state, done) == ("done", [0])
    with transaction.atomic():
        assert Notice.objects.get(user=owner).text == "Đã xong: Việc thử"


def test_a_step_may_read_as_of_one_moment(owner: User) -> None:
    with acting_as(Actor(paths=(_path("2025-30337"),), actor_id=str(owner.pk))):
        job = _enqueue("tests.twice", owner)
    with ThreadPoolExecutor(1) as other:
        meanwhile.append(lambda _job: other.submit(_make_one_beside).result())
        jobs.run(str(job.pk))
    assert _again(job).result == {"counted": [0, 0]}
    with transaction.atomic(), connection.cursor() as cursor:
        assert Household.objects.filter(code="J2").exists()
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)


def test_a_record_that_is_gone_ends_the_job_in_words(owner: User) -> None:
    job = _enqueue("tests.lose_record", owner)
    jobs.run(str(job.pk))
    after = _again(job)
    assert (after.state, after.message) == (
        "failed",
        "Hồ sơ của việc này không còn, hoặc anh/chị không còn quyền xem.",
    )


def test_a_second_delivery_does_nothing(owner: User) -> None:
    job = _enqueue("tests.count", owner)
    jobs.run(str(job.pk))
    jobs.run(str(job.pk))
    assert done == [0, 1, 2]


def test_a_killed_job_goes_on_from_its_last_step(owner: User) -> None:
    job = _enqueue("tests.die", owner)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(str(job.pk))
    assert (_again(job).state, _again(job).cursor) == ("running", 2)
    _age(job, heartbeat_at=timezone.now() - timedelta(minutes=10))
    jobs.sweep()
    jobs.run(str(job.pk))
    assert (_again(job).state, _again(job).attempt, done) == ("done", 2, [0, 1, 2, 2])


def test_a_living_job_is_not_taken_over(owner: User) -> None:
    job = _enqueue("tests.die", owner)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(str(job.pk))
    jobs.run(str(job.pk))
    assert _again(job).attempt == 1


def test_a_worker_given_up_leaves_no_trace(owner: User) -> None:
    job = _enqueue("tests.count", owner)
    claimed = jobs._claim(str(job.pk))
    assert claimed is not None
    _age(job, attempt=7)
    with pytest.raises(jobs.Superseded):
        jobs._work(claimed, jobs._handlers["tests.count"])
    assert (_again(job).done, _again(job).state) == (0, "running")


def test_a_failure_shows_its_reason(owner: User) -> None:
    job = _enqueue("tests.fail", owner)
    jobs.run(str(job.pk))
    after = _again(job)
    assert (after.state, after.message, after.errors) == ("failed", "Tệp không đọc được.", [{"cell": "B2"}])


def test_an_unexpected_error_ends_as_failed(owner: User) -> None:
    job = _enqueue("tests.break", owner)
    jobs.run(str(job.pk))
    assert _again(job).state == "failed"


def test_a_lost_database_is_tried_again_and_then_given_up(owner: User) -> None:
    job = _enqueue("tests.lose_database", owner)
    for _attempt in range(jobs.MAX_ATTEMPTS - 1):
        jobs.run(str(job.pk))
        assert _again(job).state == "queued"
    jobs.run(str(job.pk))
    assert _again(job).state == "failed"


def test_a_job_that_silences_every_worker_is_ended(owner: User) -> None:
    job = _enqueue("tests.count", owner)
    for _try in range(jobs.MAX_ATTEMPTS):
        assert jobs._claim(str(job.pk)) is not None
        _age(job, heartbeat_at=timezone.now() - timedelta(minutes=10))
        jobs.sweep()
    after = _again(job)
    assert (after.state, after.attempt) == ("failed", jobs.MAX_ATTEMPTS)
    with transaction.atomic():
        assert Notice.objects.get(user=owner).text == "Không thành công: Việc thử"


def test_a_retried_job_keeps_its_fence(owner: User) -> None:
    """A worker of the first attempt that comes back must not pass for the one of the retry."""
    job = _enqueue("tests.fail", owner)
    jobs.run(str(job.pk))
    with transaction.atomic():
        assert jobs.retry(_again(job))
    jobs.run(str(job.pk))
    assert (_again(job).attempt, _again(job).tries) == (2, 1)


def test_the_sweep_sends_what_was_not_sent(owner: User) -> None:
    job = _enqueue("tests.count", owner)
    _age(job, sent_at=None)
    assert jobs.sweep() == 1
    assert _again(job).sent_at is not None
    assert jobs.sweep() == 0


def test_one_open_job_per_key(owner: User) -> None:
    first = _enqueue("tests.count", owner, dedupe_key="2024")
    second = _enqueue("tests.count", owner, dedupe_key="2024")
    assert first.pk == second.pk
    jobs.run(str(first.pk))
    assert _enqueue("tests.count", owner, dedupe_key="2024").pk != first.pk


def test_a_job_sees_what_its_owner_saw(owner: User) -> None:
    _make_household("J0", "2025-30292")
    _make_household("J1", "2025-30544")
    with acting_as(Actor(paths=(_path("2025-30292"),), actor_id=str(owner.pk))):
        job = _enqueue("tests.look", owner)
    jobs.run(str(job.pk))
    assert _again(job).result == {"seen": 1}


def test_a_stranger_does_not_see_the_job(owner: User) -> None:
    job = _enqueue("tests.count", owner)
    with acting_as(Actor(actor_id="999")), transaction.atomic():
        assert not Job.objects.filter(pk=job.pk).exists()
    with acting_as(Actor(actor_id=str(owner.pk))), transaction.atomic():
        assert Job.objects.filter(pk=job.pk).exists()
