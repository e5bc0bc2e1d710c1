"""Whether the data of this installation is simulated: a file in PORTAL_VAR, written by `load_demo`.

Every page then says "Dữ liệu mô phỏng", and the sign-in page lists the demonstration accounts.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings


def _file() -> Path:
    return Path(settings.PORTAL_VAR) / "demo.json"


def mark_demo(accounts: list[dict[str, str]]) -> None:
    """`accounts` are {"username", "role"} in the order in which they are shown; never a password."""
    target = _file()
    unfinished = target.with_suffix(".tmp")
    unfinished.write_text(json.dumps({"accounts": accounts}, ensure_ascii=False, indent=1))
    unfinished.replace(target)


def is_demo() -> bool:
    return _file().exists()


def demo_accounts() -> list[dict[str, Any]]:
    """The accounts to try; empty for real data."""
    try:
        return list(json.loads(_file().read_text()).get("accounts", []))
    except FileNotFoundError:
        return []
