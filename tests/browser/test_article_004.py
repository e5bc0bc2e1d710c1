"""The founding article of 28/10/2024: one press shows that day, and the interface says the same."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.portal import DemoPortal

TOTAL, INVESTMENT, CURRENT = "46,54%", "76,78%", "29,10%"
BELOW_AVERAGE, NOTHING_DISBURSED = 11, 2


def rate_of(page: Page, kind: str) -> str:
    """The rate in the row of that kind of capital."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=kind, exact=True)).first
    return row.locator('td[data-label="Tỷ lệ"]').inner_text().strip()


def test_the_day_of_the_article_on_the_pages(signed_in: SignedIn) -> None:
    page = signed_in("tinh")
    assert TOTAL not in page.locator("h1").inner_text()
    page.get_by_role("link", name="Xem như ngày 28/10/2024").click()
    expect(page.locator("h1")).to_contain_text(f"Giải ngân đạt {TOTAL} kế hoạch")
    lead = page.locator("main .lead").first
    expect(lead).to_contain_text(f"Vốn sự nghiệp mới đạt {CURRENT}")
    expect(lead).to_contain_text(f"{BELOW_AVERAGE} trong 19 đơn vị thấp hơn bình quân")
    expect(lead).to_contain_text(f"{NOTHING_DISBURSED} đơn vị chưa giải ngân")
    read = [rate_of(page, kind) for kind in ("Tổng cộng", "Vốn đầu tư phát triển", "Vốn sự nghiệp")]
    assert read == [TOTAL, INVESTMENT, CURRENT]


def test_the_board_behind_it_lists_the_laggards(signed_in: SignedIn) -> None:
    page = signed_in("tinh")
    page.get_by_role("link", name="Xem như ngày 28/10/2024").click()
    page.get_by_role("link", name="Bảng giải ngân").first.click()
    units = page.locator("#don-vi")
    units.get_by_role("link", name=f"Thấp hơn bình quân {BELOW_AVERAGE}").click()
    expect(units.locator("tbody tr")).to_have_count(BELOW_AVERAGE)
    units.get_by_role("link", name=f"Chưa giải ngân {NOTHING_DISBURSED}").click()
    expect(units.locator("tbody tr")).to_have_count(NOTHING_DISBURSED)
    expect(page.locator("h1")).to_contain_text(TOTAL)


def asked(portal: DemoPortal, token: str) -> dict[str, Any]:
    address = f"{portal.address}api/v1/reports/disbursement/?area=2024-89&year=2024&as_of=2024-10-28"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_the_interface_gives_the_same_figures(demo_portal: DemoPortal) -> None:
    token = demo_portal.token("Trục dữ liệu của tỉnh", area="2025-91", scope="reports:read")
    report = asked(demo_portal, token)
    kinds = {row["name"]: row["rate"]["percent"] for row in report["by_kind"]}
    percents = [report["total"]["rate"]["percent"], kinds["Vốn đầu tư phát triển"], kinds["Vốn sự nghiệp"]]
    assert [f"{percent.replace('.', ',')}%" for percent in percents] == [TOTAL, INVESTMENT, CURRENT]
    assert sum(row["is_below_average"] for row in report["holders"]) == BELOW_AVERAGE
    assert sum(row["has_disbursed_nothing"] for row in report["holders"]) == NOTHING_DISBURSED
    rate = report["total"]["rate"]
    assert (rate["numerator"], rate["denominator"]) == (report["total"]["disbursed_vnd"], report["total"]["plan_vnd"])


def test_a_wrong_token_reads_nothing(demo_portal: DemoPortal) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        asked(demo_portal, "gn_khong-phai-ma")
    with refused.value:  # the answer holds the connection
        assert refused.value.code == 401
