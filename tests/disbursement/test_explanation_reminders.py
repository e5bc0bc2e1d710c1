"""The ladder: the holder before and on the day, the head a day after, the chair five days after; nobody told twice."""

from datetime import date, timedelta

import pytest

from accounts.models import Agency, AgencySuccession
from areas.models import Area
from core.models import Notice
from core.scheduling import _defaults
from disbursement.models import ExplanationRequest
from disbursement.reminders import remind_of_explanations, tell_of_missed_steps
from disbursement.tasks import follow_explanations
from tests.disbursement.explanations_made import DEC, NOV, OCT, SEP, TODAY, Laggard, make_request, on_day
from tests.office import COMMUNE, ELSEWHERE, OTHER_COMMUNE, PROVINCE, Office

DUE = date(2026, 11, 20)
People = set[tuple[str, str]]


@pytest.fixture
def asked(laggard: Laggard) -> ExplanationRequest:
    for role in ("commune_officer", "commune_leader"):
        laggard.office.user(role, COMMUNE)
        laggard.office.user(role, OTHER_COMMUNE)
    for ref in (PROVINCE, ELSEWHERE):
        laggard.office.user("leader", ref)
    return make_request(laggard.office, due=DUE)


def told(office: Office) -> People:
    rung = set(Notice.objects.values_list("user_id", flat=True))
    return {key for key, user in office.users.items() if user.pk in rung}


@pytest.mark.parametrize(
    ("days", "who"),
    [
        (-4, set()),
        (-3, {("commune_officer", COMMUNE), ("commune_leader", COMMUNE)}),
        (0, {("commune_officer", COMMUNE), ("commune_leader", COMMUNE)}),
        (1, {("commune_leader", COMMUNE)}),
        (4, {("commune_leader", COMMUNE)}),
        (5, {("leader", PROVINCE)}),
        (60, {("leader", PROVINCE)}),
    ],
)
def test_each_rung_tells_its_people(laggard: Laggard, asked: ExplanationRequest, days: int, who: People) -> None:
    remind_of_explanations(DUE + timedelta(days=days))
    assert told(laggard.office) == who


def test_a_second_run_tells_nobody(laggard: Laggard, asked: ExplanationRequest) -> None:
    assert remind_of_explanations(DUE) == 2
    assert remind_of_explanations(DUE) == 0
    assert remind_of_explanations(DUE + timedelta(days=1)) == 1
    assert remind_of_explanations(DUE + timedelta(days=3)) == 0
    assert remind_of_explanations(DUE + timedelta(days=5)) == 1
    assert remind_of_explanations(DUE + timedelta(days=6)) == 0
    assert (
        Notice.objects.latest("id").text == f"Quá hạn giải trình giải ngân đã 5 ngày (hạn 20/11/2026): {asked.holder}"
    )
    assert Notice.objects.latest("id").url == f"/von/giai-trinh/{asked.pk}/"


@pytest.mark.parametrize("state", ["answered", "withdrawn"])
def test_who_has_answered_is_left_in_peace(laggard: Laggard, asked: ExplanationRequest, state: str) -> None:
    ExplanationRequest.objects.update(state=state, reason="x")
    assert remind_of_explanations(DUE + timedelta(days=9)) == 0


def test_who_has_to_answer_again_is_reminded_again(laggard: Laggard, asked: ExplanationRequest) -> None:
    assert remind_of_explanations(DUE) == 2
    ExplanationRequest.objects.update(state="returned", reason="Thiếu", due=DUE + timedelta(days=10))
    assert remind_of_explanations(DUE + timedelta(days=9)) == 2


def test_for_a_holder_merged_away_its_heir_is_told_and_the_chair_of_the_province_it_is_in_now(laggard: Laggard) -> None:
    office = laggard.office
    area = Area.objects.by_ref("2024-30292")
    gone = Agency.objects.create(
        code="cu", name="UBND cũ", kind="ubnd", area=area, valid_from=date(2021, 1, 1), valid_to=date(2025, 6, 30)
    )
    AgencySuccession.objects.create(old=gone, new=office.agency(COMMUNE), on=date(2025, 7, 1))
    for role in ("commune_officer", "commune_leader"):
        office.user(role, COMMUNE)
    office.user("leader")
    make_request(office, holder=gone, due=DUE)
    for days, who in (
        (0, {("commune_officer", COMMUNE), ("commune_leader", COMMUNE)}),
        (1, {("commune_leader", COMMUNE)}),
        (5, {("leader", PROVINCE)}),
    ):
        Notice.objects.all().delete()
        remind_of_explanations(DUE + timedelta(days=days))
        assert told(office) == who


@pytest.mark.parametrize(
    ("has_head", "first"), [(True, {("department_head", PROVINCE)}), (False, {("leader", PROVINCE)})]
)
def test_a_department_is_led_by_its_own_head_and_not_by_the_chair(
    laggard: Laggard, has_head: bool, first: People
) -> None:
    """Without a head of its own the leaders of the province are told at once."""
    office = laggard.office
    department = Agency.objects.create(
        code="so", name="Sở Y tế", kind="so", area=office.province, valid_from=date(2020, 1, 1)
    )
    office.user("leader")
    for role in ("department", "department_head") if has_head else ("department",):
        user = office.user(role)
        user.agency = department
        user.save()
    make_request(office, holder=department, due=DUE)
    for days, who in ((1, first), (5, {("leader", PROVINCE)})):
        Notice.objects.all().delete()
        remind_of_explanations(DUE + timedelta(days=days))
        assert told(office) == who


def test_a_missed_month_is_told_once_to_who_promised_and_who_asked(
    laggard: Laggard, november: pytest.MonkeyPatch
) -> None:
    on_day(november, date(2026, 9, 10))
    laggard.office.user("commune_leader", COMMUNE)
    laggard.accepted({SEP: 100, OCT: 300, NOV: 300, DEC: 400})
    Notice.objects.all().delete()
    on_day(november, TODAY)
    laggard.spend(100, SEP)
    assert tell_of_missed_steps(date(2026, 10, 31)) == 0
    assert tell_of_missed_steps(date(2026, 11, 1)) == 3
    assert told(laggard.office) == {
        ("commune_officer", COMMUNE),
        ("commune_leader", COMMUNE),
        ("provincial_officer", PROVINCE),
    }
    assert Notice.objects.latest("id").text.startswith("Giải ngân chậm so với cam kết đến hết ngày 31/10/2026")
    assert tell_of_missed_steps(date(2026, 11, 20)) == 0
    assert tell_of_missed_steps(date(2026, 12, 1)) == 3


def test_the_daily_task_does_all_of_it(
    laggard: Laggard, asked: ExplanationRequest, november: pytest.MonkeyPatch
) -> None:
    assert _defaults["disbursement.follow"].task == "disbursement.follow_explanations"
    on_day(november, DUE)
    follow_explanations()
    follow_explanations()
    assert Notice.objects.count() == 2
