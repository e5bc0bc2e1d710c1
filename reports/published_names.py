"""What published indicators and their units are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# In the order in which they are offered. A code that is not here is shown as it was published.
INDICATORS: dict[str, str | Promise] = {
    "poor_households": _("Số hộ nghèo"),
    "near_poor_households": _("Số hộ cận nghèo"),
    "mpi_households_poor_plus_near_poor": _("Số hộ nghèo đa chiều (nghèo và cận nghèo)"),
    "poor_rate": _("Tỷ lệ hộ nghèo"),
    "near_poor_rate": _("Tỷ lệ hộ cận nghèo"),
    "mpi_rate_poor_plus_near_poor": _("Tỷ lệ hộ nghèo đa chiều (nghèo và cận nghèo)"),
    "poor_households_ethnic_minority": _("Số hộ nghèo dân tộc thiểu số"),
    "near_poor_households_ethnic_minority": _("Số hộ cận nghèo dân tộc thiểu số"),
    "mpi_poor_rate_gso": _("Tỷ lệ nghèo đa chiều theo khảo sát mức sống dân cư"),
    "income_per_capita_month": _("Thu nhập bình quân đầu người một tháng"),
    "disbursement_rate_total_to_28_oct": _("Tỷ lệ giải ngân đến 28/10"),
    "disbursement_rate_investment_to_28_oct": _("Tỷ lệ giải ngân vốn đầu tư đến 28/10"),
    "disbursement_rate_recurrent_to_28_oct": _("Tỷ lệ giải ngân vốn sự nghiệp đến 28/10"),
    "disbursed_total_to_28_oct": _("Đã giải ngân đến 28/10"),
    "disbursement_target_end_year": _("Mục tiêu giải ngân cả năm"),
    "central_budget_2021_2025": _("Ngân sách trung ương giai đoạn 2021-2025"),
    "local_budget_mobilised_2021_2025": _("Ngân sách địa phương giai đoạn 2021-2025"),
    "integrated_capital_2021_2025": _("Vốn lồng ghép giai đoạn 2021-2025"),
    "people_community_2021_2025": _("Đóng góp của người dân, cộng đồng giai đoạn 2021-2025"),
    "other_mobilised_2021_2025": _("Huy động khác giai đoạn 2021-2025"),
    "disbursement_rate_2021_2024": _("Tỷ lệ giải ngân giai đoạn 2021-2024"),
    "livelihood_projects_2021_2025": _("Số dự án sinh kế giai đoạn 2021-2025"),
    "livelihood_households_2021_2025": _("Số hộ tham gia dự án sinh kế giai đoạn 2021-2025"),
    "jobs_connected_2021_2025": _("Số lao động được kết nối việc làm giai đoạn 2021-2025"),
    "works_built_or_maintained_2021_2025": _("Số công trình xây dựng, duy tu giai đoạn 2021-2025"),
    "inspection_teams_both_programmes": _("Số đoàn kiểm tra của hai chương trình"),
    "ntp3_total_disbursed": _("Ba chương trình: đã giải ngân"),
    "ntp3_total_disbursement_rate": _("Ba chương trình: tỷ lệ giải ngân"),
    "ntp3_investment_disbursed": _("Ba chương trình: vốn đầu tư đã giải ngân"),
    "ntp3_investment_disbursement_rate": _("Ba chương trình: tỷ lệ giải ngân vốn đầu tư"),
    "ntp3_investment_disbursed_to_31_aug": _("Ba chương trình: vốn đầu tư đã giải ngân đến 31/8"),
    "ntp3_investment_disbursement_rate_to_31_aug": _("Ba chương trình: tỷ lệ giải ngân vốn đầu tư đến 31/8"),
    "ntp3_investment_incl_carry_over_to_31_aug": _("Ba chương trình: vốn đầu tư gồm kéo dài, đến 31/8"),
    "ntp3_investment_incl_carry_over_rate_to_31_aug": _("Ba chương trình: tỷ lệ vốn đầu tư gồm kéo dài, đến 31/8"),
    "ntp3_recurrent_disbursed": _("Ba chương trình: vốn sự nghiệp đã giải ngân"),
    "ntp3_recurrent_disbursement_rate": _("Ba chương trình: tỷ lệ giải ngân vốn sự nghiệp"),
    "ntp3_recurrent_disbursed_to_june": _("Ba chương trình: vốn sự nghiệp đã giải ngân đến tháng 6"),
    "ntp3_recurrent_disbursement_rate_to_june": _("Ba chương trình: tỷ lệ giải ngân vốn sự nghiệp đến tháng 6"),
}
UNITS: dict[str, str | Promise] = {
    "household": _("hộ"),
    "person": _("người"),
    "project": _("dự án"),
    "work": _("công trình"),
    "team": _("đoàn"),
    "1000 VND": _("nghìn đồng"),
    "billion VND": _("tỷ đồng"),
    "billion VND (more than)": _("tỷ đồng (hơn)"),
    "% (more than)": _("% (trên)"),
}
# How sure the portal is of a printed value, by the words of the import file.
CONFIDENCE: dict[str, str | Promise] = {
    "verified": _("đã đối chiếu"),
    "verified (single source)": _("đã đối chiếu một nguồn"),
    "verified (mirror page)": _("đã đối chiếu trang sao lưu"),
    "verified: region sums equal the published 2023 totals": _("đã đối chiếu: tổng vùng bằng số công bố năm 2023"),
    "derived": _("tính từ số liệu công bố"),
    "doubtful": _("cần kiểm tra lại"),
}


def indicator_name(code: str) -> str:
    return str(INDICATORS.get(code, code))


def unit_name(unit: str) -> str:
    return str(UNITS.get(unit, unit))


def confidence_name(words: str) -> str:
    return str(CONFIDENCE.get(words, words))
