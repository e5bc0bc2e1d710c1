"""Below /api/v1/."""

from django.urls import path

from households import api

urlpatterns = [
    path("households/", api.HouseholdListApi.as_view(), name="api_households"),
    path("households/<uuid:pk>/", api.HouseholdDetailApi.as_view(), name="api_household"),
]
