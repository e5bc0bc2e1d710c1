"""What the ledger refuses, in words for the person at the screen."""

from django.db import IntegrityError
from django.utils.translation import gettext as _


class LedgerRefused(Exception):
    """The ledger stays as it was; the message says why and what to do."""


def explain(error: IntegrityError) -> LedgerRefused:
    """The constraint that refused, as a sentence; an unknown one is raised again."""
    text = str(error)
    sentences = {
        "capital_line_not_overdrawn": _(
            "Vượt số vốn còn lại của dòng vốn. Kiểm tra số tiền hoặc bổ sung kế hoạch trước."
        ),
        "capital_line_plan_not_negative": _("Số vốn còn lại không đủ để giảm. Kiểm tra số tiền."),
        "capital_line_spent_not_negative": _("Số nộp trả lớn hơn số đã giải ngân của dòng vốn."),
        "disbursement_voucher_once": _("Số chứng từ này đã ghi cho dòng vốn."),
        "disbursement_sign": _("Số tiền phải lớn hơn 0."),
        "two halves": _("Hai vế điều chuyển không bằng nhau."),
        "reverses_id": _("Bút toán này đã được đảo."),
    }
    for key, sentence in sentences.items():
        if key in text:
            return LedgerRefused(sentence)
    raise error
