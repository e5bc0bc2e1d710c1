"""Pages of explanations, part of disbursement.urls."""

from django.urls import path

from disbursement.views import explanation_acts as acts
from disbursement.views import explanations

ONE = "von/giai-trinh/<uuid:pk>/"
urlpatterns = [
    path("von/giai-trinh/", explanations.ExplanationList.as_view(), name="explanations"),
    path(ONE, explanations.ExplanationPage.as_view(), name="explanation"),
    path(f"{ONE}tra-loi/", acts.AnswerRequest.as_view(), name="explanation_answer"),
    path(f"{ONE}chap-nhan/", acts.AcceptExplanation.as_view(), name="explanation_accept"),
    path(f"{ONE}tra-lai/", acts.ReturnExplanation.as_view(), name="explanation_return"),
    path(f"{ONE}ket-thuc/", acts.CloseExplanation.as_view(), name="explanation_close"),
    path(f"{ONE}rut/", acts.WithdrawRequest.as_view(), name="explanation_withdraw"),
]
