"""Below /api/v1/."""

from django.urls import path

from disbursement import api

urlpatterns = [
    path("explanations/", api.ExplanationListApi.as_view(), name="api_explanations"),
]
