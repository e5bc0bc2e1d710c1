"""Pages of figures. `home` has no namespace: every page's frame leads there."""

from django.urls import include, path

from reports.views.area import AreaPage
from reports.views.closing import CloseYear
from reports.views.disbursement import DisbursementPage
from reports.views.home import Home
from reports.views.periodic import PeriodicPage
from reports.views.poverty import PovertyPage
from reports.views.published import PublishedPage
from reports.views.refresh import Refresh

report_urls = [
    path("giai-ngan/", DisbursementPage.as_view(), name="disbursement"),
    path("bao-cao/giai-ngan/", PeriodicPage.as_view(), name="periodic"),
    path("giai-ngan/chot-so-lieu/", CloseYear.as_view(), name="close_year"),
    path("ngheo/", PovertyPage.as_view(), name="poverty"),
    path("dia-ban/<slug:ref>/", AreaPage.as_view(), name="area"),
    path("so-lieu-cong-bo/", PublishedPage.as_view(), name="published"),
    path("so-lieu/cap-nhat/", Refresh.as_view(), name="refresh"),
]

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("", include((report_urls, "reports"))),
]
