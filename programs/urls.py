from django.urls import path

from programs.views import projects, targets, works

app_name = "programs"

urlpatterns = [
    path("du-an/", projects.ProjectList.as_view(), name="projects"),
    path("du-an/them/", projects.ProjectAdd.as_view(), name="project_add"),
    path("du-an/<uuid:pk>/", projects.ProjectPage.as_view(), name="project"),
    path("du-an/<uuid:pk>/sua/", projects.ProjectEdit.as_view(), name="project_edit"),
    path("du-an/<uuid:pk>/ho-tham-gia/", projects.ParticipantAdd.as_view(), name="participant_add"),
    path("du-an/<uuid:pk>/phe-duyet/", projects.ProjectAct.as_view(), {"act": "approve"}, name="project_approve"),
    path("du-an/<uuid:pk>/bat-dau/", projects.ProjectAct.as_view(), {"act": "start"}, name="project_start"),
    path("du-an/<uuid:pk>/nghiem-thu/", projects.ProjectAct.as_view(), {"act": "finish"}, name="project_finish"),
    path("cong-trinh/", works.WorksList.as_view(), name="works"),
    path("cong-trinh/them/", works.WorksAdd.as_view(), name="works_add"),
    path("cong-trinh/<uuid:pk>/sua/", works.WorksEdit.as_view(), name="works_edit"),
    path("chi-tieu/", targets.TargetList.as_view(), name="targets"),
    path("chi-tieu/them/", targets.TargetAdd.as_view(), name="target_add"),
    path("chi-tieu/<int:pk>/", targets.TargetEdit.as_view(), name="target"),
]
