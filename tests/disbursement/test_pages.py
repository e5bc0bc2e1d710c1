"""The ledger's pages: lists, a line's statement, entering and reversing; nothing of another area."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Assignment, Role, User
from areas.models import Area
from disbursement.models import CapitalLine, Disbursement
from tests.disbursement.build import Ledger, fresh
from tests.disbursement.moves import carry_over

FINANCE = ("disbursement.view", "disbursement.enter", "disbursement.plan", "reports.export")
SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(ledger: Ledger) -> SignIn:
    def signed_in(rights: tuple[str, ...] = FINANCE, ref: str = "2024-89", components: tuple[Any, ...] = ()) -> Client:
        number = next(ledger.numbers)
        role = Role.objects.create(code=f"r{number}", name="Vai trò", rights=list(rights))
        user = User.objects.create(username=f"u{number}", full_name="Người dùng")
        area = Area.objects.by_ref(ref)
        post = Assignment.objects.create(user=user, role=role, area=area, valid_from=date(2021, 1, 1))
        post.components.set(components)
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def _voucher(**changed: str) -> dict[str, str]:
    given = {"kind": "payment", "voucher": "KB 77", "value_date": "6/5/2024", "amount_vnd": "1.000.000"}
    return given | changed


def _line_page(line: CapitalLine) -> str:
    return reverse("disbursement:line", args=[line.pk])


def test_the_list_shows_lines_and_their_rate(ledger: Ledger, sign_in: SignIn) -> None:
    line = ledger.line(plan=4_000_000)
    ledger.spend(line, 1_000_000)
    page = sign_in().get(reverse("disbursement:line_list"), {"nam": "2024"})
    assert page.status_code == 200
    assert "25,00%" in page.content.decode()


def test_a_line_elsewhere_is_not_there(ledger: Ledger, sign_in: SignIn) -> None:
    line = ledger.line(plan=4_000_000)
    stranger = sign_in(ref="2024-887")
    assert stranger.get(_line_page(line)).status_code == 404
    assert stranger.post(reverse("disbursement:record_voucher", args=[line.pk]), _voucher()).status_code == 404
    assert str(line.pk) not in stranger.get(reverse("disbursement:line_list")).content.decode()
    row = ledger.spend(line, 5)
    assert stranger.get(reverse("disbursement:reverse_voucher", args=[row.pk])).status_code == 404


def test_an_officer_of_a_component_sees_no_other(ledger: Ledger, sign_in: SignIn) -> None:
    mine, other = ledger.line(plan=10), ledger.line(plan=10, component="DA3.TDA1")
    officer = sign_in(components=(mine.component,))
    assert officer.get(_line_page(mine)).status_code == 200
    assert officer.get(_line_page(other)).status_code == 404


def test_reading_does_not_allow_writing(ledger: Ledger, sign_in: SignIn) -> None:
    line = ledger.line(plan=10)
    reader = sign_in(rights=("disbursement.view",))
    assert reader.get(_line_page(line)).status_code == 200
    assert reader.post(reverse("disbursement:record_voucher", args=[line.pk]), _voucher()).status_code == 403


def test_a_voucher_is_entered_as_people_write(ledger: Ledger, sign_in: SignIn) -> None:
    line = ledger.line(plan=4_000_000)
    answer = sign_in().post(reverse("disbursement:record_voucher", args=[line.pk]), _voucher())
    assert answer.status_code == 302
    row = Disbursement.objects.get(line=line)
    assert (row.amount_vnd, row.value_date) == (1_000_000, date(2024, 5, 6))
    assert row.recorded_by is not None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount_vnd": "9.000.000"}, "Vượt số vốn còn lại"),
        ({"amount_vnd": "-5"}, "Nhập số"),
        ({"amount_vnd": "1.5"}, "1.5"),
        ({"amount_vnd": ""}, "Số tiền"),
        ({"value_date": "31/02/2024"}, "31/02/2024"),
        ({"value_date": "1/1/2999"}, "1/1/2999"),
        ({"voucher": ""}, "Số chứng từ"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    ledger: Ledger, sign_in: SignIn, changed: dict[str, str], said: str
) -> None:
    line = ledger.line(plan=4_000_000)
    typed = _voucher(note="Đợt một", **changed)
    answer = sign_in().post(reverse("disbursement:record_voucher", args=[line.pk]), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert "Đợt một" in html
    assert not Disbursement.objects.exists()


def test_a_reversal_is_shown_first_and_asks_why(ledger: Ledger, sign_in: SignIn) -> None:
    line = ledger.line(plan=4_000_000)
    row, client = ledger.spend(line, 1_000_000), sign_in()
    page = reverse("disbursement:reverse_voucher", args=[row.pk])
    assert "1.000.000" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "Ghi nhầm"}).status_code == 302
    assert fresh(line).spent_vnd == 0
    assert "đã được đảo" in client.post(page, {"reason": "Lần nữa"}).content.decode()


def test_a_reversal_tells_the_source_and_the_tranche_of_the_line(ledger: Ledger, sign_in: SignIn) -> None:
    carry_over(line=ledger.line(plan=100), amount_vnd=60, by=ledger.by(date(2024, 12, 20)))
    row = ledger.spend(CapitalLine.objects.get(budget_year=2025), 10, date(2025, 3, 3))
    page = sign_in().get(reverse("disbursement:reverse_voucher", args=[row.pk])).content.decode()
    assert "UBND huyện · Dự án 2 · Vốn sự nghiệp · Ngân sách trung ương · 2025 (vốn 2024 kéo dài)" in page


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_exports_hold_what_is_shown(ledger: Ledger, sign_in: SignIn, wanted: str) -> None:
    ledger.spend(ledger.line(plan=4_000_000), 1_000_000)
    for name in ("line_list", "voucher_list"):
        answer = sign_in().get(reverse(f"disbursement:{name}"), {"format": wanted})
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert body[:3] == (b"\xef\xbb\xbf" if wanted == "csv" else b"PK\x03")


def test_lists_ask_no_query_per_row(
    ledger: Ledger, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for component in ("DA2", "DA3.TDA1", "DA4.TDA1", "DA6.TDA1", "DA7.TDA1"):
        ledger.spend(ledger.line(plan=100, component=component), 7)
    client = sign_in()
    for name in ("line_list", "voucher_list"):
        client.get(reverse(f"disbursement:{name}"))
        with django_assert_max_num_queries(30):
            client.get(reverse(f"disbursement:{name}"))
