"""The REST interface, /api/v1/: what every app offers, its description and a page to read it."""

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api_auth import HasScope
from core.api import ApiView


class Schema(SpectacularAPIView):
    """The OpenAPI description; it says nothing about data, so every signed-in user and client may read it."""

    right_required = ""
    permission_classes = [HasScope]
    throttle_scope = "api"


# Name of an address -> what it gives, in the order of the list.
ADDRESSES: dict[str, Promise] = {
    "api_areas": _("Đơn vị hành chính"),
    "api_households": _("Hộ gia đình"),
    "api_figures": _("Số liệu theo nhóm chỉ tiêu"),
    "api_disbursement_report": _("Báo cáo giải ngân"),
    "api_alerts": _("Cảnh báo giải ngân"),
    "api_beyond_report": _("Báo cáo nguồn lực ngoài ngân sách"),
    "api_periodic_report": _("Biểu giải ngân theo kỳ"),
    "api_poverty_report": _("Báo cáo hộ nghèo, hộ cận nghèo"),
    "api_account": _("Sổ chi tiết vốn của đơn vị"),
    "api_explanations": _("Giải trình tiến độ giải ngân"),
    "api_published_figures": _("Số liệu công bố"),
    "api_schema": _("Mô tả OpenAPI"),
    "api_docs": _("Trang tra cứu"),
}


class Index(ApiView):
    """The addresses of the interface, for who starts with it."""

    right_required = ""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        found = {
            name: {"label": str(label), "url": reverse(name, request=request)} for name, label in ADDRESSES.items()
        }
        return Response(found)


# Swagger UI, served from here like all the rest, writes styles into its own page.
@method_decorator(csp_replace({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    right_required = ""
    permission_classes = [HasScope]
    throttle_scope = "api"


urlpatterns = [
    path("", Index.as_view(), name="api_index"),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", login_required(Docs.as_view(url_name="api_schema")), name="api_docs"),
    path("", include("areas.api_urls")),
    path("", include("households.api_urls")),
    path("", include("disbursement.api_urls")),
    path("", include("reports.api_urls")),
]
