"""Addresses that no browser makes: refused before a query meets them."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse


class CleanQueryMiddleware:
    """PostgreSQL knows no text with a NUL in it; without this the address would end as an error of the server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            raise SuspiciousOperation("NUL in the address")
        return self.get_response(request)
