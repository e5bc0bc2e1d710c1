"""The portal with its demonstration province, and what every journey does there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from core.local_servers.credentials import secrets
from tests.running_portal import RunningPortal

BETWEEN_TRIES_MS = 300


@dataclass(frozen=True)
class DemoPortal:
    """`password` is that of every demonstration user."""

    running: RunningPortal
    password: str

    @property
    def address(self) -> str:
        return self.running.address

    def token(self, name: str, *, area: str, scope: str) -> str:
        """A new API client's token, as an administrator makes one at the console."""
        said = self.running.manage("create_api_client", name, "--area", area, "--scope", scope, "--days", "1")
        return said.splitlines()[-1].strip()


def demo_password(portal: RunningPortal) -> str:
    given = portal.environment.get("PORTAL_DEMO_PASSWORD", "")
    return given or secrets(Path(portal.environment["PORTAL_VAR"]))["PORTAL_DEMO_PASSWORD"]


def sign_in(page: Page, username: str, password: str) -> None:
    """Through the sign-in page, to the user's own first page."""
    page.goto("dang-nhap/")
    page.get_by_label("Tên đăng nhập", exact=True).fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda address: "dang-nhap" not in address)


def wait_until(page: Page, reached: Callable[[], bool], seconds: float) -> float:
    """Ask again and again until `reached`; how many seconds that took, or the whole time when it was not."""
    started = time.monotonic()
    while not reached() and time.monotonic() - started < seconds:
        page.wait_for_timeout(BETWEEN_TRIES_MS)
    return time.monotonic() - started
