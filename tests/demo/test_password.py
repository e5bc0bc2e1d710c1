"""A demonstration password that is given anew opens the sign-ins that are already there."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from core.acting import SYSTEM, acting_as
from core.demo import mark_demo
from core.models import Event
from demo import load, users

OLD, NEW = "mat-khau-cu-2026", "mat-khau-moi-2027"


@pytest.fixture
def demo(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A province that is loaded already, with two of its people; one chose a password of her own."""
    settings.PORTAL_VAR = tmp_path
    mark_demo([])
    monkeypatch.setattr(load, "is_loaded", lambda: True)
    User.objects.create_user("tinh", OLD, full_name="Cán bộ tỉnh")
    User.objects.create_user("xa1", "mat-khau-rieng-1", full_name="Cán bộ xã", must_change_password=True)
    User.objects.create_user("nguoi.khac", OLD, full_name="Không thuộc tỉnh trình diễn")


def loaded(monkeypatch: pytest.MonkeyPatch, password: str) -> str:
    monkeypatch.setenv("PORTAL_DEMO_PASSWORD", password)
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def opens(username: str, password: str) -> bool:
    answer = Client().post("/dang-nhap/", {"username": username, "password": password})
    return answer.status_code == 302


def test_a_new_password_opens_every_demonstration_sign_in(demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Đã đặt lại mật khẩu trình diễn của 2 tài khoản." in loaded(monkeypatch, NEW)
    assert (opens("tinh", NEW), opens("xa1", NEW), opens("tinh", OLD)) == (True, True, False)
    assert opens("nguoi.khac", OLD)
    assert not User.objects.filter(must_change_password=True).exists()
    with acting_as(SYSTEM):
        told = Event.objects.filter(act="accounts.reset_password").values_list("object_label", flat=True)
        assert set(told) == {"tinh", "xa1"}


def test_the_same_password_changes_nothing(demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    users.give_password(NEW)
    before = list(User.objects.order_by("pk").values_list("password", flat=True))
    assert "đặt lại" not in loaded(monkeypatch, NEW)
    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == before
