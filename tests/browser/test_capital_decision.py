"""A decision about capital from its draft to the board: three people, and the unallocated money goes down."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn

PICTURES = os.environ.get("PORTAL_PICTURES", "")


def picture(page: Page, name: str) -> None:
    """For the eyes of whoever asked for pictures; on a desk and on a phone."""
    if PICTURES:
        for width, height in ((1366, 768), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 768})


def unallocated(page: Page) -> int:
    page.goto("von/chua-phan-bo/?nam=2026&ke_hoach=year")
    found = re.search(r"Còn ([\d.]+) đồng chưa phân bổ", page.locator("h1").inner_text())
    assert found is not None
    return int(found[1].replace(".", ""))


def test_a_decision_is_drafted_checked_and_signed(signed_in: SignedIn) -> None:
    drafter, checker, leader = signed_in("taichinh"), signed_in("tinh"), signed_in("lanhdao")
    before = unallocated(leader)
    picture(leader, "unallocated")
    drafter.goto("von/quyet-dinh/")
    picture(drafter, "decisions")
    drafter.get_by_role("link", name="2210/QĐ-UBND").click()
    drafter.get_by_role("link", name="Thêm dòng phân bổ chi tiết").click()
    drafter.get_by_label("Phân bổ từ").select_option(index=1)
    # The list is long: its box narrows it without accents, and Enter takes what is left.
    narrowing = drafter.get_by_role("searchbox", name="Đơn vị nhận")
    holders = drafter.get_by_role("combobox", name="Đơn vị nhận")
    narrowing.fill("ubnd xa tri ton")
    expect(holders.locator("option")).to_have_count(2)
    narrowing.press("Enter")
    expect(holders.locator("option:checked")).to_have_text("UBND xã Tri Tôn")
    drafter.get_by_label("Số tiền").fill("999 tỷ")
    picture(drafter, "row")
    drafter.get_by_role("button", name="Thêm vào phụ lục").click()
    expect(drafter.locator("main")).to_contain_text("đồng chưa phân bổ.")
    picture(drafter, "draft")
    drafter.get_by_role("row").filter(has_text="999.000.000.000").get_by_role("link", name="Sửa").click()
    drafter.get_by_role("textbox", name="Số tiền").fill("")
    drafter.get_by_role("button", name="Lưu").click()
    expect(drafter.locator("main")).to_contain_text("Chưa nhập")
    drafter.get_by_role("textbox", name="Số tiền").fill("200 triệu")
    drafter.get_by_role("button", name="Lưu").click()
    address = drafter.url
    expect(drafter.get_by_role("button", name="Xác nhận đã kiểm tra")).to_have_count(0)
    checker.goto(address)
    checker.get_by_role("button", name="Xác nhận đã kiểm tra").click()
    leader.goto(address)
    picture(leader, "checked")
    leader.get_by_role("link", name="Ký, ghi vào sổ vốn").click()
    picture(leader, "sign")
    leader.get_by_role("button", name="Ký quyết định").click()
    expect(leader.locator("main")).to_contain_text("đã ký")
    assert unallocated(leader) == before - 800_000_000
    leader.get_by_role("link", name="UBND tỉnh An Giang").first.click()
    picture(leader, "line")


def test_the_board_names_its_denominator(signed_in: SignedIn) -> None:
    page = signed_in("tinh")
    page.goto("giai-ngan/?nam=2026")
    expect(page.locator("main")).to_contain_text("Mẫu số: kế hoạch được giao năm 2026, không gồm vốn kéo dài.")
    picture(page, "board")
    page.get_by_role("link", name="Theo kế hoạch đã phân bổ chi tiết").click()
    expect(page.locator("main")).to_contain_text("Mẫu số: kế hoạch năm 2026 đã phân bổ chi tiết")
    expect(page.get_by_role("columnheader", name="Kế hoạch chi tiết").first).to_be_visible()
    page.get_by_role("link", name="Tính cả vốn kéo dài").click()
    expect(page.locator("main")).to_contain_text("đã phân bổ chi tiết và vốn các năm trước kéo dài sang")
