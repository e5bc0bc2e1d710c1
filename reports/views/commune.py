"""The commune's first page: what waits today, how far each village is, and the commune's own figures."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import scope_paths
from areas.models import Area
from core.formats import format_number
from core.rates import Rate
from core.work import Work, waiting
from households.models import Assessment
from reports.alerts.summary import summary
from reports.amounts import kind_table
from reports.boards.disbursement import DisbursementBoard, capital_question
from reports.boards.poverty import PovertyBoard
from reports.boards.reviews import Review, reviews_on
from reports.closing_words import frozen_words, provisional_words
from reports.news import percent_text
from reports.views.base import FiguresPage
from reports.year_lines import year_lines

WORK_SHOWN = 12
YEARS = 3


def commune_home(page: FiguresPage) -> dict[str, Any]:
    return work_part(page) | {"quick": quick_links(page), **progress_part(page), **figures_part(page)}


def work_part(page: FiguresPage) -> dict[str, Any]:
    """What waits for the reader, the most urgent first."""
    today = timezone.localdate()
    work = waiting(page.access, today, WORK_SHOWN + 1)
    return {
        "heading": _heading(work),
        "work": work[:WORK_SHOWN],
        "work_is_more": len(work) > WORK_SHOWN,
        "today": today,
    }


def _heading(work: list[Work]) -> str:
    late = sum(item.due is not None and item.due < timezone.localdate() for item in work)
    if late:
        return _("Việc của tôi hôm nay: %(late)s việc quá hạn") % {"late": format_number(late)}
    return _("Việc của tôi hôm nay") if work else _("Hôm nay không có việc nào chờ xử lý")


def quick_links(page: FiguresPage) -> list[dict[str, str]]:
    """What is entered most often, where the right is there."""
    commune = page.access.area
    places = [
        ("households.edit", _("Lập hồ sơ hộ"), reverse("households:register")),
        ("households.view", _("Danh sách hộ"), reverse("households:list")),
        ("committees.edit", _("Giao nhiệm vụ"), reverse("committees:task_add")),
    ]
    if commune is not None and commune.level == Area.Level.COMMUNE:
        url = reverse("areas:population", args=[commune.ref])
        places.insert(2, ("population.edit", _("Nhập tổng số hộ"), url))
    return [{"label": label, "url": url} for right, label, url in places if page.access.can(right)]


@dataclass(frozen=True)
class VillageLine:
    """How far the review is in one village; households without a village stand under the commune."""

    area: Area
    url: str
    by_state: dict[str, int]
    links: dict[str, str]

    @property
    def listed(self) -> int:
        return sum(self.by_state.values())

    @property
    def done(self) -> int:
        return sum(self.by_state[state] for state in Assessment.COUNTED_STATES)

    @property
    def rate(self) -> Rate:
        return Rate(self.done, self.listed)

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        """Label of the state, households, and where they are listed."""
        states = Assessment.State
        return [(str(states(state).label), self.by_state[state], self.links.get(state, "")) for state in states.values]


def progress_part(page: FiguresPage) -> dict[str, Any]:
    """The running review of the place by village, from the records: the cube ends at the commune."""
    review = next((row for row in reviews_on(page.chosen.as_of, page.chosen.year) if row.is_running), None)
    if review is None or not page.access.can("households.view"):
        return {"review": None}
    lines = village_lines(page, review)
    done, listed = sum(line.done for line in lines), sum(line.listed for line in lines)
    return {
        "review": review,
        "villages": lines,
        "progress": Rate(done, listed),
        # One's own share against that of all villages together; nothing to compare with at the start.
        "average": Rate(done, listed) if done and len(lines) > 1 else None,
        "days_left": review.days_left(page.chosen.as_of),
        "states": [str(Assessment.State(state).label) for state in Assessment.State.values],
    }


def village_lines(page: FiguresPage, review: Review) -> list[VillageLine]:
    here = Assessment.objects.visible_to(page.access).of_round(review.round.pk)
    rows = (
        here.filter(household__scope_path__descendant_of=scope_paths(page.chosen.area))
        .order_by()
        .values_list("household__area", "state")
        .annotate(total=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Assessment.State.values, 0))
    for area_id, state, total in rows:
        counts[area_id][state] = total
    places = Area.objects.filter(pk__in=counts).order_by("level", "sort_key", "id")
    return [_line(page, review, place, counts[place.pk]) for place in places]


def _line(page: FiguresPage, review: Review, place: Area, counts: dict[str, int]) -> VillageLine:
    def households(**filters: str) -> str:
        return page.links.households(review.year, place, **filters)

    links = {state: households(trang_thai=state) for state, total in counts.items() if total}
    return VillageLine(place, households(), counts, links)


def figures_part(page: FiguresPage) -> dict[str, Any]:
    """The commune's capital and poverty in small."""
    chosen = page.chosen
    if not page.access.can("reports.view") or chosen.area.level == Area.Level.VILLAGE:
        return {}
    people = PovertyBoard(chosen.area, chosen.year, chosen.as_of)
    given: dict[str, Any] = {"people": people, "lines": year_lines(people.years[:YEARS], page.links, chosen.as_of)}
    if not page.access.can("disbursement.view"):
        return given
    question = capital_question(page.access, chosen.area, chosen.year, chosen.as_of, programme=chosen.programme)
    money = DisbursementBoard(question)
    target = _("mục tiêu %(target)s") % {"target": percent_text(money)} if money.target else ""
    given |= {"alerts": summary(page.links), "state": frozen_words(money) or provisional_words(money)}
    return given | {"money": money, "kinds": kind_table(money, page.links, target) if money.has_plan else None}
