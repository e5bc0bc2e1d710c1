"""Needs: written and sent by a unit with its file, taken up or returned by the province, seen by these two only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Access
from catalogs.models import CapitalKind
from core.acting import SYSTEM, acting_as
from core.models import Event, HistoryRow, Notice
from core.transitions import NotAllowed
from disbursement.models import CapitalNeed
from disbursement.services.needs import move_need
from tests.disbursement.allocation_build import component, make_need
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office
from tests.seen import page_of

State = CapitalNeed.State


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Path) -> Iterator[Office]:
    settings.MEDIA_ROOT = tmp_path
    with acting_as(SYSTEM):
        yield Office()


def paper(name: str = "thuyet-minh.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 thuyet minh")


def typed(**changed: Any) -> dict[str, Any]:
    given = {
        "budget_year": "2027",
        "component": component().pk,
        "kind": CapitalKind.objects.get(code="SN").pk,
        "amount_vnd": "1,5 tỷ",
        "purpose": "Mua bò giống",
        "upload": paper(),
    }
    return given | changed


def registered(office: Office, **changed: Any) -> CapitalNeed:
    answer = office.client("commune_officer", COMMUNE).post(reverse("disbursement:need_add"), typed(**changed))
    assert answer.status_code == 302, answer.content.decode()
    return CapitalNeed.objects.latest("id")


def act(office: Office, role: str, ref: str, name: str, need: CapitalNeed, **data: Any) -> Any:
    return office.client(role, ref).post(reverse(f"disbursement:need_{name}", args=[need.pk]), data, follow=True)


def test_a_need_goes_from_the_commune_to_the_province_and_back(office: Office) -> None:
    need = registered(office)
    assert (need.holder, need.amount_vnd, need.state) == (office.agency(COMMUNE), 1_500_000_000, State.DRAFT)
    finance = office.user("finance")
    act(office, "commune_officer", COMMUNE, "submit", need)
    need.refresh_from_db()
    assert (need.state, need.submitted_by) == (State.SUBMITTED, office.user("commune_officer", COMMUNE))
    assert Notice.objects.filter(user=finance, url=reverse("disbursement:need", args=[need.pk])).exists()
    act(office, "finance", PROVINCE, "return", need, text="Chưa có danh sách hộ")
    need.refresh_from_db()
    assert (need.state, need.reason) == (State.RETURNED, "Chưa có danh sách hộ")
    page = office.client("commune_officer", COMMUNE).get(reverse("disbursement:need", args=[need.pk]))
    assert "Chưa có danh sách hộ" in page.content.decode()
    assert "Kinh phí thường xuyên" in page.content.decode(), "the kind is called as in its year"
    edit = reverse("disbursement:need_edit", args=[need.pk])
    changed = typed(amount_vnd="1,2 tỷ")
    del changed["upload"]
    commune = office.client("commune_officer", COMMUNE)
    assert commune.post(edit, page_of(commune, edit) | changed).status_code == 302
    act(office, "commune_officer", COMMUNE, "submit", need)
    act(office, "finance", PROVINCE, "accept", need)
    need.refresh_from_db()
    assert (need.state, need.amount_vnd, need.decided_by) == (State.ACCEPTED, 1_200_000_000, finance)
    acts = Event.objects.filter(object_id=str(need.pk)).order_by("id").values_list("act", flat=True)
    assert [name.removeprefix("disbursement.") for name in acts] == [
        "add_need",
        "submit_need",
        "return_need",
        "change_need",
        "submit_need",
        "accept_need",
    ]
    assert HistoryRow.objects.filter(table_name="disbursement_capitalneed").count() >= 6


def test_without_a_file_it_is_kept_but_not_sent(office: Office) -> None:
    given = typed()
    del given["upload"]
    client = office.client("commune_officer", COMMUNE)
    client.post(reverse("disbursement:need_add"), given)
    need = CapitalNeed.objects.latest("id")
    answer = act(office, "commune_officer", COMMUNE, "submit", need)
    assert "Đính kèm tệp thuyết minh" in answer.content.decode()
    need.refresh_from_db()
    assert need.state == State.DRAFT


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount_vnd": "0"}, "Nhập số đồng nguyên"),
        ({"amount_vnd": "-5"}, "Nhập số đồng nguyên"),
        ({"amount_vnd": "một tỷ"}, "Nhập số đồng nguyên"),
        ({"budget_year": "2025"}, "không thực hiện trong năm 2025"),
        ({"purpose": ""}, "Chưa nhập"),
        ({"upload": SimpleUploadedFile("x.pdf", b"MZ")}, "không đúng với phần mở rộng"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(office: Office, changed: dict[str, Any], said: str) -> None:
    given = typed(**({"purpose": "Mua bò giống cho hộ nghèo"} | changed))
    answer = office.client("commune_officer", COMMUNE).post(reverse("disbursement:need_add"), given)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert changed.get("amount_vnd", "1,5 tỷ") in answer.content.decode()
    assert not CapitalNeed.objects.exists()


def test_what_is_sent_is_not_changed(office: Office) -> None:
    need = registered(office)
    edit = reverse("disbursement:need_edit", args=[need.pk])
    client = office.client("commune_officer", COMMUNE)
    seen = page_of(client, edit)
    act(office, "commune_officer", COMMUNE, "submit", need)
    for answer in (client.get(edit, follow=True), client.post(edit, seen | typed(amount_vnd="9 tỷ"))):
        assert "Đề nghị tỉnh trả lại trước" in answer.content.decode()
    assert edit not in client.get(reverse("disbursement:need", args=[need.pk])).content.decode()
    need.refresh_from_db()
    assert need.amount_vnd == 1_500_000_000


def test_nobody_takes_up_the_need_of_the_own_unit(office: Office) -> None:
    """A department whose officer may plan capital too."""
    need = make_need(office, PROVINCE)
    CapitalNeed.objects.filter(pk=need.pk).update(file=registered(office).file)
    move_need(need=need, act="submit", access=office.access("department"))
    with pytest.raises(NotAllowed, match="không tự tiếp nhận"):
        move_need(need=need, act="accept", access=office.access("finance"))


def test_a_department_does_not_change_a_communes_need(office: Office) -> None:
    need = registered(office)
    edit = reverse("disbursement:need_edit", args=[need.pk])
    seen = page_of(office.client("commune_officer", COMMUNE), edit)
    answer = office.client("department", PROVINCE).post(edit, seen | typed(amount_vnd="9 tỷ"))
    assert "Chỉ đơn vị đăng ký" in answer.content.decode()
    answer = act(office, "department", PROVINCE, "submit", need)
    assert "Chỉ đơn vị đăng ký" in answer.content.decode()


def test_another_commune_learns_nothing(office: Office) -> None:
    need = registered(office)
    stranger = office.client("commune_officer", OTHER_COMMUNE)
    assert stranger.get(reverse("disbursement:need", args=[need.pk])).status_code == 404
    assert stranger.post(reverse("disbursement:need_submit", args=[need.pk])).status_code == 404
    assert stranger.get(reverse("file", args=[need.file_id])).status_code == 404
    assert "1.500.000.000" not in stranger.get(reverse("disbursement:needs")).content.decode()
    reader = office.client("auditor", PROVINCE)
    assert b"".join(reader.get(reverse("file", args=[need.file_id])).streaming_content) == b"%PDF-1.7 thuyet minh"  # type: ignore[attr-defined]


def test_the_database_hides_the_needs_of_another_commune(office: Office) -> None:
    need = make_need(office)

    def count(access: Access) -> int:
        with acting_as(access.actor()), transaction.atomic():
            return CapitalNeed.objects.filter(pk=need.pk).count()

    assert [count(office.access("commune_officer", ref)) for ref in (COMMUNE, OTHER_COMMUNE)] == [1, 0]
    assert count(office.access("finance", PROVINCE)) == 1


@pytest.mark.parametrize("changed", [{"state": "submitted"}, {"amount_vnd": 0}, {"state": "returned", "reason": ""}])
def test_the_database_refuses_what_no_page_does(office: Office, changed: dict[str, Any]) -> None:
    need = make_need(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        CapitalNeed.objects.filter(pk=need.pk).update(**changed)


def test_totals_by_unit_count_what_was_sent(office: Office) -> None:
    file = registered(office, amount_vnd="900 triệu").file
    sent = {"file": file, "submitted_at": "2026-09-01T00:00:00Z"}
    make_need(office, amount_vnd=100_000_000, state="submitted", **sent)
    make_need(office, amount_vnd=200_000_000, state="accepted", **sent)
    make_need(office, OTHER_COMMUNE, amount_vnd=400_000_000, state="accepted", **sent)
    html = office.client("finance").get(reverse("disbursement:need_totals")).content.decode()
    assert office.agency(COMMUNE).name in html
    for figure in ("300.000.000", "400.000.000", "700.000.000"):
        assert figure in html
    assert "900.000.000" not in html  # still being written
    own = office.client("commune_officer", COMMUNE).get(reverse("disbursement:need_totals")).content.decode()
    assert "300.000.000" in own
    assert "400.000.000" not in own
    other_year = office.client("finance").get(reverse("disbursement:need_totals"), {"nam_ngan_sach": "2030"})
    assert "700.000.000" not in other_year.content.decode()


def test_the_list_asks_no_query_per_row(office: Office, django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        make_need(office, amount_vnd=number + 1)
    client = office.client("finance")
    for name in ("needs", "need_totals"):
        client.get(reverse(f"disbursement:{name}"))
        with django_assert_max_num_queries(30):
            client.get(reverse(f"disbursement:{name}"))


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_list_leaves_as_a_table(office: Office, wanted: str) -> None:
    make_need(office)
    answer = office.client("finance").get(reverse("disbursement:needs"), {"format": wanted})
    assert answer.status_code == 200
    assert b"".join(answer)  # type: ignore[call-overload]
