"""Words for classes, reasons and rule rows; sentences are put together in explain.py."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.formats import format_number
from households.rules.rows import AVERAGE_LIVING, NEAR_POOR, NOT_POOR, POOR, Bounds, PointsRule, Row

CLASS_NAMES = {
    POOR: gettext_lazy("hộ nghèo"),
    NEAR_POOR: gettext_lazy("hộ cận nghèo"),
    AVERAGE_LIVING: gettext_lazy("hộ có mức sống trung bình"),
    NOT_POOR: gettext_lazy("hộ không nghèo"),
}
SUB_TYPE_NAMES = {
    "income_poor": gettext_lazy("nghèo về thu nhập"),
    "deprivation_poor": gettext_lazy("nghèo do thiếu hụt dịch vụ xã hội cơ bản"),
}
ZONE_NAMES = {"rural": gettext_lazy("nông thôn"), "urban": gettext_lazy("thành thị")}
PART_NAMES = {"wall": gettext_lazy("tường"), "pillar": gettext_lazy("cột"), "roof": gettext_lazy("mái")}
SERVICE_NAMES = {"internet": gettext_lazy("internet"), "phone": gettext_lazy("thuê bao điện thoại")}

# Reasons for which the age of the person belongs to the sentence.
AGED_REASONS = {"uninsured", "stunted", "underweight", "unschooled", "out_of_school", "unemployed"}

REASONS = {
    "ill_untreated": gettext_lazy("%(members)s bị ốm đau nặng nhưng không được khám chữa bệnh"),
    "uninsured": gettext_lazy("%(members)s chưa có thẻ bảo hiểm y tế"),
    "stunted": gettext_lazy("%(members)s thấp còi so với tuổi"),
    "underweight": gettext_lazy("%(members)s nhẹ cân so với tuổi"),
    "unemployed": gettext_lazy("%(members)s có khả năng lao động nhưng chưa có việc làm"),
    "no_contract": gettext_lazy("%(members)s làm công ăn lương, không có hợp đồng lao động"),
    "many_dependents": gettext_lazy("%(dependents)s trong %(count)s người là người phụ thuộc: %(members)s"),
    "few_dependents": gettext_lazy("%(dependents)s trong %(count)s người là người phụ thuộc"),
    "unschooled": gettext_lazy("%(members)s không đi học và chưa có trình độ phù hợp với độ tuổi"),
    "out_of_school": gettext_lazy("%(members)s không đi học đúng cấp học phù hợp với độ tuổi"),
    "structures_not_durable": gettext_lazy("%(parts)s không bền chắc"),
    "floor_area": gettext_lazy("%(area)s m² cho %(count)s người; mức tối thiểu là %(limit)s m²/người"),
    "water_source_lacks": gettext_lazy("nguồn nước chính là “%(answer)s”"),
    "toilet_lacks": gettext_lazy("loại nhà tiêu là “%(answer)s”"),
    "waste_lacks": gettext_lazy("rác thải sinh hoạt: “%(answer)s”"),
    "nobody_connected": gettext_lazy("không có thành viên nào sử dụng %(services)s"),
    "no_information_means": gettext_lazy("không có phương tiện nào để tiếp cận thông tin"),
    "nothing_found": gettext_lazy("không có thành viên nào thiếu hụt"),
    "no_members": gettext_lazy("chưa nhập thành viên của hộ"),
    "missing_birth": gettext_lazy("chưa đủ ngày, tháng, năm sinh của %(members)s"),
    "missing_illness": gettext_lazy("chưa hỏi việc khám chữa bệnh của %(members)s"),
    "missing_insurance": gettext_lazy("chưa hỏi bảo hiểm y tế của %(members)s"),
    "missing_nutrition": gettext_lazy("chưa ghi tình trạng dinh dưỡng của %(members)s"),
    "missing_job": gettext_lazy("chưa hỏi việc làm của %(members)s"),
    "missing_contract": gettext_lazy("chưa hỏi hợp đồng lao động của %(members)s"),
    "missing_dependents": gettext_lazy("chưa đủ tuổi hoặc trợ cấp xã hội của %(members)s"),
    "missing_schooling": gettext_lazy("chưa hỏi việc học và trình độ của %(members)s"),
    "missing_attendance": gettext_lazy("chưa hỏi việc đi học của %(members)s"),
    "missing_structures": gettext_lazy("chưa rõ vật liệu của %(parts)s bền chắc hay không"),
    "missing_floor_area": gettext_lazy("chưa nhập diện tích ở"),
    "missing_water_source": gettext_lazy("chưa rõ nguồn nước chính đạt hay không đạt"),
    "missing_toilet": gettext_lazy("chưa rõ nhà tiêu đạt hay không đạt"),
    "missing_waste": gettext_lazy("chưa rõ việc xử lý rác thải đạt hay không đạt"),
    "missing_connection": gettext_lazy("chưa hỏi việc sử dụng %(services)s"),
    "missing_information_means": gettext_lazy("chưa hỏi phương tiện tiếp cận thông tin"),
}


def localized(item: Any) -> str:
    """The name of a piece of reference data in the active language; Vietnamese where no other is given."""
    english = (get_language() or "").startswith("en")
    return str((english and item.name_en) or item.name_vi)


def class_text(row: Row) -> str:
    """The class of a row in words, with the sub-type where it has one."""
    name = str(CLASS_NAMES[row.result])
    sub_type = SUB_TYPE_NAMES.get(row.sub_type)
    return f"{name} ({sub_type})" if sub_type else name


def condition(row: Row) -> str:
    """What a row asks, in words: "điểm B1 từ 140 trở xuống và điểm B2 từ 30 trở lên"; else ""."""
    means = _means_words(row.means, "points" if isinstance(row, PointsRule) else "income")
    lacks = _points_lacks(row.lacks) if isinstance(row, PointsRule) else _count_lacks(row.lacks)
    parts = [part for part in (means, lacks) if part]
    return _(" và ").join(parts)


def _means_words(bounds: Bounds, kind: str) -> str:
    if bounds.is_open:
        return ""
    figures = {
        "over": "" if bounds.over is None else format_number(bounds.over),
        "upto": "" if bounds.upto is None else format_number(bounds.upto),
    }
    return (_b1_words(bounds) if kind == "points" else _income_words(bounds)) % figures


def _b1_words(bounds: Bounds) -> str:
    if bounds.over is None:
        return _("điểm B1 từ %(upto)s trở xuống")
    if bounds.upto is None:
        return _("điểm B1 trên %(over)s")
    return _("điểm B1 trên %(over)s đến %(upto)s")


def _income_words(bounds: Bounds) -> str:
    if bounds.over is None:
        return _("thu nhập bình quân từ %(upto)s đồng/người/tháng trở xuống")
    if bounds.upto is None:
        return _("thu nhập bình quân trên %(over)s đồng/người/tháng")
    return _("thu nhập bình quân trên %(over)s đến %(upto)s đồng/người/tháng")


def _points_lacks(bounds: Bounds) -> str:
    if bounds.over is not None:
        return _("điểm B2 từ %(n)s trở lên") % {"n": format_number(bounds.over + 1)}
    if bounds.upto is not None:
        return _("điểm B2 dưới %(n)s") % {"n": format_number(bounds.upto + 1)}
    return ""


def _count_lacks(bounds: Bounds) -> str:
    if bounds.over is not None:
        return _("thiếu hụt từ %(n)s chỉ số trở lên") % {"n": format_number(bounds.over + 1)}
    if bounds.upto is not None:
        return _("thiếu hụt dưới %(n)s chỉ số") % {"n": format_number(bounds.upto + 1)}
    return ""
