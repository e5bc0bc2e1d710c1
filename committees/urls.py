from django.urls import path

from committees.views import documents, tasks

app_name = "committees"

urlpatterns = [
    path("nhiem-vu/", tasks.TaskList.as_view(), name="tasks"),
    path("nhiem-vu/giao/", tasks.TaskAdd.as_view(), name="task_add"),
    path("nhiem-vu/<uuid:pk>/", tasks.TaskPage.as_view(), name="task"),
    path("nhiem-vu/<uuid:pk>/nhan/", tasks.AcknowledgeTask.as_view(), name="task_acknowledge"),
    path("nhiem-vu/<uuid:pk>/bao-cao/", tasks.ReportTask.as_view(), name="task_report_done"),
    path("nhiem-vu/<uuid:pk>/xac-nhan/", tasks.VerifyTask.as_view(), name="task_verify"),
    path("nhiem-vu/<uuid:pk>/tra-lai/", tasks.ReturnTask.as_view(), name="task_return"),
    path("van-ban/", documents.DocumentList.as_view(), name="documents"),
    path("van-ban/them/", documents.DocumentAdd.as_view(), name="document_add"),
    path("van-ban/<uuid:pk>/", documents.DocumentPage.as_view(), name="document"),
    path("van-ban/<uuid:pk>/sua/", documents.DocumentEdit.as_view(), name="document_edit"),
]
