"""Jobs, notices, files and the language switch: the same for every user."""

from django.urls import path

from core.views import files, jobs, language, notices

urlpatterns = [
    path("cong-viec-nen/", jobs.JobList.as_view(), name="jobs"),
    path("cong-viec-nen/<uuid:pk>/", jobs.JobPage.as_view(), name="job"),
    path("cong-viec-nen/<uuid:pk>/tien-do/", jobs.JobProgress.as_view(), name="job_progress"),
    path("cong-viec-nen/<uuid:pk>/huy/", jobs.CancelJob.as_view(), name="job_cancel"),
    path("cong-viec-nen/<uuid:pk>/thuc-hien-lai/", jobs.RetryJob.as_view(), name="job_retry"),
    path("thong-bao/", notices.NoticeList.as_view(), name="notices"),
    path("thong-bao/da-doc/", notices.ReadAllNotices.as_view(), name="notices_read"),
    path("thong-bao/<uuid:pk>/", notices.OpenNotice.as_view(), name="notice"),
    path("tep/<uuid:pk>/", files.Download.as_view(), name="file"),
    path("ngon-ngu/", language.set_language, name="set_language"),
]
