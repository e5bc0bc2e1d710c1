"""A roster with bad rows: each is named with its remedy, the good ones are written, once."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.roster_file import HOUSEHOLDS, MEMBERS, Rows, fill, head, household, person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ("Lê Văn Nhập Tệp", "Phan Thị Nhập Tệp")
ROWS: Rows = {
    HOUSEHOLDS: [
        household("1", HEADS[0], "1975"),
        household("2", HEADS[1], "1982"),
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
GOOD_ROWS, BAD_PEOPLE = 5, ("Lê Văn Sai Ngày", "Lê Văn Sai Quan Hệ", "Phan Văn Sai Số")
# Cell and sheet, value as shown (a citizen number is not), reason, remedy.
ERRORS = [
    [f"E6 {MEMBERS}", "31/2/2012", "Không phải ngày sinh.", "kiểm tra lại ngày và tháng"],
    [f"C7 {MEMBERS}", "Hàng xóm", "Không có trong danh mục.", "Một trong: Chủ hộ; Vợ/chồng"],
    [f"G8 {MEMBERS}", "•••••", "Số định danh có 12 số", "định dạng ô là Văn bản"],
]


def upload(page: Page, rows: Rows = ROWS) -> None:
    """The filled template, up to the result of its check."""
    page.goto("nhap-du-lieu/ho-gia-dinh/")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Tải tệp mẫu Excel").click()
    filled = fill(downloading.value.path().read_bytes(), rows)
    page.locator("input[type=file]").set_input_files(FilePayload(name="danh-sach.xlsx", mimeType=XLSX, buffer=filled))
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    expect(page.locator("h1")).to_contain_text("Kết quả kiểm tra")


def expect_the_bad_cells(page: Page) -> None:
    lines = page.locator("section").filter(has_text="Các ô cần sửa").locator("tbody tr")
    expect(lines).to_have_count(len(ERRORS))
    for line, texts in zip(lines.all(), ERRORS, strict=True):
        expect(line.locator("td, th")).to_contain_text(texts)


def registered(page: Page) -> dict[str, str]:
    """The table of members of each household of the file, found by its head's name."""
    found = {}
    for name in HEADS:
        page.goto(f"tim/?q={name}")
        page.get_by_role("link", name=name, exact=True).click()  # refuses two of the name
        found[name] = page.locator("#thanh-vien table").inner_text()
    return found


def test_bad_rows_are_named_good_ones_written_once(signed_in: SignedIn) -> None:
    page = signed_in("xa1")
    upload(page)
    expect(page.locator("h1")).to_have_text(f"Kết quả kiểm tra: {GOOD_ROWS} dòng mới, {len(ERRORS)} dòng lỗi")
    expect_the_bad_cells(page)
    page.get_by_role("button", name=f"Nhập {GOOD_ROWS} dòng đúng").click()
    expect(page.locator("h1")).to_have_text(f"Đã ghi {GOOD_ROWS} dòng.")
    written = registered(page)
    assert "Lê Thị Con Một" in written[HEADS[0]]
    assert not [name for name in BAD_PEOPLE if name in "".join(written.values())]
    upload(page)
    expect(page.locator("h1")).to_have_text(f"Kết quả kiểm tra: {GOOD_ROWS} dòng không đổi, {len(ERRORS)} dòng lỗi")
    expect(page.get_by_role("button", name="dòng đúng")).to_have_count(0)
    assert registered(page) == written


def test_nothing_is_written_before_one_says_so(signed_in: SignedIn) -> None:
    """The check alone leaves the register as it is, and the way to write is closed to who may not import."""
    page, leader = signed_in("xa1"), signed_in("lanhdao")
    name = "Trịnh Thị Chưa Ghi"
    upload(page, {HOUSEHOLDS: [household("1", name, "1990")], MEMBERS: [head("1", name, "Nữ", "1990")]})
    expect(page.locator("h1")).to_have_text("Kết quả kiểm tra: 2 dòng mới")
    assert leader.request.get("/nhap-du-lieu/ho-gia-dinh/").status == 403
    page.goto(f"tim/?q={name}")
    expect(page.locator("h1")).to_contain_text("Không tìm thấy gì")
