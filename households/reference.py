"""The poverty standards, their score tables, the answers a review form offers and the causes of poverty."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest
from math import ceil
from pathlib import Path
from typing import Any

from catalogs.loading import Written, load_files, read_json, total
from core.reference import Loaded, upsert
from households.models import (
    AnswerOption,
    Cause,
    Dimension,
    Indicator,
    PointsRow,
    PovertyStandard,
    RuleRow,
    ScoreItem,
    ScoreOption,
    ScoreTable,
)
from households.rulebook import load_rulebook

DATA = Path(__file__).parent / "data"
Row = dict[str, Any]

# Section of the form for a scored item: by the fact that answers it, else by its code, else with the assets.
SECTION_OF_SOURCE = {
    "scored_size": "members",
    "unable_count": "members",
    "highest_schooling": "members",
    "nonfarm_work": "work",
    "pensioners": "work",
    "durable_structures": "housing",
    "floor_area_per_person": "housing",
    "clean_water": "water",
    "hygienic_water": "water",
    "hygienic_toilet": "water",
}
SECTION_OF_ITEM = {"electricity": "housing"}


def load_reference() -> list[Loaded]:
    files = {name: DATA / f"{name}.json" for name in ("standards", "score_table_demo", "answer_options", "causes")}
    return [
        load_files("households/standards", [files["standards"]], _standards),
        load_files("households/score_tables", [files["standards"], files["score_table_demo"]], _score_tables),
        load_files("households/answer_options", [files["answer_options"]], _answer_options),
        load_files("households/causes", [files["causes"]], _causes),
    ]


def check_reference() -> None:
    """Raise RuleError with one sentence when a standard or a score table could not decide about every household."""
    for standard_id in PovertyStandard.objects.values_list("pk", flat=True):
        load_rulebook(standard_id)


def _standards() -> Written:
    data = read_json(DATA / "standards.json")["standards"]
    written = upsert(PovertyStandard, [_standard(row) for row in data], key=["code"])
    ids = _standard_ids()
    return total(written, *(_parts(row, ids[row["code"]]) for row in data))


def _standard_ids() -> dict[str, int]:
    return dict(PovertyStandard.objects.values_list("code", "pk"))


def _standard(row: Row) -> Row:
    """Poor by Alkire and Foster from the first whole sum of weights that reaches the share k of them."""
    return {
        "code": row["code"],
        "name_vi": row["name_vi"],
        "name_en": row.get("name_en", ""),
        "scope": "national",
        "legal_basis": "; ".join(row["legal_basis"]),
        "valid_from": row["effective_from"],
        "valid_to": row["effective_to"],
        "mpi_cutoff": ceil(Fraction(row["mpi_cutoff"]) * sum(row["mpi_weights"])),
        "points_per_deprivation": row["points_per_deprivation"],
        "confidence": row["confidence"],
    }


def _parts(row: Row, standard_id: int) -> Written:
    owned = {"standard_id": standard_id}
    dimensions = [
        {**owned, "code": d["code"], "order": order, "name_vi": d["name_vi"], "name_en": d.get("name_en", "")}
        for order, d in enumerate(row["dimensions"])
    ]
    written = upsert(Dimension, dimensions, key=["standard_id", "code"])
    dimension_ids = dict(Dimension.objects.filter(standard_id=standard_id).values_list("code", "pk"))
    indicators = [
        {**owned, **_indicator(i), "weight": weight, "dimension_id": dimension_ids[i["dimension"]]}
        for i, weight in zip(row["indicators"], row["mpi_weights"], strict=True)
    ]
    return total(
        written,
        upsert(Indicator, indicators, key=["standard_id", "code"]),
        upsert(RuleRow, [{**owned, **_zoned(r)} for r in row["rules"]], key=["standard_id", "order", "zone"]),
        upsert(PointsRow, [{**owned, **_zoned(r)} for r in row["points"]], key=["standard_id", "order", "zone"]),
    )


def _indicator(row: Row) -> Row:
    kept = ("code", "position", "name_vi", "cutoff_vi", "confidence", "rule", "parameters")
    english = {"name_en": row.get("name_en", ""), "cutoff_en": row.get("cutoff_en", "")}
    return {name: row[name] for name in kept} | english


def _zoned(row: Row) -> Row:
    """Both zones are an empty text in the database: null would not be unique."""
    return {**row, "zone": row["zone"] or "", "sub_type": row.get("sub_type", "")}


def _score_tables() -> Written:
    ids = _standard_ids()
    data = read_json(DATA / "score_table_demo.json")["tables"]
    tables = [
        {
            "standard_id": ids[table["standard"]],
            "zone": table["zone"],
            "name_vi": table["name_vi"],
            "name_en": table.get("name_en", ""),
            "is_official": table["official"],
        }
        for table in data
    ]
    written = upsert(ScoreTable, tables, key=["standard_id", "zone"])
    keys = ScoreTable.objects.values_list("standard_id", "zone", "pk")
    table_ids = {(standard_id, zone): pk for standard_id, zone, pk in keys}
    return total(written, *(_items(t["items"], table_ids[ids[t["standard"]], t["zone"]]) for t in data))


def _items(items: list[Row], table_id: int) -> Written:
    rows = [{"table_id": table_id, "order": order, **_item(item)} for order, item in enumerate(items)]
    written = upsert(ScoreItem, rows, key=["table_id", "code"])
    item_ids = dict(ScoreItem.objects.filter(table_id=table_id).values_list("code", "pk"))
    options = [
        {"item_id": item_ids[item["code"]], "order": order, **option}
        for item in items
        for order, option in enumerate(_options(item))
    ]
    return total(written, upsert(ScoreOption, options, key=["item_id", "code"]))


def _item(item: Row) -> Row:
    source = item.get("source", "")
    section = SECTION_OF_SOURCE.get(source) or SECTION_OF_ITEM.get(item["code"], "assets")
    return {
        "code": item["code"],
        "kind": item["kind"],
        "section": section,
        "name_vi": item["name_vi"],
        "name_en": item.get("name_en", ""),
        "unit": item.get("unit", ""),
        "source": source,
        "points": item.get("points"),
        "most": item.get("most"),
    }


def _options(item: Row) -> Iterator[Row]:
    """Choices as they are; a band is named by its start and ends where the next one begins."""
    for option in item.get("options", []):
        names = {"name_vi": option["name_vi"], "name_en": option.get("name_en", "")}
        yield {"code": option["code"], "low": None, "high": None, "points": option["points"], **names}
    bands = item.get("bands", [])
    for band, following in zip_longest(bands, bands[1:]):
        yield {
            "code": str(band["start"]),
            "low": band["start"],
            "high": following["start"] if following else None,
            "points": band["points"],
            "name_vi": band.get("name_vi", ""),
            "name_en": band.get("name_en", ""),
        }


def _answer_options() -> Written:
    rows = [
        {
            "question": answers["code"],
            "code": option["code"],
            "name_vi": option["name_vi"],
            "name_en": option.get("name_en", ""),
            "flags": option.get("flags", {}),
            "order": order,
            "confidence": option.get("confidence", answers["confidence"]),
        }
        for answers in read_json(DATA / "answer_options.json")["lists"]
        for order, option in enumerate(answers["options"])
    ]
    return upsert(AnswerOption, rows, key=["question", "code"])


def _causes() -> Written:
    rows = [
        {"code": c["code"], "order": c["position"], "name_vi": c["name_vi"], "name_en": c.get("name_en", "")}
        for c in read_json(DATA / "causes.json")["causes"]
    ]
    return upsert(Cause, rows, key=["code"])
