"""The REST interface, /api/v1/: what every app offers, its description and a page to read it."""

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api_auth import HasScope


class Schema(SpectacularAPIView):
    """The OpenAPI description; it says nothing about data, so every signed-in user and client may read it."""

    right_required = ""
    permission_classes = [HasScope]
    throttle_scope = "api"


# Swagger UI, served from here like all the rest, writes styles into its own page.
@method_decorator(csp_replace({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    right_required = ""
    permission_classes = [HasScope]
    throttle_scope = "api"


urlpatterns = [
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", login_required(Docs.as_view(url_name="api_schema")), name="api_docs"),
    path("", include("areas.api_urls")),
    path("", include("households.api_urls")),
    path("", include("reports.api_urls")),
]
