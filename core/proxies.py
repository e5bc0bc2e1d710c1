"""The client's address behind proxies, for everything that reads REMOTE_ADDR: access log, sign-in throttle, API.

Each proxy adds to the right of X-Forwarded-For the address that spoke to it, so only what trusted proxies added
is believed; whatever stands further left was sent by the client. Ready-made parts were looked at: django-xff knows
no addresses, and django-ipware answers nothing at all when a client sends a longer header, which ends the throttle.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
Handler = Callable[[HttpRequest], HttpResponse]


class ClientAddressMiddleware:
    """Sets REMOTE_ADDR by settings.PORTAL_TRUSTED_PROXIES: a number of proxies, or their addresses and networks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.count, self.networks = trusted_proxies(settings.PORTAL_TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded and (self.count or self.networks):
            seen = [*forwarded.split(","), request.META.get("REMOTE_ADDR", "")]
            if client := self._client([text.strip() for text in seen]):
                request.META["REMOTE_ADDR"] = str(client)
        return self.get_response(request)

    def _client(self, seen: list[str]) -> Address | None:
        """The address of the client in the chain of those seen, the next one last; None when it cannot be told."""
        if self.count:
            return parsed(seen[-self.count - 1]) if len(seen) > self.count else None
        client = None
        for text in reversed(seen):
            address = parsed(text)
            if address is None:
                break
            client = address
            if not any(address in network for network in self.networks):
                break
        return client


def trusted_proxies(texts: list[str]) -> tuple[int, list[IPv4Network | IPv6Network]]:
    """The number of proxies, or their networks, of the setting's parts; raises ImproperlyConfigured."""
    if len(texts) == 1 and texts[0].isdecimal():
        return int(texts[0]), []
    try:
        return 0, [ip_network(text) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"PORTAL_TRUSTED_PROXIES takes one number of proxies, or addresses and networks with commas: {error}."
        ) from error


def parsed(text: str) -> Address | None:
    """The address, without the port that some proxies add; None for anything else."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
