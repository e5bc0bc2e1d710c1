"""Each person of the demonstration signs in, is shown their own first page, reads it in English, signs out."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from core.local_servers.layout import CHECKOUT
from tests.browser.conftest import SignedIn

PEOPLE = {row["username"]: row for row in json.loads((CHECKOUT / "demo/data/users.json").read_text())}
# What the first page is about, in both languages.
MONEY = (r"[Gg]iải ngân", r"[Dd]isburse")
WORK = (r"Việc của tôi hôm nay|Hôm nay không có việc", r"My work today|Nothing to do today")
REVIEW = (r"Rà soát năm|[Hh]ộ nghèo", r"[Rr]eview|[Pp]oor")
FIRST_PAGES = {
    **dict.fromkeys(("tinh", "taichinh", "lanhdao", "thanhtra", "so-nn", "kiemtoan"), MONEY),
    **dict.fromkeys(("xa1", "xa2", "ldxa1", "thon1"), WORK),
    "quantri": REVIEW,
}


def switch_to(page: Page, language: str) -> None:
    page.locator(f".lang button[value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_every_user_of_the_demonstration_is_tried() -> None:
    assert set(FIRST_PAGES) == set(PEOPLE)


@pytest.mark.parametrize("username", FIRST_PAGES)
def test_each_user_signs_in_reads_in_english_and_signs_out(username: str, signed_in: SignedIn) -> None:
    vietnamese, english = FIRST_PAGES[username]
    page = signed_in(username)
    expect(page.locator(".who-name")).to_have_text(PEOPLE[username]["full_name"])
    expect(page.locator("h1")).to_have_text(re.compile(vietnamese))
    switch_to(page, "en")
    expect(page.locator("h1")).to_have_text(re.compile(english))
    switch_to(page, "vi")
    expect(page.locator("h1")).to_have_text(re.compile(vietnamese))
    page.locator(".who summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap/")
    page.goto("ho/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_a_wrong_password_opens_nothing(new_page) -> None:
    page = new_page()
    page.goto("dang-nhap/")
    page.get_by_label("Tên đăng nhập", exact=True).fill("tinh")
    page.get_by_label("Mật khẩu", exact=True).fill("khong-phai-mat-khau")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator(".msg, .error-summary").first).to_be_visible()
    page.goto("")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
