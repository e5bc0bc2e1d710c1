"""Below /api/v1/."""

from django.urls import path

from reports import alert_api, api, periodic_api, published_api

urlpatterns = [
    path("figures/", api.FiguresApi.as_view(), name="api_figures"),
    path("alerts/", alert_api.Alerts.as_view(), name="api_alerts"),
    path("reports/disbursement/", api.DisbursementReportApi.as_view(), name="api_disbursement_report"),
    path("reports/beyond-budget/", api.BeyondReportApi.as_view(), name="api_beyond_report"),
    path(
        "reports/disbursement/periodic/",
        periodic_api.PeriodicReportApi.as_view(),
        name="api_periodic_report",
    ),
    path("reports/poverty/", api.PovertyReportApi.as_view(), name="api_poverty_report"),
    path("published-figures/", published_api.PublishedFigures.as_view(), name="api_published_figures"),
]
