"""The four sums of a contract and the gaps between them; pure."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from core.formats import format_number


class FourSums(Protocol):
    committed_vnd: int
    accepted_vnd: int
    disbursed_vnd: int
    settled_vnd: int


@dataclass(frozen=True)
class Gap:
    """`code` is one of GapNote.Gap; `text` says what the figures alone say."""

    code: str
    amount_vnd: int
    text: str


def gaps_of(sums: FourSums, advance_vnd: int = 0) -> list[Gap]:
    """The gaps that are there, in the order of the columns. `advance_vnd`: what of the disbursed is advanced."""
    found = []
    if rest := sums.committed_vnd - sums.accepted_vnd:
        text = _("khối lượng chưa nghiệm thu") if rest > 0 else _("nghiệm thu vượt giá trị hợp đồng")
        found.append(Gap("acceptance", abs(rest), text))
    if unpaid := sums.accepted_vnd - sums.disbursed_vnd:
        found.append(Gap("payment", abs(unpaid), _payment_words(unpaid, advance_vnd)))
    if unsettled := sums.disbursed_vnd - sums.settled_vnd:
        text = _("đã giải ngân, chưa quyết toán") if unsettled > 0 else _("quyết toán lớn hơn số đã giải ngân")
        found.append(Gap("settlement", abs(unsettled), text))
    return found


def _payment_words(unpaid: int, advance_vnd: int) -> str:
    if unpaid > 0:
        return _("đã nghiệm thu, chưa giải ngân")
    if advance_vnd >= -unpaid:
        return _("tạm ứng chưa thu hồi %(amount)s đồng") % {"amount": format_number(advance_vnd)}
    if advance_vnd <= 0:
        return _("giải ngân vượt khối lượng nghiệm thu")
    told = {"over": format_number(-unpaid - advance_vnd), "advance": format_number(advance_vnd)}
    return _("thanh toán vượt khối lượng nghiệm thu %(over)s đồng, tạm ứng chưa thu hồi %(advance)s đồng") % told
