"""The register: numbers as offices write them, files, whose register it is."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogs.models import DocumentKind
from committees.models import OfficialDocument
from committees.rules import number_fits
from core.acting import SYSTEM, acting_as
from core.models import Event
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office
from tests.tasks_made import make_document, make_task


def fields(office: Office, **changes: Any) -> dict[str, Any]:
    given = {
        "kind": DocumentKind.objects.get(code="ke-hoach").pk,
        "number": "130/KH-UBND",
        "issuer": "UBND phường Bình Đức",
        "issued_on": "15/1/2026",
        "abstract": "Kế hoạch giảm nghèo năm 2026",
        "area": office.commune.pk,
    }
    return given | changes


def enter(office: Office, ref: str = COMMUNE, **changes: Any) -> Any:
    return office.client("commune_officer", ref).post("/van-ban/them/", fields(office, **changes))


def test_every_kind_takes_its_own_example(db: None) -> None:
    kinds = DocumentKind.objects.all()
    assert [kind.code for kind in kinds if not number_fits(kind.example, kind.number_pattern)] == []


def test_a_document_is_entered_with_its_scope_and_an_event(office: Office) -> None:
    answer = enter(office)
    with acting_as(SYSTEM):
        document = OfficialDocument.objects.get()
    assert answer.headers["Location"] == reverse("committees:document", args=[document.pk])
    assert document.scope_path == office.commune.path
    assert Event.objects.get(act="committees.add_document").object_label == "130/KH-UBND"


@pytest.mark.parametrize("number", ["130", "KH-UBND/130", "130/QĐ-UBND", "130/kh-ubnd"])
def test_a_number_of_the_wrong_form_is_refused_with_an_example(office: Office, number: str) -> None:
    answer = enter(office, number=number)
    assert "Số, ký hiệu của Kế hoạch viết như" in answer.content.decode()


def test_a_document_stands_once_in_a_register_but_in_the_register_of_each_area(office: Office) -> None:
    enter(office)
    again = enter(office)
    assert "đã có trong sổ" in again.content.decode()
    assert enter(office, OTHER_COMMUNE, area=office.other_commune.pk).status_code == 302


def test_nobody_enters_into_the_register_of_another_area(office: Office) -> None:
    assert enter(office, area=office.other_commune.pk).status_code == 200
    with acting_as(SYSTEM):
        assert not OfficialDocument.objects.exists()


def test_the_file_is_read_by_who_reads_the_document(office: Office, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    pdf = SimpleUploadedFile("ke-hoach.pdf", b"%PDF-1.7", content_type="text/html")
    client = office.client("provincial_officer")
    client.post("/van-ban/them/", fields(office, area=office.province.pk, upload=pdf))
    with acting_as(SYSTEM):
        document = OfficialDocument.objects.select_related("file").get()
    assert document.file is not None
    url = reverse("file", args=[document.file.pk])
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == "application/pdf"
    officer = office.client("commune_officer", COMMUNE)
    assert officer.get(url).status_code == 404
    with acting_as(SYSTEM):
        make_task(office, COMMUNE, document=document)
    assert b"".join(officer.get(url).streaming_content) == b"%PDF-1.7"  # type: ignore[arg-type]


def test_a_document_is_corrected_where_it_was_entered(office: Office) -> None:
    with acting_as(SYSTEM):
        document = make_document(office, COMMUNE)
    url = reverse("committees:document_edit", args=[document.pk])
    assert office.client("commune_officer", OTHER_COMMUNE).get(url).status_code == 404
    assert office.client("commune_leader", COMMUNE).get(url).status_code == 403
    answer = office.client("commune_officer", COMMUNE).post(url, fields(office, abstract="Sửa trích yếu"))
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        document.refresh_from_db()
    assert document.abstract == "Sửa trích yếu"


def test_the_register_is_searched_by_number_and_words(office: Office) -> None:
    with acting_as(SYSTEM):
        make_document(office, PROVINCE)
        make_document(office, PROVINCE, number="7/CT-UBND", abstract="Về giải ngân")
    client = office.client("provincial_officer")
    assert [row.number for row in client.get("/van-ban/?q=giải ngân").context["rows"]] == ["7/CT-UBND"]
    assert [row.number for row in client.get("/van-ban/?q=130/KH").context["rows"]] == ["130/KH-UBND"]
    assert client.get("/van-ban/?year=2025").context["rows"] == []
