"""What a contribution must say, by its form and its source: the same for the form, the import and the service."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Agency
from areas.models import Area
from areas.rules import lineage
from catalogs.models import CapitalSource, Component, Programme
from core.formats import format_number
from programs.models import Contribution, LivelihoodProject, Works

Form = Contribution.Form
# Sources with a meaning of their own (catalogs/data/capital.json); any other one is an organisation that gives.
INTEGRATED, CREDIT, PEOPLE = "LG", "TD", "DAN"
# More than any unit has, or gives at once: a slip of the keyboard.
MOST_HOUSEHOLDS: dict[str, int] = {Area.Level.COMMUNE: 100_000, Area.Level.DISTRICT: 300_000}
MOST_IN_A_PROVINCE = 1_000_000
MOST_MEASURED: dict[str, int] = {Form.LABOUR: 1_000_000, Form.LAND: 100_000_000}


@dataclass(frozen=True)
class ContributionData:
    """A contribution as it was received; `year` is the one it is reported in."""

    area: Area
    agency: Agency
    programme: Programme
    source: CapitalSource
    form: str
    received_on: date
    year: int
    component: Component | None = None
    quantity: int | None = None
    value_vnd: int | None = None
    value_basis: str = ""
    contributor: str = ""
    households: int | None = None
    other_programme: str = ""
    receipt: str = ""
    works: Works | None = None
    project: LivelihoodProject | None = None
    document: Any = None
    note: str = ""

    @property
    def is_measured(self) -> bool:
        return self.form in Contribution.MEASURED


def problems(data: ContributionData) -> Iterator[tuple[str, str]]:
    """What is wrong with it, as (field, sentence that says what to do)."""
    yield from _of_source(data)
    yield from _of_amounts(data)
    yield from _of_subject(data)
    if data.programme.valid_from.year > data.year:
        yield "programme", _("Năm báo cáo này chưa có chương trình đã chọn.")
    if not data.received_on.year - 1 <= data.year <= data.received_on.year:
        yield "year", _("Năm báo cáo là năm nhận hoặc năm liền trước.")


def _of_source(data: ContributionData) -> Iterator[tuple[str, str]]:
    source = data.source
    if source.counts_in_rate:
        yield "source", _("Vốn ngân sách tính vào tỷ lệ giải ngân: ghi bằng chứng từ trong sổ vốn, không ghi ở đây.")
    if source.code == CREDIT:
        yield "source", _("Tín dụng chính sách là vốn vay: ghi ở sổ Tín dụng chính sách.")
    if source.code == INTEGRATED and not data.other_programme:
        yield "other_programme", _("Ghi tên chương trình, dự án được lồng ghép.")
    if source.code == PEOPLE:
        yield from _of_people(data)
    elif source.code not in (INTEGRATED, CREDIT) and not source.counts_in_rate and not data.contributor:
        yield "contributor", _("Ghi tên doanh nghiệp, tổ chức đóng góp.")


def _of_people(data: ContributionData) -> Iterator[tuple[str, str]]:
    if data.households is None:
        yield "households", _("Ghi số hộ đóng góp.")
    elif wrong := too_many_households(data.area, data.households):
        yield "households", wrong
    if data.contributor:
        yield "contributor", _("Người dân đóng góp chỉ ghi số hộ, không ghi tên: để trống ô này.")


def _of_amounts(data: ContributionData) -> Iterator[tuple[str, str]]:
    if data.is_measured and data.quantity is None:
        days = data.form == Form.LABOUR
        yield "quantity", _("Ghi số ngày công.") if days else _("Ghi diện tích đất hiến, bằng m².")
    most = MOST_MEASURED.get(data.form)
    if data.quantity is not None and most is not None and data.quantity > most:
        yield "quantity", _("Nhập số lượng của một khoản, không quá %(most)s.") % {"most": format_number(most)}
    if not data.is_measured and data.quantity is not None:
        yield "quantity", _("Chỉ ngày công và hiến đất có số lượng; tiền, hiện vật ghi giá trị, để trống ô này.")
    if not data.is_measured and data.value_vnd is None:
        yield "value_vnd", _("Ghi giá trị bằng đồng.")
    if data.is_measured and data.value_vnd is not None and not data.value_basis:
        yield "value_basis", _("Nêu căn cứ quy ra tiền, ví dụ “đơn giá ngày công theo QĐ 12/QĐ-UBND”.")
    if data.form == Form.GOODS and not data.note:
        yield "note", _("Ghi tên, số lượng hiện vật.")


def too_many_households(area: Area, households: int) -> str:
    """Why no unit of that level has so many; "" when one may."""
    most = MOST_HOUSEHOLDS.get(area.level, MOST_IN_A_PROVINCE)
    told = {"area": area.full_name, "most": format_number(most)}
    return "" if households <= most else _("Nhập số hộ của %(area)s, không quá %(most)s.") % told


def _of_subject(data: ContributionData) -> Iterator[tuple[str, str]]:
    subject = data.works or data.project
    if data.works and data.project:
        yield "project", _("Chọn một công trình hoặc một dự án sinh kế.")
    component = data.component
    if component and component.programme_id != data.programme.pk:
        yield "component", _("Nội dung này không thuộc chương trình đã chọn.")
    if subject and subject.component.programme_id != data.programme.pk:
        yield "works" if data.works else "project", _("Công trình, dự án này thuộc chương trình khác.")
    elif subject and component and subject.component_id != component.pk:
        yield "component", _("Công trình, dự án được chọn thuộc nội dung khác; để trống ô này.")
    if subject and not stands_in(subject, data.area):
        words = {"name": subject.name, "place": subject.area.full_name, "area": data.area.full_name}
        told = _("%(name)s ở %(place)s, không thuộc %(area)s: chọn đúng địa bàn hoặc công trình, dự án.") % words
        yield "works" if data.works else "project", told


def stands_in(subject: Works | LivelihoodProject, area: Area) -> bool:
    """In the unit or below it; units merged into the other are the same place."""
    place = subject.area
    return area.path in place.origin_paths or not {area.path, *area.origin_paths}.isdisjoint(lineage(place.path))


def misplaced(area: Area, year: int, oldest_day: date) -> str:
    """Why nothing of that year can stand at the unit; "" when it can. Before our oldest list that list is read."""
    if area.level not in (Area.Level.PROVINCE, Area.Level.DISTRICT, Area.Level.COMMUNE):
        return _("Chọn đơn vị cấp xã trở lên.")
    told = {"area": area.full_name, "year": year}
    if area.valid_from > max(date(year, 12, 31), oldest_day):
        return _("Năm %(year)s chưa có %(area)s: ghi cho đơn vị cũ bằng tệp Excel.") % told
    if area.valid_to is not None and area.valid_to.year < year:
        return _("Năm %(year)s không còn %(area)s: ghi cho đơn vị mới.") % told
    return ""
