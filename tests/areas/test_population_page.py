"""A commune officer enters the totals of the commune; others may not, elsewhere there is nothing."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Assignment, Role, User
from areas.models import Area, Population
from core.acting import SYSTEM, acting_as
from core.models import StoredFile

pytestmark = pytest.mark.django_db

URL = "/dia-ban/2025-30292/dan-so/"


def sign_in(ref: str, *rights: str) -> Client:
    """A client signed in with these rights in the subtree of the area."""
    user = User.objects.create(username=f"can-bo-{ref}-{len(rights)}", full_name="Trần Thị Mai")
    role = Role.objects.create(code=f"vai-tro-{ref}-{len(rights)}", name="Vai trò", rights=list(rights))
    area = Area.objects.by_ref(ref)
    Assignment.objects.create(user=user, role=role, area=area, valid_from=date(2021, 1, 1))
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def officer() -> Client:
    return sign_in("2025-30292", "population.edit")


def totals(**changed: Any) -> dict[str, Any]:
    given = {"year": "2025", "households": "4.321", "persons": "16.020", "source": "Báo cáo 25/BC-UBND"}
    return given | changed


def test_totals_are_entered_as_people_write_them(officer: Client) -> None:
    answer = officer.post(URL, totals())
    assert answer.status_code == 302
    row = Population.objects.get()
    assert (row.area.ref, row.year, row.households, row.persons) == ("2025-30292", 2025, 4321, 16_020)
    assert str(row.entered_by) == "Trần Thị Mai"
    page = officer.get(URL).content.decode()
    assert "4.321" in page
    assert "Báo cáo 25/BC-UBND" in page


def test_the_evidence_is_kept_with_the_area(officer: Client) -> None:
    officer.post(URL, totals(evidence=SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.7", "application/pdf")))
    with acting_as(SYSTEM):
        file = StoredFile.objects.get(pk=Population.objects.get().evidence_file_id)
    assert (file.purpose, file.scope_path, file.name) == (
        "areas.population",
        "e2025.p91.c30292",
        "bao-cao.pdf",
    )
    assert f"/tep/{file.pk}/" in officer.get(URL).content.decode()


def test_a_correction_asks_for_its_reason_and_keeps_what_was_typed(officer: Client) -> None:
    officer.post(URL, totals())
    page = officer.post(URL, totals(households="4.400")).content.decode()
    assert "nêu lý do điều chỉnh" in page
    assert 'value="4.400"' in page
    officer.post(URL, totals(households="4.400", reason="Bổ sung hộ tạm trú"))
    assert Population.objects.current().get().households == 4400


def test_the_form_for_a_correction_holds_the_totals_written(officer: Client) -> None:
    officer.post(URL, totals())
    assert 'value="4.321"' in officer.get(f"{URL}?nam_ra_soat=2025").content.decode()


def test_the_year_before_stands_beside_the_fields(officer: Client) -> None:
    officer.post(URL, totals())
    assert "2025: 4.321" in officer.get(f"{URL}?nam_ra_soat=2026").content.decode()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"persons": "100"}, "không được ít hơn số hộ"),
        ({"households": "0"}, "Nhập số nguyên"),
        ({"year": "2024"}, "không có đơn vị hành chính này"),
        ({"year": "2099"}, "Chưa đến năm 2099"),
        ({"source": ""}, "Nguồn số liệu</a>: Chưa nhập"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(officer: Client, changed: dict[str, str], message: str) -> None:
    assert message in officer.post(URL, totals(**changed)).content.decode()
    assert not Population.objects.exists()


def test_totals_of_2024_belong_to_the_units_of_2024(officer: Client) -> None:
    assert officer.post("/dia-ban/2024-30289/dan-so/", totals(year="2024")).status_code == 302
    assert Population.objects.get().area.ref == "2024-30289"


@pytest.mark.parametrize("ref", ["2025-30337", "2025-91", "2025-99999", "2024-30337", "khong-co"])
def test_elsewhere_there_is_nothing(officer: Client, ref: str) -> None:
    url = f"/dia-ban/{ref}/dan-so/"
    assert officer.get(url).status_code == 404
    assert officer.post(url, totals()).status_code == 404


def test_without_the_right_it_is_refused() -> None:
    reader = sign_in("2025-30292", "reports.view")
    assert reader.get(URL).status_code == 403
    assert reader.post(URL, totals()).status_code == 403
    assert not Population.objects.exists()
