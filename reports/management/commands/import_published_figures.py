"""`manage.py import_published_figures FILE`: printed statistics with their sources, from CSV or Excel."""

from core.imports.command import ImportCommand
from core.models import ImportBatch
from reports.cube.refresh import refresh
from reports.imports import PublishedImport


class Command(ImportCommand):
    help = "Nhập số liệu đã công bố (CSV hoặc XLSX); nhập lại cùng tệp không đổi gì."
    importer = PublishedImport

    def written(self, batch: ImportBatch) -> None:
        refresh(["published"])
