"""Reversing a row of an append-only ledger. Such a row has `reverses`, and from the other side `reversed_by`."""

from typing import Any

from django.utils.translation import gettext as _


def why_not_reverse(row: Any) -> str:
    """Why the row cannot be reversed, and what to do; "" when it can.

    For pages. A second reversal is refused by the database: of two at once only it knows.
    """
    if row.reverses_id:
        return _("Đây là bút toán đảo, không đảo lại được; hãy ghi bút toán mới.")
    if hasattr(row, "reversed_by"):
        return _("Bút toán này đã được đảo; nếu cần thì ghi bút toán mới.")
    return ""
