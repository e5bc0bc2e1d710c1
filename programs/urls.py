from django.urls import path

from programs.views import contributions, credit, projects, targets, works

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
    path("dong-gop/", contributions.ContributionList.as_view(), name="contributions"),
    path("dong-gop/them/", contributions.ContributionAdd.as_view(), name="contribution_add"),
    path("dong-gop/<uuid:pk>/", contributions.ContributionPage.as_view(), name="contribution"),
    path("dong-gop/<uuid:pk>/dao/", contributions.ReverseContribution.as_view(), name="contribution_reverse"),
    path("tin-dung/", credit.CreditList.as_view(), name="credit"),
    path("tin-dung/them/", credit.CreditAdd.as_view(), name="credit_add"),
    path("tin-dung/<uuid:pk>/dao/", credit.ReverseCredit.as_view(), name="credit_reverse"),
    path("chi-tieu/", targets.TargetList.as_view(), name="targets"),
    path("chi-tieu/them/", targets.TargetAdd.as_view(), name="target_add"),
    path("chi-tieu/<int:pk>/", targets.TargetEdit.as_view(), name="target"),
]
