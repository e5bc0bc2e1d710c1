"""Importing capital from workbooks: the annexes of decisions, vouchers, and the treasury's statements."""

from disbursement.imports.plan import PlanImport
from disbursement.imports.treasury import StatementImport
from disbursement.imports.vouchers import VoucherImport

IMPORTERS = (PlanImport, VoucherImport, StatementImport)
