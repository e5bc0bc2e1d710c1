"""Signing in and out, the password, and the post one acts in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, views
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts import services
from accounts.forms import ChangePasswordForm, SignInForm
from accounts.middleware import POST_KEY
from accounts.selection import SESSION_KEY as SELECTION_KEY
from core.demo import demo_accounts
from core.form_pages import ActPage
from core.pages import PageMixin
from core.views.language import remember_language


class SignIn(views.LoginView):
    """Throttled by axes; a failure says one sentence, whatever was wrong."""

    form_class = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(demo_accounts=demo_accounts(), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if form.cleaned_data["shared"]:
            self.request.session["shared_device"] = True
            self.request.session.set_expiry(0)
        remember_language(self.request, response, form.get_user().language)
        return response


class SignOut(PageMixin, View):
    """The browser is told to forget what it kept: drafts and pages of a shared computer."""

    right_required = ""
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        logout(request)
        response = HttpResponseRedirect(reverse("accounts:sign_in"))
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePassword(PageMixin, views.PasswordChangeView):
    right_required = ""
    title = _("Đổi mật khẩu")
    form_class = ChangePasswordForm
    template_name = "core/form_page.html"
    success_url = reverse_lazy("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"submit_label": _("Đổi mật khẩu"), "cancel_url": str(self.success_url)}
        if self.access.user.must_change_password:
            given["lead"] = _("Mật khẩu đang dùng do quản trị viên cấp. Đặt mật khẩu riêng để tiếp tục.")
        return super().get_context_data(**given, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        services.password_changed(self.request.user)
        messages.success(self.request, _("Đã đổi mật khẩu."))
        return response


class ChoosePost(ActPage):
    """Rights of one post never mix with the area of another: one acts in one post at a time."""

    right_required = ""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        wanted = request.POST.get("post", "")
        posts = {str(post.pk): post for post in self.access.posts}
        if wanted not in posts:
            raise Http404
        request.session[POST_KEY] = posts[wanted].pk
        request.session.pop(SELECTION_KEY, None)
        return reverse("home")
