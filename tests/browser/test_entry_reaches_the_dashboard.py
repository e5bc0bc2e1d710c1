"""What a commune officer enters stands in the province's figure a moment later."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.portal import wait_until
from tests.browser.review_form import fill_review

YEAR = 2026
SOON_SECONDS = 15.0
NEWS = re.compile(r"Rà soát năm 2026: ([\d.]+) trong ([\d.]+) hộ đã có kết quả, trong đó ([\d.]+) hộ nghèo")


@dataclass(frozen=True)
class Figures:
    scored: int
    listed: int
    poor: int


def province(page: Page) -> Figures:
    """What the province's poverty page says now."""
    page.goto(f"ngheo/?dia_ban=2025-91&nam={YEAR}")
    found = NEWS.match(page.locator("h1").inner_text())
    assert found is not None
    return Figures(*(int(number.replace(".", "")) for number in found.groups()))


def register(page: Page, head: str, child: str) -> None:
    """A new household of phường Bình Đức with its head and a child, up to its own page."""
    page.goto("ho/")
    page.get_by_role("link", name="Lập hồ sơ hộ").click()
    page.get_by_label("Nơi ở", exact=True).select_option(index=2)
    page.get_by_label("Họ và tên chủ hộ").fill(head)
    page.get_by_label("nữ", exact=True).check()
    page.get_by_label("Ngày sinh").fill("5/8/1988")
    page.get_by_label("Dân tộc", exact=False).first.select_option(label="Kinh")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/ho/*-*-*-*-*/")
    page.get_by_role("link", name="Thêm thành viên").click()
    page.get_by_label("Họ và tên").fill(child)
    page.get_by_label("Quan hệ với chủ hộ").select_option(label="Con")
    page.get_by_label("nam", exact=True).check()
    page.get_by_label("Ngày sinh").fill("2016")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("#thanh-vien")).to_contain_text(child)


def test_an_entry_in_the_commune_changes_the_figure_of_the_province(signed_in: SignedIn) -> None:
    officer, analyst = signed_in("xa1"), signed_in("tinh")
    before = province(analyst)
    register(officer, "Nguyễn Thị Trình Diễn", "Trần Văn Trình Diễn")
    officer.get_by_role("button", name=f"Đưa vào đợt rà soát định kỳ {YEAR}").click()
    fill_review(officer)
    expect(officer.locator("main")).to_contain_text("Phiếu đã đủ câu trả lời.")
    officer.get_by_role("button", name="Ghi kết quả và gửi").click()
    expect(officer.locator("h1")).to_contain_text("Hộ Nguyễn Thị Trình Diễn: hộ nghèo")
    sheet = officer.locator("article.sheet")
    expect(sheet).to_contain_text("Giải thích cho hộ")
    expect(sheet).to_contain_text("loại nhà tiêu là “Không có nhà tiêu”")
    after = Figures(before.scored + 1, before.listed + 1, before.poor + 1)
    waited = wait_until(analyst, lambda: province(analyst) == after, SOON_SECONDS)
    assert province(analyst) == after, f"after {waited:.0f} seconds"
