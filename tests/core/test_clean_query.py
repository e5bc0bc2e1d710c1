"""A NUL in the address is the sender's mistake, in pages and in the API."""

import pytest
from django.test import Client


@pytest.mark.parametrize("address", ["/?dia_ban=%00", "/dang-nhap/?x=a%00", "/ho/%00/"])
def test_a_nul_is_a_bad_request(address: str, db: None) -> None:
    assert Client(raise_request_exception=False).get(address).status_code == 400


def test_the_api_answers_in_its_own_form(db: None) -> None:
    answer = Client(raise_request_exception=False).get("/api/v1/areas/?edition=x%00")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
