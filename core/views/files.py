"""The only way a stored file leaves the portal: asked for, scoped, as an attachment (design section 6)."""

from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import View

from core import access_log, files
from core.models import AccessLogEntry, StoredFile
from core.pages import PageMixin


class Download(PageMixin, View):
    """A file that one may not read is 404: its name and existence say something too."""

    right_required = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        file = get_object_or_404(StoredFile, pk=kwargs["pk"])
        if not files.may_read(self.access, file):
            raise Http404
        try:
            content = file.content.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        if files.purpose_of(file).personal:
            access_log.note(request, AccessLogEntry.Kind.EXPORT, file, detail=file.purpose)
        response = FileResponse(content, content_type=file.content_type)
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response
