"""A commune that is late, what it is asked and what it answers; for tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from accounts.access import Access
from disbursement.models import CapitalLine, Disbursement, Explanation, ExplanationRequest
from disbursement.services import VoucherData, record_voucher
from disbursement.services.explanations import Answer, answer, assess
from tests.disbursement.decisions import Chancery
from tests.office import COMMUNE, Office

TODAY = date(2026, 11, 22)
LATER = date(2027, 1, 5)
SEP, OCT, NOV, DEC = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)
JAN = date(2027, 1, 31)
_numbers = count(1)


def on_day(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Turn the calendar to that day."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None, zone=None: day if value is None else _day(value))


def _day(value: datetime) -> date:
    return timezone.localtime(value).date()


def make_request(office: Office, ref: str = COMMUNE, **fields: Any) -> ExplanationRequest:
    """Of the agency of that area, due in ten days, asked by the provincial officer with 10 of 100 disbursed."""
    holder = fields.get("holder") or office.agency(ref)
    given: dict[str, Any] = {
        "holder": holder,
        "area": holder.area,
        "scope_path": holder.area.path,
        "budget_year": 2026,
        "as_of": date(2026, 11, 1),
        "plan_vnd": 100,
        "disbursed_vnd": 10,
        "average_disbursed_vnd": 500,
        "average_plan_vnd": 1000,
        "include_carry_over": False,
        "denominator": "given",
        "question": "Vì sao giải ngân chậm?",
        "due": timezone.localdate() + timedelta(days=10),
        "asked_by": office.user("provincial_officer"),
    }
    return ExplanationRequest.objects.create(**given | fields)


def promise(schedule: Mapping[date, int], **words: str) -> Answer:
    given = {"cause": "Chậm bàn giao mặt bằng", "measures": "Vận động từng hộ"} | words
    return Answer(schedule=schedule, **given)


@dataclass
class Laggard:
    """The commune of tests.office with 1,000 dong of 2026."""

    office: Office = field(default_factory=Office)

    @cached_property
    def chancery(self) -> Chancery:
        return Chancery(self.office)

    @cached_property
    def line(self) -> CapitalLine:
        return self.chancery.line(1000)

    @property
    def officer(self) -> Access:
        return self.office.access("commune_officer", COMMUNE)

    @property
    def asker(self) -> Access:
        return self.office.access("provincial_officer")

    def spend(self, amount: int, on: date, line: CapitalLine | None = None, kind: str = "payment") -> Disbursement:
        data = VoucherData(voucher=f"GT{next(_numbers)}", value_date=on, amount_vnd=amount, kind=kind)
        return record_voucher(line=line or self.line, data=data, recorded_by_id=None)

    @cached_property
    def asked(self) -> ExplanationRequest:
        assert self.line.plan_vnd == 1000
        return make_request(self.office, plan_vnd=1000, disbursed_vnd=0)

    def answered(self, schedule: Mapping[date, int]) -> Explanation:
        return answer(request=self.asked, data=promise(schedule), access=self.officer)

    def accepted(self, schedule: Mapping[date, int]) -> ExplanationRequest:
        self.answered(schedule)
        return assess(request=self.asked, act="accept", access=self.asker)
