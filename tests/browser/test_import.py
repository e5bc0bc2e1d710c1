"""A roster with bad rows: each is named with its remedy, the good ones are written, once."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser import roster_file
from tests.browser.conftest import SignedIn
from tests.browser.roster_file import HOUSEHOLDS, MEMBERS, head, person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ("Lê Văn Nhập Tệp", "Phan Thị Nhập Tệp")
ROWS = {
    HOUSEHOLDS: [
        {"STT hộ": "1", "Họ và tên chủ hộ": HEADS[0], "Năm sinh chủ hộ": "1975", "Địa chỉ": "Tổ 1"},
        {"STT hộ": "2", "Họ và tên chủ hộ": HEADS[1], "Năm sinh chủ hộ": "1982", "Địa chỉ": "Tổ 2"},
    ],
    MEMBERS: [
        head("1", HEADS[0], "Nam", "2/9/1975"),
        person("1", "Lê Thị Con Một", "Nữ", "2010", "Con"),
        head("2", HEADS[1], "Nữ", "8/1982"),
        person("1", "Lê Văn Sai Ngày", "Nam", "31/2/2012", "Con"),
        person("1", "Lê Văn Sai Quan Hệ", "Nam", "2013", "Hàng xóm"),
        person("2", "Phan Văn Sai Số", "Nam", "2005", "Con", **{"Số định danh cá nhân": "12345"}),
    ],
}
GOOD_ROWS = 5


def upload(page: Page) -> None:
    """The filled template, up to the result of its check."""
    page.goto("nhap-du-lieu/ho-gia-dinh/")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Tải tệp mẫu Excel").click()
    template = downloading.value.path().read_bytes()
    filled = roster_file.fill(template, ROWS)
    page.locator("input[type=file]").set_input_files(FilePayload(name="danh-sach.xlsx", mimeType=XLSX, buffer=filled))
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    expect(page.locator("h1")).to_contain_text("Kết quả kiểm tra")


if True:
    def test_x(signed_in: SignedIn):
        page = signed_in("xa1")
        upload(page)
        print(page.inner_text("main"))
        page.get_by_role("button", name="dòng đúng").click()
        expect(page.get_by_role("link", name="Mở danh sách")).to_be_visible()
        print(page.inner_text("main"))
        upload(page)
        print(page.inner_text("main"))
