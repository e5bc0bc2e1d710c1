"""Decisions about people and systems: who is let in, with which role, where, until when."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from axes.utils import reset
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models import ApiClient, Assignment, Role, User
from accounts.rules import first_password, may_grant
from areas.models import Area
from catalogs.models import Component
from core import events
from core.transitions import NotAllowed


@transaction.atomic
def add_user(user: User) -> str:
    """Save a new user with a first password, which is returned once and must be changed at the first sign-in."""
    password = _give_password(user)
    user.save(force_insert=True)
    events.record("accounts.add_user", user, label=user.username)
    return password


@transaction.atomic
def change_user(user: User) -> User:
    user.save()
    events.record("accounts.change_user", user, label=user.username, is_active=user.is_active)
    return user


@transaction.atomic
def reset_password(*, user: User) -> str:
    """A new first password; it ends every session of the user and lifts a lock."""
    password = _give_password(user)
    user.save(update_fields=["password", "must_change_password"])
    reset(username=user.username)
    events.record("accounts.reset_password", user, label=user.username)
    return password


def _give_password(user: User) -> str:
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    return password


@transaction.atomic
def unlock(*, user: User) -> None:
    """Let the user sign in again at once after too many wrong passwords."""
    reset(username=user.username)
    events.record("accounts.unlock", user, label=user.username)


@transaction.atomic
def assign(
    *,
    access: Access,
    user: User,
    role: Role,
    area: Area,
    valid_from: date,
    valid_to: date | None = None,
    components: Iterable[Component] = (),
) -> Assignment:
    """Give `user` a post. Raises NotAllowed when it is one's own, outside one's area or above one's rights."""
    if access.user is not None and user.pk == access.user.pk:
        raise NotAllowed(_("Không tự phân công cho chính mình."))
    if not Area.objects.visible_to(access).filter(pk=area.pk).exists():
        raise NotAllowed(_("Địa bàn này không thuộc địa bàn được giao."))
    if not may_grant(access.rights, role.rights):
        raise NotAllowed(_("Vai trò này có nhiều quyền hơn người phân công."))
    post = Assignment.objects.create(user=user, role=role, area=area, valid_from=valid_from, valid_to=valid_to)
    post.components.set(components)
    codes = [component.code for component in components]
    events.record("accounts.assign", post, label=user.username, role=role.code, area=area.ref, components=codes)
    return post


@transaction.atomic
def end_assignment(*, post: Assignment, reason: str) -> None:
    """From now on the post is no longer held; one that had not begun is taken back."""
    today = timezone.localdate()
    if post.valid_to is not None and post.valid_to < today:
        raise NotAllowed(_("Phân công này đã kết thúc."))
    label = post.user.username
    events.record("accounts.end_assignment", post, label=label, reason=reason, role=post.role.code, area=post.area.ref)
    if post.valid_from >= today:
        post.delete()
        return
    post.valid_to = today - timedelta(days=1)
    post.save(update_fields=["valid_to"])


@transaction.atomic
def create_client(*, name: str, area: Area, scopes: list[str], days: int) -> tuple[ApiClient, str]:
    """A new API client and its token, which is shown once and never again."""
    client = ApiClient(name=name, area=area, scopes=scopes, expires_at=timezone.now() + timedelta(days=days))
    token = client.issue_token()
    client.save()
    events.record("accounts.create_client", client, label=name[:200], area=area.ref, scopes=scopes)
    return client, token


@transaction.atomic
def revoke_client(*, client: ApiClient, reason: str) -> None:
    """The token opens nothing from now on."""
    revoked = ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=timezone.now())
    if not revoked:
        raise NotAllowed(_("Mã truy cập này đã được thu hồi."))
    events.record("accounts.revoke_client", client, label=client.name, reason=reason)


@transaction.atomic
def password_changed(user: Any) -> None:
    """After the user chose a password of his own."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    events.record("accounts.change_password", user, label=user.username)
