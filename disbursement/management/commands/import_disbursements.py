"""`manage.py import_disbursements FILE --area 2025-91`: vouchers of the treasury."""

from areas.import_command import AreaImportCommand
from disbursement.imports import VoucherImport


class Command(AreaImportCommand):
    help = "Nhập chứng từ giải ngân (XLSX hoặc CSV); nhập lại cùng tệp không đổi gì."
    importer = VoucherImport
