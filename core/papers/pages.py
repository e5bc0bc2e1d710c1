"""The view of a paper: a sheet on the screen, made to be printed, and by `?format=` a Word document or workbook."""

import re
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.exports import XLSX_TYPE
from core.list_pages import with_query
from core.pages import PageMixin
from core.papers.paper import Paper
from core.papers.sheets import paper_sheets
from core.papers.units import DONG, UNITS, Unit
from core.papers.word import write_docx
from core.papers.workbook import write_paper
from core.text import fold

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITERS: dict[str, tuple[Callable[[BinaryIO, Paper], None], str]] = {
    "docx": (write_docx, DOCX_TYPE),
    "xlsx": (write_paper, XLSX_TYPE),
}


def paper_response(name: str, paper: Paper, wanted: str) -> HttpResponse:
    """The paper as a download; `wanted` is "docx" or "xlsx"."""
    write, content_type = WRITERS[wanted]
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    with translation.override("vi"):
        write(target, paper)
    target.seek(0)
    response: Any = FileResponse(target, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    response.headers["Cache-Control"] = "no-store"
    return response


class PaperPage(PageMixin, TemplateView):
    """`make_paper` runs in Vietnamese: a paper is filed in that language, whatever the reader's."""

    template_name = "core/paper.html"
    export_right: ClassVar[str] = "reports.export"
    paper_name: ClassVar[str] = "van-ban"

    def which(self) -> str:
        """Which of the papers of this name it is: the name of its file ends so."""
        return ""

    def make_paper(self) -> Paper:
        raise TypeError(f"{type(self).__name__} must make its paper")

    @cached_property
    def paper(self) -> Paper:
        with translation.override("vi"):
            return self.make_paper()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("format", "")
        if not wanted:
            return super().get(request, *args, **kwargs)
        return self.download(wanted)

    def download(self, wanted: str) -> HttpResponse:
        if wanted not in WRITERS:
            raise Http404(wanted)
        if not self.access.can(self.export_right):
            raise PermissionDenied
        name = re.sub("[^a-z0-9]+", "-", fold(f"{self.paper_name} {self.which()}")).strip("-")
        return paper_response(name, self.paper, wanted)

    def download_links(self) -> list[dict[str, Any]]:
        """The paper as shown; empty for who may not export."""
        if not self.access.can(self.export_right):
            return []
        return [
            {"label": label, "url": with_query(self.request, format=wanted), "download": True}
            for label, wanted in ((_("Word"), "docx"), (_("Excel"), "xlsx"))
            if self.offers(wanted)
        ]

    def offers(self, wanted: str) -> bool:
        """Whether the paper can be had at once in this form."""
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"downloads": self.download_links()}
        if self.shows_paper():
            given |= {"paper": self.paper, "sheets": paper_sheets(self.paper)}
        return super().get_context_data(**given | kwargs)

    @property
    def unit(self) -> Unit:
        """Of money, as the address asks for it."""
        return UNITS.get(self.request.GET.get("dvt", ""), DONG)

    def unit_switches(self) -> list[dict[str, Any]]:
        names = {"dong": _("Đồng"), "trieu": _("Triệu đồng"), "ty": _("Tỷ đồng")}
        return [
            {"label": label, "url": with_query(self.request, dvt=code), "current": code == self.unit.code}
            for code, label in names.items()
        ]

    def shows_paper(self) -> bool:
        """False when the question was not understood."""
        return True
