"""One step of approval, so that the demonstration shows how a large voucher waits for somebody else."""

from datetime import date

from accounts.models import Role
from areas.models import Area
from demo.capital import MILLION
from disbursement.models import ApprovalStep

FROM_VND = 10_000 * MILLION


def write_step(province: Area) -> None:
    ApprovalStep.objects.create(
        area=province,
        name="Lãnh đạo UBND tỉnh duyệt",
        from_amount_vnd=FROM_VND,
        role=Role.objects.get(code="leader"),
        valid_from=date(2026, 1, 1),
        scope_path=str(province.path),
    )
