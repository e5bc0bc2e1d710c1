"""Why there are no figures, in words: a zero would be read as a count. Pages and REST say the same."""

from datetime import date

from django.utils.translation import gettext as _

from areas.models import Area
from core.formats import format_date
from reports.boards.reviews import Review
from reports.figures.ground import Ground, ended_before


def unit_absence(place: Ground, day: date) -> str:
    """Why a unit has no figures that stand for that day (reports.figures.ground.has_figures); "" if it has."""
    area = place.area
    if area.level == Area.Level.VILLAGE:
        return _("Số liệu chỉ tính đến cấp xã; xem số liệu của %(parent)s.") % {"parent": _named(area.parent)}
    if area.valid_to is not None and ended_before(area, day):
        return _ended(area, area.valid_to)
    if not place.units:
        words = {"area": area.full_name, "on": format_date(area.valid_from), "year": place.year}
        text = _("%(area)s lập ngày %(on)s từ một phần của các đơn vị khác nên không có số liệu năm %(year)s.")
        return text % words
    return ""


def _ended(area: Area, last: date) -> str:
    heirs = Area.objects.successors_of(area).order_by("-origins__is_main", "sort_key")
    names = ", ".join(dict.fromkeys(_named(heir) for heir in heirs))
    words = {"area": area.full_name, "day": format_date(last), "heirs": names}
    if not names:
        return _("%(area)s chỉ có đến hết ngày %(day)s.") % words
    return _("%(area)s chỉ có đến hết ngày %(day)s; sau đó xem số liệu của %(heirs)s.") % words


def _named(area: Area | None) -> str:
    return f"{area.full_name} ({area.ref})" if area else ""


def review_absence(year: int, review: Review | None, as_of: date) -> str:
    """Why the review of a year has no result that was known on the day."""
    words = {"year": year, "day": format_date(as_of)}
    if review is None:
        return _("Đến ngày %(day)s chưa có đợt rà soát năm %(year)s.") % words
    on = review.round.recognised_on
    if on is None:
        text = _("Đợt rà soát năm %(year)s chưa được công nhận; chỉ có tiến độ của hôm nay, không có của ngày %(day)s.")
        return text % words
    return _("Kết quả rà soát năm %(year)s được công nhận ngày %(on)s, sau ngày %(day)s.") % (
        words | {"on": format_date(on)}
    )
