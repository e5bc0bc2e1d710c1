"""Rounds of review: how far each is, opening one, putting the poor and near-poor on its list."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from core import jobs
from core.formats import format_date, format_number
from core.pages import PageMixin
from core.rates import Rate
from core.transitions import NotAllowed
from households.forms.rounds import RoundForm, round_initial
from households.models import Assessment, ReviewRound
from households.round_table import ProgressTable, by_state, progress_table
from households.services.rounds import leads_rounds, open_round
from households.tasks import LIST_ROUND

NOTHING = {"total": 0, **dict.fromkeys(Assessment.State.values, 0)}


@dataclass(frozen=True)
class RoundView:
    """One round as its panel shows it."""

    round: ReviewRound
    counts: dict[str, int]
    progress: ProgressTable | None

    @property
    def done(self) -> Rate:
        return Rate(self.counts["scored"] + self.counts["decided"], self.counts["total"])

    @property
    def days_left(self) -> int:
        return (self.round.closes_on - timezone.localdate()).days


class RoundList(PageMixin, TemplateView):
    """The rounds, those still open with their progress by commune or village."""

    right_required = "households.view"
    nav_section = "households"
    title = gettext_lazy("Các đợt rà soát")
    template_name = "households/rounds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = self._counts()
        rounds = ReviewRound.objects.select_related("standard").order_by("-year", "kind")
        views = [self._view(found, counts.get(found.pk, NOTHING)) for found in rounds]
        given = {
            "rounds": views,
            "heading": self._heading(views),
            "can_open": leads_rounds(self.access),
            "can_list": self.access.can("households.edit"),
        }
        return super().get_context_data(**given, **kwargs)

    def _counts(self) -> dict[int, dict[str, int]]:
        """How many forms in each state, by round."""
        rows = Assessment.objects.visible_to(self.access).order_by().values("round")
        return {row["round"]: row for row in rows.annotate(total=Count("pk"), **by_state())}

    def _heading(self, views: list[RoundView]) -> str:
        """What is left to do in the yearly review that is open; without one, the page's name."""
        yearly = ReviewRound.Kind.PERIODIC
        current = next((v for v in views if v.round.is_open and v.round.kind == yearly), None)
        if current is None or not current.counts["total"]:
            return str(self.title)
        left = current.counts["listed"] + current.counts["draft"]
        if not left:
            text = _("%(round)s: đã rà soát cả %(n)s hộ")
            if current.counts["left"]:
                text = _("%(round)s: đã rà soát hoặc để lại cả %(n)s hộ")
            return text % {
                "round": capfirst(str(current.round)),
                "n": format_number(current.counts["total"]),
            }
        return _("%(round)s: còn %(left)s trong %(n)s hộ chưa rà soát xong") % {
            "round": capfirst(str(current.round)),
            "left": format_number(left),
            "n": format_number(current.counts["total"]),
        }

    def _view(self, review_round: ReviewRound, counts: dict[str, int]) -> RoundView:
        shown = review_round.is_open and counts["total"]
        return RoundView(review_round, counts, progress_table(self.access, review_round) if shown else None)


class OpenRound(PageMixin, FormView):
    right_required = "households.decide"
    nav_section = "households"
    title = gettext_lazy("Mở đợt rà soát")
    template_name = "core/form_page.html"
    form_class = RoundForm

    def get_initial(self) -> dict[str, Any]:
        return round_initial()

    def form_valid(self, form: RoundForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            opened = open_round(access=self.access, **data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        closes = format_date(opened.closes_on)
        messages.success(self.request, _("Đã mở đợt %(round)s đến %(day)s.") % {"round": opened, "day": closes})
        return HttpResponseRedirect(reverse("households:rounds"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("Đợt mở cho mọi xã của tỉnh; chuẩn nghèo được chọn theo ngày tính tuổi.")
        given = {"cancel_url": reverse("households:rounds"), "submit_label": _("Mở đợt"), "lead": lead}
        return super().get_context_data(**given, **kwargs)


class ListForRound(PageMixin):
    """Put every poor and near-poor household of one's area on the list, as a job."""

    right_required = "households.edit"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        review_round = get_object_or_404(ReviewRound, pk=kwargs["round_id"], state=ReviewRound.State.OPEN)
        job = jobs.enqueue(
            LIST_ROUND,
            owner_id=self.access.user_id,
            subject=_("Lập danh sách %(round)s") % {"round": review_round},
            parameters={"round_id": review_round.pk, "post_id": self.access.post.pk if self.access.post else None},
            dedupe_key=f"{review_round.pk}:{self.access.area.pk if self.access.area else ''}",
        )
        return HttpResponseRedirect(reverse("job", args=[job.pk]))
