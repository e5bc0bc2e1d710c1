"""A household of another commune: not by its address, nor by search, interface, export or count."""

import csv
import io
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Page

from tests.browser.conftest import SignedIn

YEAR = 2026


@dataclass(frozen=True)
class Found:
    """A household as its own officer finds it; `review` is the address of its form."""

    address: str
    review: str
    pk: str
    code: str
    name: str


def a_household(page: Page) -> Found:
    """The first of the officer's own list that has a form of the year."""
    page.goto(f"ho/?nam={YEAR}&trang_thai=scored")
    page.locator("table.data tbody a").first.click()
    page.wait_for_url("**/ho/*-*-*-*-*/")
    code = re.search(r"\d{5}-\d{9}", page.locator("h1").inner_text())
    assert code is not None
    review = page.get_by_role("link", name=f"Rà soát định kỳ {YEAR}").get_attribute("href")
    name = page.title().partition(" (")[0]
    return Found(page.url, str(review), page.url.rstrip("/").rpartition("/")[2], code[0], name)


def statuses(page: Page, household: Found) -> set[int]:
    """What the server answers at every address of the household."""
    api = f"/api/v1/households/{household.pk}/"
    pages = (household.address, f"{household.address}sua/", f"{household.address}chuyen-noi-o/")
    forms = (household.review, f"{household.review}ket-qua/")
    return {page.request.get(address).status for address in (*pages, *forms, api)}


def is_in_search(page: Page, household: Found) -> bool:
    """By its code and by its head's name."""
    shown = [page.request.get("/tim/", params={"q": text}).text() for text in (household.code, household.name)]
    found = {household.pk in text for text in shown}
    assert len(found) == 1
    return found.pop()


def is_in_interface(page: Page, household: Found) -> bool:
    answer = page.request.get("/api/v1/households/", params={"q": household.code, "year": YEAR})
    assert answer.ok
    return [row["code"] for row in answer.json()["results"]] == [household.code]


def exported_codes(page: Page) -> list[str]:
    """The codes in the file behind the list's own link."""
    page.goto(f"ho/?nam={YEAR}")
    href = page.get_by_role("link", name="CSV").get_attribute("href")
    text = page.request.get(urljoin(page.url, str(href))).body().decode("utf-8-sig")
    return [row["Mã hộ"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]


def counted(page: Page) -> int:
    """How many households the heading of the list says there are."""
    page.goto(f"ho/?nam={YEAR}")
    found = re.match(r"[\d.]+", page.locator("h1").inner_text())
    assert found is not None
    return int(found[0].replace(".", ""))


def test_a_household_of_another_commune_does_not_exist(signed_in: SignedIn) -> None:
    own, stranger = signed_in("xa2"), signed_in("xa1")
    household = a_household(own)
    assert statuses(own, household) == {200}
    assert statuses(stranger, household) == {404}
    assert is_in_search(own, household)
    assert not is_in_search(stranger, household)
    assert is_in_interface(own, household)
    assert not is_in_interface(stranger, household)


def test_exports_and_counts_end_at_the_border(signed_in: SignedIn) -> None:
    own, stranger = signed_in("xa2"), signed_in("xa1")
    theirs, ours = exported_codes(own), exported_codes(stranger)
    assert theirs
    assert ours
    assert not set(theirs) & set(ours)
    assert counted(own) == len(theirs)
    assert counted(stranger) == len(ours)
    for address, name in (("/ho/", "dia_ban"), ("/api/v1/households/", "area")):
        asked = [page.request.get(address, params={name: "2025-30544"}).status for page in (own, stranger)]
        assert asked == [200, 404]
