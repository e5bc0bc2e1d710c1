"""Who does what an agency that is no more would have been asked to do."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models import Agency
from areas.models import Succession
from core.formats import format_date

NAMED = 6  # agencies that a sentence names before it only counts


@dataclass(frozen=True)
class Doer:
    """`agency` is chosen beforehand; `note` says why it is another one, or why none is."""

    agency: Agency | None = None
    note: str = ""


def doer_for(agency_id: str, access: Access, today: date) -> Doer:
    """The agency itself while it is in force, the one that follows it, or a sentence that names several."""
    if not agency_id.isdigit():
        return Doer()
    asked = Agency.objects.visible_to(access).filter(pk=int(agency_id)).select_related("area").first()
    if asked is None or asked.is_in_force(today) or asked.valid_to is None:
        return Doer(asked)
    heirs = followers(asked, access, today)
    words = {"agency": asked.name, "day": format_date(asked.valid_to + timedelta(days=1))}
    ended = _("%(agency)s đã kết thúc hoạt động từ ngày %(day)s.") % words
    if not heirs:
        return Doer(None, ended + " " + _("Chưa ghi đơn vị kế tục; chọn đơn vị thực hiện."))
    names = ", ".join(heir.name for heir in heirs[:NAMED])
    if len(heirs) > NAMED:
        names = _("%(names)s và %(n)s đơn vị khác") % {"names": names, "n": len(heirs) - NAMED}
    ended += " " + _("Đơn vị kế tục: %(names)s.") % {"names": names}
    return Doer(heirs[0], ended) if len(heirs) == 1 else Doer(None, ended + " " + _("Chọn đơn vị thực hiện."))


def followers(agency: Agency, access: Access, today: date) -> list[Agency]:
    """Those that took over from it; of a unit that was dissolved, the like of it in the units that its land is in."""
    open_to = Agency.objects.in_force(today).visible_to(access)
    heirs = open_to.filter(predecessions__old=agency, predecessions__field="")
    if not heirs and agency.kind == Agency.Kind.PEOPLES_COMMITTEE:
        land = Succession.objects.filter(old__path__descendant_of=[agency.area.path]).values("new")
        heirs = open_to.filter(kind=agency.kind, area__in=land)
    return list(heirs.distinct().order_by("name", "pk"))
