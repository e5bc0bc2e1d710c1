"""Below /api/v1/."""

from django.urls import path

from areas import api

urlpatterns = [
    path("areas/", api.AreaListApi.as_view(), name="api_areas"),
    path("areas/<slug:ref>/", api.AreaApi.as_view(), name="api_area"),
]
