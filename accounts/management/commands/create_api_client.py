"""`manage.py create_api_client NAME --area 2025-91 --scope reports:read,households:read --days 90`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.rights import API_SCOPES
from accounts.services import create_client
from areas.models import Area
from core.acting import SYSTEM, acting_as


class Command(BaseCommand):
    help = "Tạo mã truy cập cho một hệ thống; mã chỉ in một lần, ở dòng cuối."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--area", required=True, help="ví dụ 2025-91")
        parser.add_argument("--scope", required=True, help=", ".join(API_SCOPES))
        parser.add_argument("--days", type=int, default=90)

    def handle(self, *args: Any, **options: Any) -> None:
        scopes = [scope.strip() for scope in options["scope"].split(",") if scope.strip()]
        unknown = sorted(set(scopes) - set(API_SCOPES))
        if unknown or not scopes:
            raise CommandError(f"Phạm vi không có: {', '.join(unknown)}. Chọn trong: {', '.join(API_SCOPES)}.")
        if not 1 <= options["days"] <= 3650:
            raise CommandError("Số ngày hiệu lực từ 1 đến 3650.")
        try:
            area = Area.objects.by_ref(options["area"])
        except Area.DoesNotExist as error:
            raise CommandError(f"Không có địa bàn {options['area']}. Viết như 2025-91.") from error
        with acting_as(SYSTEM):
            client, token = create_client(name=options["name"], area=area, scopes=scopes, days=options["days"])
        expires_on = timezone.localdate(client.expires_at)
        self.stdout.write(f"{client.name} · {area.full_name} · {', '.join(scopes)} · hết hạn {expires_on:%d/%m/%Y}")
        self.stdout.write(token)
