"""An import that dies anywhere goes on where it was, and ends as if it had not died."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from core import jobs
from core.acting import SYSTEM, acting_as
from core.imports import checking, services
from core.imports.applying import apply_steps, undo_steps
from core.imports.checking import check_steps
from core.imports.command import drive
from core.models import ImportBatch, Job, Notice
from disbursement.imports import PlanImport
from disbursement.models import CapitalDecision, DraftEntry
from households.models import Household, Member
from tests.disbursement.build import Ledger
from tests.imports.build import Desk, Files, household, member, roster
from tests.imports.test_capital import annex
from tests.office import PROVINCE

State = ImportBatch.State
HOUSEHOLDS = 7


class Killed(Exception):
    """The worker is gone; its open transaction with it."""


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "CHUNK", 3)


@pytest.fixture
def content() -> bytes:
    people = [f"Nguyễn Văn {letter}" for letter in "ABCDEGH"]
    households = [household(n, name, 1950 + n) for n, name in enumerate(people)]
    members = [member(n, name, birth=str(1950 + n), number=f"00005{n}00000{n}") for n, name in enumerate(people)]
    return roster(households, members)


def killed_in_step(officer: Desk, steps: Iterator[Any], number: int) -> Any:
    """Run `steps`, each committed, and die inside step `number`; the cursor that was committed last."""
    cursor = None
    with officer.acting():
        for place in range(number + 1):
            try:
                with transaction.atomic():
                    step = next(steps)
                    if place == number:
                        raise Killed
                    cursor = step.cursor
            except Killed:
                return cursor
    raise AssertionError("ended before it was killed")


def outcome(officer: Desk, batch: ImportBatch) -> list[tuple[Any, ...]]:
    return [(row.part, row.number, row.diff, row.label, row.key) for row in officer.rows(batch)]


@pytest.mark.parametrize("step", range(7))
def test_a_check_killed_in_any_step_goes_on_after_the_last_one(officer: Desk, content: bytes, step: int) -> None:
    whole = officer.check(content)
    batch = officer.upload(content)
    cursor = killed_in_step(officer, check_steps(batch.pk), step)
    with officer.acting():
        drive(check_steps(batch.pk, cursor))
    batch = officer.fresh(batch)
    assert (batch.state, batch.counts) == (State.CHECKED, whole.counts)
    assert outcome(officer, batch) == outcome(officer, whole)
    assert len(outcome(officer, batch)) == 2 * HOUSEHOLDS


def test_a_check_that_is_begun_anew_forgets_what_it_had(officer: Desk, content: bytes) -> None:
    batch = officer.upload(content)
    killed_in_step(officer, check_steps(batch.pk), 3)
    with officer.acting():
        drive(check_steps(batch.pk))
    assert len(officer.rows(batch)) == 2 * HOUSEHOLDS


def test_a_check_run_twice_is_one_check(officer: Desk, content: bytes) -> None:
    batch = officer.check(content)
    before = outcome(officer, batch)
    with officer.acting():
        drive(check_steps(batch.pk))
    assert outcome(officer, batch) == before


def test_a_write_that_is_killed_has_written_nothing_and_is_done_again(officer: Desk, content: bytes) -> None:
    batch = officer.check(content)
    with officer.acting():
        services.apply(batch=batch, access=officer.access, queue=False)
    killed_in_step(officer, apply_steps(batch.pk), 0)
    with officer.acting():
        assert not Household.objects.exists()
        assert officer.fresh(batch).state == State.APPLYING
        drive(apply_steps(batch.pk))
        drive(apply_steps(batch.pk))
        assert (Household.objects.count(), Member.objects.count()) == (HOUSEHOLDS, HOUSEHOLDS)
    assert officer.fresh(batch).state == State.APPLIED


@pytest.fixture
def planner(files: Files) -> Desk:
    """A finance officer with the annex of one decision, seven rows of it, checked three at a time."""
    return files.desk("finance", PROVINCE, PlanImport)


def annex_of_seven() -> bytes:
    with acting_as(SYSTEM), transaction.atomic():
        ledger = Ledger()
        codes = ("DA2", "DA5", "DA3.TDA1", "DA1.TDA1", "DA4.TDA1", "DA4.TDA2", "DA4.TDA3")
        return annex(ledger, *({"component": code, "holder": ledger.holder.name} for code in codes))


@pytest.mark.parametrize("step", range(4))
def test_the_check_of_an_annex_killed_in_any_step_goes_on(planner: Desk, step: int) -> None:
    content = annex_of_seven()
    whole = planner.check(content)
    assert whole.to_write == HOUSEHOLDS, planner.errors(whole)
    batch = planner.upload(content)
    cursor = killed_in_step(planner, check_steps(batch.pk), step)
    with planner.acting():
        drive(check_steps(batch.pk, cursor))
    batch = planner.fresh(batch)
    assert (batch.state, batch.counts) == (State.CHECKED, whole.counts)
    assert outcome(planner, batch) == outcome(planner, whole)


def test_an_annex_that_is_killed_is_drafted_once_and_taken_back_once(planner: Desk) -> None:
    batch = planner.check(annex_of_seven())
    with planner.acting():
        services.apply(batch=batch, access=planner.access, queue=False)
    killed_in_step(planner, apply_steps(batch.pk), 0)
    with planner.acting():
        assert not DraftEntry.objects.exists()
        assert not CapitalDecision.objects.exists()
        drive(apply_steps(batch.pk))
        drive(apply_steps(batch.pk))
        assert (DraftEntry.objects.count(), CapitalDecision.objects.count()) == (HOUSEHOLDS, 1)
    killed_in_step(planner, undo_steps(batch.pk, "nhầm"), 0)
    with planner.acting():
        assert DraftEntry.objects.count() == HOUSEHOLDS
    planner.undo(planner.fresh(batch))
    assert planner.undo(planner.fresh(batch)).message == f"Đã hoàn tác {HOUSEHOLDS} bản ghi."


def test_an_undo_that_is_killed_is_done_again_once(officer: Desk, content: bytes) -> None:
    batch = officer.write(content)
    killed_in_step(officer, undo_steps(batch.pk, "nhầm"), 0)
    with officer.acting():
        assert Household.objects.count() == HOUSEHOLDS
    batch = officer.undo(batch)
    assert officer.undo(batch).message == f"Đã hoàn tác {2 * HOUSEHOLDS} bản ghi."


def test_the_whole_way_as_jobs(officer: Desk, content: bytes) -> None:
    """Upload, check and write as the worker claims them; the owner is told of each."""
    with officer.acting(), transaction.atomic():
        batch = services.upload(
            importer=officer.importer, scope=officer.scope, content=ContentFile(content), name="a.xlsx"
        )
    run_job(batch)
    batch = officer.fresh(batch)
    assert batch.state == State.CHECKED
    assert batch.job is not None
    assert (batch.job.state, batch.job.result_url) == (Job.State.DONE, batch.get_absolute_url())
    with officer.acting():
        services.apply(batch=batch, access=officer.access)
    run_job(officer.fresh(batch))
    assert officer.fresh(batch).state == State.APPLIED
    assert Notice.objects.filter(user_id=officer.access.user_id, text__startswith="Đã xong").count() == 2


def test_a_file_that_cannot_be_read_ends_the_job_as_failed(officer: Desk) -> None:
    with officer.acting(), transaction.atomic():
        batch = officer.upload(b"PK\x03\x04 not a workbook")
        services._queue(batch, checking.CHECK, "Kiểm tra tệp %(name)s")
    run_job(batch)
    batch = officer.fresh(batch)
    assert batch.state == State.FAILED
    assert "bị hỏng" in batch.message
    assert batch.job is not None
    assert (batch.job.state, batch.job.message) == (Job.State.FAILED, batch.message)


def test_a_job_that_was_stopped_leaves_a_batch_that_can_be_checked_again(officer: Desk, content: bytes) -> None:
    with officer.acting(), transaction.atomic():
        batch = officer.upload(content)
        services._queue(batch, checking.CHECK, "Kiểm tra tệp %(name)s")
        batch = services.stop(officer.fresh(batch))
    assert batch.state == State.FAILED
    assert "dừng theo yêu cầu" in batch.message
    with officer.acting():
        services.check(batch=batch, access=officer.access)
    run_job(officer.fresh(batch))
    assert officer.fresh(batch).state == State.CHECKED


def test_what_is_written_or_taken_back_can_be_stopped_no_more(
    officer: Desk, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop that waits for the step in which it happens finds the job ended with that step."""
    fence = jobs._fence

    def stopped_after_a_step(job: Job) -> None:
        if job.done:
            jobs.cancel(job)
        fence(job)

    monkeypatch.setattr(jobs, "_fence", stopped_after_a_step)
    batch = officer.check(content)
    for act, state in ((services.apply, State.APPLIED), (partial(services.undo, reason="nhầm"), State.UNDONE)):
        with officer.acting():
            act(batch=batch, access=officer.access)
        run_job(officer.fresh(batch))
        batch = officer.fresh(batch)
        assert batch.job is not None
        assert (batch.state, batch.job.state) == (state, Job.State.DONE)


def run_job(batch: ImportBatch) -> None:
    with acting_as(SYSTEM):
        jobs.run(str(batch.job_id))
