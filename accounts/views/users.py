"""Users of one's own area and their posts (right accounts.manage)."""

from collections import defaultdict
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services
from accounts.filters import UserFilter
from accounts.forms import PostForm, ReasonForm, UserForm
from accounts.models import Assignment, User
from core.form_pages import ActPage, CreatePage, DecisionPage, UpdatePage
from core.formats import format_date
from core.forms import PortalForm
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row, Table


class ManagesUsers(PageMixin):
    right_required = "accounts.manage"
    nav_section = "accounts"

    def user(self, pk: Any) -> User:
        """The user, if the reader manages that person; 404 otherwise."""
        managed = User.objects.manageable_by(self.access).select_related("agency")
        return get_object_or_404(managed, pk=pk)


def posts_in_words(users: list[User]) -> dict[int, str]:
    """For each user the posts in force, as "Cán bộ xã – Phường Bình Đức"."""
    posts = Assignment.objects.in_force(timezone.localdate()).filter(user__in=users)
    words: dict[int, list[str]] = defaultdict(list)
    for post in posts.select_related("role", "area"):
        words[post.user_id].append(f"{post.role.label} – {post.area.full_name}")
    return {user_id: "; ".join(found) for user_id, found in words.items()}


class UserList(ManagesUsers, TablePage):
    title = gettext_lazy("Người dùng")
    lead = gettext_lazy("Những người làm việc trong địa bàn được giao. Quyền đến từ phân công, không từ tài khoản.")
    filterset_class = UserFilter
    add_label = gettext_lazy("Thêm người dùng")
    orderings: ClassVar[dict[str, Ordering]] = {"username": Ordering(("username", "id"))}

    def add_url(self) -> str:
        return reverse("accounts:user_add")

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.manageable_by(self.access).select_related("agency")

    def present(self, rows: list[User]) -> list[Any]:
        words = posts_in_words(rows)
        return [(user, words.get(user.pk, "")) for user in rows]

    def columns(self) -> list[Column]:
        names = [_("Họ và tên"), _("Tên đăng nhập"), _("Cơ quan, chức vụ"), _("Phân công hiện nay"), _("Tài khoản")]
        return [Column(name) for name in names]

    def row(self, record: tuple[User, str]) -> Row:
        user, posts = record
        where = ", ".join(part for part in (user.position, str(user.agency or "")) if part)
        state = Cell(_("đang dùng"), tag="good") if user.is_active else Cell(_("đã khóa"), tag="todo")
        posts_cell = Cell(posts) if posts else Cell(_("chưa phân công"), tag="warn")
        name = Cell(user.full_name, url=reverse("accounts:user", args=[user.pk]))
        return Row([name, Cell(user.username), Cell(where), posts_cell, state])


class UserAdd(ManagesUsers, CreatePage):
    """After the save the first password is shown, once."""

    title = gettext_lazy("Thêm người dùng")
    submit_label = gettext_lazy("Thêm người dùng")
    model = User
    form_class = UserForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def cancel_url(self) -> str:
        return reverse("accounts:users")

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.save(commit=False)
        return show_password(self.request, user, services.add_user(user))


class UserPage(ManagesUsers, UpdatePage):
    """One person: what is known, and the posts."""

    template_name = "accounts/user.html"
    model = User
    form_class = UserForm
    object: User

    def get_object(self, queryset: Any = None) -> User:
        return self.user(self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def get_success_url(self) -> str:
        return reverse("accounts:user", args=[self.kwargs["pk"]])

    def form_valid(self, form: Any) -> HttpResponse:
        services.change_user(form.save(commit=False))
        messages.success(self.request, _("Đã lưu."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = self.object.assignments.select_related("role", "area").prefetch_related("components")
        crumbs = [{"label": _("Người dùng"), "url": reverse("accounts:users")}]
        given = {"title": self.object.full_name, "person": self.object, "posts": post_table(list(posts))}
        return super().get_context_data(crumbs=crumbs, **given, **kwargs)


def post_table(posts: list[Assignment]) -> Table:
    names = [_("Vai trò"), _("Địa bàn"), _("Chỉ các nội dung"), _("Thời gian"), _("Tình trạng"), ""]
    columns = [Column(name, said=_("Việc có thể làm")) for name in names]
    today = timezone.localdate()
    ordered = sorted(posts, key=lambda post: (post.valid_to is not None and post.valid_to < today, -post.pk))
    return Table(_("Phân công"), columns, [_post_row(post, today) for post in ordered], caption_hidden=True)


def _post_row(post: Assignment, today: date) -> Row:
    is_over = post.valid_to is not None and post.valid_to < today
    if is_over:
        state = Cell(_("đã kết thúc"), tag="todo")
    elif post.valid_from > today:
        state = Cell(_("chưa bắt đầu"), tag="warn")
    else:
        state = Cell(_("đang giữ"), tag="good")
    until = format_date(post.valid_to) if post.valid_to else _("khi có thay đổi")
    period = _("%(start)s đến %(end)s") % {"start": format_date(post.valid_from), "end": until}
    components = ", ".join(component.number for component in post.components.all()) or _("tất cả")
    end = Cell("") if is_over else Cell(_("Kết thúc"), url=reverse("accounts:post_end", args=[post.pk]))
    return Row([Cell(post.role.label), Cell(post.area.full_name), Cell(components), Cell(period), state, end])


class PostAdd(ManagesUsers, DecisionPage):
    """A new post of one user."""

    title = gettext_lazy("Thêm phân công")
    submit_label = gettext_lazy("Phân công")
    form_class = PostForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def get_success_url(self) -> str:
        return reverse("accounts:user", args=[self.kwargs["pk"]])

    def save(self, form: Any) -> Assignment:
        user = self.user(self.kwargs["pk"])
        return services.assign(access=self.access, user=user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.user(self.kwargs["pk"])
        crumbs = [
            {"label": _("Người dùng"), "url": reverse("accounts:users")},
            {"label": user.full_name, "url": self.get_success_url()},
        ]
        return super().get_context_data(crumbs=crumbs, **kwargs)


class PostEnd(ManagesUsers, DecisionPage):
    """Takes a post away, with the reason."""

    title = gettext_lazy("Kết thúc phân công")
    submit_label = gettext_lazy("Kết thúc phân công")
    saved_message = gettext_lazy("Đã kết thúc phân công.")
    form_class = ReasonForm

    @cached_property
    def held(self) -> Assignment:
        posts = Assignment.objects.select_related("user", "role", "area")
        managed = User.objects.manageable_by(self.access)
        return get_object_or_404(posts.filter(user__in=managed), pk=self.kwargs["pk"])

    def save(self, form: Any) -> User:
        services.end_assignment(post=self.held, reason=form.cleaned_data["reason"])
        return self.held.user

    def get_success_url(self) -> str:
        return reverse("accounts:user", args=[self.held.user_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = f"{self.held.user.full_name}: {self.held.role.label} – {self.held.area.full_name}"
        return super().get_context_data(danger=True, **kwargs) | {"lead": lead}


class UserAct(ManagesUsers, ActPage):
    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return reverse("accounts:user", args=[kwargs["pk"]])


class ResetPassword(ManagesUsers, DecisionPage):
    """Asks first: it ends whatever the user is doing. The new password is shown once."""

    title = gettext_lazy("Cấp lại mật khẩu")
    submit_label = gettext_lazy("Cấp lại mật khẩu")
    form_class = PortalForm

    @cached_property
    def person(self) -> User:
        return self.user(self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("accounts:user", args=[self.person.pk])

    def form_valid(self, form: Any) -> HttpResponse:
        return show_password(self.request, self.person, services.reset_password(user=self.person))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("Mật khẩu cũ của %(name)s mất hiệu lực ngay, mọi phiên làm việc kết thúc.")
        return super().get_context_data(danger=True, **kwargs) | {"lead": lead % {"name": self.person.full_name}}


class Unlock(UserAct):
    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        services.unlock(user=self.user(kwargs["pk"]))
        messages.success(request, _("Đã mở khóa đăng nhập."))
        return self.back_url(**kwargs)


def show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """The one page on which a first password stands; it is kept nowhere."""
    context = {
        "title": _("Mật khẩu lần đầu của %(name)s") % {"name": user.full_name},
        "label": _("Mật khẩu"),
        "secret": password,
        "facts": [{"label": _("Tên đăng nhập"), "value": user.username}],
        "note": _("Chuyển trực tiếp cho người dùng. Khi đăng nhập lần đầu, hệ thống yêu cầu đặt mật khẩu riêng."),
        "next_url": reverse("accounts:user", args=[user.pk]),
        "next_label": _("Đến hồ sơ người dùng"),
    }
    response = render(request, "accounts/secret.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
