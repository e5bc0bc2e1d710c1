from django.urls import path

from areas import views

app_name = "areas"
urlpatterns = [
    path("dia-ban/<slug:ref>/dan-so/", views.PopulationPage.as_view(), name="population"),
]
