"""Says that a form which the browser keeps a copy of has arrived, so that it drops that copy (static/js/drafts.js).

The browser cannot know by itself: a save that it got no answer to may have arrived or not.
"""

import re
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

STAMP, COOKIE = "draft_sent", "draft-arrived"
# Which copy, and the moment (in milliseconds) at which it was as it was sent.
_STAMP = re.compile(r"[a-z0-9:_-]{1,80}\|[0-9]{13}", re.ASCII)
_LIFETIME = 3600
Response = TypeVar("Response", bound=HttpResponseBase)


def arrived(request: HttpRequest, response: Response) -> Response:
    """The answer to a form whose whole content is stored now."""
    stamp = request.POST.get(STAMP, "")
    if _STAMP.fullmatch(stamp):
        # Read by the page's own module; it holds no secret.
        response.set_cookie(
            COOKIE, stamp, max_age=_LIFETIME, secure=settings.SESSION_COOKIE_SECURE, httponly=False, samesite="Lax"
        )
    return response
