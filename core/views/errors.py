"""Error pages in the portal's own words; answers of the API are problem+json (core.api).

No context processor runs for them, so they need no database, no session and no signed-in user, whatever it was that
failed.
"""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.translation import gettext_lazy

from core.demo import is_demo

PROBLEMS = {
    400: gettext_lazy("Máy chủ không hiểu được yêu cầu này."),
    403: gettext_lazy("Không có quyền đọc nội dung này."),
    404: gettext_lazy("Không có địa chỉ này; danh sách địa chỉ ở /api/v1/."),
    413: gettext_lazy("Nội dung gửi lên quá lớn."),
    500: gettext_lazy("Máy chủ gặp lỗi."),
}
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return _answer(request, status, _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    """What the language switch needs; its token lives in a cookie."""
    return {"is_demo": is_demo(), "request": request, "csrf_token": get_token(request)}


def _answer(request: HttpRequest, status: int, context: dict[str, Any], template: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": str(PROBLEMS.get(status, ""))}
        return JsonResponse(
            problem,
            status=status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    return HttpResponse(render_to_string(template or f"{status}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be understood, or is more than a page takes."""
    return _page(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of the form is not that of the session (settings.CSRF_FAILURE_VIEW): nothing was done.

    The header tells the page's own requests from a missing right (static/js/app.js).
    """
    answer = _answer(request, 403, _context(request), "403_csrf.html")
    answer.headers["X-Stale-Form"] = "yes"
    return answer


def method_not_allowed(request: HttpRequest, allowed: list[str]) -> HttpResponse:
    """An address that a form sends to, opened by itself; it leads to the page above it."""
    answer = _answer(request, 405, _context(request) | {"page_url": page_above(request.path)})
    answer.headers["Allow"] = ", ".join(allowed)
    return answer


def page_above(path: str) -> str:
    """The nearest address above `path` that is one of the portal's: /von/1/ for /von/1/chung-tu/."""
    parts = path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:end]) + "/"
        if is_valid_path(above):
            return above
    return ""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Bare: whatever the request carries may be what failed."""
    return _answer(request, 500, {})
