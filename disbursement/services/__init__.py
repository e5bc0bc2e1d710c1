"""Decisions about capital: plan movements and vouchers, one function each."""

from disbursement.services.errors import SecondReference
from disbursement.services.periods import close_period
from disbursement.services.plan import (
    Draft,
    LedgerRefused,
    open_line,
    open_taker,
)
from disbursement.services.spending import VoucherData, record_voucher, reverse_voucher

__all__ = [
    "Draft",
    "LedgerRefused",
    "SecondReference",
    "VoucherData",
    "close_period",
    "open_line",
    "open_taker",
    "record_voucher",
    "reverse_voucher",
]
