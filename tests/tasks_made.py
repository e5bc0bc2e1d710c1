"""Documents and tasks for tests."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from areas.models import Area
from catalogs.models import DocumentKind
from committees.models import OfficialDocument, Task
from tests.office import PROVINCE, Office


def make_document(office: Office, ref: str = PROVINCE, **fields: Any) -> OfficialDocument:
    area = Area.objects.by_ref(ref)
    given: dict[str, Any] = {
        "number": "130/KH-UBND",
        "kind": DocumentKind.objects.get(code="ke-hoach"),
        "issuer": f"UBND {area.full_name}",
        "issued_on": date(2026, 1, 15),
        "abstract": "Kế hoạch giảm nghèo năm 2026",
        "area": area,
        "scope_path": area.path,
    }
    return OfficialDocument.objects.create(**given | fields)


def make_task(office: Office, ref: str = PROVINCE, **fields: Any) -> Task:
    """A task of the agency of that area, due in ten days, given by the provincial officer."""
    agency = office.agency(ref)
    given: dict[str, Any] = {
        "title": "Báo cáo giải ngân",
        "agency": agency,
        "area": agency.area,
        "scope_path": agency.area.path,
        "due": timezone.localdate() + timedelta(days=10),
        "created_by": office.user("provincial_officer"),
    }
    return Task.objects.create(**given | fields)
