"""What the ledger refuses, in words for the person at the screen."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from core.transitions import NotAllowed
from disbursement.entering import why_not_enter
from disbursement.models import CapitalLine
from disbursement.services.shortfall import why_short


class LedgerRefused(NotAllowed):
    """The ledger stays as it was; the message says why and what to do."""


class SecondReference(LedgerRefused):
    """The treasury's reference stands on another voucher; it may be meant."""


def refuse_entry(access: Access | None, *lines: CapitalLine) -> None:
    """Raises LedgerRefused where this person enters nothing on one of the lines; None is no person (tests)."""
    if access is not None and (problem := why_not_enter(access, *lines)):
        raise LedgerRefused(problem)


@contextmanager
def in_words(rows: Sequence[Any] = ()) -> Iterator[None]:
    """What the database refuses as LedgerRefused; the transaction around stays alive. `rows` are what is written."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise explain(error, rows) from error


def explain(error: IntegrityError, rows: Sequence[Any] = ()) -> LedgerRefused:
    """The constraint that refused, as a sentence; an unknown one is raised again.

    With the `rows` that were refused it says what is left, and of which line, contract or advance.
    """
    text = str(error)
    sentences = {
        "capital_line_not_overdrawn": _(
            "Vượt số vốn còn lại của dòng vốn. Kiểm tra số tiền hoặc bổ sung kế hoạch trước."
        ),
        "capital_line_plan_not_negative": _("Số vốn còn lại không đủ để giảm. Kiểm tra số tiền."),
        "capital_line_spent_not_negative": _("Số nộp trả lớn hơn số đã giải ngân của dòng vốn."),
        "capital_line_allocated_not_negative": _("Thu hồi nhiều hơn số vốn đã phân bổ."),
        "capital_line_spends_or_allocates": _(
            "Dòng vốn đã phân bổ chi tiết thì giải ngân, không phân bổ tiếp; dòng vốn chưa phân bổ thì ngược lại."
        ),
        "capital_line_medium_unspent": _("Không giải ngân từ kế hoạch trung hạn."),
        "does not fit its parent": _(
            "Dòng vốn phải cùng loại vốn, nguồn vốn và năm với dòng vốn phân bổ, và thuộc nội dung của dòng vốn đó."
        ),
        "keeps its parent": _("Dòng vốn đã có bút toán thì không đổi dòng vốn phân bổ."),
        "keeps what it is": _("Dòng vốn đã phân bổ cho đơn vị khác thì không đổi."),
        "written when it is signed": _("Quyết định đang dự thảo hoặc đã ký: bút toán chỉ ghi khi ký quyết định."),
        "only while it is drafted": _("Quyết định đã kiểm tra hoặc đã ký thì không sửa được."),
        "disbursement_voucher_once": _("Số chứng từ này đã ghi cho dòng vốn."),
        "more than the advance": _("Số thu hồi, nộp trả vượt số tạm ứng còn lại của chứng từ tạm ứng này."),
        "not an advance of the line": _("Chứng từ tạm ứng được chọn không thuộc dòng vốn này."),
        "not what its advance was paid for": _(
            "Thu hồi, nộp trả tạm ứng được ghi cho đúng hợp đồng, công trình, dự án của chứng từ tạm ứng."
        ),
        "disbursement_settles_an_advance": _("Chọn chứng từ tạm ứng được thu hồi."),
        "disbursement_closes_an_advance": _("Chỉ thu hồi tạm ứng và nộp trả mới gắn với chứng từ tạm ứng."),
        "contract_not_overpaid": _(
            "Vượt giá trị hợp đồng. Kiểm tra số tiền, hoặc ghi phụ lục tăng giá trị hợp đồng trước."
        ),
        "contract_not_negative": _("Số ghi giảm lớn hơn số đã ghi của hợp đồng."),
        "contract_once": _("Số hợp đồng này đã ghi cho dòng vốn."),
        "contract_entry_sign": _("Số tiền phải lớn hơn 0."),
        "disbursement_sign": _("Số tiền phải lớn hơn 0."),
        "two halves": _("Hai vế điều chuyển không bằng nhau."),
        "reverses_id": _("Bút toán này đã được đảo."),
    }
    for key, sentence in sentences.items():
        if key in text:
            return LedgerRefused(why_short(key, rows) or sentence)
    raise error
