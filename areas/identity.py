"""Who a unit is, for the head of its page (templates/areas/_identity.html): names, codes, origins."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from areas.models import Area, Designation, RegionMember, Succession
from areas.services import breadcrumb, zone_row_of
from core.formats import format_date, format_number

Fact = dict[str, Any]


@dataclass(frozen=True)
class Link:
    """One line of a list: another unit and how much of it is meant."""

    label: str
    url: str
    note: str = ""
    path: str = ""


@dataclass(frozen=True)
class Identity:
    """Ready for the template: `crumbs` and `facts` for the components, `origins` and `heirs` as lists."""

    area: Area
    crumbs: list[dict[str, str]]
    facts: list[Fact]
    origins: list[Link]
    heirs: list[Link]
    heirs_title: str
    designations: list[Designation]


def identity(area: Area, on: date) -> Identity:
    """What is said of `area` on that day. A unit of an older list is described as it was when it ended."""
    day = min(on, area.valid_to) if area.valid_to else on
    above = breadcrumb(area)[:-1]
    return Identity(
        area=area,
        crumbs=_crumbs(above),
        facts=[*_names(area, above), *_zone(area, day), *_region(area, day), *_place(area)],
        origins=_origins(area),
        heirs=_heirs(area),
        heirs_title=_heirs_title(area),
        designations=list(area.designations.in_force(day).select_related("kind")),
    )


def crumbs_to(area: Area) -> list[dict[str, str]]:
    """The way up from a page about `area`, the unit itself included (components/breadcrumb.html)."""
    return _crumbs(breadcrumb(area))


def _crumbs(units: list[Area]) -> list[dict[str, str]]:
    return [{"label": unit.full_name, "url": unit.get_absolute_url()} for unit in units]


def _names(area: Area, above: list[Area]) -> list[Fact]:
    if area.valid_to:
        period = _("đến %(end)s") % {"end": format_date(area.valid_to)}
    else:
        period = _("từ %(start)s") % {"start": format_date(area.valid_from)}
    facts: list[Fact] = [
        {"label": _("Loại đơn vị"), "value": _kind(area)},
        {
            "label": _("Mã đơn vị"),
            "value": area.code,
            "note": _("danh mục %(list)s") % {"list": area.edition},
        },
        {"label": _("Hiệu lực"), "value": period},
    ]
    if above:
        facts.append({"label": _("Trực thuộc"), "value": above[-1].full_name, "url": above[-1].get_absolute_url()})
    return facts


def _kind(area: Area) -> str:
    """ "phường, cấp xã", but only "xã", whose level says the same."""
    level = str(area.get_level_display())
    return area.kind if level.endswith(area.kind) else f"{area.kind}, {level}"


def _zone(area: Area, on: date) -> list[Fact]:
    """The zone of a commune or village with its basis; a larger unit has both."""
    if area.level not in (Area.Level.COMMUNE, Area.Level.VILLAGE):
        return []
    row = zone_row_of(area, on)
    if row is None:
        return [{"label": _("Khu vực"), "value": _("chưa xác định")}]
    basis = _("cần đối chiếu văn bản") if row.needs_check else str(row.legal_text or "")
    return [{"label": _("Khu vực"), "value": row.get_zone_display(), "note": basis}]


def _region(area: Area, on: date) -> list[Fact]:
    """The region a province is published with; before the oldest list it is read on the oldest list."""
    if area.level != Area.Level.PROVINCE:
        return []
    rows = RegionMember.objects.in_force(max(on, area.valid_from)).filter(area=area).select_related("region")
    return [
        {
            "label": _("Vùng"),
            "value": member.region.label,
            "note": _("cần đối chiếu văn bản") if member.needs_check else "",
        }
        for member in rows
    ]


def _place(area: Area) -> list[Fact]:
    if area.area_km2 is None:
        return []
    return [{"label": _("Diện tích"), "value": f"{format_number(area.area_km2)} km²"}]


def _origins(area: Area) -> list[Link]:
    rows = area.origins.select_related("old__parent").order_by("-extent", "old__sort_key")
    return [_link(row.old, row) for row in rows]


def _heirs(area: Area) -> list[Link]:
    """What the unit became part of; a district ended without an heir and is followed through its communes."""
    own = area.successions.select_related("new__parent")
    if own:
        return [_link(row.new, row) for row in own]
    below = Succession.objects.filter(old__parent=area, old__level=Area.Level.COMMUNE)
    units = Area.objects.filter(pk__in=below.values("new")).select_related("parent")
    return [Link(_full(unit), unit.get_absolute_url(), path=unit.path) for unit in units]


def _heirs_title(area: Area) -> str:
    if area.level == Area.Level.DISTRICT:
        return _("Các xã của đơn vị đã sắp xếp vào")
    return _("Đã sắp xếp vào")


def _link(unit: Area, row: Succession) -> Link:
    part = row.get_extent_display()
    main = _(", kế thừa chính") if row.is_main and row.extent == Succession.Extent.SPLIT else ""
    return Link(_full(unit), unit.get_absolute_url(), f"{part}{main}", unit.path)


def _full(unit: Area) -> str:
    """The name with the unit above, which tells two of the same name apart."""
    above = unit.parent
    if above is None or above.level == Area.Level.COUNTRY:
        return unit.full_name
    return f"{unit.full_name}, {above.full_name}"
