"""Two people open the same form: the second is told what the first saved, and writes over it only knowingly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from core.acting import SYSTEM, acting_as
from disbursement.models import DraftEntry
from tests.disbursement.allocation_build import MILLION, make_alternative, make_criterion, make_need, make_plan
from tests.disbursement.decisions import Chancery, row
from tests.disbursement.test_allocation import communes as communes
from tests.disbursement.test_allocation import poor as poor
from tests.disbursement.test_needs import paper
from tests.office import COMMUNE, PROVINCE, Office
from tests.seen import page_of, sent_from


@dataclass
class Form:
    """A form about a record, what the first types and what the second, and how the first's is shown to the second."""

    url: str
    record: Model
    field: str
    first: str
    told: str
    other: str
    second: str
    role: tuple[str, str] = ("finance", PROVINCE)

    def now(self) -> tuple[Any, Any]:
        self.record.refresh_from_db()
        return getattr(self.record, self.field), getattr(self.record, self.other)


def url(name: str, *args: Any) -> str:
    return reverse(f"disbursement:{name}", args=args)


def row_form(office: Office) -> Form:
    chancery = Chancery(office)
    decision = chancery.draft(row("assign", chancery.line(), 200 * MILLION))
    entry = decision.entries.get()
    address = url("decision_row", decision.pk, entry.pk)
    return Form(address, entry, "amount_vnd", "250 triệu", "250.000.000", "note", "Theo tờ trình 12")


def need_form(office: Office) -> Form:
    need = make_need(office)
    role = ("commune_officer", COMMUNE)
    return Form(url("need_edit", need.pk), need, "amount_vnd", "2 tỷ", "2.000.000.000", "purpose", "Mua dê", role)


def plan_form(office: Office) -> Form:
    plan = make_plan(office)
    return Form(url("allocation_edit", plan.pk), plan, "envelope_vnd", "300 triệu", "300.000.000", "title", "Tên khác")


def criterion_form(office: Office) -> Form:
    plan = make_plan(office)
    criterion = make_criterion(plan, "poor")
    address = url("criterion_edit", plan.pk, criterion.pk)
    return Form(address, criterion, "coefficient", "7,5", "7,5", "label", "Số hộ nghèo")


def alternative_form(office: Office) -> Form:
    plan = make_plan(office)
    make_criterion(plan, "poor")
    alternative = make_alternative(plan)
    address = url("alternative_edit", plan.pk, alternative.pk)
    return Form(address, alternative, "cap_vnd", "90 triệu", "90.000.000", "name", "Phương án A")


FORMS = [row_form, need_form, plan_form, criterion_form, alternative_form]


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    with acting_as(SYSTEM):
        yield Office()


@pytest.mark.parametrize("made", FORMS)
def test_the_second_is_told_first_and_may_then_write_over_it(
    office: Office, poor: Any, made: Callable[[Office], Form]
) -> None:
    form = made(office)
    client = office.client(*form.role)
    before = form.now()
    mine, theirs = page_of(client, form.url), page_of(client, form.url)
    assert client.post(form.url, theirs | {form.field: form.first}).status_code == 302
    first = form.now()
    assert first[0] != before[0]
    answer = client.post(form.url, mine | {form.other: form.second})
    assert form.now() == first, "nothing is saved"
    html = answer.content.decode()
    assert f"Hiện là: {form.told}" in html
    assert f"lần sửa cuối: {office.user(*form.role)}" in html
    assert (sent := sent_from(answer))[form.other] == form.second, "what was typed stays"
    assert client.post(form.url, sent).status_code == 302
    assert form.now() == (before[0], form.second)


def test_points_of_a_criterion_count_too(office: Office, poor: Any) -> None:
    form = alternative_form(office)
    plan = form.record.plan  # type: ignore[attr-defined]
    points = f"criterion_{plan.criteria.get().pk}"
    client = office.client("finance")
    mine = page_of(client, form.url)
    assert client.post(form.url, mine | {points: "0,5"}).status_code == 302
    refused = client.post(form.url, mine | {"name": "Phương án A"}).content.decode()
    assert "Hiện là: 0,5" in refused
    assert form.record.coefficients.get().value == Decimal("0.5")  # type: ignore[attr-defined]


def test_what_is_sent_again_after_a_lost_answer_is_no_conflict(office: Office) -> None:
    form = need_form(office)
    client = office.client(*form.role)
    sent = page_of(client, form.url) | {"amount_vnd": "2 tỷ", "purpose": "Mua dê\r\nMua bò"}
    for _time in range(2):
        assert client.post(form.url, sent).status_code == 302


def test_a_file_that_somebody_else_attached_is_seen_first(office: Office, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    form = need_form(office)
    client = office.client(*form.role)
    mine = page_of(client, form.url)
    client.post(form.url, mine | {"upload": paper("cua-nguoi-khac.pdf")})
    refused = client.post(form.url, mine | {"upload": paper("cua-toi.pdf")}).content.decode()
    assert "đã được sửa sau khi" in refused
    assert "Tệp đang có: cua-nguoi-khac.pdf" in refused


def test_who_did_not_see_the_page_changes_nothing(office: Office) -> None:
    form = row_form(office)
    client: Client = office.client("finance")
    client.post(form.url, {"amount_vnd": "5", "note": ""})
    assert form.now() == (200 * MILLION, "")


def test_the_first_of_two_is_named(office: Office) -> None:
    form = row_form(office)
    mine = page_of(office.client("finance"), form.url)
    other = office.client("provincial_officer")
    other.post(form.url, page_of(other, form.url) | {"amount_vnd": "250 triệu"})
    refused = office.client("finance").post(form.url, mine | {"note": "Của tôi"}).content.decode()
    assert f"lần sửa cuối: {office.user('provincial_officer')}" in refused
    assert "Hiện để trống" in refused
    assert DraftEntry.objects.get().note == ""
