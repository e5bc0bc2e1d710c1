from django.urls import path

from inspections.views import plans, recommendations

app_name = "inspections"

urlpatterns = [
    path("kiem-tra/", recommendations.RecommendationList.as_view(), name="recommendations"),
    path("kien-nghi/<uuid:pk>/", recommendations.RecommendationPage.as_view(), name="recommendation"),
    path("kien-nghi/<uuid:pk>/bao-cao/", recommendations.Answer.as_view(), name="recommendation_answer"),
    path("kien-nghi/<uuid:pk>/xac-nhan/", recommendations.Verify.as_view(), name="recommendation_verify"),
    path("kien-nghi/<uuid:pk>/tra-lai/", recommendations.Return.as_view(), name="recommendation_return"),
    path("kiem-tra/ke-hoach/", plans.PlanList.as_view(), name="plans"),
    path("kiem-tra/ke-hoach/them/", plans.PlanAdd.as_view(), name="plan_add"),
    path("kiem-tra/ke-hoach/<uuid:pk>/", plans.PlanPage.as_view(), name="plan"),
    path("kiem-tra/ke-hoach/<uuid:pk>/sua/", plans.PlanEdit.as_view(), name="plan_edit"),
    path("kiem-tra/ke-hoach/<uuid:pk>/cuoc-kiem-tra/", plans.VisitAdd.as_view(), name="visit_add"),
    path("kiem-tra/<uuid:pk>/", plans.VisitPage.as_view(), name="visit"),
    path("kiem-tra/<uuid:pk>/sua/", plans.VisitEdit.as_view(), name="visit_edit"),
    path("kiem-tra/<uuid:pk>/kien-nghi/", recommendations.RecommendationAdd.as_view(), name="recommendation_add"),
]
