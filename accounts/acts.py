"""What the codes of the event log mean, in words."""

from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.event_words import Words
from core import events
from core.text import sort_key

ACTS: dict[str, Promise | str] = {
    "accounts.add_user": _("Thêm người dùng"),
    "accounts.change_user": _("Sửa thông tin người dùng"),
    "accounts.reset_password": _("Cấp lại mật khẩu"),
    "accounts.change_password": _("Đổi mật khẩu"),
    "accounts.unlock": _("Mở khóa đăng nhập"),
    "accounts.assign": _("Phân công"),
    "accounts.end_assignment": _("Kết thúc phân công"),
    "accounts.create_client": _("Cấp mã truy cập"),
    "accounts.revoke_client": _("Thu hồi mã truy cập"),
    "areas.set_zone": _("Xếp loại thành thị, nông thôn"),
    "areas.create_village": _("Thêm thôn, ấp, khóm"),
    "areas.record_succession": _("Ghi nhận sáp nhập, chia tách địa bàn"),
    "areas.record_population": _("Ghi tổng số hộ, nhân khẩu"),
    "committees.add_document": _("Vào sổ văn bản"),
    "committees.change_document": _("Sửa văn bản"),
    "committees.assign_task": _("Giao nhiệm vụ"),
    "committees.acknowledge": _("Nhận nhiệm vụ"),
    "committees.report_done": _("Báo cáo hoàn thành nhiệm vụ"),
    "committees.verify": _("Xác nhận hoàn thành nhiệm vụ"),
    "committees.return": _("Trả lại nhiệm vụ"),
    "core.reseal_fields": _("Chuyển dữ liệu mã hóa sang khóa mới"),
    "households.register": _("Lập hồ sơ hộ"),
    "households.move": _("Ghi hộ chuyển nơi ở"),
    "households.close": _("Đưa hộ ra khỏi danh sách quản lý"),
    "households.change_head": _("Đổi chủ hộ"),
    "households.remove_member": _("Ghi thành viên rời hộ"),
    "households.citizen_id_elsewhere": _("Tra số định danh đã có ở xã khác"),
    "households.open_round": _("Mở đợt rà soát"),
    "households.override": _("Xác định chỉ số thiếu hụt khác với phiếu"),
    "households.score": _("Ghi kết quả rà soát"),
    "households.reopen": _("Mở lại phiếu rà soát để sửa"),
    "households.return": _("Trả lại phiếu rà soát"),
    "households.decide": _("Xác nhận kết quả phân loại"),
    "households.leave": _("Để lại hộ không rà soát"),
    "households.leave_unreviewed": _("Để lại các hộ chưa rà soát"),
    "households.take_up": _("Đưa hộ vào rà soát lại"),
    "households.correct": _("Mở phiếu để đính chính"),
    "households.recognise_round": _("Công nhận kết quả rà soát"),
    "households.publish_corrections": _("Chốt lại số liệu sau đính chính"),
    "programs.save_target": _("Cập nhật chỉ tiêu"),
    "programs.save_project": _("Cập nhật dự án"),
    "programs.approve": _("Ghi nhận dự án đã phê duyệt"),
    "programs.start": _("Bắt đầu thực hiện dự án"),
    "programs.finish": _("Ghi nhận dự án đã nghiệm thu"),
    "programs.save_works": _("Cập nhật công trình"),
    "programs.add_participant": _("Thêm hộ tham gia dự án"),
    "programs.record_contribution": _("Ghi khoản đóng góp"),
    "programs.reverse_contribution": _("Đảo bút toán đóng góp"),
    "programs.record_credit": _("Ghi tín dụng chính sách"),
    "programs.reverse_credit": _("Đảo bút toán tín dụng chính sách"),
    "inspections.save_plan": _("Cập nhật kế hoạch kiểm tra"),
    "inspections.save_visit": _("Cập nhật cuộc kiểm tra"),
    "inspections.conclude": _("Kết luận cuộc kiểm tra"),
    "inspections.recommend": _("Nêu kiến nghị"),
    "inspections.answer": _("Báo cáo khắc phục kiến nghị"),
    "inspections.verify": _("Xác nhận đã khắc phục"),
    "inspections.return": _("Yêu cầu khắc phục tiếp"),
    "households.import_elsewhere": _("Kiểm tra hộ đã có ở xã khác khi nhập tệp"),
    "disbursement.record": _("Ghi chứng từ giải ngân"),
    "disbursement.reverse": _("Đảo bút toán"),
    "disbursement.settle_item": _("Xử lý chênh lệch với Kho bạc"),
    "disbursement.sign_contract": _("Ghi hợp đồng"),
    "disbursement.contract_entry": _("Ghi phụ lục, nghiệm thu, quyết toán"),
    "disbursement.note_gap": _("Nêu nguyên nhân chênh lệch"),
    "disbursement.request_voucher": _("Trình duyệt chứng từ"),
    "disbursement.approve_voucher": _("Duyệt chứng từ"),
    "disbursement.refuse_voucher": _("Không duyệt chứng từ"),
    "disbursement.withdraw_voucher": _("Rút chứng từ chờ duyệt"),
    "disbursement.set_step": _("Đặt mức phải duyệt"),
    "disbursement.end_step": _("Ngừng mức phải duyệt"),
    "reports.set_alert_rule": _("Đặt quy tắc cảnh báo"),
    "reports.end_alert_rule": _("Ngừng quy tắc cảnh báo"),
    "disbursement.close_period": _("Chốt kỳ"),
    "disbursement.add_need": _("Đăng ký nhu cầu vốn"),
    "disbursement.change_need": _("Sửa nhu cầu vốn"),
    "disbursement.submit_need": _("Gửi nhu cầu vốn"),
    "disbursement.accept_need": _("Tiếp nhận nhu cầu vốn"),
    "disbursement.return_need": _("Trả lại nhu cầu vốn"),
    "disbursement.ask_explanation": _("Yêu cầu giải trình giải ngân"),
    "disbursement.answer_explanation": _("Giải trình giải ngân"),
    "disbursement.accept_explanation": _("Chấp nhận giải trình giải ngân"),
    "disbursement.return_explanation": _("Trả lại giải trình giải ngân"),
    "disbursement.close_explanation": _("Kết thúc theo dõi giải trình giải ngân"),
    "disbursement.withdraw_explanation": _("Rút yêu cầu giải trình giải ngân"),
    "disbursement.add_allocation": _("Lập phương án phân bổ vốn"),
    "disbursement.change_allocation": _("Sửa phương án phân bổ vốn"),
    "disbursement.set_criterion": _("Ghi tiêu chí phân bổ"),
    "disbursement.remove_criterion": _("Bỏ tiêu chí phân bổ"),
    "disbursement.work_out": _("Tính phương án phân bổ"),
    "disbursement.remove_alternative": _("Bỏ phương án"),
    "disbursement.set_limit": _("Ghi mức sàn, trần riêng"),
    "disbursement.remove_limit": _("Bỏ mức sàn, trần riêng"),
    "disbursement.choose_alternative": _("Chọn phương án phân bổ"),
    "disbursement.draft_allocation": _("Lập dự thảo quyết định từ phương án phân bổ"),
    "disbursement.move": _("Giao, điều chỉnh vốn"),
    "disbursement.draft_decision": _("Dự thảo quyết định về vốn"),
    "disbursement.import_annex": _("Nhập phụ lục quyết định về vốn từ tệp"),
    "disbursement.add_row": _("Thêm một dòng vào phụ lục quyết định về vốn"),
    "disbursement.add_rows": _("Thêm nhiều dòng vào phụ lục quyết định về vốn"),
    "disbursement.change_row": _("Sửa dòng của phụ lục quyết định về vốn"),
    "disbursement.remove_row": _("Bỏ dòng khỏi phụ lục quyết định về vốn"),
    "disbursement.take_back_annex": _("Hoàn tác nhập phụ lục quyết định về vốn"),
    "disbursement.discard_decision": _("Bỏ dự thảo quyết định về vốn"),
    "disbursement.check_decision": _("Xác nhận đã kiểm tra quyết định về vốn"),
    "disbursement.return_decision": _("Trả lại dự thảo quyết định về vốn"),
    "disbursement.reject_decision": _("Không ký quyết định về vốn"),
    "disbursement.sign_decision": _("Ký quyết định về vốn"),
    "reports.freeze": _("Chốt số liệu"),
    "core.upload_import": _("Tải lên tệp nhập dữ liệu"),
    "core.check_import": _("Kiểm tra tệp nhập dữ liệu"),
    "core.apply_import": _("Nhập dữ liệu từ tệp"),
    "core.undo_import": _("Hoàn tác nhập dữ liệu"),
}

# Acts that the record's own page tells with their facts: the record as it is now shows them no more.
TOLD_WHOLE = {
    *(f"disbursement.{act}" for act in ("add_row", "add_rows", "change_row", "remove_row")),
    *("disbursement.import_annex", "disbursement.take_back_annex"),
}


def act_choices() -> list[tuple[str, str]]:
    return sorted(((code, str(label)) for code, label in ACTS.items()), key=lambda choice: sort_key(choice[1]))


def act_label(code: str) -> str:
    return str(ACTS.get(code, code))


def timeline(record: Model, limit: int = 100, *, is_whole: bool = True) -> list[dict[str, Any]]:
    """What happened to a record, the last hundred acts, oldest first, for templates/core/timeline.html; not `is_whole`
    for a reader who may not see all that is told of it."""
    newest = events.events_of(record).order_by("-id")[:limit]
    return [
        {
            "label": act_label(event.act),
            "details": Words().details(event) if is_whole and event.act in TOLD_WHOLE else "",
            "reason": event.reason,
            "who": event.actor_label,
            "at": event.at,
        }
        for event in reversed(newest)
    ]
