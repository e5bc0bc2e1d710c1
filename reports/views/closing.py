"""The page that closes a budget year, with the versions frozen before."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import selection
from core.form_pages import DecisionPage
from core.models import Job
from reports.closing import YearClosing
from reports.forms import CloseYearForm
from reports.frozen import version_table


class CloseYear(DecisionPage):
    """The year is chosen in the context bar; what is frozen is always one's whole area."""

    right_required = "disbursement.close"
    nav_section = "disbursement"
    template_name = "reports/close_year.html"
    form_class = CloseYearForm
    saved_message = gettext_lazy("Số liệu đang được chốt.")
    submit_label = gettext_lazy("Chốt số liệu")
    object: Job

    @cached_property
    def closing(self) -> YearClosing:
        return YearClosing(self.access, selection(self.request).year)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"seen": len(self.closing.snapshots), "year": self.closing.year}

    def save(self, form: CloseYearForm) -> Job:
        given = form.cleaned_data
        return YearClosing(self.access, given["year"]).close(reason=given["reason"], seen=given["seen"])

    def get_success_url(self) -> str:
        return reverse("job", args=[self.object.pk])

    def cancel_url(self) -> str:
        return f"{reverse('reports:disbursement')}?{selection(self.request).query()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        closing = self.closing
        given = {
            "title": _("Chốt số liệu vốn năm %(year)s") % {"year": closing.year},
            "closing": closing,
            "versions": version_table(closing.snapshots) if closing.snapshots else None,
            "crumbs": [{"label": _("Giải ngân"), "url": self.cancel_url()}],
        }
        return super().get_context_data(**given, **kwargs)
