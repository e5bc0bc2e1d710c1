"""Pages travel compressed where the browser takes it; downloads are left alone."""

import gzip

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from core.compression import CompressedPagesMiddleware

LONG = "Rà soát hộ nghèo, hộ cận nghèo. " * 200


def sent(response: HttpResponseBase, accepted: str = "gzip, br") -> HttpResponseBase:
    request: HttpRequest = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    return CompressedPagesMiddleware(lambda _request: response)(request)  # type: ignore[arg-type, return-value]


def test_a_page_and_an_answer_of_the_api_are_compressed() -> None:
    for response in (HttpResponse(LONG), JsonResponse({"text": LONG})):
        plain = response.content
        answer = sent(response)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.content) < len(plain) / 5
        assert gzip.decompress(answer.content) == plain


def test_a_browser_that_does_not_ask_gets_it_plain() -> None:
    assert "Content-Encoding" not in sent(HttpResponse(LONG), accepted="identity").headers


def test_workbooks_and_streams_stay_as_they_are() -> None:
    workbook = HttpResponse(LONG, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    stream = StreamingHttpResponse([LONG], content_type="text/html")
    assert "Content-Encoding" not in sent(workbook).headers
    assert "Content-Encoding" not in sent(stream).headers


def test_the_portal_s_own_pages_are(client: Client, db: None) -> None:
    answer = client.get("/dang-nhap/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Đăng nhập" in gzip.decompress(answer.content).decode()
