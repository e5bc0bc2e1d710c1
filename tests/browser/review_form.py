"""The review form filled through its pages, as an officer does it."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

SECTIONS = ("ho", "thanh-vien", "viec-lam", "nha-o", "nuoc", "tai-san", "nguyen-nhan", "kiem-tra")
# A poor household in town: few points, and more than three indicators lacking. Question -> what is chosen or typed.
ANSWERS: Mapping[str, str] = {
    "address": "Tổ 5",
    "phone": "",
    "has_health_insurance": "no",
    "education": "below_primary",
    "training": "none",
    "studying": "none",
    "social_assistance": "none",
    "is_stunted": "no",
    "is_underweight": "no",
    "job_status": "working",
    "job_kind": "enterprise",
    "contract": "without_contract",
    "pension": "none",
    "income_12_months": "14.400.000",
    "wall": "bamboo_leaf",
    "pillar": "bamboo",
    "roof": "leaf",
    "floor_area_m2": "12",
    "built_year": "1995",
    "b1_electricity": "10",
    "water_source": "open_well",
    "toilet": "none",
    "uses_internet": "no",
    "info_means": "-",
    "b1_assets": "-",
    "causes": "no_land",
    "wishes": "Học nghề sửa máy nông nghiệp",
}
NOT_ASKED = {"is_minority", "has_merit", "has_no_labour"}  # ticks of the household's own record


def fill_review(page: Page) -> None:
    """From the first section to the last, each saved with its button."""
    for number, slug in enumerate(SECTIONS[:-1], start=1):
        expect(page.locator("main h2").filter(has_text=f"{number}. ")).to_be_visible()
        assert page.url.rstrip("/").endswith(f"/{slug}"), page.url
        _fill_section(page)
        page.get_by_role("button", name=f"Lưu và sang mục {number + 1}").click()
        page.wait_for_url(f"**/{SECTIONS[number]}/")


def _fill_section(page: Page) -> None:
    """Every control that is shown when its turn comes; one without an answer here fails the test."""
    shown = page.locator("form.review-form").locator("select, textarea, input:not([type=hidden])")
    for control in shown.all():
        question = str(control.get_attribute("name")).rpartition("-")[2]
        if question not in NOT_ASKED and control.is_visible():
            _answer(control, ANSWERS[question])


def _answer(control: Locator, answer: str) -> None:
    kind = control.evaluate("element => element.type")
    if kind == "select-one":
        control.select_option(answer)
    elif kind not in ("radio", "checkbox"):
        control.fill(answer)
    elif control.get_attribute("value") == answer:
        control.check()
