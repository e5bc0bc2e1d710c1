"""Load a set of data files once per state of the files: what other apps' `reference` modules are made of."""

import csv
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from catalogs.models import LegalText, ReferenceLoad
from core.reference import Loaded

Written = tuple[int, int]


def load_files(name: str, files: Sequence[Path], load: Callable[[], Written], *, version: int = 1) -> Loaded:
    """Run `load`, which returns (rows written, rows kept), unless it ran before for exactly these files.

    `version` is raised when `load` itself begins to make other rows of the same files.
    """
    digest = _digest(files, version)
    known = ReferenceLoad.objects.filter(file=name).values_list("sha256", flat=True).first()
    if known == digest:
        return Loaded(name, changed=False)
    rows, kept = load()
    ReferenceLoad.objects.update_or_create(file=name, defaults={"sha256": digest, "rows": rows})
    return Loaded(name, rows=rows, kept=kept)


def _digest(files: Sequence[Path], version: int) -> str:
    digest = hashlib.sha256(str(version).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def legal_text_ids() -> dict[str | None, int | None]:
    """Code of a legal text -> id, for the `legal_text` of facts; no code is no text."""
    ids: dict[str | None, int | None] = dict(LegalText.objects.values_list("code", "pk"))
    return {**ids, None: None}


def total(*parts: Written) -> Written:
    """The sum of what several upserts wrote and kept."""
    return sum(written for written, _kept in parts), sum(kept for _written, kept in parts)
