"""manage.py verify_figures: rebuild beside the live figures and name every difference."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports.cube.groups import GROUPS
from reports.cube.verify import SHOWN, verify


class Command(BaseCommand):
    help = "So số liệu hiện hành với số tính lại từ hồ sơ; kết thúc với mã 1 khi có khác biệt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--group", choices=sorted(GROUPS), help="chỉ nhóm số liệu này")
        parser.add_argument("--year", type=int, help="chỉ năm này")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = False
        for code in [options["group"]] if options["group"] else GROUPS:
            differences = verify(code, options["year"])
            for difference in differences[:SHOWN]:
                self.stdout.write(str(difference))
            self.stdout.write(f"{code}: {'khớp với hồ sơ' if not differences else 'có khác biệt'}")
            wrong = wrong or bool(differences)
        if wrong:
            sys.exit(1)
