"""Which users, agencies and API clients one has to do with."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import BaseUserManager
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.models.scoped import HasPaths
from core.text import fold

if TYPE_CHECKING:
    from accounts.models import User


class AgencyQuerySet(QuerySet[Any]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def visible_to(self, access: HasPaths) -> Self:
        return self.filter(area__path__descendant_of=access.paths)


class UserQuerySet(QuerySet["User"]):
    def manageable_by(self, access: Any) -> Self:
        """People who work inside the manager's area and nowhere outside it; never the manager.

        Somebody with a second post higher up, of their own or delegated, is managed there: whoever sets a
        password may sign in with it.
        """
        from accounts.models import Assignment

        today = timezone.localdate()
        in_force = Assignment.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today))
        posts = Assignment.objects.filter(user=OuterRef("pk"))
        current = in_force.filter(user=OuterRef("pk"))
        lent = in_force.filter(
            user__delegations_given__receiver=OuterRef("pk"), user__delegations_given__valid_to__gte=today
        )
        inside = Q(area__path__descendant_of=access.paths)
        belongs = Q(agency__area__path__descendant_of=access.paths) | Exists(posts.filter(inside))
        outside = Exists(current.exclude(inside)) | Exists(lent.exclude(inside))
        return self.filter(belongs).exclude(outside).exclude(pk=access.user_id)

    def named(self, text: str) -> Self:
        """By user name or a part of the name, as typed or without accents."""
        wanted = fold(text)
        matching = [pk for pk, *names in self.values_list("pk", "full_name", "username") if _holds(names, wanted)]
        return self.filter(pk__in=matching)


def _holds(names: list[str], wanted: str) -> bool:
    return any(wanted in fold(name) for name in names)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user
