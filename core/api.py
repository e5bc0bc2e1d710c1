"""What the REST views share: problem+json errors, formats by `?format=`, pages by cursor, throttling."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView as BaseAPIView
from rest_framework.views import exception_handler

from core import keyset

LIMIT = OpenApiParameter("limit", int, description=f"rows of a page, 1 to {keyset.PAGE_SIZE}, the most when left out")


def problem_json(error: Exception, context: dict[str, Any]) -> Response | None:
    """Errors as RFC 9457 problem details, `detail` in the reader's language."""
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = {
        "title": _title(error),
        "status": response.status_code,
        "detail": _words(error) or _detail(response.data),
    } | ({"errors": error.detail} if isinstance(error, exceptions.ValidationError) else {})
    response.content_type = "application/problem+json"
    return response


def _title(error: Exception) -> str:
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "permission_denied"
    return str(getattr(error, "default_code", "error"))


def _words(error: Exception) -> str:
    """What DRF would say in English, or only with the name that was not found."""
    if isinstance(error, Http404):
        named = str(error.args[0]) if error.args else ""
        text = _("Không tìm thấy, hoặc nằm ngoài phạm vi được đọc")
        return f"{text}: {named}." if named else f"{text}."
    if isinstance(error, exceptions.NotAuthenticated):
        return _("Cần mã truy cập (Authorization: Bearer) hoặc đăng nhập.")
    if isinstance(error, exceptions.MethodNotAllowed):
        return _("Địa chỉ này chỉ để đọc.")
    return ""


def _detail(data: Any) -> str:
    if isinstance(data, dict) and "detail" in data:
        return str(data["detail"])
    first = next(iter(data.values()), "") if isinstance(data, dict) else data
    return str(first[0]) if isinstance(first, list) and first else str(first)


class ApiView(BaseAPIView):
    """A view of the API names its right in `right_required` (accounts.api_auth.HasScope)."""

    right_required: ClassVar[str]
    throttle_scope = "api"

    @property
    def access(self) -> Any:
        return self.request._request.access  # type: ignore[attr-defined]

    def cursor_page(self, rows: QuerySet[Any, Any], ordering: keyset.Ordering) -> tuple[list[Any], str | None]:
        """One page of `rows`, and the address of the next one; 404 for a cursor made for another list.

        `limit` asks for a shorter page.
        """
        return self._page(partial(keyset.paginate, rows, ordering))

    def cursor_page_of(self, fetch: keyset.Fetch[Any], ordering: keyset.Ordering) -> tuple[list[Any], str | None]:
        """The same of rows that no queryset gives (keyset.paginate_rows)."""
        return self._page(partial(keyset.paginate_rows, fetch, ordering))

    def _page(self, paginate: Callable[..., keyset.Page[Any]]) -> tuple[list[Any], str | None]:
        given = self.request.query_params
        binding = "&".join(f"{name}={value}" for name, value in sorted(given.items()) if name != "cursor")
        try:
            page = paginate(cursor=given.get("cursor", ""), binding=f"{self.request.path}?{binding}", size=self.limit())
        except keyset.BadCursor as error:
            raise Http404("cursor") from error
        return page.items, self._address(page.next_cursor)

    def limit(self) -> int:
        typed = self.request.query_params.get("limit", "")
        if not typed:
            return keyset.PAGE_SIZE
        if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed) <= keyset.PAGE_SIZE:
            words = _("Nhập số từ 1 đến %(most)s.") % {"most": keyset.PAGE_SIZE}
            raise exceptions.ValidationError({"limit": [words]})
        return int(typed)

    def _address(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        address: str = self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")
        return address
