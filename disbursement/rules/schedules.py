"""The months a late holder promises by, and what is wrong with a promise."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.formats import format_number


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_ends(budget_year: int, today: date) -> list[date]:
    """From the current month to the January in which the year's vouchers end; none once that is over."""
    last = date(budget_year + 1, 1, 31)
    found, end = [], month_end(max(today, date(budget_year, 1, 1)))
    while end <= last:
        found.append(end)
        end = month_end(end + timedelta(days=1))
    return found


def faults(promised: Mapping[date, int | None], *, plan_vnd: int, disbursed_vnd: int) -> dict[date, str]:
    """What is wrong with which month; nothing when the schedule can be followed.

    `promised` holds every month that may be promised for, None where nothing is; a promise is what will have been
    disbursed in all by then, so it does not fall, stays within the plan and ends at what is disbursed or more.
    """
    months = sorted(promised)
    given = [month for month in months if promised[month] is not None]
    if not given:
        return {months[0]: _("Nhập số lũy kế cam kết của ít nhất một tháng.")} if months else {}
    found: dict[date, str] = {}
    reached = 0
    for month in months[: months.index(given[-1]) + 1]:
        amount = promised[month]
        found |= _fault(month, amount, reached, plan_vnd)
        reached = max(reached, amount or 0)
    if reached < disbursed_vnd and given[-1] not in found:
        told = _("Đến nay đã giải ngân %(amount)s đồng: số lũy kế của tháng cuối không được thấp hơn.")
        found[given[-1]] = told % {"amount": format_number(disbursed_vnd)}
    return found


def _fault(month: date, amount: int | None, reached: int, plan_vnd: int) -> dict[date, str]:
    if amount is None:
        return {month: _("Nhập số lũy kế của tháng này, hoặc bỏ trống cả các tháng sau.")}
    if amount > plan_vnd:
        told = _("Vượt kế hoạch: nhập không quá %(amount)s đồng.")
        return {month: told % {"amount": format_number(plan_vnd)}}
    if amount < reached:
        told = _("Số lũy kế không được giảm: nhập ít nhất %(amount)s đồng, bằng số của tháng trước.")
        return {month: told % {"amount": format_number(reached)}}
    return {}
