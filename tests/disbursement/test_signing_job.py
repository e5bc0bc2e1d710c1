"""An annex of very many rows is signed by a job: once and whole, however often killed, refused in the same words."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Role
from core import jobs
from core.acting import SYSTEM, acting_as
from core.models import Job, Notice
from core.transitions import NotAllowed
from disbursement import signing, tasks
from disbursement.models import CapitalDecision, Movement
from disbursement.services import plan
from disbursement.services.decisions import change_amount, discard, move_decision
from tests.disbursement.decisions import Chancery, row
from tests.office import COMMUNE


@pytest.fixture
def chancery(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chancery]:
    monkeypatch.setattr(signing, "AT_ONCE", 1)
    with acting_as(SYSTEM):
        yield Chancery()


@pytest.fixture
def decision(chancery: Chancery) -> CapitalDecision:
    """Checked, with two rows where one is signed at once."""
    drafted = chancery.draft(row("assign", chancery.line(), 70), row("assign", chancery.line(component="HP2"), 30))
    return move_decision(decision=drafted, act="check", access=chancery.checker)


def sign(chancery: Chancery, decision: CapitalDecision, role: str = "leader") -> Any:
    return chancery.office.client(role).post(reverse("disbursement:decision_sign", args=[decision.pk]))


def page(chancery: Chancery, decision: CapitalDecision) -> str:
    url = reverse("disbursement:decision", args=[decision.pk])
    return str(chancery.office.client("leader").get(url).content.decode())


def run(job: Job) -> Job:
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def amounts(decision: CapitalDecision) -> list[int]:
    return sorted(Movement.objects.filter(decision=decision.document_id).values_list("amount_vnd", flat=True))


def test_it_is_signed_by_a_job_in_the_name_of_the_signer(chancery: Chancery, decision: CapitalDecision) -> None:
    answer = sign(chancery, decision)
    job = Job.objects.get(kind=signing.SIGN_DECISION)
    assert job.queue == Job.Queue.BULK
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    told = f"Ký quyết định {decision.document.number}, ghi 2 dòng vào sổ vốn"
    waiting = page(chancery, decision)
    assert told in waiting
    assert "Ký, ghi vào sổ vốn" not in waiting
    assert sign(chancery, decision).headers["Location"] == reverse("job", args=[job.pk])
    assert run(job).state == Job.State.DONE
    decision.refresh_from_db()
    assert (decision.state, decision.signed_by_id, amounts(decision)) == ("signed", chancery.leader.user_id, [30, 70])
    assert set(Movement.objects.values_list("recorded_by", flat=True)) == {chancery.leader.user_id}
    assert Notice.objects.get(user=chancery.leader.user_id).text == f"Đã xong: {told}"
    assert told not in page(chancery, decision)


@pytest.mark.parametrize("steps_done", [0, 1])
def test_killed_between_steps_it_is_signed_once(chancery: Chancery, decision: CapitalDecision, steps_done: int) -> None:
    sign(chancery, decision)
    job = Job.objects.get()
    steps = tasks.sign_decision(job)
    for _step in range(steps_done):
        jobs._save_step(job, next(steps))
    assert run(job).state == Job.State.DONE
    decision.refresh_from_db()
    assert (decision.state, amounts(decision)) == ("signed", [30, 70])


def test_killed_while_it_writes_nothing_is_written_and_the_next_try_signs(
    chancery: Chancery, decision: CapitalDecision, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(chancery, decision)
    job = Job.objects.get()
    with monkeypatch.context() as world:
        world.setattr(plan, "refuse_debt", _killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.run(str(job.pk))
    decision.refresh_from_db()
    assert (decision.state, amounts(decision)) == ("checked", [])
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert run(job).state == Job.State.DONE
    assert amounts(decision) == [30, 70]


def _killed(_since: Any) -> None:
    raise KeyboardInterrupt


def test_what_refuses_it_is_told_in_the_same_words(chancery: Chancery) -> None:
    line, other = chancery.line(100), chancery.line(100, component="HP2")
    drafted = chancery.draft(row("recall", line, 60), row("recall", other, 60))
    decision = move_decision(decision=drafted, act="check", access=chancery.checker)
    sign(chancery, decision)
    chancery.signed(row("recall", line, 50))
    with pytest.raises(NotAllowed) as refused:
        move_decision(decision=decision, act="sign", access=chancery.leader)
    job = run(Job.objects.get())
    assert (job.state, job.message) == (Job.State.FAILED, str(refused.value))
    assert "còn 50 đồng" in job.message
    assert str(refused.value) in page_of(chancery, job)
    decision.refresh_from_db()
    assert (decision.state, amounts(decision)) == ("checked", [])


def lose_the_post(chancery: Chancery) -> str:
    office = chancery.office
    office.user("leader").assignments.all().delete()
    office.post(office.user("leader"), "leader", COMMUNE)
    return "Anh/chị không còn giữ vị trí công tác đã dùng khi yêu cầu việc này."


def lose_the_right(chancery: Chancery) -> str:
    Role.objects.filter(code="leader").update(rights=["disbursement.view"])
    return "Anh/chị không có quyền thực hiện việc này."


def lose_sight(chancery: Chancery) -> str:
    chancery.office.user("leader").assignments.update(area=chancery.office.commune)
    return "Hồ sơ của việc này không còn, hoặc anh/chị không còn quyền xem."


def throw_away(chancery: Chancery) -> str:
    decision = CapitalDecision.objects.get()
    move_decision(decision=decision, act="return", access=chancery.checker, reason="sai")
    discard(decision=decision, reason="sai")
    return "Hồ sơ của việc này không còn, hoặc anh/chị không còn quyền xem."


@pytest.mark.parametrize("change", [lose_the_post, lose_the_right, lose_sight, throw_away])
def test_what_changed_meanwhile_is_told_and_nothing_signed(
    chancery: Chancery, decision: CapitalDecision, change: Callable[[Chancery], str]
) -> None:
    sign(chancery, decision)
    why = change(chancery)
    job = run(Job.objects.get())
    assert (job.state, job.message) == (Job.State.FAILED, why)
    assert not Movement.objects.exists()


def change_rows(chancery: Chancery, decision: CapitalDecision) -> None:
    """Returned, mended and checked again."""
    move_decision(decision=decision, act="return", access=chancery.checker, reason="sai số tiền")
    change_amount(row=decision.entries.order_by("amount_vnd")[0], amount_vnd=31, note="", access=chancery.drafter)
    move_decision(decision=decision, act="check", access=chancery.checker)


def test_only_what_was_confirmed_is_signed(chancery: Chancery, decision: CapitalDecision) -> None:
    sign(chancery, decision)
    old = Job.objects.get()
    change_rows(chancery, decision)
    assert "Ký, ghi vào sổ vốn" in page(chancery, decision)
    sign(chancery, decision)
    old = run(old)
    assert old.state == Job.State.FAILED
    assert "đã được trả lại để sửa sau khi anh/chị xác nhận ký" in page_of(chancery, old)
    assert (old.result_url, amounts(decision)) == (reverse("disbursement:decision", args=[decision.pk]), [])
    assert run(Job.objects.exclude(pk=old.pk).get()).state == Job.State.DONE
    assert amounts(decision) == [31, 70]


def test_rows_changed_before_a_retry_are_not_signed_by_it(chancery: Chancery, decision: CapitalDecision) -> None:
    sign(chancery, decision)
    job = Job.objects.get()
    assert jobs.cancel(job)
    change_rows(chancery, decision)
    chancery.office.client("leader").post(reverse("job_retry", args=[job.pk]))
    job = run(job)
    assert job.state == Job.State.FAILED
    assert "đã được trả lại để sửa sau khi anh/chị xác nhận ký" in job.message
    assert amounts(decision) == []


def page_of(chancery: Chancery, job: Job) -> str:
    return str(chancery.office.client("leader").get(reverse("job", args=[job.pk])).content.decode())


def test_what_may_not_be_signed_at_all_is_told_at_once(chancery: Chancery) -> None:
    drafted = chancery.draft(row("assign", chancery.line(), 70), row("assign", chancery.line(component="HP2"), 30))
    with pytest.raises(NotAllowed) as refused:
        move_decision(decision=drafted, act="sign", access=chancery.leader)
    assert str(refused.value) in sign(chancery, drafted).content.decode()
    assert not Job.objects.exists()


def test_a_decision_of_few_rows_is_signed_at_once(chancery: Chancery) -> None:
    drafted = chancery.draft(row("assign", chancery.line(), 70))
    decision = move_decision(decision=drafted, act="check", access=chancery.checker)
    sign(chancery, decision)
    assert amounts(decision) == [70]
    assert not Job.objects.exists()
