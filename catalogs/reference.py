"""The catalogues' own reference data (data/*.json)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalogs.loading import Written, legal_text_ids, load_files, read_json, total
from catalogs.models import (
    CapitalKind,
    CapitalKindLabel,
    CapitalSource,
    ClosingDate,
    Component,
    DocumentKind,
    EthnicGroup,
    Holiday,
    LegalText,
    Programme,
    RelationToHead,
)
from catalogs.rules import ethnic_key
from core.reference import Loaded, upsert

DATA = Path(__file__).parent / "data"
Row = dict[str, Any]


def load_reference() -> list[Loaded]:
    """Legal texts come first: the others cite them."""
    steps = {
        "document_kinds": _document_kinds,
        "legal_texts": _legal_texts,
        "capital": _capital,
        "programmes": _programmes,
        "ethnic_groups": _ethnic_groups,
        "relations": _relations,
        "holidays": _holidays,
    }
    return [load_files(f"catalogs/{name}", [DATA / f"{name}.json"], step) for name, step in steps.items()]


def _document_kinds() -> Written:
    return upsert(DocumentKind, read_json(DATA / "document_kinds.json"), key=["code"])


def _legal_texts() -> Written:
    kinds = dict(DocumentKind.objects.values_list("code", "pk"))
    rows = [_replace(row, kind_id=kinds[row["kind"]]) for row in read_json(DATA / "legal_texts.json")]
    return upsert(LegalText, rows, key=["code"])


def _capital() -> Written:
    data = read_json(DATA / "capital.json")
    written = total(
        upsert(CapitalKind, data["kinds"], key=["code"]), upsert(CapitalSource, data["sources"], key=["code"])
    )
    kinds: dict[str | None, int | None] = dict(CapitalKind.objects.values_list("code", "pk"))
    sources: dict[str | None, int | None] = dict(CapitalSource.objects.values_list("code", "pk"))
    kinds[None] = sources[None] = None
    labels = [_replace(row, kind_id=kinds[row["kind"]]) for row in data["labels"]]
    closing = [
        _replace(row, kind_id=kinds[row["kind"]], source_id=sources[row["source"]]) for row in data["closing_dates"]
    ]
    return total(
        written,
        upsert(CapitalKindLabel, labels, key=["kind_id", "valid_from"]),
        upsert(ClosingDate, closing, key=["kind_id", "source_id", "budget_year"]),
    )


def _programmes() -> Written:
    programmes = read_json(DATA / "programmes.json")
    written = upsert(Programme, [_without(row, "components", "legal_texts") for row in programmes], key=["code"])
    ids = dict(Programme.objects.values_list("code", "pk"))
    texts = legal_text_ids()
    links = [
        {"programme_id": ids[row["code"]], "legaltext_id": texts[code]}
        for row in programmes
        for code in row["legal_texts"]
    ]
    upsert(Programme.legal_texts.through, links, key=["programme_id", "legaltext_id"])
    components = [component for row in programmes for component in _components(row, ids[row["code"]])]
    return total(written, _load_components(components))


def _components(programme: Row, programme_id: int) -> Iterator[Row]:
    """The nodes of one tree, parents before children as the file has them."""
    for node in programme["components"]:
        yield {
            **node,
            "programme_id": programme_id,
            "path": component_path(programme["code"], node["code"]),
            "valid_from": programme["valid_from"],
            "valid_to": programme["valid_to"],
            "capital_kinds_confidence": "needs_check",
            "note": "",
        }


def component_path(programme_code: str, code: str) -> str:
    """ltree path of a node: `ntp_spr_2021.da4.tda1`."""
    return f"{programme_code}.{code}".lower()


def _load_components(nodes: list[Row]) -> Written:
    written: Written = (0, 0)
    for depth in sorted({node["path"].count(".") for node in nodes}):
        ids = dict(Component.objects.values_list("path", "pk"))
        rows = [
            _replace(node, parent_id=ids.get(node["path"].rpartition(".")[0]), drop=["capital_kinds"])
            for node in nodes
            if node["path"].count(".") == depth
        ]
        written = total(written, upsert(Component, rows, key=["path"]))
    ids, kinds = (
        dict(m.objects.values_list(*f)) for m, f in ((Component, ("path", "pk")), (CapitalKind, ("code", "pk")))
    )
    links = [
        {"component_id": ids[node["path"]], "capitalkind_id": kinds[kind]}
        for node in nodes
        for kind in node["capital_kinds"]
    ]
    upsert(Component.capital_kinds.through, links, key=["component_id", "capitalkind_id"])
    return written


def _ethnic_groups() -> Written:
    rows = [
        {
            **row,
            "name_fold": ethnic_key(row["name"]),
            "alias_folds": sorted({ethnic_key(alias) for alias in row["other_spellings"]} - {ethnic_key(row["name"])}),
            "very_small_confidence": "needs_check",
        }
        for row in read_json(DATA / "ethnic_groups.json")
    ]
    return upsert(EthnicGroup, rows, key=["code_1979"])


def _relations() -> Written:
    return upsert(RelationToHead, read_json(DATA / "relations.json"), key=["code"])


def _holidays() -> Written:
    texts = legal_text_ids()
    rows = [_replace(row, legal_text_id=texts[row["legal_text"]]) for row in read_json(DATA / "holidays.json")]
    return upsert(Holiday, rows, key=["day"])


def _replace(row: Row, *, drop: list[str] | None = None, **columns: Any) -> Row:
    """The row with foreign keys in place of the codes of the file (`kind` -> `kind_id`)."""
    named = [column.removesuffix("_id") for column in columns]
    return {**_without(row, *named, *(drop or [])), **columns}


def _without(row: Row, *names: str) -> Row:
    return {key: value for key, value in row.items() if key not in names}
