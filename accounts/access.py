"""What a user or an API client may do and see: one post at a time (design section 6).

Rights of one assignment never mix with the area of another, so a person with two posts acts in one of them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiClient, Assignment, User
from accounts.rights import API_SCOPES
from areas.models import Area
from areas.services import predecessor_paths
from catalogs.models import Component
from core.acting import Actor
from core.jobs import JobFailed
from core.models import Job


@dataclass(frozen=True)
class Access:
    """Rights x subtrees x components of the post one acts in."""

    user: User | None = None
    client: ApiClient | None = None
    post: Assignment | None = None
    area: Area | None = None
    # All posts one may act in today.
    posts: tuple[Assignment, ...] = ()
    rights: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    # None: every component; otherwise only these (officers of a department).
    component_ids: frozenset[int] | None = field(default=None)
    # What was asked of the database about this access, kept for the request that it lives in.
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def part_holder(self) -> str:
        """Whose components these are: an officer of a department counts those of the agency; "" with all of them."""
        if self.component_ids is None or self.post is None:
            return ""
        holder = self.post.user
        return str(holder.agency or holder)

    @property
    def part_note(self) -> str:
        """The sentence that tells it beside the sums; "" where everything is counted."""
        holder = self.part_holder
        return _("Chỉ tính các nội dung được giao cho %(agency)s.") % {"agency": holder} if holder else ""

    @property
    def place_name(self) -> str:
        return self.area.full_name if self.area else ""

    def can(self, right: str) -> bool:
        return right in self.rights

    def actor(self, context: str = "") -> Actor:
        """Who the database is told that it serves."""
        holder = self.user or self.client
        prefix = "api:" if self.client else ""
        return Actor(
            role="web",
            paths=self.paths,
            actor_id=f"{prefix}{holder.pk}" if holder else "",
            actor_label=str(holder) if holder else "",
            context=context,
        )


NO_ACCESS = Access()


def posts_of(user: User, on: date) -> list[Assignment]:
    """The posts `user` may act in on that day: one's own, then those delegated to one."""
    delegated = Q(
        user__delegations_given__receiver=user,
        user__delegations_given__valid_from__lte=on,
        user__delegations_given__valid_to__gte=on,
    )
    posts = Assignment.objects.in_force(on).filter(Q(user=user) | delegated)
    posts = posts.select_related("role", "area", "user__agency").distinct()
    return sorted(posts, key=lambda post: (post.user_id != user.pk, post.pk))


def access_of_user(user: User, on: date, post_id: int | None = None) -> Access:
    """The access of `user` in the chosen post, or in the first one; NO_ACCESS without any."""
    posts = posts_of(user, on)
    if not posts:
        return Access(user=user)
    post = next((post for post in posts if post.pk == post_id), posts[0])
    return Access(
        user=user,
        post=post,
        area=post.area,
        posts=tuple(posts),
        rights=frozenset(post.role.rights),
        paths=scope_paths(post.area),
        component_ids=components_of(post),
    )


def access_of_job(job: Job) -> Access:
    """The access of the job's owner in the post in which it was asked for (parameter `post_id`).

    Raises JobFailed when that post is no longer the owner's: the job is done in no other.
    """
    access = access_of_user(User.objects.get(pk=job.owner_id), timezone.localdate(), job.parameters["post_id"])
    if access.post is None or access.post.pk != job.parameters["post_id"]:
        raise JobFailed(_("Anh/chị không còn giữ vị trí công tác đã dùng khi yêu cầu việc này."))
    return access


def components_of(post: Assignment) -> frozenset[int] | None:
    """The components of a post with everything below them; None when it is not limited to any."""
    paths = list(post.components.values_list("path", flat=True))
    if not paths:
        return None
    return frozenset(Component.objects.filter(path__descendant_of=paths).values_list("pk", flat=True))


def access_of_client(client: ApiClient) -> Access:
    rights = frozenset().union(*(API_SCOPES.get(scope, frozenset()) for scope in client.scopes))
    return Access(client=client, area=client.area, rights=rights, paths=scope_paths(client.area))


def scope_paths(area: Area) -> tuple[str, ...]:
    """The subtree of `area` and those of the units merged whole into it."""
    return (str(area.path), *predecessor_paths(area))
