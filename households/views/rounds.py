"""Rounds of review: how far each is, opening one, putting the poor and near-poor on its list."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from areas.models import Area
from core import jobs
from core.formats import format_date, format_number
from core.pages import PageMixin
from core.rates import Rate
from core.tables import Cell, Column, Row, Table
from core.transitions import NotAllowed
from households.forms.rounds import RoundForm, round_initial
from households.models import Assessment, ReviewRound
from households.services.rounds import open_round
from households.tasks import LIST_ROUND

STATES = Assessment.State


@dataclass(frozen=True)
class RoundView:
    """One round as its panel shows it."""

    round: ReviewRound
    counts: dict[str, int]
    table: Table | None

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
        rounds = [self._view(r) for r in ReviewRound.objects.select_related("standard").order_by("-year", "kind")]
        given = {"rounds": rounds, "can_open": may_open(self.access), "can_list": self.access.can("households.edit")}
        return super().get_context_data(**given, **kwargs)

    def _view(self, review_round: ReviewRound) -> RoundView:
        rows = Assessment.objects.visible_to(self.access).of_round(review_round.pk)
        counts = rows.aggregate(total=Count("pk"), **_counts())
        table = self._table(rows, review_round) if review_round.is_open and counts["total"] else None
        return RoundView(review_round, counts, table)

    def _table(self, rows: Any, review_round: ReviewRound) -> Table:
        """By village for a commune, by commune for those above it."""
        area = self.access.area
        place = "household__area" if area and area.level == Area.Level.COMMUNE else "area"
        found = list(rows.values(place).annotate(total=Count("pk"), **_counts()).order_by())
        places = Area.objects.in_bulk([row[place] for row in found])
        found.sort(key=lambda row: (-row["listed"], places[row[place]].sort_key))
        names = [
            _("Địa bàn"),
            _("Trong danh sách"),
            _("Chưa rà soát"),
            _("Đang nhập"),
            _("Đã có kết quả"),
            _("Đã công nhận"),
        ]
        return Table(
            caption=_("Tiến độ %(round)s") % {"round": review_round},
            caption_hidden=True,
            columns=[Column(name, num=bool(position)) for position, name in enumerate(names)],
            rows=[_row(row, places[row[place]], review_round) for row in found],
        )


def _counts() -> dict[str, Any]:
    return {state.value: Count("pk", filter=Q(state=state)) for state in STATES}


def _row(row: dict[str, Any], place: Area, review_round: ReviewRound) -> Row:
    url = f"{reverse('households:list')}?dia_ban={place.ref}&nam={review_round.year}"
    cells = [Cell(place.full_name, url=url), Cell(format_number(row["total"]))]
    for state in STATES:
        count = row[state.value]
        cells.append(Cell(format_number(count), url=f"{url}&trang_thai={state.value}" if count else ""))
    return Row(cells)


def may_open(access: Any) -> bool:
    """Opening a round is the province's."""
    levels = (Area.Level.PROVINCE, Area.Level.COUNTRY)
    return access.can("households.decide") and access.area is not None and access.area.level in levels


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
