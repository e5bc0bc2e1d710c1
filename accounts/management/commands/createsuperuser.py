"""Django's `createsuperuser` has no meaning here: rights come from posts, and nobody stands above them."""

from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Không dùng: xem create_administrator."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        # Whatever Django's command takes leads to the same sentence.
        for name in ("--username", "--email", "--full_name", "--database"):
            parser.add_argument(name)
        parser.add_argument("--noinput", "--no-input", action="store_true")

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        raise CommandError(
            "Cổng không có siêu người dùng: tạo quản trị viên bằng create_administrator TÊN_ĐĂNG_NHẬP --area 2025-91."
        )
