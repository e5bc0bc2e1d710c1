"""Which late holders may be asked to explain themselves, with what figures, and which are asked already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.access import Access, scope_paths
from accounts.selection import AREA, Selection
from core.formats import format_date, format_percent
from disbursement.explanation_machine import may_ask
from disbursement.models import ExplanationRequest
from disbursement.services.explanations import Basis, Late, explanation_url
from reports.boards.disbursement import DisbursementBoard
from reports.figures.capital import HolderRow

State = ExplanationRequest.State


@dataclass(frozen=True)
class AskLink:
    """From a line of the board to the page that asks, or to what the holder was asked already."""

    label: str
    url: str


@dataclass(frozen=True)
class AskRow:
    """A late holder on the page that asks; `open` is the request it has already. An error leads to the first tick."""

    row: HolderRow
    is_ticked: bool
    is_first: bool
    open: ExplanationRequest | None

    @property
    def open_url(self) -> str:
        return explanation_url(self.open) if self.open else ""


def late_rows(board: DisbursementBoard, holder: str = "") -> list[HolderRow]:
    """Below the average or with nothing disbursed, laggards first; with `holder` (an id as typed) that one alone."""
    late = [row for row in board.holders.rows if row.is_below_average or row.has_disbursed_nothing]
    return [row for row in late if not holder or str(row.holder.pk) == holder]


def open_requests(access: Access, rows: Iterable[HolderRow], year: int) -> dict[int, ExplanationRequest]:
    """By holder."""
    asked = ExplanationRequest.objects.visible_to(access).open().filter(budget_year=year)
    return {row.holder_id: row for row in asked.filter(holder__in=[row.holder.pk for row in rows])}


def ask_links(access: Access, rows: Iterable[HolderRow], year: int, page: str) -> dict[int, AskLink]:
    """For each late holder; `page` is the address that asks, with its query. Who may not ask sees who was asked."""
    late = [row for row in rows if row.is_below_average or row.has_disbursed_nothing]
    known = open_requests(access, late, year)
    found = {pk: AskLink(_("Xem giải trình"), explanation_url(request)) for pk, request in known.items()}
    if not may_ask(access):
        return found
    new = {row.holder.pk: AskLink(_("Yêu cầu giải trình"), f"{page}&don_vi={row.holder.pk}") for row in late}
    return new | found


def basis_of(board: DisbursementBoard) -> Basis:
    asked, average = board.asked, board.holders.average
    return Basis(
        budget_year=asked.budget_year,
        as_of=asked.as_of,
        average_disbursed_vnd=average.disbursed_vnd,
        average_plan_vnd=average.plan_vnd,
        include_carry_over=asked.include_carry_over,
        denominator=asked.denominator,
    )


def late_of(row: HolderRow) -> Late:
    return Late(row.holder, row.amounts.plan_vnd, row.amounts.disbursed_vnd)


def usual_question(board: DisbursementBoard) -> str:
    """What is asked unless somebody writes something else. A record: Vietnamese, whatever the page's language."""
    with translation.override("vi"):
        text = _(
            "Đến ngày %(day)s, đơn vị giải ngân thấp hơn bình quân chung (%(average)s). Đề nghị giải trình nguyên nhân,"
            " biện pháp khắc phục, kiến nghị nếu có, và lịch giải ngân từng tháng đến hết thời hạn giải ngân vốn năm"
            " %(year)s."
        )
        average = format_percent(board.holders.average.rate) or "0%"
        return text % {"day": format_date(board.asked.as_of), "average": average, "year": board.asked.budget_year}


def counted(access: Access, chosen: Selection) -> Mapping[str, Any]:
    """How many explanations of the place are waited for, overdue, and behind what was promised, with their lists.

    Only for today: what was open on a past day is not kept; and not beside a year to come.
    """
    today = timezone.localdate()
    if chosen.as_of != today or chosen.year > today.year:
        return {"any": 0}
    here = ExplanationRequest.objects.visible_to(access).filter(scope_path__descendant_of=scope_paths(chosen.area))
    waiting = Q(state__in=ExplanationRequest.WAITING_STATES)
    counts = here.aggregate(
        waiting=Count("pk", filter=waiting),
        overdue=Count("pk", filter=waiting & Q(due__lt=today)),
        answered=Count("pk", filter=Q(state=State.ANSWERED)),
        followed=Count("pk", filter=Q(state=State.ACCEPTED)),
        any=Count("pk"),
    )
    return {
        **counts,
        "behind": here.behind(today).count() if counts["followed"] else 0,
        "waiting_url": list_url(chosen, cho="on"),
        "overdue_url": list_url(chosen, qua_han="on"),
        "answered_url": list_url(chosen, trang_thai=State.ANSWERED),
        "behind_url": list_url(chosen, cham="on"),
    }


def list_url(chosen: Selection, **filters: str) -> str:
    """The explanations of the place in every year."""
    return f"{reverse('disbursement:explanations')}?{urlencode({AREA: chosen.area.ref} | filters)}"
