"""The portal as a whole: ready means that every part answers, and one that dies comes back."""

import json
import urllib.request


def ready(address: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{address}readyz", timeout=10) as answer:
        return json.load(answer)


def test_a_running_portal_is_ready(running_portal):
    assert ready(running_portal.address) == {"ready": True, "problems": []}


def test_manage_py_works_on_the_running_portal(running_portal):
    program = "from django.db import connection as c; cursor = c.cursor(); cursor.execute('SELECT session_user');"
    said = running_portal.manage("shell", "--no-imports", "-c", f"{program} print(cursor.fetchone()[0])")
    assert said.split() == ["portal_worker_login"]
