"""The alert rules that hold where no area has set its own (data/alert_rules.json)."""

from datetime import date
from pathlib import Path

from areas.models import Area
from catalogs.loading import Written, load_files, read_json
from catalogs.models import Confidence
from core.reference import Loaded, upsert
from reports.models import AlertRule

ALERT_RULES = Path(__file__).parent / "data" / "alert_rules.json"
FIRST_DAY = date(2021, 1, 1)
KEY = ("area_id", "kind", "severity", "capital_kind_id", "valid_from")


def load_reference() -> list[Loaded]:
    return [load_files("reports/alert_rules", [ALERT_RULES], _alert_rules)]


def _alert_rules() -> Written:
    """Rules of the country in the newest list, which hold for the units merged into it as well."""
    country = Area.objects.filter(parent=None).order_by("-valid_from").first()
    if country is None:
        return 0, 0
    common = {
        "area_id": country.pk,
        "scope_path": str(country.path),
        "capital_kind_id": None,
        "least_vnd": None,
        "valid_from": FIRST_DAY,
        "confidence": Confidence.NEEDS_CHECK,
        "note": "Mức mặc định của phần mềm.",
    }
    return upsert(AlertRule, [common | row for row in read_json(ALERT_RULES)], key=KEY)
