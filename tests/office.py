"""People and agencies to try the pages with: a province, two of its communes, and another province."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.access import Access, access_of_user
from accounts.models import Agency, Assignment, Role, User
from areas.models import Area
from core.acting import SYSTEM, acting_as

PROVINCE, COMMUNE, OTHER_COMMUNE, ELSEWHERE = "2025-91", "2025-30292", "2025-30337", "2025-92"
PASSWORD = "mat-khau-du-dai-1"
_numbers = count(1)


@dataclass
class Office:
    """Makes what a test names; a user or agency of the same name is the same one."""

    # Hashing a password takes longer than most tests, so only those that sign in with one have one.
    with_passwords: bool = False
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    clients: dict[tuple[str, str], Client] = field(default_factory=dict)

    @cached_property
    def province(self) -> Area:
        return Area.objects.by_ref(PROVINCE)

    @cached_property
    def commune(self) -> Area:
        return Area.objects.by_ref(COMMUNE)

    @cached_property
    def other_commune(self) -> Area:
        return Area.objects.by_ref(OTHER_COMMUNE)

    def agency(self, ref: str = PROVINCE) -> Agency:
        """The agency of our people in that area."""
        if ref not in self.agencies:
            area = Area.objects.by_ref(ref)
            code = f"co-quan-{next(_numbers)}"
            self.agencies[ref] = Agency.objects.create(
                code=code, name=f"UBND {area.full_name}", kind="ubnd", area=area, valid_from=date(2020, 1, 1)
            )
        return self.agencies[ref]

    def user(self, role: str, ref: str = PROVINCE, **fields: Any) -> User:
        """An active user with one post of that role (a code of accounts/data/roles.json) in that area."""
        if (role, ref) not in self.users:
            name = f"nguoi-{next(_numbers)}"
            password = PASSWORD if self.with_passwords else None
            user = User.objects.create_user(
                name, password, full_name=f"Nguyễn Văn {role}", agency=self.agency(ref), **fields
            )
            self.post(user, role, ref)
            self.users[role, ref] = user
        return self.users[role, ref]

    def post(self, user: User, role: str, ref: str, valid_from: date = date(2020, 1, 1)) -> Assignment:
        area = Area.objects.by_ref(ref)
        return Assignment.objects.create(user=user, role=Role.objects.get(code=role), area=area, valid_from=valid_from)

    def access(self, role: str, ref: str = PROVINCE) -> Access:
        return access_of_user(self.user(role, ref), timezone.localdate())

    def client(self, role: str, ref: str = PROVINCE) -> Client:
        """A browser in which that user has signed in."""
        if (role, ref) not in self.clients:
            client = Client()
            with acting_as(SYSTEM):
                client.force_login(self.user(role, ref), "django.contrib.auth.backends.ModelBackend")
            self.clients[role, ref] = client
        return self.clients[role, ref]
