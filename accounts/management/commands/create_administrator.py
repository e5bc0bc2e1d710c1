"""`manage.py create_administrator USERNAME --area 2025-91`: the first person who may add all others."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.forms import USERNAME
from accounts.models import Agency, Assignment, Role, User
from accounts.services import add_user
from areas.models import Area
from core import events
from core.acting import SYSTEM, acting_as
from core.text import fold, nfc, one_line

ROLE = "administrator"


class Command(BaseCommand):
    help = "Tạo quản trị viên đầu tiên của một tỉnh; mật khẩu ban đầu chỉ in một lần, ở dòng cuối."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="ví dụ quantri.tinh")
        parser.add_argument("--area", required=True, help="tỉnh, ví dụ 2025-91")
        parser.add_argument("--name", default="", help="họ và tên")
        parser.add_argument("--agency-name", default="", help="tên cơ quan, khi tỉnh chưa có cơ quan nào")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(SYSTEM), transaction.atomic():
            province = _province(options["area"])
            agency = _agency_of(province, one_line(nfc(options["agency_name"])))
            user = _user(options["username"], one_line(nfc(options["name"])), agency)
            password = add_user(user)
            _assign(user, province)
        self.stdout.write(f"{user.username} · {agency.name} · {province.full_name}")
        self.stdout.write("Mật khẩu ban đầu, phải đổi khi đăng nhập lần đầu:")
        self.stdout.write(password)


def _province(ref: str) -> Area:
    try:
        area = Area.objects.by_ref(ref)
    except Area.DoesNotExist as error:
        raise CommandError(f"Không có địa bàn {ref}. Viết như 2025-91.") from error
    if area.level != Area.Level.PROVINCE:
        raise CommandError(f"{area.full_name} ({ref}) không phải là tỉnh, thành phố.")
    return area


def _agency_of(province: Area, name: str) -> Agency:
    """The people's committee of the province, made when there is none."""
    known = Agency.objects.in_force(timezone.localdate()).filter(area=province, kind=Agency.Kind.PEOPLES_COMMITTEE)
    if found := known.first():
        return found
    name = name or f"Ủy ban nhân dân {province.full_name[:1].lower()}{province.full_name[1:]}"
    agency = Agency(
        code=f"UBND-{province.ref}",
        name=name,
        name_fold=fold(name),
        kind=Agency.Kind.PEOPLES_COMMITTEE,
        area=province,
        valid_from=timezone.localdate(),
    )
    _check(agency)
    agency.save()
    return agency


def _user(username: str, full_name: str, agency: Agency) -> User:
    if User.objects.filter(username__iexact=username).exists():
        raise CommandError(f"Tên đăng nhập {username} đã có người dùng.")
    user = User(username=username, full_name=full_name or "Quản trị viên", agency=agency)
    try:
        USERNAME(username)
    except ValidationError as error:
        raise CommandError(f"Tên đăng nhập {username}: {' '.join(error.messages)}") from error
    _check(user)
    return user


def _check(row: User | Agency) -> None:
    """What a form would refuse is refused here, field by field."""
    try:
        row.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error


def _assign(user: User, province: Area) -> None:
    """No access stands behind the first post, so this is not `services.assign`, but the same event tells of it."""
    role = Role.objects.get(code=ROLE)
    post = Assignment.objects.create(user=user, role=role, area=province, valid_from=timezone.localdate())
    events.record("accounts.assign", post, label=user.username, role=role.code, area=province.ref)
