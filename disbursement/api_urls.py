"""Below /api/v1/."""

from django.urls import path

from disbursement import account_api, api

urlpatterns = [
    path("explanations/", api.ExplanationListApi.as_view(), name="api_explanations"),
    path("capital-account/", account_api.AccountApi.as_view(), name="api_account"),
]
