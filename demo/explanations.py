"""Requests for explanation of 2026: overdue, waiting, answered, returned, followed with a kept and a missed step."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.models import Agency, User
from demo.branches import ZONE
from demo.capital import MILLION
from demo.dice import SEED, Dice
from disbursement.models import Disbursement, Explanation, ExplanationRequest, Movement, ScheduleStep

YEAR = 2026
State = ExplanationRequest.State
QUESTION = (
    "Đơn vị giải ngân thấp hơn bình quân chung. Đề nghị giải trình nguyên nhân, biện pháp khắc phục, kiến nghị nếu có,"
    " và lịch giải ngân từng tháng đến hết thời hạn giải ngân vốn năm 2026."
)


@dataclass(frozen=True)
class Words:
    cause: str
    measures: str
    difficulties: str = ""


LAND = Words(
    cause="Ba tuyến đường liên ấp chậm bàn giao mặt bằng vì còn 14 hộ chưa thống nhất phương án hỗ trợ cây trồng.",
    measures="Tổ vận động làm việc từng hộ trong tháng; nhà thầu thi công trước các đoạn đã có mặt bằng, nghiệm thu"
    " và thanh toán theo từng đoạn.",
    difficulties="Đề nghị UBND tỉnh cho áp dụng đơn giá hỗ trợ cây trồng mới.",
)
BREEDS = Words(
    cause="Đấu thầu cung cấp con giống phải tổ chức lại lần hai vì không có nhà thầu đạt yêu cầu.",
    measures="Chia nhỏ gói thầu theo ấp; giao con giống và thanh toán trong tháng 11, tháng 12.",
)


class Explanations:
    """Writes them with the figures that the ledger has on their days; its dice are its own."""

    def __init__(self, agencies: dict[str, Agency], users: dict[str, User]) -> None:
        self.agencies, self.users = agencies, users
        self.dice = Dice(SEED + 2)

    def write(self) -> None:
        self.ask("AG25.SNNMT", date(2026, 11, 5), due=date(2026, 11, 16), by="taichinh")
        self.ask("X.30709", date(2026, 11, 20), due=date(2026, 11, 30), by="tinh")
        answered = self.ask("X.30607", date(2026, 11, 10), due=date(2026, 11, 20), by="tinh", state=State.ANSWERED)
        self.answer(answered, BREEDS, None, date(2026, 11, 19), {date(2026, 11, 30): 30, date(2026, 12, 31): 80})
        followed = self.ask("X.30544", date(2026, 8, 31), due=date(2026, 9, 10), by="tinh", state=State.ANSWERED)
        shares = {date(2026, 9, 30): 5, date(2026, 10, 31): 45, date(2026, 11, 30): 60, date(2026, 12, 31): 92}
        accepted = self.answer(followed, LAND, "xa2", date(2026, 9, 9), shares)
        self.decide(followed, State.ACCEPTED, date(2026, 9, 11), accepted=accepted)
        returned = self.ask("X.30568", date(2026, 11, 6), due=date(2026, 11, 27), by="tinh", state=State.ANSWERED)
        self.answer(returned, LAND, None, date(2026, 11, 13), {date(2026, 11, 30): 40, date(2026, 12, 31): 70})
        why = "Lịch mới đến 70 % kế hoạch; nêu tiến độ từng gói thầu để đạt 95 %."
        self.decide(returned, State.RETURNED, date(2026, 11, 18), reason=why)

    def ask(self, code: str, on: date, *, due: date, by: str, state: str = State.ASKED) -> ExplanationRequest:
        holder = self.agencies[code]
        plan, disbursed = sums(on, line__holder=holder)
        all_plan, all_disbursed = sums(on)
        return ExplanationRequest.objects.create(
            id=self.dice.uid(moment(on)),
            holder=holder,
            area=holder.area,
            scope_path=str(holder.area.path),
            budget_year=YEAR,
            as_of=on,
            plan_vnd=plan,
            disbursed_vnd=disbursed,
            average_plan_vnd=all_plan,
            average_disbursed_vnd=all_disbursed,
            include_carry_over=False,
            denominator="detailed",
            question=QUESTION,
            due=due,
            state=state,
            asked_by=self.users[by],
            asked_at=moment(on),
        )

    def answer(
        self, request: ExplanationRequest, words: Words, by: str | None, on: date, shares: dict[date, int]
    ) -> Explanation:
        """`shares`: per cent of the plan promised by the end of each month."""
        explanation = Explanation.objects.create(
            request=request,
            version=1,
            **vars(words),
            answered_by=self.users[by] if by else None,
            answered_at=moment(on),
            scope_path=request.scope_path,
        )
        ScheduleStep.objects.bulk_create(
            ScheduleStep(
                explanation=explanation,
                month_end=end,
                promised_vnd=request.plan_vnd * share // 100 // MILLION * MILLION,
                scope_path=request.scope_path,
            )
            for end, share in shares.items()
        )
        return explanation

    def decide(self, request: ExplanationRequest, state: str, on: date, **fields: Any) -> None:
        decided = {"state": state, "decided_by": self.users["tinh"], "decided_at": moment(on), **fields}
        for name, value in decided.items():
            setattr(request, name, value)
        request.save(update_fields=list(decided))


def moment(on: date) -> datetime:
    return datetime.combine(on, time(9), ZONE)


def sums(on: date, **whose: Any) -> tuple[int, int]:
    """Allocated in detail and disbursed of the year by the end of the day."""
    lines = {"line__budget_year": YEAR, "line__horizon": "year", "line__is_detailed": True, **whose}
    plan = Movement.objects.filter(on__lte=on, **lines)
    spent = Disbursement.objects.filter(value_date__lte=on, **lines)
    return _total(plan, "amount_vnd"), _total(spent, "spent_vnd")


def _total(rows: QuerySet[Any], column: str) -> int:
    return int(rows.aggregate(total=Sum(column, default=0))["total"])
