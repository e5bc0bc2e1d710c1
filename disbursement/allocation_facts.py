"""An allocation plan and its alternatives in names and values, for components/facts.html."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogs.kind_names import KindNames
from core.formats import MILLION, format_datetime, format_number
from disbursement.allocation_tables import NOTHING, millions
from disbursement.comparison import Side
from disbursement.models import AllocationPlan, AlternativeShare, UnitLimit
from disbursement.services.allocation import why_not_choose
from disbursement.services.apportioning import reserve_vnd


def unknown_line(share: AlternativeShare) -> str:
    """A unit without a score, with what it lacks and why."""
    lacking = {value["note"] or value["source"] for value in share.values.values() if value["value"] is None}
    return f"{share.area.full_name}: {'; '.join(sorted(lacking))}"


def source_line(value: dict[str, Any]) -> str:
    told = [value["source"]]
    if value["version"]:
        told.append(_("phiên bản %(version)s") % {"version": value["version"]})
    if value["as_of"]:
        told.append(_("chốt lúc %(at)s") % {"at": format_datetime(datetime.fromisoformat(value["as_of"]))})
    else:
        told.append(_("năm %(year)s") % {"year": value["year"]})
    return ", ".join(str(part) for part in told)


def plan_facts(plan: AllocationPlan) -> list[dict[str, Any]]:
    reserve, kind = reserve_vnd(plan), KindNames.load().of(plan.kind, plan.budget_year)
    vnd = _("%(amount)s đồng")
    facts: list[dict[str, Any]] = [
        {"label": _("Dự án, nội dung"), "value": str(plan.component)},
        {"label": _("Loại vốn, nguồn vốn"), "value": f"{kind}, {plan.source}"},
        {"label": _("Năm ngân sách"), "value": plan.budget_year},
        {"label": _("Phạm vi"), "value": plan.area.full_name},
        {"label": _("Tổng vốn"), "value": vnd % {"amount": format_number(plan.envelope_vnd)}},
        {"label": _("Dự phòng, chưa phân bổ"), "value": vnd % {"amount": format_number(reserve)}},
        {"label": _("Chia cho các đơn vị"), "value": vnd % {"amount": format_number(plan.envelope_vnd - reserve)}},
        {"label": _("Làm tròn đến"), "value": vnd % {"amount": format_number(plan.rounding_vnd)}},
        {"label": _("Số liệu rà soát năm"), "value": plan.figures_year},
    ]
    if plan.chosen is not None and plan.chosen_at is not None:
        facts.append({"label": _("Phương án đã chọn"), "value": plan.chosen.name, "note": plan.chosen_reason})
        told = {"who": plan.chosen_by, "at": format_datetime(plan.chosen_at)}
        facts.append({"label": _("Người chọn"), "value": _("%(who)s, lúc %(at)s") % told})
    if plan.decision is not None:
        url = reverse("disbursement:decision", args=[plan.decision.pk])
        facts.append({"label": _("Dự thảo quyết định"), "value": plan.decision.document.number, "url": url})
    return facts


def card(plan: AllocationPlan, side: Side) -> dict[str, Any]:
    """One alternative: its limits, that it adds up, who holds what cannot be rounded."""
    one = side.alternative
    return {
        "alternative": one,
        "is_chosen": plan.chosen_id == one.pk,
        "problem": why_not_choose(side.shares.values()),
        "limits": [limit_line(limit) for limit in one.limits.all()],
        "facts": [
            {"label": _("Mức sàn chung"), "value": millions(one.floor_vnd), "note": _at(side.at("floor"))},
            {"label": _("Mức trần chung"), "value": millions(one.cap_vnd) or NOTHING, "note": _at(side.at("cap"))},
            {"label": _("Không vượt nhu cầu"), "value": _("có") if one.caps_at_need else _("không")},
            {"label": _("Chia cho các đơn vị"), "value": millions(side.total_vnd)},
            {"label": _("Dự phòng"), "value": millions(reserve_vnd(plan))},
            {"label": _("Cộng, bằng tổng vốn"), "value": millions(side.total_vnd + reserve_vnd(plan))},
            {
                "label": _("Làm tròn chuyển giữa các đơn vị"),
                "value": format_number(Decimal(side.rounding_vnd) / MILLION, 1),
            },
            *_left_over(side),
        ],
    }


def _left_over(side: Side) -> list[dict[str, Any]]:
    one = side.alternative
    if one.left_over_area is None:
        return []
    told = millions(one.left_over_vnd)
    return [{"label": _("Phần lẻ dưới đơn vị làm tròn"), "value": told, "note": one.left_over_area.full_name}]


def _at(number: int) -> str:
    return _("%(n)s đơn vị ở mức này") % {"n": format_number(number)} if number else ""


def limit_line(limit: UnitLimit) -> dict[str, Any]:
    told = [limit.area.full_name]
    if limit.floor_vnd is not None:
        told.append(_("sàn %(amount)s") % {"amount": millions(limit.floor_vnd)})
    if limit.cap_vnd is not None:
        told.append(_("trần %(amount)s") % {"amount": millions(limit.cap_vnd)})
    if limit.left_out:
        told.append(_("không chia theo tiêu chí"))
    return {"pk": limit.pk, "text": ", ".join(told), "reason": limit.reason}
