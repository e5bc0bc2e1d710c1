"""Alerts and rules as sentences, with the numbers of the day on which they were last seen."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.formats import format_date, format_number, format_percent
from core.rates import Rate
from reports.models import Alert, AlertKind, AlertRule
from reports.money import spoken

# How a threshold is said; its unit is that of the kind.
THRESHOLDS: Mapping[str, Any] = {
    AlertKind.NOTHING_DISBURSED: ngettext_lazy("sau %(n)s tháng", "sau %(n)s tháng", "n"),
    AlertKind.BELOW_AVERAGE: gettext_lazy("từ %(n)s điểm phần trăm"),
    AlertKind.ADVANCE_UNSETTLED: ngettext_lazy("quá %(n)s ngày", "quá %(n)s ngày", "n"),
    AlertKind.UNALLOCATED_HELD: ngettext_lazy("quá %(n)s ngày", "quá %(n)s ngày", "n"),
}


def threshold(rule: AlertRule) -> str:
    return str(THRESHOLDS[rule.kind] % {"n": rule.threshold})


def limits(rule: AlertRule) -> str:
    """What narrows the rule; "" for nothing."""
    kind = str(rule.capital_kind) if rule.capital_kind else ""
    least = _("từ %(amount)s") % {"amount": spoken(rule.least_vnd)} if rule.least_vnd else ""
    return "; ".join(part for part in (kind, least) if part)


def sentence(alert: Alert) -> str:
    """What is wrong: "Tạm ứng số KB12 còn 1,2 tỷ đồng chưa thu hồi sau 262 ngày (Vốn đầu tư phát triển)"."""
    says = {
        AlertKind.NOTHING_DISBURSED: _nothing,
        AlertKind.BELOW_AVERAGE: _below,
        AlertKind.ADVANCE_UNSETTLED: _advance,
        AlertKind.UNALLOCATED_HELD: _unallocated,
    }
    words = says[AlertKind(alert.kind)](alert, alert.last_figures)
    line = alert.subject_line
    kind = line.kind if line else alert.rule.capital_kind
    return f"{words} ({kind})" if kind else words


def _nothing(alert: Alert, figures: dict[str, Any]) -> str:
    told = {"plan": spoken(figures["plan_vnd"]), "day": format_date(_since(figures))}
    return _("Chưa giải ngân đồng nào trong %(plan)s kế hoạch, được giao từ %(day)s") % told


def _below(alert: Alert, figures: dict[str, Any]) -> str:
    rate = Rate(figures["disbursed_vnd"], figures["plan_vnd"])
    average = Rate(figures["average_disbursed_vnd"], figures["average_plan_vnd"])
    under = average.points_from(rate) or Fraction(0)
    told = {"rate": format_percent(rate), "average": format_percent(average), "n": format_number(under * 100, 2)}
    return _("Đạt %(rate)s kế hoạch, thấp hơn bình quân (%(average)s) %(n)s điểm %%") % told


def _advance(alert: Alert, figures: dict[str, Any]) -> str:
    told = {
        "voucher": alert.advance.voucher if alert.advance else "",
        "left": spoken(figures["left_vnd"]),
        "days": format_number(_days(alert, figures)),
    }
    return _("Tạm ứng số %(voucher)s còn %(left)s chưa thu hồi sau %(days)s ngày") % told


def _unallocated(alert: Alert, figures: dict[str, Any]) -> str:
    told = {"held": spoken(figures["held_vnd"]), "days": format_number(_days(alert, figures))}
    return _("Còn %(held)s chưa phân bổ, lâu nhất đã %(days)s ngày") % told


def _since(figures: dict[str, Any]) -> date:
    return date.fromisoformat(figures["since"])


def _days(alert: Alert, figures: dict[str, Any]) -> int:
    return (alert.last_seen - _since(figures)).days
