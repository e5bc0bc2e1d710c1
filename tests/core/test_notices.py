"""A bell rings in the language of whoever reads it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from core import jobs
from core.acting import SYSTEM, acting_as
from core.jobs import Step, job_handler
from core.ladders import Overdue, Rung, remind
from core.models import Job, Notice
from core.notices import tell
from tests.databases import Database

DUE = date(2026, 11, 22)


@pytest.fixture
def readers(db: None) -> Iterator[dict[str, User]]:
    with acting_as(SYSTEM):
        yield {code: User.objects.create_user(f"doc-{code}", full_name=code, language=code) for code in ("vi", "en")}


def told(user: User) -> str:
    return Notice.objects.get(user=user).text


def test_each_reader_is_told_in_their_own_language(readers: dict[str, User]) -> None:
    with override("en"):
        tell({user.pk for user in readers.values()}, gettext_lazy("Nhiệm vụ mới: %(title)s"), {"title": "A"}, url="/")
    assert (told(readers["vi"]), told(readers["en"])) == ("Nhiệm vụ mới: A", "New task: A")


def test_nobody_is_no_reader(readers: dict[str, User]) -> None:
    tell({None, readers["vi"].pk}, "A", {}, url="/")
    assert Notice.objects.count() == 1


def test_a_reminder_writes_its_day_as_the_language_does(readers: dict[str, User]) -> None:
    ladder = (Rung(0, "agency", gettext_lazy("Nhiệm vụ đến hạn %(due)s: %(label)s")),)
    everyone = {user.pk for user in readers.values()}
    remind(ladder, [Overdue("task:1", "A", "/", DUE, {"agency": everyone}.__getitem__)], DUE)
    assert told(readers["vi"]) == "Nhiệm vụ đến hạn 22/11/2026: A"
    assert told(readers["en"]) == "Task due on 22 Nov 2026: A"


@job_handler("tests.say")
def say(job: Job) -> Iterator[Step]:
    yield Step(1, 1, message=str(gettext_lazy("Chưa có số liệu")))


def test_a_job_speaks_its_owners_language(own_database: Database) -> None:
    with acting_as(SYSTEM):
        with transaction.atomic():
            owner = User.objects.create_user("chu-viec-en", full_name="Owner", language="en")
            job = jobs.enqueue("tests.say", owner_id=owner.pk, subject="A")
        jobs.run(str(job.pk))
        with transaction.atomic():
            assert Job.objects.get(pk=job.pk).message == "No figures yet"
            assert told(owner) == "Done: A"
