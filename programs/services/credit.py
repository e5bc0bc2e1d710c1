"""Policy credit: turnover is recorded once, reversed, never edited; nobody owes less than nothing on any day."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalSource, Programme
from core import events
from core.formats import format_date
from core.reversals import why_not_reverse
from core.transitions import NotAllowed
from programs.models import CreditTurnover
from programs.rules import CREDIT, misplaced, too_many_households
from programs.services.contributions import hold_areas, oldest_day

Kind = CreditTurnover.Kind


@dataclass(frozen=True)
class CreditData:
    """Turnover as the bank reports it; `households` took a loan."""

    area: Area
    agency: Agency
    programme: Programme
    kind: str
    amount_vnd: int
    on: date
    households: int | None = None
    receipt: str = ""
    note: str = ""


@transaction.atomic
def record_credit(*, data: CreditData, recorded_by_id: int | None) -> CreditTurnover:
    """Raises NotAllowed where more would be collected than is owed, and for what stands there already."""
    _refuse(data)
    hold_areas([data.area.pk])
    row = CreditTurnover(
        area=data.area,
        agency=data.agency,
        programme=data.programme,
        source=CapitalSource.objects.get(code=CREDIT),
        kind=data.kind,
        amount_vnd=data.amount_vnd,
        households=data.households,
        on=data.on,
        year=data.on.year,
        receipt=data.receipt,
        note=data.note,
        recorded_by_id=recorded_by_id,
        scope_path=str(data.area.path),
    )
    if earlier := _same_as(row):
        told = {"day": format_date(earlier.recorded_at)}
        raise NotAllowed(
            _("Khoản giống hệt đã ghi ngày %(day)s. Nếu là khoản khác, ghi thêm số báo cáo, chứng từ.") % told
        )
    return _write(row, row, "programs.record_credit")


@transaction.atomic
def reverse_credit(*, row: CreditTurnover, reason: str, recorded_by_id: int | None) -> CreditTurnover:
    """Write the opposite of `row`. Raises NotAllowed for a second reversal, and where debt would be below nothing."""
    if row.reverses_id:
        raise NotAllowed(why_not_reverse(row))
    if not reason.strip():
        raise NotAllowed(_("Ghi lý do đảo bút toán."))
    kept = ("area", "agency", "programme", "source")
    opposite = CreditTurnover(
        **{f"{name}_id": getattr(row, f"{name}_id") for name in kept},
        kind=row.kind,
        amount_vnd=-row.amount_vnd,
        households=None if row.households is None else -row.households,
        on=max(timezone.localdate(), row.on),
        year=row.year,
        receipt=row.receipt,
        note=row.note,
        reverses=row,
        reason=reason.strip(),
        recorded_by_id=recorded_by_id,
        scope_path=row.scope_path,
    )
    return _write(opposite, row, "programs.reverse_credit")


def _refuse(data: CreditData) -> None:
    if data.on > timezone.localdate():
        raise NotAllowed(_("Ngày ghi không được sau ngày hôm nay."))
    if wrong := misplaced(data.area, data.on.year, oldest_day()):
        raise NotAllowed(wrong)
    if data.programme.valid_from.year > data.on.year:
        raise NotAllowed(_("Năm này chưa có chương trình đã chọn."))
    if (data.kind == Kind.LENT) != (data.households is not None):
        raise NotAllowed(_("Cho vay thì ghi số lượt hộ vay; các loại khác để trống."))
    if data.households is not None and (wrong := too_many_households(data.area, data.households)):
        raise NotAllowed(wrong)


def _same_as(row: CreditTurnover) -> CreditTurnover | None:
    found = CreditTurnover.objects.not_reversed().filter(
        area=row.area,
        programme=row.programme,
        kind=row.kind,
        amount_vnd=row.amount_vnd,
        households=row.households,
        on=row.on,
        receipt=row.receipt,
        note=row.note,
    )
    return found.first()


def _write(row: CreditTurnover, about: CreditTurnover, act: str) -> CreditTurnover:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _explain(error) from error
    label = f"{row.area.ref} {row.on:%d/%m/%Y}"
    events.record(act, about, reason=row.reason, label=label, kind=row.kind, amount_vnd=row.amount_vnd)
    return row


def _explain(error: IntegrityError) -> NotAllowed:
    text = str(error)
    sentences = {
        "more than is owed": _("Vượt dư nợ của địa bàn vào ngày này. Kiểm tra số tiền và ngày, hoặc ghi dư nợ đầu kỳ."),
        "reverses_id": _("Bút toán này đã được đảo."),
    }
    for key, sentence in sentences.items():
        if key in text:
            return NotAllowed(sentence)
    raise error
