"""manage.py rebuild_figures: count the cube anew from the records."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports.cube.groups import GROUPS
from reports.cube.rebuild import rebuild


class Command(BaseCommand):
    help = "Tính lại số liệu hiện hành từ hồ sơ; số liệu đã chốt giữ nguyên."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--group", choices=sorted(GROUPS), help="chỉ nhóm số liệu này")
        parser.add_argument("--year", type=int, help="chỉ năm này")

    def handle(self, *args: Any, **options: Any) -> None:
        for code in [options["group"]] if options["group"] else GROUPS:
            begun = monotonic()
            places = rebuild(code, options["year"])
            self.stdout.write(f"{code}: {places} địa bàn, năm trong {monotonic() - begun:.1f} s")
