"""The end of a round: confirming, leaving with a reason, recognising, correcting beside the frozen figures."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.access import Access
from core import jobs
from core.acting import SYSTEM, acting_as
from core.models import Event, Job
from core.transitions import NotAllowed
from households import tasks
from households.models import Assessment, Classification, ReviewRound
from households.services import leaving, recognition, results
from households.services.review import SectionAnswers, Seen, save_answers
from reports.cube.refresh import refresh
from reports.figures import poverty
from reports.models import Snapshot
from reports.tasks import FREEZE
from tests.households.world import OFFICER, World

DAY = date(2026, 11, 20)
POOR = {
    "b1_electricity": "0",
    "b1_assets": [],
    "wall": "earth",
    "roof": "leaf",
    "toilet": "none",
    "water_source": "surface",
}


@pytest.fixture
def leader(world: World) -> Access:
    return world.access(world.province, ("households.view", "households.decide"))


@pytest.fixture
def scored(world: World) -> Assessment:
    return world.scored(world.listed(world.household("Lê Văn Một"), world.round()), **POOR)


def stored(assessment: Assessment) -> Assessment:
    with acting_as(SYSTEM):
        return Assessment.objects.select_related("round", "household").get(pk=assessment.pk)


def confirm(world: World, assessment: Assessment, access: Access | None = None, on: date = DAY) -> None:
    access = access or world.leader
    with world.acting(access):
        version = Assessment.objects.get(pk=assessment.pk).version
        results.decide_assessment(access=access, assessment_id=assessment.pk, version=version, on=on)


def recognise(world: World, leader: Access, round_id: int, decision: str = "125/QĐ-UBND") -> ReviewRound:
    with world.acting(leader):
        return recognition.recognise_round(access=leader, round_id=round_id, decision=decision, on=DAY)


def post(world: World, access: Access, name: str, *args: Any, **data: Any) -> Any:
    return world.client(access).post(reverse(f"households:{name}", args=args), data)


def run_jobs(kind: str) -> None:
    with acting_as(SYSTEM):
        waiting = list(Job.objects.filter(kind=kind, state="queued"))
    for job in waiting:
        jobs.run(str(job.pk))


# --- recognising -----------------------------------------------------------------------------------------


def test_a_round_is_recognised_when_nothing_is_missing(world: World, leader: Access, scored: Assessment) -> None:
    confirm(world, scored)
    found = recognise(world, leader, scored.round_id)
    assert (found.state, found.recognised_on, found.decision) == ("recognised", DAY, "125/QĐ-UBND")
    with world.acting(leader):
        assert Classification.objects.get(round=found).decision == "125/QĐ-UBND"
        event = Event.objects.get(act="households.recognise_round")
        assert (event.object_id, event.reason) == (str(found.pk), "Quyết định 125/QĐ-UBND ngày 20/11/2026")
        assert (event.data["decided"], event.data["left"]) == (1, 0)


def test_what_is_missing_is_named(world: World, leader: Access, scored: Assessment) -> None:
    world.listed(world.household("Lê Văn Hai"), scored.round)
    with pytest.raises(NotAllowed, match=r"Còn 1 hộ chưa rà soát xong.* Còn 1 hộ có kết quả chưa được xác nhận"):
        recognise(world, leader, scored.round_id)
    assert stored(scored).round.is_open


def test_a_household_left_with_a_reason_holds_nothing_up(world: World, leader: Access, scored: Assessment) -> None:
    left = world.listed(world.household("Lê Văn Hai"), scored.round)
    confirm(world, scored)
    with world.acting(world.leader):
        with pytest.raises(NotAllowed):
            leaving.leave_assessment(access=world.leader, assessment_id=left.pk, version=left.version, reason=" ")
        leaving.leave_assessment(
            access=world.leader, assessment_id=left.pk, version=left.version, reason="Cả hộ đi làm ăn xa."
        )
        assert Event.objects.get(act="households.leave").reason == "Cả hộ đi làm ăn xa."
    assert stored(left).left_reason == "Cả hộ đi làm ăn xa."
    assert not recognise(world, leader, scored.round_id).is_open


def test_who_was_left_is_a_list(world: World, leader: Access, scored: Assessment) -> None:
    world.listed(world.household("Lê Văn Hai"), scored.round)
    with world.acting(world.leader):
        leaving.leave_unreviewed(access=world.leader, round_id=scored.round_id, reason="Hết thời hạn rà soát")
    for access in (world.leader, leader):
        shown = world.client(access).get(reverse("households:list"), {"nam": "2026", "trang_thai": "left"})
        assert "Lê Văn Hai" in shown.content.decode()
        assert "Lê Văn Một" not in shown.content.decode()


def test_a_left_household_is_taken_up_again(world: World) -> None:
    left = world.listed(world.household(), world.round())
    with world.acting(world.leader):
        left = leaving.leave_assessment(
            access=world.leader, assessment_id=left.pk, version=left.version, reason="Đi vắng"
        )
        back = leaving.take_up_assessment(access=world.leader, assessment_id=left.pk, version=left.version)
    assert (back.state, back.left_reason) == ("draft", "")
    world.scored(back)


def test_the_rest_of_a_commune_is_left_at_once(world: World, scored: Assessment) -> None:
    listed = world.listed(world.household("Lê Văn Hai"), scored.round)
    far = world.listed(
        world.household("Lê Văn Ba", access=world.other_officer), scored.round, access=world.other_officer
    )
    with world.acting(world.leader):
        given = {"access": world.leader, "round_id": scored.round_id, "reason": "Hết thời hạn rà soát"}
        assert leaving.leave_unreviewed(**given) == 1
        assert leaving.leave_unreviewed(**given) == 0
        assert Event.objects.filter(act="households.leave_unreviewed").count() == 2
    assert [stored(one).state for one in (listed, scored, far)] == ["left", "scored", "listed"]


def test_twice_recognised_is_once(world: World, leader: Access, scored: Assessment) -> None:
    confirm(world, scored)
    recognise(world, leader, scored.round_id)
    with pytest.raises(NotAllowed, match="đã được công nhận"):
        recognise(world, leader, scored.round_id, "126/QĐ-UBND")
    with acting_as(SYSTEM):
        assert Job.objects.filter(kind=FREEZE).count() == 1
        assert ReviewRound.objects.get(pk=scored.round_id).decision == "125/QĐ-UBND"


def test_a_commune_recognises_no_round(world: World, scored: Assessment) -> None:
    confirm(world, scored)
    with pytest.raises(NotAllowed, match="cấp tỉnh"):
        recognise(world, world.leader, scored.round_id)
    with world.acting(world.officer), pytest.raises(PermissionDenied):
        recognition.recognise_round(access=world.officer, round_id=scored.round_id, decision="1/QĐ-UBND", on=DAY)


def test_who_sees_a_part_of_a_round_does_not_end_it(world: World, scored: Assessment) -> None:
    confirm(world, scored)
    with acting_as(SYSTEM):
        elsewhere = world.access(
            type(world.province).objects.by_ref("2025-92"), ("households.view", "households.decide")
        )
    with pytest.raises(NotAllowed, match="địa bàn khác"):
        recognise(world, elsewhere, scored.round_id)


def test_the_decision_is_not_older_than_the_round(world: World, leader: Access, scored: Assessment) -> None:
    confirm(world, scored)
    with world.acting(leader), pytest.raises(NotAllowed, match="01/01/2026"):
        recognition.recognise_round(
            access=leader, round_id=scored.round_id, decision="1/QĐ-UBND", on=date(2025, 12, 31)
        )


def test_a_recognised_round_is_read_only(world: World, leader: Access, scored: Assessment) -> None:
    confirm(world, scored)
    recognise(world, leader, scored.round_id)
    found = stored(scored)
    seen = Seen(found.version)
    with world.acting(world.officer):
        for call in (
            lambda: save_answers(
                access=world.officer,
                assessment_id=found.pk,
                seen=seen,
                given=SectionAnswers("housing", {"wall": "brick"}),
            ),
            lambda: results.reopen_assessment(access=world.officer, assessment_id=found.pk, version=found.version),
            lambda: results.score_assessment(access=world.officer, assessment_id=found.pk, version=found.version),
        ):
            with pytest.raises(NotAllowed):
                call()
    with world.acting(world.leader), pytest.raises(NotAllowed):
        leaving.leave_unreviewed(access=world.leader, round_id=found.round_id, reason="muộn")


def test_the_outlook_compares_with_the_last_recognised_round(world: World, leader: Access) -> None:
    household = world.household()
    last = world.scored(world.listed(household, world.round(2025)), **POOR)
    confirm(world, last, on=date(2025, 12, 15))
    recognise(world, leader, last.round_id)
    now = world.scored(world.listed(household, world.round()))
    with world.acting(leader):
        found = recognition.outlook(leader, now.round)
    assert stored(last).result_class == "poor"
    assert (found.last, found.left_poverty, found.became_poor) == (last.round, 1, 0)
    assert found.households("not_poor") == 1


# --- confirming at once ----------------------------------------------------------------------------------


def confirm_job(world: World, scored: Assessment) -> Job:
    answer = post(world, world.leader, "round_confirm", scored.round_id, decision="12/QĐ-UBND", on="20/11/2026")
    with acting_as(SYSTEM):
        job = Job.objects.get(kind=tasks.CONFIRM_ROUND)
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    return job


def run(job: Job) -> Job:
    jobs.run(str(job.pk))
    with acting_as(SYSTEM):
        return Job.objects.get(pk=job.pk)


def test_every_result_of_ones_area_is_confirmed_by_one_decision(world: World, scored: Assessment) -> None:
    second = world.scored(world.listed(world.household("Lê Văn Hai"), scored.round))
    job = confirm_job(world, scored)
    job = run(job)
    assert (job.state, job.result) == ("done", {"confirmed": 2, "refused": 0})
    assert {stored(scored).state, stored(second).state} == {"decided"}
    with acting_as(SYSTEM):
        assert set(Classification.objects.values_list("decision", "valid_from")) == {("12/QĐ-UBND", DAY)}


def test_a_killed_confirmation_goes_on_where_it_was(
    world: World, scored: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = world.scored(world.listed(world.household("Lê Văn Hai"), scored.round))
    monkeypatch.setattr(tasks, "CONFIRMED_AT_ONCE", 1)
    job = confirm_job(world, scored)
    real, calls = recognition.confirm_some, []

    def killed(**given: Any) -> Any:
        calls.append(given["after"])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(tasks, "confirm_some", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(str(job.pk))
    assert sorted([stored(scored).state, stored(second).state]) == ["decided", "scored"]
    with acting_as(SYSTEM):
        Job.objects.filter(pk=job.pk).update(state="queued")
    job = run(job)
    assert (job.state, job.result) == ("done", {"confirmed": 2, "refused": 0})
    with acting_as(SYSTEM):
        assert Classification.objects.count() == 2


def test_asking_twice_is_one_confirmation(world: World, scored: Assessment) -> None:
    given = {"decision": "12/QĐ-UBND", "on": "20/11/2026"}
    first, second = (post(world, world.leader, "round_confirm", scored.round_id, **given) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_a_result_that_is_refused_is_passed_over(world: World, scored: Assessment) -> None:
    second = world.scored(world.listed(world.household("Lê Văn Hai"), scored.round))
    world.classify(second.household, "poor", since=date(2026, 12, 1))
    job = confirm_job(world, scored)
    job = run(job)
    assert job.result == {"confirmed": 1, "refused": 1}
    assert [stored(scored).state, stored(second).state] == ["decided", "scored"]


# --- frozen figures and corrections ----------------------------------------------------------------------


def poor_of(world: World, year: int = 2026) -> int:
    with acting_as(SYSTEM):
        found = poverty.summary(world.province, year)
    assert found is not None
    return found.counts["poor_households"]


@pytest.fixture
def recognised(world: World, leader: Access, scored: Assessment) -> Assessment:
    confirm(world, scored)
    recognise(world, leader, scored.round_id)
    run_jobs(FREEZE)
    return stored(scored)


def corrected(world: World, found: Assessment) -> Assessment:
    """Opened with a reason, filled in anew, confirmed."""
    with world.acting(world.leader):
        found = leaving.correct_assessment(
            access=world.leader, assessment_id=found.pk, version=found.version, reason="Nhập sai điểm tài sản"
        )
    again = world.scored(stored(found))
    confirm(world, again, on=date(2026, 11, 22))
    return again


def test_recognising_freezes_the_figures(world: World, recognised: Assessment) -> None:
    with acting_as(SYSTEM):
        frozen = list(Snapshot.objects.order_by("group_code"))
        assert [(s.group_code, s.year, s.area, s.version) for s in frozen] == [
            ("population", 2026, world.province, 1),
            ("poverty", 2026, world.province, 1),
        ]
        assert {s.reason for s in frozen} == {"Quyết định 125/QĐ-UBND ngày 20/11/2026"}
    assert poor_of(world) == 1


def test_nothing_is_corrected_before_the_figures_are_copied(world: World, leader: Access, scored: Assessment) -> None:
    """The form would go back to its reviewer and be missing from the figures of the decision."""
    confirm(world, scored)
    recognise(world, leader, scored.round_id)
    with pytest.raises(NotAllowed, match="đang được chốt"):
        corrected(world, stored(scored))
    run_jobs(FREEZE)
    assert corrected(world, stored(scored)).result_class == "not_poor"


def test_a_correction_is_a_new_version_beside_the_old(world: World, leader: Access, recognised: Assessment) -> None:
    again = corrected(world, recognised)
    assert again.result_class == "not_poor"
    with acting_as(SYSTEM):
        refresh()
    assert poor_of(world) == 1
    with world.acting(leader):
        recognition.publish_corrections(access=leader, round_id=again.round_id, reason="Nhập sai điểm tài sản")
        assert Event.objects.get(act="households.publish_corrections").reason == "Nhập sai điểm tài sản"
        with pytest.raises(NotAllowed, match="Chưa có phiếu nào"):
            recognition.publish_corrections(access=leader, round_id=again.round_id, reason="lần nữa")
    run_jobs(FREEZE)
    assert poor_of(world) == 0
    with acting_as(SYSTEM):
        assert list(Snapshot.objects.filter(group_code="poverty").values_list("version", flat=True)) == [2, 1]
        classes = Classification.objects.order_by("valid_from").values_list("result_class", "valid_from", "valid_to")
        assert list(classes) == [("poor", DAY, date(2026, 11, 21)), ("not_poor", date(2026, 11, 22), None)]
        assert not ReviewRound.objects.get(pk=again.round_id).is_open


def test_no_version_is_frozen_while_a_correction_is_under_way(
    world: World, leader: Access, recognised: Assessment
) -> None:
    given = {"assessment_id": recognised.pk, "version": recognised.version}
    with world.acting(world.leader):
        with pytest.raises(NotAllowed, match="lý do đính chính"):
            leaving.correct_assessment(access=world.leader, **given, reason="")
        leaving.correct_assessment(access=world.leader, **given, reason="Sai số nhân khẩu")
    with world.acting(leader), pytest.raises(NotAllowed, match="Còn 1 phiếu đang đính chính"):
        recognition.publish_corrections(access=leader, round_id=recognised.round_id, reason="Sai số nhân khẩu")
    assert poor_of(world) == 1


def test_a_form_under_correction_waits_for_its_officer(world: World, recognised: Assessment) -> None:
    with world.acting(world.leader):
        leaving.correct_assessment(
            access=world.leader, assessment_id=recognised.pk, version=recognised.version, reason="Sai tên"
        )
    shown = world.client(world.access(world.commune, (*OFFICER, "reports.view"))).get(reverse("home"))
    assert "Đính chính phiếu: hộ Lê Văn Một" in shown.content.decode()


def test_an_open_round_is_sent_back_not_corrected(world: World, scored: Assessment) -> None:
    confirm(world, scored)
    found = stored(scored)
    with world.acting(world.leader), pytest.raises(NotAllowed, match="chưa được công nhận"):
        leaving.correct_assessment(access=world.leader, assessment_id=found.pk, version=found.version, reason="Sai")


def test_a_later_result_ends_the_correction_of_an_earlier_one(world: World, recognised: Assessment) -> None:
    world.scored(world.listed(recognised.household, world.round(2027, "MDP_2022")), **POOR)
    with world.acting(world.leader), pytest.raises(NotAllowed, match="đợt sau"):
        leaving.correct_assessment(
            access=world.leader, assessment_id=recognised.pk, version=recognised.version, reason="Sai"
        )


# --- pages -----------------------------------------------------------------------------------------------


def page(world: World, access: Access, name: str, *args: Any) -> str:
    answer = world.client(access).get(reverse(f"households:{name}", args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_of_a_round_says_who_is_missing(world: World, leader: Access, scored: Assessment) -> None:
    world.listed(world.household("Lê Văn Hai"), scored.round)
    shown = page(world, leader, "round", scored.round_id)
    assert "còn 2 trong 2 hộ chưa xác nhận kết quả" in shown
    assert "Phường Bình Đức 2 1 0 1 0 0" in shown
    assert "Công nhận kết quả" in shown
    assert "Còn 1 hộ chưa rà soát xong" in page(world, leader, "round_recognise", scored.round_id)


def test_the_page_shows_beforehand_what_a_recognition_says(world: World, leader: Access, scored: Assessment) -> None:
    confirm(world, scored)
    shown = page(world, leader, "round_recognise", scored.round_id)
    assert "Hộ nghèo 1" in shown
    assert "Chưa thực hiện được" not in shown
    answer = post(world, leader, "round_recognise", scored.round_id, decision="một hai ba", on="20/11/2026")
    assert "Nhập số và ký hiệu của quyết định" in answer.content.decode()
    answer = post(world, leader, "round_recognise", scored.round_id, decision="125/QĐ-UBND", on="20/11/2026")
    assert answer.headers["Location"] == reverse("households:round", args=[scored.round_id])
    after = page(world, leader, "round", scored.round_id)
    assert "đã công nhận kết quả" in after
    assert "125/QĐ-UBND" in after
    assert "Xác nhận các kết quả" not in after


def test_a_recognised_form_leads_to_its_result(world: World, recognised: Assessment) -> None:
    client: Client = world.client(world.officer)
    result = reverse("households:result", args=[recognised.pk])
    for name, args in (("review", [recognised.pk]), ("section", [recognised.pk, "nha-o"])):
        assert client.get(reverse(f"households:{name}", args=args)).headers["Location"] == result
    assert "Sửa lại phiếu" not in client.get(result).content.decode()


def test_forms_are_left_and_corrected_from_their_page(world: World, recognised: Assessment) -> None:
    assert "Đính chính" in page(world, world.leader, "result", recognised.pk)
    answer = post(world, world.leader, "correct", recognised.pk, version=recognised.version, reason="Sai tên")
    assert answer.status_code == 302
    assert stored(recognised).correction_reason == "Sai tên"


def test_another_communes_form_is_not_there(world: World, recognised: Assessment) -> None:
    stranger = world.access(world.other_commune, ("households.view", "households.decide"))
    for name in ("leave", "correct"):
        assert post(world, stranger, name, recognised.pk, version=1, reason="x").status_code == 404
    assert post(world, world.officer, "correct", recognised.pk, version=1, reason="x").status_code == 403
