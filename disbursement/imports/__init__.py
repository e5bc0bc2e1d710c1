"""Importing capital from workbooks: the annexes of decisions, and vouchers of the treasury."""

from disbursement.imports.plan import PlanImport
from disbursement.imports.vouchers import VoucherImport

IMPORTERS = (PlanImport, VoucherImport)
