"""Each request: its language, its access, its actor, and the log of what personal data it showed."""

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts.access import NO_ACCESS, Access, access_of_client, access_of_user
from accounts.models import ApiClient, User
from core.acting import acting_as
from core.models import AccessLogEntry
from core.views.language import COOKIE as LANGUAGE_COOKIE

Handler = Callable[[HttpRequest], HttpResponse]
POST_KEY = "post"  # session key: the assignment one acts in


class LanguageMiddleware:
    """Vietnamese unless the reader switched: browsers set to English must not decide for an office."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = "en" if request.COOKIES.get(LANGUAGE_COOKIE) == "en" else "vi"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class AccessMiddleware:
    """Sets `request.access` and runs the request as its actor.

    Views append to `request.shown` what personal data they show (core.access_log); it is written after the
    view's transaction in a short one of its own, before the answer leaves: no log, no data.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shown: list[AccessLogEntry] = []
        request.shown = shown  # type: ignore[attr-defined]
        access = access_of_request(request)
        request.access = access  # type: ignore[attr-defined]
        if must_change_password(request, access):
            return HttpResponseRedirect(reverse("accounts:change_password"))
        with acting_as(access.actor(context=f"req:{uuid.uuid4().hex[:16]}")):
            response = self.get_response(request)
            if shown:
                self._write(request, shown)
        return response

    def _write(self, request: HttpRequest, shown: list[AccessLogEntry]) -> None:
        access = cast(Access, request.access)  # type: ignore[attr-defined]
        for entry in shown:
            entry.user = access.user
            entry.client = str(access.client or "")
            entry.address = request.META.get("REMOTE_ADDR")
        AccessLogEntry.objects.bulk_create(shown)


def must_change_password(request: HttpRequest, access: Access) -> bool:
    """A password given by an administrator opens nothing but the page to change it."""
    if access.user is None or not access.user.must_change_password:
        return False
    allowed = {reverse(name) for name in ("accounts:change_password", "accounts:sign_out", "set_language")}
    return request.path not in allowed


def access_of_request(request: HttpRequest) -> Access:
    """A token wins over a session, so that a client's answer never depends on a browser's cookie."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and request.path.startswith("/api/"):
        client = _client(token.strip())
        return access_of_client(client) if client else NO_ACCESS
    user: Any = request.user
    if not user.is_authenticated:
        return NO_ACCESS
    return access_of_user(cast(User, user), timezone.localdate(), request.session.get(POST_KEY))


def _client(token: str) -> ApiClient | None:
    now = timezone.now()
    client = ApiClient.objects.valid_at(now).by_token(token).select_related("area").first()
    if client and (client.last_used_at is None or (now - client.last_used_at).total_seconds() > 60):
        ApiClient.objects.filter(pk=client.pk).update(last_used_at=now)
    return client
