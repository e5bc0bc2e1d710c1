"""The questions of the review form: which there are, which of them a standard and a score table need.

Facts are the fields of rules.facts, answered by an option of a list or by yes and no. A fact is asked when a
rule of the standard or the source of a scored item reads it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from households.models import Member, ScoreItem
from households.rulebook import Rulebook
from households.rules.ages import BirthDate, is_aged
from households.rules.rows import Zone


@dataclass(frozen=True)
class Section:
    """One page of the form. `slug` stands in the URL."""

    code: str
    slug: str
    label: str | Promise
    hint: str | Promise = ""


SECTIONS = (
    Section("household", "ho", _("Thông tin hộ"), _("Kiểm tra địa chỉ và đặc điểm của hộ.")),
    Section("members", "thanh-vien", _("Thành viên"), _("Hỏi từng người đang sống trong hộ.")),
    Section(
        "work", "viec-lam", _("Việc làm và thu nhập"), _("Hỏi từng người từ 15 tuổi; thu nhập tính trong 12 tháng qua.")
    ),
    Section(
        "housing",
        "nha-o",
        _("Nhà ở"),
        _("Ghi đúng vật liệu nhìn thấy; bền chắc hay không do phần mềm xác định theo quy định."),
    ),
    Section("water", "nuoc", _("Nước và vệ sinh"), _("Ghi nguồn nước và nhà tiêu hộ dùng nhiều nhất.")),
    Section("assets", "tai-san", _("Thông tin, tài sản"), _("Ghi những gì hộ đang có và dùng được.")),
    Section(
        "causes",
        "nguyen-nhan",
        _("Nguyên nhân, nguyện vọng"),
        _("Theo lời của hộ; có thể chọn nhiều nguyên nhân."),
    ),
    Section("check", "kiem-tra", _("Kiểm tra và gửi")),
)
BY_SLUG = {section.slug: section for section in SECTIONS}
BY_CODE = {section.code: section for section in SECTIONS}

CHOICE, YES_NO, SEVERAL, AREA_M2, YEAR, MONEY, TEXT = "choice", "yes_no", "several", "area", "year", "money", "text"


@dataclass(frozen=True)
class Question:
    """`options` is the list of answers; `only_if` (field, flag of its list) names when it is asked at all;
    `needed` says whether the result waits for it."""

    name: str
    label: str | Promise
    section: str
    kind: str = CHOICE
    options: str = ""
    from_age: int = 0
    below_age: int | None = None
    only_if: tuple[str, str] | None = None
    needed: bool = True
    hint: str | Promise = ""


HOUSEHOLD = (
    Question("income_12_months", _("Tổng thu nhập của hộ trong 12 tháng qua"), "work", MONEY,
             hint=_("Không tính trợ cấp xã hội từ ngân sách. Phần mềm chia cho số người và 12 tháng.")),
    Question("wall", _("Vật liệu chính của tường"), "housing", options="wall_materials"),
    Question("pillar", _("Vật liệu chính của cột"), "housing", options="pillar_materials"),
    Question("roof", _("Vật liệu chính của mái"), "housing", options="roof_materials"),
    Question("floor_area_m2", _("Diện tích ở"), "housing", AREA_M2),
    Question("built_year", _("Năm xây hoặc sửa lớn gần nhất"), "housing", YEAR, needed=False),
    Question("water_source", _("Nguồn nước sinh hoạt chính"), "water", options="water_sources"),
    Question("toilet", _("Loại nhà tiêu"), "water", options="toilets"),
    Question("waste", _("Cách xử lý rác thải sinh hoạt"), "water", options="waste_handlings"),
    Question("uses_internet", _("Trong hộ có người dùng internet"), "assets", YES_NO),
    Question("uses_phone", _("Trong hộ có người dùng thuê bao điện thoại"), "assets", YES_NO),
    Question("info_means", _("Phương tiện tiếp cận thông tin"), "assets", SEVERAL, options="info_means"),
    Question("hears_loudspeaker", _("Nghe được loa truyền thanh"), "assets", YES_NO),
)  # fmt: skip

WORKING = ("job_status", "working")
MEMBER = (
    Question("has_health_insurance", _("Có thẻ bảo hiểm y tế"), "members", YES_NO),
    Question("seriously_ill_untreated", _("Ốm nặng trong năm mà không khám, chữa bệnh"), "members", YES_NO),
    Question("studying", _("Đang đi học"), "members", options="studying_levels", from_age=3, below_age=31),
    Question("education", _("Trình độ văn hóa"), "members", options="education_levels", from_age=15),
    Question("training", _("Trình độ đào tạo"), "members", options="training_levels", from_age=15),
    Question("social_assistance", _("Trợ cấp xã hội hằng tháng"), "members", options="social_assistance"),
    Question("is_stunted", _("Thấp còi so với tuổi"), "members", YES_NO, below_age=16),
    Question("is_underweight", _("Nhẹ cân so với tuổi"), "members", YES_NO, below_age=16),
    Question("job_status", _("Tình trạng việc làm"), "work", options="job_statuses", from_age=15),
    Question("job_kind", _("Loại việc làm"), "work", options="job_kinds", from_age=15, only_if=WORKING),
    Question("contract", _("Hợp đồng lao động"), "work", options="contracts", from_age=15, only_if=WORKING),
    Question("pension", _("Lương hưu, trợ cấp hằng tháng"), "work", options="pensions", from_age=15),
)
MEMBER_FIELDS = tuple(question.name for question in MEMBER)

_FACTS_OF_RULE = {
    "member_ill_untreated": ("seriously_ill_untreated",),
    "member_uninsured": ("has_health_insurance",),
    "child_malnourished": ("is_stunted", "is_underweight"),
    "no_stable_job": ("job_status", "contract"),
    "too_many_dependents": ("social_assistance",),
    "adult_schooling": ("studying", "education", "training"),
    "child_schooling": ("studying",),
    "structures_not_durable": ("wall", "pillar", "roof"),
    "floor_area_below": ("floor_area_m2",),
    "no_information_means": ("info_means",),
}
_FACTS_OF_SOURCE = {
    "scored_size": ("job_status",),
    "unable_count": ("job_status",),
    "highest_schooling": ("education", "training"),
    "nonfarm_work": ("job_status", "job_kind"),
    "pensioners": ("pension",),
    "durable_structures": ("wall", "pillar"),
    "floor_area_per_person": ("floor_area_m2",),
    "clean_water": ("water_source",),
    "hygienic_water": ("water_source",),
    "hygienic_toilet": ("toilet",),
}


def list_of(name: str) -> str:
    """The list of answers of a member's question."""
    return next(question.options for question in MEMBER if question.name == name)


def needed_facts(book: Rulebook, zone: Zone) -> frozenset[str]:
    """Names of the facts that decide under this standard and score table."""
    table = book.table(zone)
    names = {name for indicator in book.standard.indicators for name in _facts_of(indicator)}
    for item in table.items if table else ():
        names.update(_FACTS_OF_SOURCE.get(item.source, ()))
    return frozenset(names if table else names | {"income_12_months"})


def _facts_of(indicator: Any) -> Iterator[str]:
    parameters: Mapping[str, Any] = indicator.parameters
    yield from _FACTS_OF_RULE.get(indicator.rule, ())
    if indicator.rule == "option_lacks":
        yield parameters["field"]
    if indicator.rule == "nobody_connected":
        yield from (f"uses_{service}" for service in parameters["services"])
    if indicator.rule == "no_information_means" and parameters.get("loudspeaker"):
        yield "hears_loudspeaker"


def household_questions(section: str, facts: Iterable[str]) -> list[Question]:
    """The household's questions of a section: those that decide, then those that are only recorded."""
    wanted = set(facts)
    return [q for q in HOUSEHOLD if q.section == section and (q.name in wanted or not q.needed)]


def member_questions(section: str, facts: Iterable[str], member: Member, on: date) -> list[Question]:
    """A member's questions of a section; one whose age is not known is asked them all."""
    wanted = set(facts)
    return [q for q in MEMBER if q.section == section and q.name in wanted and concerns(q, member, on)]


def concerns(question: Question, member: Member, on: date) -> bool:
    birth = BirthDate(member.birth_year, member.birth_month, member.birth_day)
    return is_aged(birth, on, from_years=question.from_age, below_years=question.below_age) is not False


def score_items(book: Rulebook, zone: Zone, section: str) -> list[ScoreItem]:
    """Scored items that no fact of the household answers by itself."""
    if book.table(zone) is None:
        return []
    return [item for item in book.item_rows[zone] if item.section == section and not item.source]


def sourced_items(book: Rulebook, zone: Zone, section: str) -> list[ScoreItem]:
    """Scored items that the household's facts answer, unless they leave it open ("vật liệu khác")."""
    if book.table(zone) is None:
        return []
    return [item for item in book.item_rows[zone] if item.section == section and item.source]


def item_field(code: str) -> str:
    """The name under which the answer to a scored item is kept and asked."""
    return f"b1_{code}"
