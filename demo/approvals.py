"""One step of approval, and a large voucher that waits for it."""

from datetime import date

from accounts.models import Agency, Role, User
from areas.models import Area
from demo.capital import MILLION
from disbursement.models import ApprovalStep, CapitalLine, VoucherRequest

FROM_VND = 2_000 * MILLION
WAITING_VND = 2_450 * MILLION


def write_step(province: Area) -> None:
    ApprovalStep.objects.create(
        area=province,
        name="Lãnh đạo UBND tỉnh duyệt",
        from_amount_vnd=FROM_VND,
        role=Role.objects.get(code="leader"),
        valid_from=date(2026, 1, 1),
        scope_path=str(province.path),
    )


def write_waiting(holder: Agency, users: dict[str, User], today: date) -> None:
    line = CapitalLine.objects.get(holder=holder, budget_year=today.year)
    VoucherRequest.objects.create(
        line=line,
        kind="payment",
        amount_vnd=WAITING_VND,
        voucher="KB26-SNN-017",
        value_date=today,
        note="Bò giống sinh sản cho 9 xã, đợt 2 (dữ liệu mô phỏng)",
        entered_by=users["so-nn"],
        scope_path=line.scope_path,
    )
