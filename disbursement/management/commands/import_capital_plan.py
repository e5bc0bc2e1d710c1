"""`manage.py import_capital_plan FILE --area 2025-91`: the annex of a decision on capital."""

from areas.import_command import AreaImportCommand
from disbursement.imports import PlanImport


class Command(AreaImportCommand):
    help = "Nhập phụ lục kế hoạch vốn (XLSX hoặc CSV); nhập lại cùng tệp không đổi gì."
    importer = PlanImport
