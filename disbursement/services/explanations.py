"""Late holders are asked why; what they answer is assessed, and what they promise is followed to its end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.models import Agency
from accounts.people import users_by_agency, users_of_agency
from committees.models import OfficialDocument
from core import events
from core.formats import format_date
from core.notices import tell
from core.transitions import NotAllowed, move
from disbursement.explanation_machine import ASSESSES, MACHINE, WHOLE_ONLY, may_ask
from disbursement.models import Explanation, ExplanationRequest, ScheduleStep
from disbursement.rules.schedules import faults, month_ends

State = ExplanationRequest.State


@dataclass(frozen=True)
class Basis:
    """What the holders are compared by, and what all of them reached together on that day."""

    budget_year: int
    as_of: date
    average_disbursed_vnd: int
    average_plan_vnd: int
    include_carry_over: bool = False
    denominator: str = "given"


@dataclass(frozen=True)
class Late:
    """A holder, and its figures on the day of the basis."""

    holder: Agency
    plan_vnd: int
    disbursed_vnd: int


@dataclass(frozen=True)
class Answer:
    """`schedule`: end of a month -> what will have been disbursed in all by then."""

    cause: str
    measures: str
    schedule: Mapping[date, int]
    difficulties: str = ""


@transaction.atomic
def ask(
    *,
    access: Access,
    basis: Basis,
    late: Sequence[Late],
    question: str,
    due: date,
    document: OfficialDocument | None = None,
) -> list[ExplanationRequest]:
    """Ask the holders to explain themselves; those that have an open request of the year are passed over.

    Raises NotAllowed when none is left to ask.
    """
    _refuse_asking(access, late, due, question)
    asked = [
        ExplanationRequest(
            holder=item.holder,
            area_id=item.holder.area_id,
            scope_path=item.holder.area.path,
            plan_vnd=item.plan_vnd,
            disbursed_vnd=item.disbursed_vnd,
            question=question.strip(),
            due=due,
            document=document,
            asked_by=access.user,
            **vars(basis),
        )
        for item in late
    ]
    # Of two officers who ask at the same moment the second waits here, and finds what the first has asked.
    ExplanationRequest.objects.bulk_create(asked, ignore_conflicts=True)
    written = set(ExplanationRequest.objects.filter(pk__in=[row.pk for row in asked]).values_list("pk", flat=True))
    new = [row for row in asked if row.pk in written]
    if not new:
        raise NotAllowed(
            _("Các đơn vị này đã có yêu cầu giải trình trong năm chưa kết thúc; xem ở danh sách giải trình.")
        )
    _announce(new)
    return new


def _refuse_asking(access: Access, late: Sequence[Late], due: date, question: str) -> None:
    if not access.can(ASSESSES):
        raise NotAllowed(_("Anh/chị không có quyền thực hiện việc này."))
    if not may_ask(access):
        raise NotAllowed(str(WHOLE_ONLY))
    holders = {item.holder.pk for item in late}
    if Agency.objects.visible_to(access).filter(pk__in=holders).count() != len(holders):
        raise NotAllowed(_("Có đơn vị không thuộc địa bàn được giao."))
    _refuse_due(due)
    if not question.strip():
        raise NotAllowed(_("Nêu nội dung yêu cầu giải trình."))


def dues() -> tuple[date, date]:
    """From today on, and within a year: longer than any law or habit gives."""
    today = timezone.localdate()
    return today, today + timedelta(days=365)


def _refuse_due(due: date) -> None:
    first, last = dues()
    if not first <= due <= last:
        told = {"first": format_date(first), "last": format_date(last)}
        raise NotAllowed(_("Chọn hạn giải trình trong khoảng từ ngày %(first)s đến ngày %(last)s.") % told)


def _announce(asked: Sequence[ExplanationRequest]) -> None:
    people = users_by_agency({row.holder_id for row in asked}, timezone.localdate())
    for row in asked:
        due, year = row.due.isoformat(), row.budget_year
        events.record("disbursement.ask_explanation", row, label=row.holder.name, year=year, due=due)
        _tell(people[row.holder_id], row, gettext_lazy("Yêu cầu %(holder)s giải trình giải ngân, hạn %(due)s"))


@transaction.atomic
def answer(*, request: ExplanationRequest, data: Answer, access: Access) -> Explanation:
    """Give the explanation with its schedule: the first version, or the next one after a return.

    Raises NotAllowed, also for a schedule that cannot be followed.
    """
    request = _locked(request)
    move(MACHINE, request, "answer", access)
    _refuse_faults(request, data.schedule)
    explanation = Explanation.objects.create(
        request=request,
        version=request.explanations.count() + 1,
        cause=data.cause.strip(),
        measures=data.measures.strip(),
        difficulties=data.difficulties.strip(),
        answered_by=access.user,
        scope_path=request.scope_path,
    )
    ScheduleStep.objects.bulk_create(
        ScheduleStep(explanation=explanation, month_end=end, promised_vnd=amount, scope_path=request.scope_path)
        for end, amount in sorted(data.schedule.items())
    )
    request.save(update_fields=["state"])
    version = explanation.version
    events.record("disbursement.answer_explanation", request, label=request.holder.name, version=version)
    _tell({request.asked_by_id}, request, gettext_lazy("%(holder)s đã giải trình giải ngân năm %(year)s"))
    return explanation


def _refuse_faults(request: ExplanationRequest, schedule: Mapping[date, int]) -> None:
    today = timezone.localdate()
    months = month_ends(request.budget_year, today)
    if not set(schedule) <= set(months):
        raise NotAllowed(_("Lịch giải ngân chỉ gồm các tháng từ tháng này đến hết tháng 1 năm sau."))
    now = ExplanationRequest.objects.with_ledger(today).get(pk=request.pk)
    wrong = faults(
        {month: schedule.get(month) for month in months}, plan_vnd=now.plan_now, disbursed_vnd=now.disbursed_now
    )
    if wrong:
        raise NotAllowed(next(iter(wrong.values())))


@transaction.atomic
def assess(
    *, request: ExplanationRequest, act: str, access: Access, text: str = "", due: date | None = None
) -> ExplanationRequest:
    """accept (text: a remark), return (the reason, and until when to answer again), close, withdraw (the reason)."""
    request = _locked(request)
    text = text.strip()
    move(MACHINE, request, act, access, evidence=text)
    if act == "accept":
        request.accepted = request.explanations.order_by("-version").first()
    if act == "return":
        if due is None:
            raise NotAllowed(_("Nhập hạn giải trình lại."))
        _refuse_due(due)
        request.due = due
    request.decided_by, request.decided_at, request.reason = access.user, timezone.now(), text
    request.save(update_fields=["state", "due", "accepted", "decided_by", "decided_at", "reason"])
    told = {"due": request.due.isoformat()} if act == "return" else {}
    events.record(f"disbursement.{act}_explanation", request, label=request.holder.name, reason=text, **told)
    _tell(users_of_agency(request.holder_id, timezone.localdate()), request, ASSESSED[act])
    return request


ASSESSED: dict[str, Promise] = {
    "accept": gettext_lazy("Giải trình giải ngân năm %(year)s của %(holder)s được chấp nhận; theo dõi theo lịch"),
    "return": gettext_lazy(
        "Giải trình giải ngân năm %(year)s của %(holder)s bị trả lại, giải trình lại chậm nhất ngày %(due)s"
    ),
    "close": gettext_lazy("Kết thúc theo dõi giải trình giải ngân năm %(year)s của %(holder)s"),
    "withdraw": gettext_lazy("Yêu cầu %(holder)s giải trình giải ngân năm %(year)s đã được rút"),
}


@transaction.atomic
def close_kept(today: date) -> int:
    """Close the requests whose schedule was kept to its last month; how many. The system decides it, daily."""
    ids = list(ExplanationRequest.objects.kept_to_the_end(today).values_list("pk", flat=True))
    kept = ExplanationRequest.objects.filter(pk__in=ids, state=State.ACCEPTED).select_related("holder")
    closed = list(kept.select_for_update(of=("self",)).order_by("pk"))
    reason = _("Đã giải ngân đúng lịch cam kết.")
    ExplanationRequest.objects.filter(pk__in=[request.pk for request in closed]).update(
        state=State.CLOSED, decided_by=None, decided_at=timezone.now(), reason=reason
    )
    told = ((request, {"label": request.holder.name, "reason": reason}) for request in closed)
    events.record_each("disbursement.close_explanation", told)
    return len(closed)


def _locked(request: ExplanationRequest) -> ExplanationRequest:
    found = ExplanationRequest.objects.select_for_update(of=("self",)).select_related("holder")
    return found.get(pk=request.pk)


def _tell(user_ids: Iterable[int | None], request: ExplanationRequest, text: str | Promise) -> None:
    words: dict[str, Any] = {"holder": request.holder.name, "year": request.budget_year, "due": request.due}
    tell(user_ids, text, words, url=explanation_url(request))


def explanation_url(request: Any) -> str:
    return reverse("disbursement:explanation", args=[request.pk])
