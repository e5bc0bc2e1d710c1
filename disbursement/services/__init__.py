"""Decisions about capital: plan movements and vouchers, one function each."""

from disbursement.services.plan import Draft, LedgerRefused, assign, carry_over, open_line, recall, transfer
from disbursement.services.spending import VoucherData, record_voucher, reverse_voucher

__all__ = [
    "Draft",
    "LedgerRefused",
    "VoucherData",
    "assign",
    "carry_over",
    "open_line",
    "recall",
    "record_voucher",
    "reverse_voucher",
    "transfer",
]
