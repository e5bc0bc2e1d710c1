"""Each error has its page in the portal's words, whatever else is gone: no test here may ask the database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver

from core.views import errors

CASES = [
    (400, SuspiciousOperation(), 400, "Máy chủ không hiểu được yêu cầu này"),
    (400, RequestDataTooBig(), 413, "Nội dung gửi lên quá lớn, chưa được ghi"),
    (400, TooManyFilesSent(), 413, "Nội dung gửi lên quá lớn, chưa được ghi"),
    (403, PermissionDenied(), 403, "Anh/chị không có quyền thực hiện việc này"),
    (404, Http404(), 404, "Không tìm thấy trang này"),
    (500, None, 500, "Máy chủ gặp lỗi, việc vừa làm chưa được ghi"),
]


def handled(code: int, error: Exception | None, path: str = "/ho/") -> HttpResponse:
    handler: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(code)
    request: HttpRequest = RequestFactory().get(path)
    return handler(request, exception=error) if error else handler(request)


@pytest.mark.parametrize(("code", "error", "status", "heading"), CASES)
def test_a_page_in_the_portal_s_look(code: int, error: Exception | None, status: int, heading: str) -> None:
    answer = handled(code, error)
    text = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in text
    assert '<html lang="vi">' in text
    assert "Về trang chính" in text


@pytest.mark.parametrize(("code", "error", "status", "heading"), CASES)
def test_the_api_answers_a_problem(code: int, error: Exception | None, status: int, heading: str) -> None:
    answer = handled(code, error, "/api/v1/ho/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A database that refuses every connection, and a client who is signed in as far as his cookie says."""
    from django.db import OperationalError
    from django.db.backends.base.base import BaseDatabaseWrapper

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    return client


def test_a_page_without_a_database_is_an_error_page(no_database: Client) -> None:
    answer = no_database.get("/ho/")
    assert answer.status_code == 500
    assert "Máy chủ gặp lỗi" in answer.content.decode()


def test_a_refused_form_is_said_in_words(client: Client) -> None:
    answer = Client(enforce_csrf_checks=True).post("/ngon-ngu/", {"language": "en"})
    assert answer.status_code == 403
    assert "Phiên làm việc của trang này đã hết, chưa gửi được" in answer.content.decode()
    assert answer.headers["X-Stale-Form"] == "yes"


def test_an_address_that_only_takes_forms_leads_to_its_page() -> None:
    line = "/von/019bbd73-2a80-7ff0-b9c4-72211149af9e/"
    answer = errors.method_not_allowed(RequestFactory().get(f"{line}chung-tu/"), ["POST"])
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert f'href="{line}"' in text
    assert 'href="/"' in text
