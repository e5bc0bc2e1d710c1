"""The client's address behind proxies: what they added is believed, what the client sent is not."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from core.acting import SYSTEM, acting_as
from core.models import AccessLogEntry
from core.proxies import ClientAddressMiddleware
from tests.office import COMMUNE, Office

CLIENT, PHONY, PROXY, INNER = "203.0.113.7", "198.51.100.1", "10.0.0.5", "10.1.2.3"


def seen(settings: Any, trusted: list[str], forwarded: str | None, peer: str = PROXY) -> str:
    settings.PORTAL_TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", REMOTE_ADDR=peer)
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    return ClientAddressMiddleware(answer)(request).content.decode()


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        # Nobody is trusted by default.
        ([], CLIENT, PROXY),
        ([], None, PROXY),
        # A number: counted from the right, whatever the client sent before.
        (["1"], CLIENT, CLIENT),
        (["1"], f"{PHONY}, {CLIENT}", CLIENT),
        (["1"], f"{PHONY},{PHONY},{PHONY}, {CLIENT}", CLIENT),
        (["2"], f"{PHONY}, {CLIENT}, {INNER}", CLIENT),
        (["1"], None, PROXY),
        (["1"], f"{CLIENT}:51234", CLIENT),
        (["1"], "[2001:db8::1]:443", "2001:db8::1"),
        (["1"], f"::ffff:{CLIENT}", CLIENT),
        (["1"], f"{CLIENT}, unknown", PROXY),
        (["1"], "'; DROP TABLE x", PROXY),
        # Fewer than there are proxies: the request came another way.
        (["2"], CLIENT, PROXY),
        (["0"], CLIENT, PROXY),
        # Addresses: the first from the right that is not one of them.
        ([PROXY], CLIENT, CLIENT),
        ([PROXY], f"{PHONY}, {CLIENT}", CLIENT),
        ([PROXY, "10.1.0.0/16"], f"{PHONY}, {CLIENT}, {INNER}", CLIENT),
        ([PROXY], f"{PHONY}, {INNER}", INNER),
        ([PROXY], f"{PHONY}, unknown", PROXY),
        (["10.0.0.0/8"], f"{INNER}", INNER),
        (["192.0.2.1"], CLIENT, PROXY),
    ],
)
def test_address(settings: Any, trusted: list[str], forwarded: str | None, address: str) -> None:
    assert seen(settings, trusted, forwarded) == address


def test_who_passes_the_proxies_by_is_seen_as_he_is(settings: Any) -> None:
    assert seen(settings, [PROXY], PHONY, peer=CLIENT) == CLIENT


def test_a_socket_has_no_address_and_a_number_helps(settings: Any) -> None:
    assert seen(settings, ["1"], f"{PHONY}, {CLIENT}", peer="") == CLIENT


@pytest.mark.parametrize("texts", [["proxy.example"], ["1", "2"], ["10.0.0.5/8"], ["-1"]])
def test_a_setting_that_cannot_be_meant_is_refused(settings: Any, texts: list[str]) -> None:
    settings.PORTAL_TRUSTED_PROXIES = texts
    with pytest.raises(ImproperlyConfigured, match="PORTAL_TRUSTED_PROXIES"):
        ClientAddressMiddleware(lambda _request: HttpResponse())


def test_the_sign_in_throttle_counts_by_the_client(db: None, settings: Any) -> None:
    """Five wrong passwords with five invented addresses lock their sender, and nobody behind the same proxy."""
    settings.PORTAL_TRUSTED_PROXIES = ["1"]
    user = Office(with_passwords=True).user("provincial_officer")
    wrong = {"username": user.username, "password": "sai-mat-khau-roi"}
    for number in range(5):
        locked = Client().post(
            "/dang-nhap/", wrong, headers={"X-Forwarded-For": f"198.51.100.{number}, {CLIENT}"}, REMOTE_ADDR=PROXY
        )
    assert locked.status_code == 429
    other = Client().post("/dang-nhap/", wrong, headers={"X-Forwarded-For": "203.0.113.8"}, REMOTE_ADDR=PROXY)
    assert other.status_code == 200


def test_the_access_log_names_the_client(db: None, settings: Any) -> None:
    settings.PORTAL_TRUSTED_PROXIES = ["1"]
    officer = Office().client("commune_officer", COMMUNE)
    officer.get("/ho/?format=csv", headers={"X-Forwarded-For": f"{PHONY}, {CLIENT}"}, REMOTE_ADDR=PROXY)
    with acting_as(SYSTEM):
        assert set(AccessLogEntry.objects.values_list("address", flat=True)) == {CLIENT}
