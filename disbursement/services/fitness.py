"""Whether a line may get money on a day: its component, kind, source and holder (catalogues and agencies)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Agency
from catalogs.models import Confidence
from core.formats import format_date
from disbursement.models import CapitalLine, DraftEntry

Act = DraftEntry.Act
# Whether it stops the decision, what it says, and which column of the annex it is about.
Problem = tuple[bool, str, str]
# Last year's plan and older ones are put right for a while; a yearly plan is given for the next year at the earliest.
YEARS_BACK = 5
YEARS_AHEAD = {CapitalLine.Horizon.YEAR.value: 1, CapitalLine.Horizon.MEDIUM.value: 6}


@dataclass
class Question:
    """From which day the decision applies; money of a year that has not begun is asked about from its first day."""

    on: date

    def day_for(self, line: CapitalLine) -> date:
        first_year = line.tranche_year if line.horizon == CapitalLine.Horizon.MEDIUM else line.budget_year
        return max(self.on, date(first_year, 1, 1))


def why_unfit(row: DraftEntry, asked: Question) -> Iterator[Problem]:
    """What speaks against the row."""
    yield from _wrong_branch(row)
    if row.act == Act.TRANSFER and row.counter_line is not None:
        yield from _unequal(row.line, row.counter_line)
    gains = row.line if row.act in (Act.ASSIGN, Act.SUPPLEMENT, Act.ALLOCATE, Act.ADJUST) else row.counter_line
    if gains is None or row.amount_vnd < 0:
        return
    day = asked.day_for(gains)
    if far := why_far(gains.horizon, gains.budget_year, asked.on):
        yield True, far, "budget_year"
    yield from _closed_component(gains, day, is_carried=row.act == Act.CARRY_OVER)
    yield from _wrong_kind(gains)
    yield from _gone_holder(gains.holder, day)
    if not gains.source.is_in_force(day):
        yield True, _("Nguồn vốn %(source)s không còn hiệu lực.") % {"source": gains.source}, "source"
    if row.until is not None:
        yield from _unfit_deadline(row.until, gains, day)


def why_far(horizon: str, budget_year: int, on: date) -> str:
    """Why a decision of that day gives no money of that budget year; "" when it may."""
    first, last = on.year - YEARS_BACK, on.year + YEARS_AHEAD[horizon]
    if first <= budget_year <= last:
        return ""
    told = {"on": format_date(on), "first": str(first), "last": str(last)}
    return _("Quyết định có hiệu lực từ ngày %(on)s chỉ giao được vốn của các năm %(first)s–%(last)s.") % told


def _unfit_deadline(until: date, gains: CapitalLine, day: date) -> Iterator[Problem]:
    """Carried-over money is carried for one year; what is left after it is carried over again by a decision."""
    last = date(gains.budget_year, 12, 31)
    told = {"until": format_date(until), "day": format_date(day), "last": format_date(last)}
    if until < day:
        yield True, _("Hạn giải ngân %(until)s sớm hơn ngày vốn kéo dài bắt đầu được dùng (%(day)s).") % told, "until"
    if until > last:
        sentence = _("Hạn giải ngân %(until)s sau ngày %(last)s, ngày cuối của năm được kéo dài sang.") % told
        yield True, sentence + " " + _("Nếu quyết định không ghi hạn riêng thì để trống."), "until"


def _wrong_branch(row: DraftEntry) -> Iterator[Problem]:
    if row.act in (Act.ASSIGN, Act.SUPPLEMENT) and row.line.parent_id:
        yield True, _("Dòng vốn này được phân bổ từ cấp trên: chọn loại phân bổ chi tiết."), "movement"
    if row.act == Act.ALLOCATE and not row.line.parent_id:
        yield True, _("Chưa chọn dòng vốn để phân bổ từ đó."), "above"


def _unequal(giver: CapitalLine, taker: CapitalLine) -> Iterator[Problem]:
    if (giver.tranche_year, giver.horizon) != (taker.tranche_year, taker.horizon):
        yield True, _("Vốn kéo dài theo dõi riêng: chỉ điều chuyển giữa các dòng vốn của cùng năm."), "tranche_year"
    if (giver.kind_id, giver.source_id) != (taker.kind_id, taker.source_id):
        yield False, _("Hai dòng vốn khác loại vốn hoặc nguồn vốn; đối chiếu thẩm quyền điều chuyển."), "kind"


def _closed_component(line: CapitalLine, day: date, *, is_carried: bool) -> Iterator[Problem]:
    component = line.component
    if component.is_in_force(day):
        return
    if component.valid_from > day:
        told = {"code": component.code, "day": format_date(component.valid_from)}
        yield True, _("%(code)s chỉ thực hiện từ ngày %(day)s.") % told, "component"
    elif component.valid_to is not None:
        told = {"code": component.code, "day": format_date(component.valid_to)}
        yield not is_carried, _("%(code)s đã kết thúc ngày %(day)s.") % told, "component"


def _wrong_kind(line: CapitalLine) -> Iterator[Problem]:
    allowed = set(line.component.capital_kinds.all())
    if not allowed or line.kind in allowed:
        return
    told = {"code": line.component.code, "kind": line.kind}
    if line.component.capital_kinds_confidence == Confidence.VERIFIED:
        yield True, _("%(code)s không bố trí %(kind)s.") % told, "kind"
    else:
        yield False, _("Danh mục không bố trí %(kind)s cho %(code)s (cần đối chiếu văn bản).") % told, "kind"


def _gone_holder(holder: Agency, day: date) -> Iterator[Problem]:
    if holder.is_in_force(day):
        return
    if holder.valid_to is None or holder.valid_from > day:
        told = {"holder": holder.name, "day": format_date(holder.valid_from)}
        yield True, _("%(holder)s chỉ hoạt động từ ngày %(day)s.") % told, "holder"
        return
    yield True, ended_words(holder), "holder"


def ended_words(holder: Agency) -> str:
    """When the agency ended and who followed it."""
    assert holder.valid_to is not None
    told = {"holder": holder.name, "day": format_date(holder.valid_to)}
    ended = _("%(holder)s đã kết thúc hoạt động ngày %(day)s.") % told
    names = ", ".join(agency.name for agency in successors_of(holder))
    advice = _("Giao cho đơn vị kế tục: %(names)s.") % {"names": names} if names else _("Chưa có đơn vị kế tục.")
    return f"{ended} {advice}"


def successors_of(holder: Agency) -> list[Agency]:
    """Who took over what the agency had; who took over everything first."""
    passed = holder.successions.select_related("new__area").order_by("field", "on", "id")
    return [succession.new for succession in passed]
