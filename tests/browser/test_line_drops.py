"""The review form on a line that drops: nothing typed is lost, what waits is sent, and the page says where it is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn

HOUSING = "nha-o"
CHIP = "[data-saved-state]"


@pytest.fixture
def page(signed_in: SignedIn) -> Page:
    """The housing section of a new household's form."""
    page = signed_in("xa1")
    register(page)
    page.get_by_role("button", name="Đưa vào đợt rà soát định kỳ").click()
    page.wait_for_url("**/phieu/**")
    page.goto(page.url.rsplit("/", 2)[0] + f"/{HOUSING}/")
    return page


def register(page: Page) -> None:
    page.goto("ho/them/")
    page.locator("[name=area]").select_option(index=1)
    page.locator("[name=sex]").first.check()
    page.locator("[name=full_name]").fill("Nguyễn Văn Thử")
    page.locator("[name=birth]").fill("1980")
    page.wait_for_timeout(600)  # the copy in the browser
    page.get_by_role("button", name="Lập hồ sơ").click()
    page.wait_for_url("**/ho/*-*-*-*-*/")


def answer(page: Page, name: str, text: str) -> None:
    """Typed into a box, which is then left."""
    box = page.locator(f"[name=ho-{name}]")
    box.fill(text)
    box.blur()


def saved(page: Page) -> None:
    expect(page.locator(CHIP)).to_contain_text("Đã lưu lúc")


def kept(page: Page) -> None:
    expect(page.locator(CHIP)).to_contain_text("Mới lưu trên máy này")


def cut(page: Page, off: bool = True) -> None:
    page.context.set_offline(off)


def test_what_is_typed_without_a_line_is_neither_lost_nor_left(page: Page) -> None:
    page.locator("[name=ho-wall]").select_option("brick")
    saved(page)
    cut(page)
    answer(page, "floor_area_m2", "36,5")
    kept(page)
    address = page.url
    page.get_by_role("button", name="Lưu và sang mục").click()
    expect(page.locator("#toasts")).to_contain_text("Không kết nối được máy chủ")
    assert page.url == address
    expect(page.locator("[name=ho-floor_area_m2]")).to_have_value("36,5")
    cut(page, off=False)
    saved(page)
    expect(page.locator("#toasts")).to_be_empty()
    page.get_by_role("button", name="Lưu và sang mục").click()
    page.wait_for_url("**/nuoc/")
    page.goto(address)
    expect(page.locator("[name=ho-floor_area_m2]")).to_have_value("36,5")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_a_page_that_was_left_without_a_line_offers_its_copy_and_sends_it(page: Page) -> None:
    page.locator("[name=ho-wall]").select_option("brick")
    saved(page)
    address = page.url
    cut(page)
    answer(page, "built_year", "1995")
    kept(page)
    page.goto("about:blank")
    cut(page, off=False)
    page.goto(address)
    expect(page.locator(".draft-offer")).to_contain_text("Có nội dung chưa gửi")
    expect(page.locator("[name=ho-built_year]")).to_have_value("")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Khôi phục").click()
    expect(page.locator("[name=ho-built_year]")).to_have_value("1995")
    saved(page)
    page.goto(address)
    expect(page.locator("[name=ho-built_year]")).to_have_value("1995")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_what_cannot_be_read_is_said_at_its_field_at_once(page: Page) -> None:
    answer(page, "floor_area_m2", "36m")
    field = page.locator(".field").filter(has=page.locator("[name=ho-floor_area_m2]"))
    expect(field.locator(".msg")).to_contain_text("Nhập số từ 4 đến 1.000")
    expect(page.locator(CHIP)).to_contain_text("còn 1 mục chưa hợp lệ")
    answer(page, "floor_area_m2", "36,5")
    expect(field.locator(".msg")).to_have_count(0)
    expect(page.locator(CHIP)).not_to_contain_text("chưa hợp lệ")
    saved(page)
    address = page.url
    page.goto(address)
    expect(page.locator("[name=ho-floor_area_m2]")).to_have_value("36,5")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_typing_beside_an_offered_copy_loses_neither(page: Page) -> None:
    address = page.url
    cut(page)
    answer(page, "built_year", "1995")
    kept(page)
    page.goto("about:blank")
    cut(page, off=False)
    page.goto(address)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        answer(page, "floor_area_m2", "42")
    page.goto(address)
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.locator("[name=ho-built_year]")).to_have_value("1995")
    expect(page.locator("[name=ho-floor_area_m2]")).to_have_value("42")


def test_a_registered_household_is_not_offered_again(signed_in: SignedIn) -> None:
    page = signed_in("xa1")
    register(page)
    page.goto("ho/them/")
    expect(page.locator("[name=full_name]")).to_have_value("")
    expect(page.locator(".draft-offer")).to_have_count(0)
