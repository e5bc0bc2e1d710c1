"""Pages of figures. `home` has no namespace: every page's frame leads there."""

from django.urls import include, path

from reports.views.alert_rules import AlertRuleAdd, AlertRuleEnd, AlertRuleList
from reports.views.alerts import AlertList
from reports.views.area import AreaPage
from reports.views.beyond import BeyondPage
from reports.views.closing import CloseYear
from reports.views.disbursement import DisbursementPage
from reports.views.explanations import AskExplanation
from reports.views.home import Home
from reports.views.periodic import PeriodicPage
from reports.views.poverty import PovertyPage
from reports.views.published import PublishedPage
from reports.views.refresh import Refresh

report_urls = [
    path("giai-ngan/", DisbursementPage.as_view(), name="disbursement"),
    path("nguon-luc/", BeyondPage.as_view(), name="beyond"),
    path("bao-cao/giai-ngan/", PeriodicPage.as_view(), name="periodic"),
    path("giai-ngan/chot-so-lieu/", CloseYear.as_view(), name="close_year"),
    path("giai-ngan/canh-bao/", AlertList.as_view(), name="alerts"),
    path("giai-ngan/canh-bao/quy-tac/", AlertRuleList.as_view(), name="alert_rules"),
    path("giai-ngan/canh-bao/quy-tac/them/", AlertRuleAdd.as_view(), name="alert_rule_add"),
    path("giai-ngan/canh-bao/quy-tac/<int:pk>/", AlertRuleEnd.as_view(), name="alert_rule_end"),
    path("giai-ngan/yeu-cau-giai-trinh/", AskExplanation.as_view(), name="ask_explanation"),
    path("ngheo/", PovertyPage.as_view(), name="poverty"),
    path("dia-ban/<slug:ref>/", AreaPage.as_view(), name="area"),
    path("so-lieu-cong-bo/", PublishedPage.as_view(), name="published"),
    path("so-lieu/cap-nhat/", Refresh.as_view(), name="refresh"),
]

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("", include((report_urls, "reports"))),
]
