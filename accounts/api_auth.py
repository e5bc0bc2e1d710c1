"""How DRF learns who asks: the access was found by the middleware; scopes are asked by every view."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # rest_framework.views itself imports this module by its settings
    from rest_framework.views import APIView


class ClientPrincipal:
    """Stands where DRF wants a user when an API client asks."""

    is_authenticated = True
    is_active = True

    def __init__(self, name: str, pk: str) -> None:
        self.name, self.pk = name, pk

    def __str__(self) -> str:
        return self.name


class ApiClientAuthentication(BaseAuthentication):
    """`Authorization: Bearer gn_...`; an unknown, revoked or expired token is 401."""

    def authenticate(self, request: Request) -> tuple[ClientPrincipal, Any] | None:
        if not request.headers.get("Authorization", "").lower().startswith("bearer "):
            return None
        client = request._request.access.client  # type: ignore[attr-defined]
        if client is None:
            raise AuthenticationFailed(_("Mã truy cập không đúng, đã thu hồi hoặc hết hạn."))
        return ClientPrincipal(client.name, f"api:{client.pk}"), client

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class HasScope(BasePermission):
    """The view names its right in `right_required`; a view without one is closed."""

    message = _("Mã truy cập không có quyền này.")

    def has_permission(self, request: Request, view: "APIView") -> bool:
        right = getattr(view, "right_required", None)
        if right is None or not (request.user and request.user.is_authenticated):
            return False
        return right == "" or bool(request._request.access.can(right))  # type: ignore[attr-defined]
