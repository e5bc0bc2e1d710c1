"""The language switch: a cookie, so that it works before sign-in too; a signed-in user's choice is kept."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "language"
YEAR = 365 * 24 * 3600


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """Where the form says to go on, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and allowed else fallback


def remember_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    response.set_cookie(COOKIE, language, max_age=YEAR, samesite="Lax", secure=request.is_secure())


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=language)
        remember_language(request, response, language)
    return response
