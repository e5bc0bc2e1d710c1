"""manage.py alkire_foster FILE.csv: the portal's poverty measures on any microdata file, as JSON."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.alkire_foster import as_json, measure_table
from reports.microdata import Plan, open_csv
from reports.mpi import MeasureError


class Command(BaseCommand):
    help = "Tính H, A, M0 theo Alkire và Foster từ một tệp CSV gồm các cột 0/1; in JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("Tệp CSV, dòng đầu là tên cột"))
        parser.add_argument("--indicators", required=True, help=_("Các cột chỉ số, cách nhau bằng dấu phẩy"))
        parser.add_argument("--weights", required=True, help=_("Quyền số của từng chỉ số, ví dụ 3,3,1 hoặc 1/6,1/9"))
        parser.add_argument("--cutoff", required=True, help=_("Ngưỡng k, ví dụ 1/3, 0.33 hoặc 33%%"))
        parser.add_argument("--weight-column", help=_("Cột quyền số của dòng (số người, quyền số điều tra)"))
        parser.add_argument("--by", default="", help=_("Các cột để chia nhóm, cách nhau bằng dấu phẩy"))
        parser.add_argument(
            "--where",
            action="append",
            default=[],
            metavar="COLUMN=VALUE",
            help=_("Chỉ lấy dòng có giá trị này"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            measured = self.measure(options)
        except MeasureError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(as_json(measured), ensure_ascii=False, indent=2))

    def measure(self, options: dict[str, Any]) -> dict[str, Any]:
        plan = Plan(
            tuple(_listed(options["indicators"])),
            options["weight_column"],
            tuple(_listed(options["by"])),
            dict(_condition(text) for text in options["where"]),
        )
        with open_csv(options["file"]) as (header, rows):
            return measure_table(header, rows, plan, _listed(options["weights"]), options["cutoff"])


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _condition(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals:
        message = _("Điều kiện “%(text)s” phải viết dạng cột=giá trị.")
        raise MeasureError(message % {"text": text})
    return column.strip(), value.strip()
