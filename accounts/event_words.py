"""What an event recorded beside its act, in words: names for codes, figures with their unit, ids cut short."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency, Role
from areas.models import Area
from core.formats import format_date, format_number
from core.imports.registry import importers
from core.models import Event

NAMES: dict[str, Promise] = {
    "agency": gettext_lazy("cơ quan"),
    "amount_vnd": gettext_lazy("số tiền"),
    "area": gettext_lazy("địa bàn"),
    "before_note": gettext_lazy("ghi chú trước khi sửa"),
    "before_vnd": gettext_lazy("trước khi sửa"),
    "budget_vnd": gettext_lazy("kinh phí"),
    "commune": gettext_lazy("đang có ở"),
    "communes": gettext_lazy("đang có ở"),
    "components": gettext_lazy("chỉ các nội dung"),
    "corrected": gettext_lazy("số phiếu đính chính"),
    "counts": gettext_lazy("các dòng"),
    "decided": gettext_lazy("số phiếu có kết quả"),
    "decision": gettext_lazy("quyết định"),
    "deprived": gettext_lazy("thiếu hụt"),
    "done": gettext_lazy("cách xử lý"),
    "due": gettext_lazy("hạn"),
    "envelope_vnd": gettext_lazy("tổng số vốn phân bổ"),
    "form": gettext_lazy("hình thức"),
    "forms": gettext_lazy("số phiếu"),
    "gap": gettext_lazy("chênh lệch"),
    "household": gettext_lazy("hộ"),
    "households": gettext_lazy("số hộ"),
    "indicator": gettext_lazy("chỉ số"),
    "is_active": gettext_lazy("tài khoản đang dùng"),
    "kept": gettext_lazy("giữ lại"),
    "key": gettext_lazy("khóa"),
    "kind": gettext_lazy("loại"),
    "left": gettext_lazy("số phiếu để lại"),
    "line": gettext_lazy("dòng vốn"),
    "measure": gettext_lazy("tiêu chí"),
    "member": gettext_lazy("thành viên"),
    "note": gettext_lazy("ghi chú"),
    "on": gettext_lazy("từ ngày"),
    "persons": gettext_lazy("số nhân khẩu"),
    "place": gettext_lazy("địa bàn"),
    "quantity": gettext_lazy("số lượng"),
    "result": gettext_lazy("kết quả"),
    "role": gettext_lazy("vai trò"),
    "rows": gettext_lazy("số dòng"),
    "scopes": gettext_lazy("phạm vi"),
    "severity": gettext_lazy("mức độ"),
    "sha256": gettext_lazy("dấu kiểm của tệp"),
    "shares_vnd": gettext_lazy("số vốn đã chia"),
    "source": gettext_lazy("nơi đi"),
    "standard": gettext_lazy("chuẩn nghèo"),
    "state": gettext_lazy("tình trạng"),
    "step": gettext_lazy("bước duyệt"),
    "target": gettext_lazy("nơi đến"),
    "team": gettext_lazy("đoàn kiểm tra"),
    "undone": gettext_lazy("đã hoàn tác"),
    "until": gettext_lazy("đến hết ngày"),
    "value": gettext_lazy("giá trị"),
    "values": gettext_lazy("số giá trị"),
    "version": gettext_lazy("lần"),
    "written": gettext_lazy("đã ghi"),
    "year": gettext_lazy("năm"),
    "zone": gettext_lazy("loại"),
}

# Codes that stand in the log as they were recorded.
CODES: dict[str, Promise] = {
    "poor": gettext_lazy("hộ nghèo"),
    "near_poor": gettext_lazy("hộ cận nghèo"),
    "average_living": gettext_lazy("hộ có mức sống trung bình"),
    "not_poor": gettext_lazy("hộ không nghèo"),
    "household": gettext_lazy("hộ"),
    "member": gettext_lazy("thành viên"),
    "line": gettext_lazy("dòng vốn"),
    "voucher": gettext_lazy("chứng từ"),
    "new": gettext_lazy("mới"),
    "changed": gettext_lazy("thay đổi"),
    "unchanged": gettext_lazy("không đổi"),
    "error": gettext_lazy("lỗi"),
    "remark": gettext_lazy("lưu ý"),
    "households_added": gettext_lazy("thêm hộ"),
    "households_changed": gettext_lazy("sửa hộ"),
    "members_added": gettext_lazy("thêm thành viên"),
    "members_changed": gettext_lazy("sửa thành viên"),
    "urban": gettext_lazy("thành thị"),
    "rural": gettext_lazy("nông thôn"),
    "moved": gettext_lazy("đã chuyển đi"),
    "dissolved": gettext_lazy("đã giải thể, nhập hộ khác"),
    "reports:read": gettext_lazy("Đọc số liệu, báo cáo tổng hợp"),
    "households:read": gettext_lazy("Đọc danh sách hộ gia đình (dữ liệu cá nhân)"),
    "poverty": gettext_lazy("hộ nghèo"),
    "capital": gettext_lazy("vốn"),
    "population": gettext_lazy("dân số"),
    "disbursement_rate": gettext_lazy("tỷ lệ giải ngân (%)"),
    "poor_rate_reduction": gettext_lazy("giảm tỷ lệ nghèo đa chiều (điểm %)"),
    "households_leaving": gettext_lazy("số hộ thoát nghèo"),
    "livelihood_projects": gettext_lazy("số dự án, mô hình sinh kế"),
    "assign": gettext_lazy("giao kế hoạch"),
    "supplement": gettext_lazy("giao bổ sung"),
    "allocate": gettext_lazy("phân bổ chi tiết"),
    "adjust": gettext_lazy("điều chỉnh"),
    "transfer": gettext_lazy("điều chuyển"),
    "carry_over": gettext_lazy("kéo dài sang năm sau"),
    "recall": gettext_lazy("thu hồi, hủy dự toán"),
    "reversal": gettext_lazy("đảo bút toán"),
    "preparing": gettext_lazy("chuẩn bị đầu tư"),
    "running": gettext_lazy("đang thi công"),
    "finished": gettext_lazy("đã hoàn thành, bàn giao"),
    "settled": gettext_lazy("đã quyết toán"),
    "commitment": gettext_lazy("giá trị hợp đồng, phụ lục"),
    "nothing_disbursed": gettext_lazy("chưa giải ngân"),
    "below_average": gettext_lazy("thấp hơn bình quân"),
    "advance_unsettled": gettext_lazy("tạm ứng lâu chưa thu hồi"),
    "unallocated_held": gettext_lazy("chậm phân bổ vốn"),
    "late": gettext_lazy("nghiêm trọng"),
    "warn": gettext_lazy("cần chú ý"),
    "acceptance": gettext_lazy("nghiệm thu khối lượng"),
    "settlement": gettext_lazy("quyết toán"),
    "money": gettext_lazy("tiền"),
    "goods": gettext_lazy("hiện vật"),
    "labour_days": gettext_lazy("ngày công"),
    "land_m2": gettext_lazy("hiến đất"),
    "lent": gettext_lazy("cho vay"),
    "collected": gettext_lazy("thu nợ"),
    "opening": gettext_lazy("dư nợ đầu kỳ, nhận bàn giao"),
    "handed_over": gettext_lazy("dư nợ bàn giao đi"),
    "mobilised": gettext_lazy("nguồn lực ngoài ngân sách"),
    "contributions": gettext_lazy("khoản đóng góp"),
}

SHOWN = 8  # letters of a sum or id: enough to find the row by, and to tell two apart
_REF = re.compile(r"^20\d\d-[\w.-]+$")
_LONG = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{40,}$")


@dataclass
class Words:
    """Names of the places, agencies and roles that a page of events mentions, found in three queries."""

    places: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Words":
        told = {text for event in events for text in _texts([event.data, event.object_label.split()])}
        areas = Area.objects.by_refs(sorted(text for text in told if _REF.match(text)))
        return cls(
            places={area.ref: area.full_name for area in areas},
            agencies=dict(Agency.objects.filter(code__in=told).values_list("code", "name")),
            roles={role.code: str(role.label) for role in Role.objects.filter(code__in=told)},
        )

    def details(self, event: Event) -> str:
        """ "số tiền: 500.000 đồng; dòng vốn: 019bbd73…"; what is empty says nothing."""
        known = [(name, self.value(name, value)) for name, value in event.data.items()]
        return "; ".join(f"{NAMES.get(name, name)}: {text}" for name, text in known if text)

    def subject(self, event: Event) -> str:
        """What the act was about: the label it was recorded with, its codes in words."""
        importer = importers().get(event.object_label)
        if importer is not None:
            return str(importer.label)
        if event.act == "reports.freeze" or _REF.match(event.object_label):
            return " ".join(self.code(word) for word in event.object_label.split())
        return event.object_label or shortened(event.object_id)

    def value(self, name: str, value: Any) -> str:
        if isinstance(value, Mapping):
            parts = ((self.code(key), self.value("", part)) for key, part in value.items())
            return ", ".join(_counted(word, text) for word, text in parts if text)
        if isinstance(value, list):
            return ", ".join(filter(None, (self.value("", part) for part in value)))
        if show := SHOWN_AS.get(name):
            return show(value)
        return self.plain(value)

    def plain(self, value: Any) -> str:
        if isinstance(value, bool):
            return _("có") if value else _("không")
        if isinstance(value, int):
            return format_number(value) if value else ""
        return self.code(str(value or ""))

    def code(self, text: str) -> str:
        found = self.places.get(text) or self.agencies.get(text) or self.roles.get(text) or CODES.get(text)
        return str(found or shortened(text))


def _counted(word: str, text: str) -> str:
    return f"{text} {word}" if text.replace(".", "").isdigit() else f"{word} ({text})"


def shortened(text: str) -> str:
    return f"{text[:SHOWN]}…" if _LONG.match(text) else text


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _money(value: Any) -> str:
    return _("%(amount)s đồng") % {"amount": format_number(int(value))}


def _day(value: Any) -> str:
    return format_date(date.fromisoformat(str(value)))


SHOWN_AS: dict[str, Callable[[Any], str]] = {
    "amount_vnd": _money,
    "before_vnd": _money,
    "budget_vnd": _money,
    "envelope_vnd": _money,
    "shares_vnd": _money,
    "due": _day,
    "on": _day,
    "until": _day,
    "year": str,
}
