"""The annex of a decision on official paper."""

from typing import Any

from django.utils.translation import gettext_lazy

from core.papers.pages import PaperPage
from core.papers.paper import Paper
from disbursement.annex import annex_of, annex_rows
from disbursement.annex_paper import annex_paper
from disbursement.views.decisions import FindsDecision


class DecisionAnnex(FindsDecision, PaperPage):
    right_required = "disbursement.view"
    title = gettext_lazy("Phụ lục quyết định")
    nav_section = "disbursement"
    tab = "disbursement:decisions"
    paper_name = "phu-luc-quyet-dinh"

    def which(self) -> str:
        return self.decision.document.number

    def make_paper(self) -> Paper:
        rows = annex_of(self.decision, annex_rows(self.decision, self.access))
        return annex_paper(self.decision, rows, self.unit, self.access.part_holder)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(switches=self.unit_switches(), **kwargs)
