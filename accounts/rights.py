"""Every right there is. Roles are named sets of them, kept as rows (accounts.Role)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Right:
    code: str
    label: str | Promise


RIGHTS = (
    Right("households.view", _("Xem hộ gia đình")),
    Right("households.edit", _("Nhập, sửa hộ gia đình và phiếu rà soát")),
    Right("households.decide", _("Xác nhận kết quả phân loại hộ")),
    Right("households.reveal", _("Xem đầy đủ số định danh cá nhân")),
    Right("households.import", _("Nhập danh sách hộ từ Excel")),
    Right("households.export", _("Xuất danh sách hộ")),
    Right("population.edit", _("Nhập tổng số hộ, nhân khẩu")),
    Right("committees.view", _("Xem văn bản, nhiệm vụ")),
    Right("committees.edit", _("Vào sổ văn bản, giao nhiệm vụ")),
    Right("committees.answer", _("Nhận và báo cáo nhiệm vụ được giao")),
    Right("committees.verify", _("Xác nhận nhiệm vụ hoàn thành")),
    Right("programs.view", _("Xem chương trình, dự án, chỉ tiêu")),
    Right("programs.edit", _("Cập nhật dự án, chỉ tiêu")),
    Right("disbursement.view", _("Xem vốn và giải ngân")),
    Right("disbursement.plan", _("Dự thảo, kiểm tra quyết định giao, điều chỉnh vốn")),
    Right("disbursement.sign", _("Ký quyết định giao, điều chỉnh vốn")),
    Right("disbursement.need", _("Đăng ký nhu cầu vốn")),
    Right("disbursement.urge", _("Yêu cầu, xem xét giải trình tiến độ giải ngân")),
    Right("disbursement.explain", _("Giải trình tiến độ giải ngân")),
    Right("disbursement.enter", _("Ghi chứng từ giải ngân")),
    Right("disbursement.approve", _("Duyệt chứng từ từ mức tiền phải duyệt")),
    Right("disbursement.import", _("Nhập kế hoạch vốn, giải ngân từ Excel")),
    Right("disbursement.close", _("Chốt số liệu năm ngân sách")),
    Right("inspections.view", _("Xem kiểm tra, giám sát")),
    Right("inspections.edit", _("Lập kế hoạch, ghi kết quả kiểm tra")),
    Right("inspections.answer", _("Báo cáo khắc phục kiến nghị")),
    Right("inspections.verify", _("Xác nhận kiến nghị đã khắc phục")),
    Right("reports.view", _("Xem bảng điều hành, báo cáo")),
    Right("reports.export", _("Xuất báo cáo")),
    Right("reports.refresh", _("Cập nhật lại số liệu")),
    Right("reports.import", _("Nhập số liệu công bố")),
    Right("accounts.manage", _("Quản lý người dùng, phân công")),
    Right("accounts.audit", _("Xem nhật ký hệ thống")),
)
CODES = frozenset(right.code for right in RIGHTS)

# What a scope of an API client allows (ApiClient.scopes).
API_SCOPES = {
    "reports:read": frozenset({"reports.view", "disbursement.view"}),
    "households:read": frozenset({"households.view"}),
}
