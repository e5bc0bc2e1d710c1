"""The roles that come with the portal (data/roles.json)."""

from pathlib import Path

from accounts.models import Role
from accounts.rights import CODES
from catalogs.loading import Written, load_files, read_json
from core.reference import Loaded, upsert

ROLES = Path(__file__).parent / "data" / "roles.json"


def load_reference() -> list[Loaded]:
    return [load_files("accounts/roles", [ROLES], _roles)]


def _roles() -> Written:
    rows = read_json(ROLES)
    unknown = {right for row in rows for right in row["rights"]} - CODES
    if unknown:
        raise ValueError(f"roles.json names rights that do not exist: {sorted(unknown)}")
    return upsert(Role, rows, key=["code"])
