"""Every URL of the portal. A new name must stand in the rights table (tests/test_rights_table.py)."""

from django.urls import include, path

from core.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("core.urls")),
    path("", include("areas.urls")),
    path("", include("households.urls")),
    path("", include("committees.urls")),
    path("", include("programs.urls")),
    path("", include("disbursement.urls")),
    path("", include("inspections.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("config.api")),
]
handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.forbidden"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"
