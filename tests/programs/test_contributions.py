"""Contributions: recorded once, reversed once, of the right sources, with a value or said to have none."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from areas.models import Area
from core.acting import SYSTEM, acting_as
from core.models import Event, HistoryRow
from core.transitions import NotAllowed
from programs.models import Contribution, Works
from programs.services import record_contribution, reverse_contribution
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office
from tests.programs.build import DAY, component, contribution, given, of_people, programme, source

ADD = "/dong-gop/them/"
GIVERS = ("contributor", "households", "other_programme")


def fields(office: Office, **changed: Any) -> dict[str, Any]:
    """As typed on the page for money."""
    with acting_as(SYSTEM):
        return {
            "contributor": "Công ty Mô Phỏng",
            "received_on": "4/5/2026",
            "value_vnd": "10 triệu",
            "area": office.commune.pk,
            "agency": office.agency(COMMUNE).pk,
            "programme": programme().pk,
        } | changed


def post(office: Office, form: str = "money", of: str = "DN", **changed: Any) -> Any:
    url = f"{ADD}?nguon={of}&hinh_thuc={form}"
    return office.client("commune_officer", COMMUNE).post(url, fields(office, **changed))


def all_rows() -> list[Contribution]:
    with acting_as(SYSTEM):
        return list(Contribution.objects.order_by("pk"))


# --- the page ----------------------------------------------------------------------------------------------


def test_money_is_entered_found_and_told_in_the_log(office: Office) -> None:
    answer = post(office)
    (row,) = all_rows()
    assert answer.headers["Location"] == reverse("programs:contribution", args=[row.pk])
    assert (row.value_vnd, row.year, row.received_on) == (10_000_000, 2026, DAY)
    assert (row.scope_path, row.recorded_by) == (office.commune.path, office.user("commune_officer", COMMUNE))
    client = office.client("commune_officer", COMMUNE)
    assert "10.000.000 đồng" in client.get(answer.headers["Location"]).content.decode()
    assert "Công ty Mô Phỏng" in client.get("/dong-gop/?nam=2026").content.decode()
    assert Event.objects.filter(act="programs.record_contribution", object_id=str(row.pk)).count() == 1
    with acting_as(SYSTEM):
        assert HistoryRow.objects.filter(table_name="programs_contribution").count() == 1


def test_each_source_and_form_asks_only_for_what_it_has(office: Office) -> None:
    client = office.client("commune_officer", COMMUNE)
    asked = {
        form: client.get(f"{ADD}?nguon=DN&hinh_thuc={form}").content.decode()
        for form in ("money", "goods", "labour_days", "land_m2")
    }
    assert 'name="quantity"' not in asked["money"] + asked["goods"]
    assert "Số ngày công" in asked["labour_days"]
    assert "Làm tròn đến m²" in asked["land_m2"]
    assert "Tên, số lượng hiện vật" in asked["goods"]
    assert "hinh_thuc=land_m2" in asked["money"]
    by_source = {code: client.get(f"{ADD}?nguon={code}").content.decode() for code in ("DN", "DAN", "LG", "TD", "NSTW")}
    names = {code: [name for name in GIVERS if f'name="{name}"' in page] for code, page in by_source.items()}
    assert names == {
        "DN": ["contributor"],
        "DAN": ["households"],
        "LG": ["other_programme"],
        "TD": ["households"],  # a loan and the budget are no choice: the first one stands
        "NSTW": ["households"],
    }


def test_labour_without_a_value_is_said_and_never_nothing(office: Office) -> None:
    people = {"of": "DAN", "households": "20", "quantity": "40", "value_vnd": ""}
    assert post(office, "labour_days", **people).status_code == 302
    (row,) = all_rows()
    assert (row.quantity, row.value_vnd, row.households) == (40, None, 20)
    page = office.client("commune_officer", COMMUNE).get("/dong-gop/?nam=2026").content.decode()
    assert "40 ngày công" in page
    assert "chưa quy ra tiền" in page
    without_basis = post(office, "labour_days", **people | {"quantity": "41", "value_vnd": "8.200.000"})
    assert "Nêu căn cứ quy ra tiền" in without_basis.content.decode()
    assert len(all_rows()) == 1


@pytest.mark.parametrize(
    ("form", "changed", "told"),
    [
        ("money", {"value_vnd": "mười triệu"}, "Nhập số đồng nguyên"),
        ("money", {"value_vnd": "-5"}, "Nhập số đồng nguyên từ 1"),
        ("money", {"value_vnd": "0"}, "Nhập số đồng nguyên từ 1"),
        ("money", {"value_vnd": ""}, "Chưa nhập"),
        ("money", {"received_on": "31/02/2026"}, "31/02/2026"),
        ("money", {"received_on": "1/1/2099"}, "Nhập ngày không sau"),
        ("money", {"contributor": ""}, "Chưa nhập"),
        ("money", {"year": "2024"}, "Năm báo cáo là năm nhận hoặc năm liền trước."),
        ("money", {"received_on": "4/5/2024"}, "ghi cho đơn vị cũ bằng tệp Excel"),
        ("money", {"of": "LG"}, "Chưa nhập"),
        ("money", {"of": "DAN", "households": "hai mươi"}, "Nhập số nguyên"),
        ("money", {"of": "DAN", "households": "100001"}, "Nhập số hộ của Phường Bình Đức, không quá 100.000."),
        ("money", {"of": "DAN", "households": "99999999"}, "Nhập số nguyên từ 1 đến 1.000.000"),
        ("labour_days", {"quantity": "1000001"}, "Nhập số lượng của một khoản, không quá 1.000.000."),
        ("land_m2", {"quantity": "100000001"}, "không quá 100.000.000."),
        ("goods", {}, "Ghi tên, số lượng hiện vật."),
        ("labour_days", {"quantity": "mười"}, "Nhập số nguyên"),
        ("land_m2", {"quantity": "45,5"}, "Nhập số nguyên"),
        ("land_m2", {"quantity": "-4"}, "Nhập số nguyên"),
    ],
)
def test_bad_input_is_told_where_it_stands_and_what_was_typed_is_kept(
    office: Office, form: str, changed: dict[str, Any], told: str
) -> None:
    answer = post(office, form, **changed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in page, page[:3000]
    assert 'value="10 triệu"' in page or "value_vnd" in changed
    assert all_rows() == []


def test_a_second_click_records_nothing_twice(office: Office) -> None:
    assert post(office).status_code == 302
    again = post(office)
    assert "Khoản giống hệt đã ghi ngày" in again.content.decode()
    assert len(all_rows()) == 1
    assert post(office, receipt="PT-02").status_code == 302
    assert len(all_rows()) == 2


def test_a_contribution_is_reversed_once_with_its_reason(office: Office) -> None:
    post(office)
    (row,) = all_rows()
    url = reverse("programs:contribution_reverse", args=[row.pk])
    client = office.client("commune_officer", COMMUNE)
    assert client.post(url, {"reason": " "}).status_code == 200
    assert len(all_rows()) == 1
    assert client.post(url, {"reason": "nhập nhầm xã"}).status_code == 302
    assert "đã được đảo" in client.post(url, {"reason": "lần nữa"}).content.decode()
    first, second = all_rows()
    assert (second.reverses_id, second.value_vnd, second.year) == (first.pk, -10_000_000, 2026)
    assert second.received_on == timezone.localdate()
    page = client.get(reverse("programs:contribution", args=[row.pk])).content.decode()
    assert "Đã đảo bút toán" in page
    assert "nhập nhầm xã" in page
    assert "Đảo bút toán</a>" not in page
    assert post(office).status_code == 302  # what was reversed may be recorded again


def test_a_works_keeps_what_was_given_for_it(office: Office) -> None:
    with acting_as(SYSTEM):
        works = Works.objects.create(
            name="Cầu ấp Bình An", component=component(), area=office.commune, investor=office.agency(COMMUNE),
            first_year=2026, last_year=2026, scope_path=office.commune.path,
        )  # fmt: skip
        other = contribution(office, value_vnd=1_000_000)
    client = office.client("commune_officer", COMMUNE)
    form = client.get(f"{ADD}?nguon=DN&works={works.pk}").content.decode()
    assert f'value="{works.pk}" selected' in form
    assert post(office, works=works.pk).status_code == 302
    row = next(row for row in all_rows() if row.pk != other.pk)
    assert (row.works_id, row.component_id) == (works.pk, works.component_id)
    page = client.get(f"/dong-gop/?cong_trinh={works.pk}&moi_nam=on").content.decode()
    assert "10.000.000" in page
    assert "1.000.000</td>" not in page
    assert "Đóng góp, lồng ghép cho Cầu ấp Bình An" in page
    assert client.get("/dong-gop/?cong_trinh=khong-phai").status_code == 200
    assert f"cong_trinh={works.pk}" in client.get("/cong-trinh/").content.decode()


def works_in(office: Office, ref: str) -> Works:
    area = Area.objects.by_ref(ref)
    return Works.objects.create(
        name="Cầu ấp Bình An", component=component(), area=area, investor=office.agency(COMMUNE),
        first_year=2026, last_year=2026, scope_path=area.path,
    )  # fmt: skip


def test_what_is_given_for_a_works_is_given_where_it_stands(office: Office) -> None:
    with acting_as(SYSTEM):
        elsewhere, before = works_in(office, OTHER_COMMUNE), works_in(office, "2024-30292")
        with pytest.raises(NotAllowed, match="không thuộc"):
            contribution(office, works=elsewhere)
        assert contribution(office, works=before).works_id == before.pk
        assert contribution(office, PROVINCE, works=elsewhere).works_id == elsewhere.pk


def test_the_list_hands_on_the_works_and_nothing_else(office: Office) -> None:
    client = office.client("commune_officer", COMMUNE)
    page = client.get("/dong-gop/", {"cong_trinh": "1&agency=2"}).content.decode()
    assert f"{ADD}?works=1%26agency%3D2" in page


# --- what holds below the pages ----------------------------------------------------------------------------


@pytest.fixture
def row(office: Office) -> Contribution:
    with acting_as(SYSTEM):
        return contribution(office)


@pytest.mark.parametrize("act", ["update", "delete", "raw"])
def test_the_register_only_grows(row: Contribution, act: str) -> None:
    with acting_as(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        if act == "update":
            Contribution.objects.update(value_vnd=1)
        elif act == "delete":
            row.delete()
        else:
            connection.cursor().execute("UPDATE programs_contribution SET note = 'x'")


@pytest.mark.parametrize("code", ["NSTW", "NST", "ODA", "TD"])
def test_a_source_of_the_rate_and_a_loan_are_refused(office: Office, code: str) -> None:
    with acting_as(SYSTEM), pytest.raises(NotAllowed, match="sổ"):
        contribution(office, source=code)


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"source_id": "NSTW"}, "source counts in the rate"),
        ({"component_id": "other"}, "component of another programme"),
        ({"value_vnd": -5}, "contribution_sign"),
        ({"value_vnd": None}, "contribution_measured"),
        ({"quantity": 5}, "contribution_measured"),
        ({"form": "labour_days", "quantity": 5}, "contribution_value_basis"),
        ({"contributor": ""}, "contribution_from_somebody"),
        ({"reverses_id": "row", "value_vnd": -9, "reason": "x"}, "not the opposite"),
        ({"reverses_id": "row", "value_vnd": -10_000_000}, "contribution_reversal_reason"),
    ],
)
def test_the_database_refuses_what_passes_the_service_by(
    row: Contribution, changed: dict[str, Any], names: str
) -> None:
    with acting_as(SYSTEM):
        known = {"NSTW": source("NSTW").pk, "other": component("DA2", "NTP_SPR_2021").pk, "row": row.pk}
        copy = Contribution.objects.get(pk=row.pk)
        copy.pk = Contribution().pk
        for name, value in changed.items():
            setattr(copy, name, known.get(value, value) if isinstance(value, str) else value)
        with pytest.raises(IntegrityError, match=names), transaction.atomic():
            copy.save(force_insert=True)


def test_a_future_day_is_refused_by_the_service_too(office: Office) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with acting_as(SYSTEM), pytest.raises(NotAllowed, match="sau ngày hôm nay"):
        record_contribution(data=given(office, received_on=tomorrow), recorded_by_id=None)


def test_an_old_commune_takes_what_was_given_in_its_time(office: Office) -> None:
    with acting_as(SYSTEM):
        old = contribution(office, "2024-30316", received_on=date(2024, 3, 1))
        assert old.year == 2024
        with pytest.raises(NotAllowed, match="không còn"):
            contribution(office, "2024-30316")


def test_only_the_own_area_is_seen_and_written(office: Office, row: Contribution) -> None:
    with acting_as(office.access("commune_officer", OTHER_COMMUNE).actor()):
        assert not Contribution.objects.exists()
    with acting_as(office.access("commune_officer", OTHER_COMMUNE).actor()), pytest.raises(DatabaseError):
        contribution(office, COMMUNE, value_vnd=3)
    other = office.client("commune_officer", OTHER_COMMUNE)
    assert other.get(reverse("programs:contribution", args=[row.pk])).status_code == 404
    assert other.get(reverse("programs:contribution_reverse", args=[row.pk])).status_code == 404
    assert office.client("leader", PROVINCE).get(ADD).status_code == 403


def test_an_officer_of_a_department_sees_what_is_given_for_its_components(office: Office) -> None:
    with acting_as(SYSTEM):
        mine, other = component("DA2", "NTP_SPR_2021"), component("DA4", "NTP_SPR_2021")
        for at, one in enumerate((mine, other, None), start=1):
            contribution(office, programme=programme("NTP_SPR_2021"), component=one, value_vnd=at * 1_000_000)
        user = office.user("department")
        user.assignments.get().components.set([mine])
    page = office.client("department").get("/dong-gop/?nam=2026").content.decode()
    assert "1.000.000" in page
    assert "2.000.000" not in page
    assert "3.000.000" not in page


def test_a_reversal_is_not_reversed(office: Office, row: Contribution) -> None:
    with acting_as(SYSTEM):
        opposite = reverse_contribution(row=row, reason="nhầm", recorded_by_id=None)
        with pytest.raises(NotAllowed, match="không đảo lại được"):
            reverse_contribution(row=opposite, reason="nhầm", recorded_by_id=None)


def test_the_list_goes_out_as_shown(office: Office) -> None:
    with acting_as(SYSTEM):
        contribution(office)
        contribution(office, **of_people())
    client = office.client("commune_officer", COMMUNE)
    told = client.get("/dong-gop/?nam=2026&chua_quy_tien=on&format=csv")
    text = b"".join(told.streaming_content).decode()
    assert "ngày công" in text
    assert "Công ty Mô Phỏng" not in text
