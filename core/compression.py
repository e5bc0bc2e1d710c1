"""Pages and answers of the API leave compressed: communes are on slow lines, a page is a tenth of its size.

Django's middleware pads each answer by a random number of bytes, and the form token is masked anew each time,
which is what an attack on compressed secrets (BREACH) needs not to be. Downloads stay as they are: workbooks are
compressed already, and a stream would lose its length.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = ("text/html", "application/json", "application/problem+json", "application/vnd.oai.openapi")


class CompressedPagesMiddleware(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in COMPRESSED:
            return response
        return super().process_response(request, response)
