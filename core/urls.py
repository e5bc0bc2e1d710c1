"""Search, jobs, notices, files, imports and the language switch: the same for every user."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from core.imports.registry import importers
from core.views import files, import_batch, import_columns, import_rows, imports, jobs, language, notices, search

BATCH = "nhap-du-lieu/tep/<uuid:pk>/"


def importer_urls() -> Iterator[URLPattern]:
    """The upload and the template of every importer, each asking for the importer's right."""
    for importer in importers().values():
        address, name = f"nhap-du-lieu/{importer.slug}/", importer.url_name()
        yield path(address, imports.page_of(imports.UploadPage, importer), name=name)
        yield path(f"{address}mau/", imports.page_of(imports.TemplateDownload, importer), name=f"{name}_template")


urlpatterns = [
    path("tim/", search.Search.as_view(), name="search"),
    path("cong-viec-nen/", jobs.JobList.as_view(), name="jobs"),
    path("cong-viec-nen/<uuid:pk>/", jobs.JobPage.as_view(), name="job"),
    path("cong-viec-nen/<uuid:pk>/tien-do/", jobs.JobProgress.as_view(), name="job_progress"),
    path("cong-viec-nen/<uuid:pk>/huy/", jobs.CancelJob.as_view(), name="job_cancel"),
    path("cong-viec-nen/<uuid:pk>/thuc-hien-lai/", jobs.RetryJob.as_view(), name="job_retry"),
    path("thong-bao/", notices.NoticeList.as_view(), name="notices"),
    path("thong-bao/da-doc/", notices.ReadAllNotices.as_view(), name="notices_read"),
    path("thong-bao/<uuid:pk>/", notices.OpenNotice.as_view(), name="notice"),
    path("tep/<uuid:pk>/", files.Download.as_view(), name="file"),
    path("nhap-du-lieu/", imports.ImportIndex.as_view(), name="imports"),
    path(BATCH, import_batch.BatchPage.as_view(), name="import_batch"),
    path(f"{BATCH}ghep-cot/", import_columns.ColumnsPage.as_view(), name="import_columns"),
    path(f"{BATCH}kiem-tra/", import_batch.CheckAgain.as_view(), name="import_check"),
    path(f"{BATCH}dung-lai/", import_batch.StopImport.as_view(), name="import_stop"),
    path(f"{BATCH}noi-dung/", import_rows.RowsPage.as_view(), name="import_rows"),
    path(f"{BATCH}danh-dau-loi/", import_batch.AnnotateImport.as_view(), name="import_annotate"),
    path(f"{BATCH}nhap/", import_batch.ApplyImport.as_view(), name="import_apply"),
    path(f"{BATCH}hoan-tac/", import_batch.UndoImport.as_view(), name="import_undo"),
    *importer_urls(),
    path("ngon-ngu/", language.set_language, name="set_language"),
]
