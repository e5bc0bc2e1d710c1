"""Commands that import into an area, named as in URLs: --area 2025-30292."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from areas.imports import place_of
from areas.models import Area
from core.imports.command import ImportCommand
from core.imports.declaration import Scope


class AreaImportCommand(ImportCommand):
    """`levels` are those of an area that a file may be for; empty for any."""

    levels: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--area", required=True, help="địa bàn, ví dụ 2025-30292")

    def scope(self, options: dict[str, Any]) -> Scope:
        try:
            with transaction.atomic():
                area = Area.objects.by_ref(options["area"])
        except Area.DoesNotExist as error:
            raise CommandError(f"Không có địa bàn {options['area']}. Viết như 2025-30292.") from error
        if self.levels and area.level not in self.levels:
            raise CommandError(f"{area.full_name} không phải đơn vị mà tệp này lập cho; chọn xã, phường.")
        with transaction.atomic():
            return Scope(place_of(area))
