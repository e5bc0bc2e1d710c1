"""The sign-ins of the demonstration, all with the demonstration password."""

import os
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from accounts.models import Agency, Assignment, Role, User
from areas.models import Area
from catalogs.models import Component
from core import events
from core.local_servers import secrets
from demo.agencies import read

SINCE = date(2021, 1, 1)
REVIEWED_COMMUNE = "2025-30292"


def demo_password() -> str:
    """From PORTAL_DEMO_PASSWORD, else the one that ./run keeps beside its other secrets."""
    given = os.environ.get("PORTAL_DEMO_PASSWORD", "")
    return given or secrets(settings.PORTAL_VAR)["PORTAL_DEMO_PASSWORD"]


def load_users(agencies: dict[str, Agency], password: str) -> dict[str, User]:
    """Users by their sign-in name, each with one post. One hash serves all: it is one password."""
    encoded = make_password(password)
    users = {row["username"]: _user(row, agencies, encoded) for row in read("users.json")}
    User.objects.bulk_create(users.values())
    roles = {role.code: role for role in Role.objects.all()}
    for row in read("users.json"):
        area = _area(row["area"])
        post = Assignment.objects.create(
            user=users[row["username"]], role=roles[row["role"]], area=area, valid_from=SINCE
        )
        post.components.set(_components(row.get("components", [])))
    return users


def give_password(password: str) -> int:
    """Make `password` that of every demonstration sign-in that has another one; how many had.

    ./run says that all of them have it. One that was changed on the page of passwords counts as well.
    """
    usernames = [row["username"] for row in read("users.json")]
    found = list(User.objects.filter(username__in=usernames).order_by("pk"))
    known = {encoded: check_password(password, encoded) for encoded in {user.password for user in found}}
    outdated = [user for user in found if not known[user.password]]
    encoded = make_password(password) if outdated else ""
    for user in outdated:
        user.password, user.must_change_password = encoded, False
        events.record("accounts.reset_password", user, label=user.username)
    User.objects.bulk_update(outdated, ["password", "must_change_password"])
    return len(outdated)


def _user(row: dict[str, str], agencies: dict[str, Agency], encoded: str) -> User:
    agency = agencies.get(row["agency"] or "")
    return User(
        username=row["username"],
        full_name=row["full_name"],
        position=row["position"],
        agency=agency,
        password=encoded,
    )


def _area(ref: str) -> Area:
    """The area of a post; "village-of-X" is the first village of X."""
    if ref.startswith("village-of-"):
        commune = Area.objects.by_ref(ref.removeprefix("village-of-"))
        return Area.objects.filter(parent=commune, level=Area.Level.VILLAGE).order_by("code")[0]
    return Area.objects.by_ref(ref)


def _components(names: list[str]) -> list[Component]:
    found = []
    for name in names:
        programme, code = name.split(":")
        found.append(Component.objects.get(programme__code=programme, code=code))
    return found
