"""The sentences that the page's own JavaScript says, in the language of the page."""

from django.utils.translation import gettext as _


def client_text() -> dict[str, str]:
    """Texts for static/js, by the key the modules ask for."""
    return {
        "close": _("Đóng"),
        "deviceOnly": _("Mới lưu trên máy này lúc {time}, chưa gửi"),
        "discard": _("Bỏ bản nháp"),
        "draftFound": _("Có nội dung chưa gửi, lưu trên máy này lúc {time}."),
        "draftOutdated": _("Bản trên máy chủ đã thay đổi từ lúc đó; kiểm tra lại trước khi lưu."),
        "errorPrefix": _("Lỗi: "),
        "filterOptions": _("Gõ để lọc danh sách"),
        "forbidden": _("Anh/chị không có quyền thực hiện việc này."),
        "loading": _("Đang tải…"),
        "matches": _("{n} mục phù hợp"),
        "moneyHint": _("{amount} đồng"),
        "noMatch": _("Không có mục nào phù hợp"),
        "offline": _("Không kết nối được máy chủ. Nội dung đã nhập vẫn còn trên trang; thử lại khi có mạng."),
        "restore": _("Khôi phục"),
        "serverError": _("Máy chủ chưa thực hiện được. Thử lại sau ít phút."),
        "signedOut": _("Phiên làm việc đã hết. Đăng nhập lại ở cửa sổ khác rồi thử lại; nội dung vẫn còn."),
        "staleForm": _("Phiên làm việc của trang này đã hết, chưa gửi được. Chép nội dung đã nhập rồi tải lại trang."),
        "unitBillion": _("tỷ"),
        "unitMillion": _("triệu"),
        "unitThousand": _("nghìn"),
        "unsaved": _("Chưa lưu"),
    }
