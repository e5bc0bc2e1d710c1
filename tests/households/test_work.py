"""What waits for whom, and the job that lists the poor for a round."""

from datetime import date

import pytest

from accounts.access import Access
from accounts.models import Assignment
from core import jobs
from core.acting import SYSTEM, acting_as
from core.models import Job
from households import work
from households.models import Assessment
from households.services.results import return_assessment
from households.tasks import LIST_ROUND, list_round
from tests.households.world import World

TODAY = date(2026, 11, 22)


def test_households_wait_by_village(world: World) -> None:
    review_round = world.round()
    for area in (world.village, world.village, world.commune):
        world.listed(world.household(area=area), review_round)
    with world.acting(world.officer):
        assert work.waiting_count(world.officer, TODAY) == 3
        items = work.waiting(world.officer, TODAY)
    assert [item.label for item in items] == [
        "Rà soát 1 hộ ở Phường Bình Đức",
        "Rà soát 2 hộ ở Khóm Bình Đức 1",
    ]
    assert {item.due for item in items} == {date(2026, 12, 14)}


def test_a_link_of_the_work_list_shows_what_it_counts(world: World) -> None:
    review_round = world.round()
    world.listed(world.household("Lê Văn Thôn", area=world.village), review_round)
    world.listed(world.household("Lê Văn Xã"), review_round)
    with world.acting(world.officer):
        url = next(item.url for item in work.waiting(world.officer, TODAY) if "Khóm" in item.label)
    shown = world.client(world.officer).get(url).content.decode()
    assert "Lê Văn Thôn" in shown
    assert "Lê Văn Xã" not in shown


def test_a_form_sent_back_comes_first_with_its_reason(world: World) -> None:
    review_round = world.round()
    scored = world.scored(world.listed(world.household("Trần Thị Bé"), review_round))
    world.listed(world.household(), review_round)
    with world.acting(world.leader):
        assert [item.label for item in work.waiting(world.leader, TODAY)] == ["Xác nhận kết quả 1 hộ ở Phường Bình Đức"]
        return_assessment(access=world.leader, assessment_id=scored.pk, version=scored.version, reason="Xem lại nhà ở")
        assert work.waiting_count(world.leader, TODAY) == 0
    with world.acting(world.officer):
        first, second = work.waiting(world.officer, TODAY)
        assert work.waiting_count(world.officer, TODAY) == 2
    assert (first.note, second.label) == ("Xem lại nhà ở", "Rà soát 1 hộ ở Phường Bình Đức")
    assert "Trần Thị Bé" in first.label


def test_nothing_waits_elsewhere_above_or_in_a_closed_round(world: World) -> None:
    review_round = world.round()
    world.listed(world.household(), review_round)
    province = world.access(world.province)
    for access in (world.other_officer, province):
        with world.acting(access):
            assert work.waiting_count(access, TODAY) == 0
            assert work.waiting(access, TODAY) == []
    review_round.state, review_round.recognised_on = "recognised", TODAY
    review_round.save()
    with world.acting(world.officer):
        assert work.waiting_count(world.officer, TODAY) == 0


@pytest.fixture
def job(world: World) -> Job:
    for name in ("Lê Một", "Lê Hai"):
        world.classify(world.household(name), "poor", since=date(2025, 12, 1))
    with world.acting(world.officer):
        return ask_for_list(world, world.officer)


def ask_for_list(world: World, access: Access) -> Job:
    assert access.post is not None
    given = {"round_id": world.round().pk, "post_id": access.post.pk}
    return jobs.enqueue(LIST_ROUND, owner_id=access.user_id, parameters=given)


def test_the_job_lists_the_poor_and_can_be_run_twice(world: World, job: Job) -> None:
    with world.acting(world.officer):
        for _time in range(2):
            steps = list(list_round(job))
            assert steps[-1].done == steps[-1].total
            assert Assessment.objects.count() == 2


def test_the_job_lists_nothing_in_another_post_than_it_was_asked_for_in(world: World, job: Job) -> None:
    post = world.officer.post
    assert post is not None
    other = {"role": post.role, "area": world.other_commune, "valid_from": date(2021, 1, 1)}
    with acting_as(SYSTEM):
        Assignment.objects.create(user=post.user, **other)
        post.delete()
        jobs.run(str(job.pk))
        job.refresh_from_db()
        assert (job.state, job.message) == (
            Job.State.FAILED,
            "Anh/chị không còn giữ vị trí công tác đã dùng khi yêu cầu việc này.",
        )
        assert not Assessment.objects.exists()


def test_the_job_of_a_province_goes_by_commune_and_sees_its_own(world: World) -> None:
    world.classify(world.household(), "poor", since=date(2025, 12, 1))
    province = world.access(world.province)
    with world.acting(province):
        job = ask_for_list(world, province)
        steps = list(list_round(job))
        total = steps[-1].total
        assert total is not None
        assert total >= 102
        assert [step.cursor for step in steps] == list(range(1, total + 1))
    with acting_as(SYSTEM):
        assert Assessment.objects.count() == 1
