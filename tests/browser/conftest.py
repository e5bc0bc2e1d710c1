"""A real browser on a whole running portal with the demonstration province.

`signed_in` gives each user a browser window of their own; a page that writes an error to the console fails its test.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.portal import DemoPortal, demo_password, sign_in
from tests.running_portal import RunningPortal

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HOUSEHOLDS = "1500"
LONGEST_WAIT_MS = 20_000  # two cores may be shared with the rest of the tests
# What the browser and htmx write when a test cuts the line.
CUT_LINE = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")

SignedIn = Callable[[str], Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with this folder: while playwright's loop runs, Django refuses the database to other tests."""
    program = os.environ.get("PORTAL_BROWSER", "")
    if not program:
        pytest.skip("No browser: set PORTAL_BROWSER to a chromium, as ./test does when it finds one.")
    expect.set_options(timeout=LONGEST_WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def demo_portal(running_portal: RunningPortal) -> DemoPortal:
    running_portal.manage("load_demo", "--households", HOUSEHOLDS)
    return DemoPortal(running_portal, demo_password(running_portal))


@pytest.fixture
def new_page(browser: Browser, demo_portal: DemoPortal) -> Iterator[Callable[[], Page]]:
    """Pages in windows without anything in common, closed after the test."""
    contexts, errors = [], []

    def opened() -> Page:
        context = browser.new_context(base_url=demo_portal.address, viewport={"width": 1366, "height": 768})
        context.set_default_timeout(LONGEST_WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.extend(_complaint(message)))
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == [], "The browser's console has errors."


def _complaint(message: ConsoleMessage) -> list[str]:
    wrong = message.type in ("error", "warning") and not any(said in message.text for said in CUT_LINE)
    return [f"{message.type}: {message.text} ({message.location['url']})"] if wrong else []


@pytest.fixture
def signed_in(new_page: Callable[[], Page], demo_portal: DemoPortal) -> SignedIn:
    def opened(username: str) -> Page:
        page = new_page()
        sign_in(page, username, demo_portal.password)
        return page

    return opened
