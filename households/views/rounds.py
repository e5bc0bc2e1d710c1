"""Rounds of review: how far each is, opening one, putting the poor and near-poor on its list."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
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
from households.views.lists import section_tabs

STATES = Assessment.State
NOTHING = {"total": 0, **dict.fromkeys(Assessment.State.values, 0)}
MOST_ROWS = 50  # of the places, those with most left to do


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
        counts = self._counts()
        rounds = ReviewRound.objects.select_related("standard").order_by("-year", "kind")
        views = [self._view(found, counts.get(found.pk, NOTHING)) for found in rounds]
        given = {
            "rounds": views,
            "heading": self._heading(views),
            "tabs": section_tabs("rounds"),
            "can_open": may_open(self.access),
            "can_list": self.access.can("households.edit"),
        }
        return super().get_context_data(**given, **kwargs)

    def _counts(self) -> dict[int, dict[str, int]]:
        """How many forms in each state, by round."""
        rows = Assessment.objects.visible_to(self.access).order_by().values("round")
        return {row["round"]: row for row in rows.annotate(total=Count("pk"), **_by_state())}

    def _heading(self, views: list[RoundView]) -> str:
        """What is left to do in the yearly review that is open; without one, the page's name."""
        yearly = ReviewRound.Kind.PERIODIC
        current = next((v for v in views if v.round.is_open and v.round.kind == yearly), None)
        if current is None or not current.counts["total"]:
            return str(self.title)
        left = current.counts["listed"] + current.counts["draft"]
        if not left:
            return _("%(round)s: đã rà soát cả %(n)s hộ") % {
                "round": capfirst(str(current.round)),
                "n": format_number(current.counts["total"]),
            }
        return _("%(round)s: còn %(left)s trong %(n)s hộ chưa rà soát xong") % {
            "round": capfirst(str(current.round)),
            "left": format_number(left),
            "n": format_number(current.counts["total"]),
        }

    def _view(self, review_round: ReviewRound, counts: dict[str, int]) -> RoundView:
        rows = Assessment.objects.visible_to(self.access).of_round(review_round.pk)
        table = self._table(rows, review_round) if review_round.is_open and counts["total"] else None
        return RoundView(review_round, counts, table)

    def _table(self, rows: Any, review_round: ReviewRound) -> Table:
        """By village for a commune, by commune for those above it."""
        area = self.access.area
        place = "household__area" if area and area.level == Area.Level.COMMUNE else "area"
        found = list(rows.values(place).annotate(total=Count("pk"), **_by_state()).order_by())
        places = Area.objects.in_bulk([row[place] for row in found])
        found.sort(key=lambda row: (-row["listed"] - row["draft"], places[row[place]].sort_key))
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
            rows=[_row(row, places[row[place]], review_round) for row in found[:MOST_ROWS]],
        )


def _by_state() -> dict[str, Any]:
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
