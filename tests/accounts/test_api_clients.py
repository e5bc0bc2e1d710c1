"""API clients: the token is shown once, its hash is kept, it opens only its own area, it can be taken back."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import access_of_request
from accounts.models import ApiClient
from core.acting import SYSTEM, acting_as
from core.models import HistoryRow
from tests.office import COMMUNE, ELSEWHERE, Office


def created(office: Office) -> tuple[ApiClient, str]:
    answer = office.client("administrator").post(
        "/he-thong-ket-noi/them/",
        {"name": "Kho dữ liệu", "area": office.province.pk, "scopes": ["reports:read"], "days": "30"},
    )
    return ApiClient.objects.get(name="Kho dữ liệu"), answer.context["secret"]


def access_with(token: str):
    request = RequestFactory().get("/api/v1/", headers={"Authorization": f"Bearer {token}"})
    return access_of_request(request)


def test_the_token_is_shown_once_and_only_its_hash_is_kept(office: Office) -> None:
    client, token = created(office)
    assert token not in str(list(ApiClient.objects.values()))
    assert access_with(token).client == client
    assert access_with(token + "x").client is None
    with acting_as(SYSTEM):
        kept = HistoryRow.objects.filter(table_name="accounts_apiclient")
        assert all("token_hash" not in (row.new or {}) for row in kept)


def test_scopes_give_rights_and_nothing_more(office: Office) -> None:
    _client, token = created(office)
    access = access_with(token)
    assert access.can("reports.view")
    assert not access.can("households.view")
    assert access.paths[0] == str(office.province.path)


def test_a_revoked_or_expired_token_opens_nothing(office: Office) -> None:
    client, token = created(office)
    office.client("administrator").post(reverse("accounts:client_revoke", args=[client.pk]), {"reason": "lộ mã"})
    assert access_with(token).client is None
    ApiClient.objects.filter(pk=client.pk).update(revoked_at=None, expires_at=timezone.now() - timedelta(days=1))
    assert access_with(token).client is None


def test_clients_of_another_province_are_unknown(office: Office) -> None:
    client, _token = created(office)
    answer = office.client("administrator", ELSEWHERE).get(reverse("accounts:client_revoke", args=[client.pk]))
    assert answer.status_code == 404


def test_the_command_prints_the_token_alone_on_its_last_line(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_api_client", "Bộ", "--area", COMMUNE, "--scope", "reports:read,households:read")
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"gn_[\w-]{40,}", last)
    assert access_with(last).can("households.view")


@pytest.mark.parametrize(
    "wrong", [["--area", "2025-99999", "--scope", "reports:read"], ["--area", COMMUNE, "--scope", "all"]]
)
def test_the_command_says_what_it_does_not_know(office: Office, wrong: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("create_api_client", "Bộ", *wrong)
