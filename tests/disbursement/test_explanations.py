"""Asked, answered, returned, accepted, closed, withdrawn: by whom, with what, and what is kept of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.access import Access
from accounts.models import AgencySuccession
from core.acting import acting_as
from core.models import Event, HistoryRow, Notice
from core.transitions import NotAllowed
from disbursement.models import Explanation, ExplanationRequest, ScheduleStep
from disbursement.services.explanations import Basis, Late, answer, ask, assess
from tests.disbursement.explanations_made import DEC, JAN, LATER, NOV, OCT, TODAY, Laggard, make_request, promise
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE

State = ExplanationRequest.State
BASIS = Basis(budget_year=2026, as_of=TODAY, average_disbursed_vnd=400, average_plan_vnd=1000)
KEPT = {NOV: 200, DEC: 900}


def late(laggard: Laggard, ref: str = COMMUNE) -> Late:
    return Late(laggard.office.agency(ref), plan_vnd=1000, disbursed_vnd=0)


def asking(laggard: Laggard, *refs: str, **changed: Any) -> list[ExplanationRequest]:
    given = {"access": laggard.asker, "basis": BASIS, "question": "Vì sao chậm?", "due": TODAY + timedelta(days=7)}
    return ask(late=[late(laggard, ref) for ref in refs], **given | changed)


def told(laggard: Laggard) -> set[str]:
    """Roles of everyone whose bell rang."""
    rung = set(Notice.objects.values_list("user_id", flat=True))
    return {role for (role, _ref), user in laggard.office.users.items() if user.pk in rung}


def test_a_holder_is_asked_with_the_figures_of_the_day(laggard: Laggard) -> None:
    laggard.office.user("commune_officer", COMMUNE)
    asked = asking(laggard, COMMUNE)[0]
    assert (asked.state, asked.rate.percent, asked.average.percent) == (State.ASKED, "0.00", "40.00")
    assert asked.scope_path == str(laggard.office.commune.path)
    assert told(laggard) == {"commune_officer"}
    assert Notice.objects.get().text.endswith("hạn 29/11/2026")
    assert Event.objects.get(act="disbursement.ask_explanation").data["due"] == "2026-11-29"


def test_several_are_asked_at_once_and_none_twice(laggard: Laggard) -> None:
    asking(laggard, COMMUNE)
    assert [row.holder for row in asking(laggard, COMMUNE, OTHER_COMMUNE)] == [laggard.office.agency(OTHER_COMMUNE)]
    with pytest.raises(NotAllowed, match="chưa kết thúc"):
        asking(laggard, COMMUNE, OTHER_COMMUNE)


def test_after_the_end_of_one_request_the_holder_may_be_asked_again(laggard: Laggard) -> None:
    first = asking(laggard, COMMUNE)[0]
    assess(request=first, act="withdraw", access=laggard.asker, text="Gửi nhầm đơn vị")
    assert asking(laggard, COMMUNE)[0].pk != first.pk


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"due": TODAY - timedelta(days=1)}, "từ ngày 22/11/2026 đến ngày 22/11/2027"),
        ({"due": TODAY + timedelta(days=366)}, "từ ngày 22/11/2026 đến ngày 22/11/2027"),
        ({"question": "  "}, "Nêu nội dung"),
    ],
)
def test_a_question_needs_words_and_a_day_to_come(laggard: Laggard, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(NotAllowed, match=said):
        asking(laggard, COMMUNE, **changed)


def test_only_who_answers_for_all_capital_of_the_area_asks(laggard: Laggard) -> None:
    with pytest.raises(NotAllowed, match="không có quyền"):
        asking(laggard, COMMUNE, access=laggard.office.access("auditor"))
    with pytest.raises(NotAllowed, match="địa bàn"):
        asking(laggard, COMMUNE, access=laggard.office.access("provincial_officer", "2025-92"))
    with pytest.raises(NotAllowed, match="tất cả nội dung"):
        asking(laggard, COMMUNE, access=partly(laggard.asker))


def partly(access: Access) -> Access:
    """The same person, answering for some components only."""
    return replace(access, component_ids=frozenset({1}))


def test_who_answers_for_some_components_sees_what_the_own_agency_was_asked_alone(laggard: Laggard) -> None:
    asked = laggard.asked
    assert not ExplanationRequest.objects.visible_to(partly(laggard.asker)).exists()
    assert ExplanationRequest.objects.visible_to(partly(laggard.officer)).get() == asked
    laggard.answered(KEPT)
    with pytest.raises(NotAllowed, match="tất cả nội dung"):
        assess(request=asked, act="accept", access=partly(laggard.asker))


def test_an_explanation_is_given_returned_given_again_and_accepted(laggard: Laggard) -> None:
    first = laggard.answered(KEPT)
    assert told(laggard) == {"provincial_officer"}
    asked = assess(request=laggard.asked, act="return", access=laggard.asker, text="Chưa nêu biện pháp", due=LATER)
    assert (asked.state, asked.reason, asked.due) == (State.RETURNED, "Chưa nêu biện pháp", LATER)
    second = answer(request=asked, data=promise({NOV: 300}, difficulties="Đơn giá"), access=laggard.officer)
    asked = assess(request=asked, act="accept", access=laggard.office.access("leader"), text="Báo cáo hằng tuần")
    assert (asked.state, asked.accepted) == (State.ACCEPTED, second)
    assert list(Explanation.objects.values_list("pk", "version")) == [(first.pk, 1), (second.pk, 2)]
    assert list(first.steps.values_list("month_end", "promised_vnd")) == [(NOV, 200), (DEC, 900)]
    acts = Event.objects.filter(object_id=str(asked.pk)).order_by("id").values_list("act", flat=True)
    assert [act.removeprefix("disbursement.").removesuffix("_explanation") for act in acts] == [
        "answer",
        "return",
        "answer",
        "accept",
    ]
    assert told(laggard) == {"provincial_officer", "commune_officer"}
    tables = ("disbursement_explanationrequest", "disbursement_explanation", "disbursement_schedulestep")
    counts = [HistoryRow.objects.filter(table_name=table).count() for table in tables]
    assert counts == [5, 2, 3]


def test_a_return_says_until_when_to_answer_again(laggard: Laggard) -> None:
    laggard.answered(KEPT)
    for due in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=366)):
        with pytest.raises(NotAllowed, match="hạn giải trình lại|Chọn hạn giải trình trong khoảng"):
            assess(request=laggard.asked, act="return", access=laggard.asker, text="Thiếu", due=due)


def test_only_its_own_people_answer(laggard: Laggard) -> None:
    for access in (laggard.office.access("department"), laggard.office.access("commune_officer", OTHER_COMMUNE)):
        with pytest.raises(NotAllowed, match="Chỉ đơn vị được yêu cầu"):
            answer(request=laggard.asked, data=promise(KEPT), access=access)
    leader = laggard.office.access("commune_leader", COMMUNE)
    assert answer(request=laggard.asked, data=promise(KEPT), access=leader).version == 1


@pytest.mark.parametrize("act", ["accept", "return", "withdraw"])
def test_a_holder_does_not_judge_itself(laggard: Laggard, act: str) -> None:
    """A department whose officers may also assess; neither may who answered for it and moved to another agency."""
    asked = make_request(laggard.office, PROVINCE, plan_vnd=1000)
    laggard.chancery.line(1000, holder=laggard.office.agency(PROVINCE))
    answer(request=asked, data=promise(KEPT), access=laggard.office.access("department"))
    with pytest.raises(NotAllowed, match="không được tự xem xét"):
        assess(request=asked, act=act, access=laggard.office.access("finance"), text="x", due=LATER)
    officer, moved = laggard.office.user("department"), laggard.office.access("leader", PROVINCE)
    officer.agency = laggard.office.agency(OTHER_COMMUNE)
    officer.save()
    in_new_post = Access(user=officer, rights=moved.rights, paths=moved.paths)
    with pytest.raises(NotAllowed, match="không được tự xem xét"):
        assess(request=asked, act=act, access=in_new_post, text="x", due=LATER)


@pytest.mark.parametrize(
    ("state", "act"),
    [
        ("asked", "accept"),
        ("asked", "return"),
        ("asked", "close"),
        ("answered", "close"),
        ("accepted", "return"),
        ("accepted", "withdraw"),
        ("withdrawn", "accept"),
        ("closed", "withdraw"),
    ],
)
def test_an_act_out_of_turn_is_refused(laggard: Laggard, state: str, act: str) -> None:
    if state != "asked":
        laggard.answered(KEPT)
    if state in ("accepted", "closed"):
        assess(request=laggard.asked, act="accept", access=laggard.asker)
    if state in ("closed", "withdrawn"):
        end = "close" if state == "closed" else "withdraw"
        assess(request=laggard.asked, act=end, access=laggard.asker, text="Đã giải ngân hết")
    with pytest.raises(NotAllowed):
        assess(request=laggard.asked, act=act, access=laggard.asker, text="x", due=LATER)
    assert ExplanationRequest.objects.get(pk=laggard.asked.pk).state == state


@pytest.mark.parametrize("act", ["return", "withdraw", "close"])
def test_what_ends_or_returns_says_why(laggard: Laggard, act: str) -> None:
    if act == "close":
        laggard.accepted(KEPT)
    else:
        laggard.answered(KEPT)
    with pytest.raises(NotAllowed, match="Cần kèm theo"):
        assess(request=laggard.asked, act=act, access=laggard.asker, text="  ", due=LATER)


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ({}, "ít nhất một tháng"),
        ({NOV: 500, DEC: 400}, "không được giảm"),
        ({NOV: 1001}, "Vượt kế hoạch"),
        ({NOV: 299}, "đã giải ngân 300 đồng"),
        ({OCT: 300, NOV: 400}, "từ tháng này"),
        ({NOV.replace(day=15): 400}, "từ tháng này"),
    ],
)
def test_a_schedule_is_checked_against_the_ledger(laggard: Laggard, schedule: dict[Any, int], said: str) -> None:
    laggard.spend(300, OCT)
    with pytest.raises(NotAllowed, match=said):
        laggard.answered(schedule)
    assert not Explanation.objects.exists()


def test_the_year_over_there_is_nothing_left_to_promise(laggard: Laggard) -> None:
    asked = make_request(laggard.office, budget_year=2024)
    assert answer(request=asked, data=promise({}), access=laggard.officer).steps.count() == 0


def test_the_agency_that_followed_answers_for_the_one_merged_away(laggard: Laggard) -> None:
    holder = laggard.asked.holder
    heir = laggard.office.agency(OTHER_COMMUNE)
    access = laggard.office.access("commune_officer", OTHER_COMMUNE)
    with pytest.raises(NotAllowed):
        answer(request=laggard.asked, data=promise(KEPT), access=access)
    AgencySuccession.objects.create(old=holder, new=heir, on=TODAY)
    heir_access = laggard.office.access("commune_officer", OTHER_COMMUNE)
    assert answer(request=laggard.asked, data=promise(KEPT), access=heir_access).version == 1
    assess(request=laggard.asked, act="return", access=laggard.asker, text="Thiếu", due=LATER)
    assert Notice.objects.filter(user=heir_access.user, text__contains="bị trả lại").exists()


def test_another_commune_sees_nothing_of_it_in_the_database(laggard: Laggard) -> None:
    laggard.answered(KEPT)

    def counts(access: Access) -> list[int]:
        with acting_as(access.actor()), transaction.atomic():
            return [model.objects.count() for model in (ExplanationRequest, Explanation, ScheduleStep)]

    assert counts(laggard.officer) == [1, 1, 2]
    assert counts(laggard.asker) == [1, 1, 2]
    assert counts(laggard.office.access("commune_officer", OTHER_COMMUNE)) == [0, 0, 0]


@pytest.mark.parametrize(
    "changed",
    [
        {"plan_vnd": 5},
        {"question": "Khác"},
        {"disbursed_vnd": 9},
        {"as_of": DEC},
        {"state": "accepted"},
        {"state": "closed"},
    ],
)
def test_the_database_keeps_what_was_asked(laggard: Laggard, changed: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ExplanationRequest.objects.filter(pk=laggard.asked.pk).update(**changed)


def test_answers_and_promises_are_never_changed(laggard: Laggard) -> None:
    explanation = laggard.answered({JAN: 900, NOV: 0, DEC: 0})
    other = make_request(laggard.office, OTHER_COMMUNE)
    refused: list[Any] = [
        lambda: Explanation.objects.filter(pk=explanation.pk).update(cause="Khác"),
        lambda: ScheduleStep.objects.update(promised_vnd=0),
        lambda: ScheduleStep.objects.all().delete(),
        lambda: ExplanationRequest.objects.filter(pk=other.pk).update(state="accepted", accepted=explanation),
    ]
    for change in refused:
        with pytest.raises(Exception, match=r"."), transaction.atomic():
            change()
    assert ScheduleStep.objects.filter(promised_vnd=900).exists()
