"""The page of the search: what every app found, one section each."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.pages import PageMixin
from core.search import Found, is_short, search, sections_for
from core.text import one_line


class Search(PageMixin, TemplateView):
    """Records of one's own area by words, with or without accents; each kind for who has its right."""

    right_required = ""
    title = gettext_lazy("Tìm kiếm")
    template_name = "core/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = one_line(self.request.GET.get("q", ""))
        found = search(self.request, text)
        given = {
            "q": text,
            "found": found,
            "links": [{"label": f.section.label, "url": f"#{f.section.code}", "count": f.count} for f in found],
            "searched": ", ".join(str(section.label).lower() for section in sections_for(self.access)),
            "heading": self._heading(text, found),
            "is_short": bool(text) and is_short(text),
        }
        return super().get_context_data(**given, **kwargs)

    def _heading(self, text: str, found: list[Found]) -> str:
        if not text or is_short(text):
            return str(self.title)
        if not found:
            return _("Không tìm thấy gì cho “%(text)s”") % {"text": text}
        return _("Kết quả tìm “%(text)s”") % {"text": text}
