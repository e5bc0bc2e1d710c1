"""manage.py verify_figures: rebuild beside the live figures and name every difference."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports.cube.groups import GROUPS
from reports.cube.verify import SHOWN, verify


class Command(BaseCommand):
    help = "Compare the live figures with a rebuild from the records; exit status 1 when any differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--group", choices=sorted(GROUPS), help="only this group of measures")
        parser.add_argument("--year", type=int, help="only this year")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = False
        for code in [options["group"]] if options["group"] else GROUPS:
            differences = verify(code, options["year"])
            for difference in differences[:SHOWN]:
                self.stdout.write(str(difference))
            self.stdout.write(f"{code}: {'agrees with the records' if not differences else 'differs'}")
            wrong = wrong or bool(differences)
        if wrong:
            sys.exit(1)
