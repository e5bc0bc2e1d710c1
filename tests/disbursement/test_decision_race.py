"""A decision about capital in the hands of several people at the same moment: it is checked once, signed once."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.access import Access
from core import events, jobs
from core.acting import SYSTEM, acting_as
from core.models import ImportBatch, Job, Notice
from core.transitions import NotAllowed
from disbursement.imports import PlanImport
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry, Movement
from disbursement.services import plan
from disbursement.services.decisions import move_decision
from disbursement.signing import sign_later
from tests.core.cancelling import cancel_meanwhile
from tests.databases import Database
from tests.disbursement.decisions import Chancery, row
from tests.imports.annexes import Annexes
from tests.imports.build import Desk, Files
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office

CLIENTS, ATTEMPTS = 4, 4
State = CapitalDecision.State


@pytest.fixture(scope="module")
def chancery(own_database: Database) -> Chancery:
    with acting_as(SYSTEM), transaction.atomic():
        made = Chancery(Office())
        assert made.drafter
        assert made.checker
        assert made.leader
        return made


def at_once(*works: Callable[[], Any]) -> list[str]:
    """What each is refused with; "" for one that went through. All begin together, each on its own connection."""
    ready = Barrier(len(works))

    def tried(work: Callable[[], Any]) -> str:
        with closing(connection), acting_as(SYSTEM):
            ready.wait()
            try:
                with transaction.atomic():
                    work()
            except NotAllowed as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(tried, works))


def test_a_cancel_while_its_job_writes_comes_too_late(chancery: Chancery, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        decision = chancery.checked(row("assign", chancery.line(component="HP2", kind="SN"), 100))
    with acting_as(chancery.leader.actor()), transaction.atomic():
        job = sign_later(decision, chancery.leader)
    answers: list[Future[bool]] = []
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(plan, "refuse_debt", lambda _since: answers.append(cancel_meanwhile(job, pool)))
        with acting_as(SYSTEM):
            jobs.run(str(job.pk))
    assert [answer.result() for answer in answers] == [False]
    with acting_as(SYSTEM), transaction.atomic():
        assert Job.objects.get(pk=job.pk).state == Job.State.DONE
        assert Notice.objects.filter(user=chancery.leader.user_id, text__startswith="Đã xong: Ký quyết định").exists()
        assert Movement.objects.filter(decision=decision.document_id).count() == 1
    assert state_of(decision) == State.SIGNED


def people(role: str) -> list[Access]:
    """Several of the same role."""
    with acting_as(SYSTEM), transaction.atomic():
        return [Office().access(role, PROVINCE) for _ in range(CLIENTS)]


def doing(decision: CapitalDecision, act: str, access: Access) -> Callable[[], Any]:
    return lambda: move_decision(decision=CapitalDecision.objects.get(pk=decision.pk), act=act, access=access)


def state_of(decision: CapitalDecision) -> str:
    with acting_as(SYSTEM), transaction.atomic():
        return CapitalDecision.objects.get(pk=decision.pk).state


def test_several_who_check_and_several_who_sign_do_it_once(chancery: Chancery) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        line = chancery.line()
        decision = chancery.draft(row("assign", line, 100))
    officers, leaders = people("provincial_officer"), people("leader")
    answers = at_once(*(doing(decision, "check", access) for access in officers))
    assert answers.count("") == 1
    answers = at_once(*(doing(decision, "sign", access) for access in leaders))
    assert answers.count("") == 1
    assert all("đã ký quyết định này" in answer for answer in answers if answer)
    with acting_as(SYSTEM), transaction.atomic():
        assert CapitalLine.objects.get(pk=line.pk).plan_vnd == 100
        stamped = CapitalDecision.objects.get(pk=decision.pk)
        assert stamped.checked_by_id in {access.user_id for access in officers}
        assert stamped.signed_by_id in {access.user_id for access in leaders}
        assert Movement.objects.filter(line=line).count() == 1
        acts = list(events.events_of(decision).values_list("act", flat=True))
    assert [acts.count(f"disbursement.{act}_decision") for act in ("check", "sign")] == [1, 1]


def test_one_signs_while_another_rejects(chancery: Chancery) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        line = chancery.line(component="HP2")
        decision = chancery.checked(row("assign", line, 100))
    first, second = people("leader")[:2]

    def reject() -> None:
        found = CapitalDecision.objects.get(pk=decision.pk)
        move_decision(decision=found, act="reject", access=second, reason="Sai số")

    answers = at_once(doing(decision, "sign", first), reject)
    assert answers.count("") == 1
    with acting_as(SYSTEM), transaction.atomic():
        signed = CapitalDecision.objects.get(pk=decision.pk).is_signed
        assert CapitalLine.objects.get(pk=line.pk).plan_vnd == (100 if signed else 0)


def test_an_import_and_a_check_at_the_same_moment(chancery: Chancery, settings: Any, tmp_path: Path) -> None:
    """Either the rows are in the draft that is checked, or the import is refused; never rows behind the check."""
    settings.MEDIA_ROOT = tmp_path
    with acting_as(SYSTEM), transaction.atomic():
        for ref in (COMMUNE, OTHER_COMMUNE):
            assert chancery.office.agency(ref)
        files = Files(chancery.office)
        annexes = Annexes(files, chancery, Desk(files.office.access("finance", PROVINCE), PlanImport))
    for attempt in range(ATTEMPTS):
        _import_against_check(annexes, 70 + attempt)


def _import_against_check(annexes: Annexes, amount: int) -> None:
    chancery, desk = annexes.chancery, annexes.desk
    with acting_as(SYSTEM), transaction.atomic():
        decision = chancery.draft(row("assign", chancery.line(kind="SN"), 5))
        annexes.document = decision.document
    batch = desk.check(annexes.content({"dong": amount}))
    assert (batch.state, batch.to_write) == (ImportBatch.State.CHECKED, 1), desk.errors(batch)
    assert at_once(lambda: desk.apply(batch), doing(decision, "check", chancery.checker)) == ["", ""]
    with acting_as(SYSTEM), transaction.atomic():
        rows = sorted(DraftEntry.objects.filter(decision=decision).values_list("amount_vnd", flat=True))
    written = desk.fresh(batch)
    assert state_of(decision) == State.CHECKED
    if written.state == ImportBatch.State.APPLIED:
        assert rows == [5, amount]
    else:
        assert (rows, written.state) == ([5], ImportBatch.State.FAILED)
        assert "đã kiểm tra thì không sửa được" in written.message
