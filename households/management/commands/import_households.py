"""`manage.py import_households FILE --area 2025-30292`: the roster of a commune, from Excel or CSV."""

from areas.import_command import AreaImportCommand
from areas.models import Area
from households.imports import RosterImport


class Command(AreaImportCommand):
    help = "Nhập danh sách hộ và thành viên của một xã (XLSX hoặc CSV); nhập lại cùng tệp không đổi gì."
    importer = RosterImport
    levels = (Area.Level.COMMUNE,)
