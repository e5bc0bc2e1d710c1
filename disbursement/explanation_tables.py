"""What pages show of explanations: figures then and now, promised against actual."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.formats import MILLION, format_date, format_month, format_number, format_percent
from core.rates import Rate, fixed_point
from core.tables import Cell, Column, Row, Table
from disbursement.models import ExplanationRequest, ScheduleStep

State = ExplanationRequest.State
TONES = {State.ASKED: "warn", State.RETURNED: "warn", State.ANSWERED: "near", State.ACCEPTED: "good"}


def denominator_words(request: ExplanationRequest) -> str:
    """What the rates of a request are divided by, with its tranches."""
    plan = request.get_denominator_display()
    carried = _("gồm cả vốn kéo dài") if request.include_carry_over else _("không gồm vốn kéo dài")
    return _("%(plan)s năm %(year)s, %(carried)s") % {"plan": plan, "year": request.budget_year, "carried": carried}


def request_columns() -> list[Column]:
    return [
        Column(_("Đơn vị")),
        Column(_("Năm"), num=True),
        Column(_("Tỷ lệ khi yêu cầu"), num=True),
        Column(_("Bình quân"), num=True),
        Column(_("Hạn"), num=True, desc="han"),
        Column(_("Trạng thái")),
        Column(_("Cam kết đến nay (đồng)"), num=True),
        Column(_("Đến nay còn thiếu (đồng)"), num=True),
    ]


def request_row(request: ExplanationRequest, today: date) -> Row:
    """Of a request with its progress (ExplanationRequestQuerySet.with_progress)."""
    late, behind = request.is_overdue(today), request.behind_vnd
    promised = "–" if request.promised_vnd is None else format_number(request.promised_vnd)
    return Row(
        [
            Cell(request.holder.name, url=reverse("disbursement:explanation", args=[request.pk])),
            Cell(request.budget_year),
            Cell(format_percent(request.rate)),
            Cell(format_percent(request.average) or "–"),
            Cell(format_date(request.due), note=_("quá hạn") if late else ""),
            Cell(request.get_state_display(), tag="late" if late or behind else tone_of(request)),
            Cell(promised),
            Cell(format_number(behind) if behind else "–"),
        ],
        tone="late" if late or behind else "",
    )


def tone_of(request: ExplanationRequest) -> str:
    return TONES.get(State(request.state), "todo")


def figures_table(request: ExplanationRequest, today: date) -> Table:
    """The figures it was asked with beside those of the ledger today (ExplanationRequestQuerySet.with_ledger)."""
    then = _("Khi yêu cầu (đến %(day)s)") % {"day": format_date(request.as_of)}
    now = _("Hôm nay (%(day)s)") % {"day": format_date(today)}
    rate_now = Rate(request.disbursed_now, max(request.plan_now, 0))
    pairs = (
        (_("Kế hoạch"), format_number(request.plan_vnd), format_number(request.plan_now)),
        (_("Đã giải ngân"), format_number(request.disbursed_vnd), format_number(request.disbursed_now)),
        (_("Tỷ lệ giải ngân"), format_percent(request.rate), format_percent(rate_now) or "–"),
        (_("Bình quân các đơn vị"), format_percent(request.average) or "–", ""),
    )
    columns = [Column(_("Chỉ tiêu")), Column(then, num=True), Column(now, num=True)]
    rows = [Row([Cell(label), Cell(before), Cell(after)]) for label, before, after in pairs]
    return Table(_("Số liệu khi yêu cầu và hôm nay"), columns, rows, caption_hidden=True)


def schedule_table(steps: Sequence[ScheduleStep], plan_vnd: int, today: date) -> Table:
    """Promised against actual month by month; of steps with their actual."""
    columns = [
        Column(_("Đến hết")),
        Column(_("Cam kết lũy kế"), num=True),
        Column(_("Tỷ lệ so với kế hoạch"), num=True),
        Column(_("Đã giải ngân"), num=True),
        Column(_("Còn thiếu"), num=True),
        Column(_("Kết quả")),
    ]
    rows = [_step_row(step, plan_vnd, today) for step in steps]
    return Table(_("Cam kết và thực hiện"), columns, rows, caption_hidden=True)


def _step_row(step: ScheduleStep, plan_vnd: int, today: date) -> Row:
    promised = Cell(format_number(step.promised_vnd))
    share = Cell(format_percent(Rate(step.promised_vnd, max(plan_vnd, 0))) or "–")
    if not step.has_ended(today):
        return Row([Cell(format_month(step.month_end)), promised, share, Cell("–"), Cell("–"), Cell(_("chưa đến hạn"))])
    missed = step.missing_vnd
    told = Cell(_("không đạt"), tag="late") if missed else Cell(_("đạt"), tag="good")
    figures = [Cell(format_number(step.actual_vnd)), Cell(format_number(missed) if missed else "–")]
    return Row([Cell(format_month(step.month_end)), promised, share, *figures, told], tone="late" if missed else "")


def schedule_chart(steps: Sequence[ScheduleStep], today: date) -> dict[str, Any] | None:
    """The same as lines (core.charts); None where a line would have one point."""
    if len(steps) < 2:
        return None
    actual = [_millions(step.actual_vnd) if step.has_ended(today) else None for step in steps]
    promised = [_millions(step.promised_vnd) for step in steps]
    return {
        "kind": "line",
        "unit": _("triệu đồng"),
        "places": 0,
        "head": _("Đến hết"),
        "categories": [format_month(step.month_end) for step in steps],
        "series": [
            {"name": _("Cam kết lũy kế"), "values": promised, "tone": "muted", "dashed": True},
            {"name": _("Đã giải ngân"), "values": actual, "tone": "good"},
        ],
    }


def _millions(amount_vnd: int) -> str:
    return fixed_point(Fraction(amount_vnd, MILLION), 2)
