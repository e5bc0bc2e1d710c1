"""The official lists, their successions, zones and regions (data/*)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from areas.models import Area, DesignationKind, Region, RegionMember, Succession, Zone
from areas.origins import refresh_origins
from areas.rules import child_path, country_path, level_of_code
from catalogs.loading import Written, legal_text_ids, load_files, read_csv, read_json, total
from core.reference import Loaded, upsert
from core.text import fold, nfc, sort_key

DATA = Path(__file__).parent / "data"
_EDITIONS = DATA / "editions.json"
_DEPTHS = ("province", "district", "commune")
Row = dict[str, Any]


def load_reference() -> list[Loaded]:
    units = [DATA / f"units_{edition}.csv" for edition in ("2024", "2025")]
    successions = DATA / "successions_2025.csv"
    return [
        load_files("areas/units", [_EDITIONS, *units], _units),
        load_files("areas/zones", [_EDITIONS, DATA / "zone_rules.json", *units], _zones),
        load_files("areas/successions", [_EDITIONS, successions], _successions, version=2),
        load_files("areas/regions", [DATA / "regions.json", successions], _regions),
        load_files("areas/designation_kinds", [DATA / "designation_kinds.json"], _designation_kinds),
    ]


def _units() -> Written:
    written: Written = (0, 0)
    for edition in read_json(_EDITIONS):
        written = total(written, _edition(edition))
    return written


def _edition(edition: Row) -> Written:
    """One official list, level by level: a unit's path and parent come from the level above."""
    period = {key: edition[key] for key in ("edition", "valid_from", "valid_to")}
    root = {**period, "code": "VN", "kind": edition["kind"], "name": edition["name"], "parent_id": None}
    root["path"] = country_path(edition["edition"])
    written = upsert(Area, [_full_row(root, "country")], key=["edition", "code"])
    units = read_csv(DATA / f"units_{edition['edition']}.csv")
    for level in _DEPTHS:
        parents = {code: (pk, path) for code, pk, path in _known(edition["edition"])}
        rows = [_unit(unit, level, period, parents) for unit in units if level_of_code(unit["code"]) == level]
        written = total(written, upsert(Area, rows, key=["edition", "code"]))
    return written


def _known(edition: str) -> Iterable[tuple[str, int, str]]:
    return Area.objects.filter(edition=edition).order_by().values_list("code", "pk", "path")


def _unit(unit: dict[str, str], level: str, period: Row, parents: dict[str, tuple[int, str]]) -> Row:
    parent_id, parent_path = parents[unit["parent"] or "VN"]
    figures = {name: unit.get(name) or None for name in ("area_km2", "latitude", "longitude")}
    path = child_path(parent_path, level, unit["code"])
    row = {**period, "code": unit["code"], "kind": unit["kind"], "name": nfc(unit["name"])}
    return _full_row({**row, **figures, "parent_id": parent_id, "path": path}, level)


def _full_row(row: Row, level: str) -> Row:
    return {**row, "level": level, "name_fold": fold(row["name"]), "sort_key": sort_key(row["name"])}


def _zones() -> Written:
    """A commune's zone follows from its kind, for as long as the commune stands."""
    texts = legal_text_ids()
    rules = {rule["kind"]: rule for rule in read_json(DATA / "zone_rules.json")}
    communes = Area.objects.of_level("commune").order_by()
    rows = [
        {
            "area_id": pk,
            "valid_from": start,
            "valid_to": end,
            "zone": rules[kind]["zone"],
            "legal_text_id": texts[rules[kind]["legal_text"]],
            "confidence": rules[kind]["confidence"],
            "note": rules[kind]["note"],
        }
        for pk, kind, start, end in communes.values_list("pk", "kind", "valid_from", "valid_to")
    ]
    return upsert(Zone, rows, key=["area_id", "valid_from"])


def _successions() -> Written:
    """Of the older list into the newer, on the newer one's first day. Districts end without a successor."""
    older, newer = sorted(read_json(_EDITIONS), key=lambda edition: edition["valid_from"])
    old_ids = {code: pk for code, pk, _path in _known(older["edition"])}
    new_ids = {code: pk for code, pk, _path in _known(newer["edition"])}
    rows = [
        {
            "old_id": old_ids[row["old"]],
            "new_id": new_ids[row["new"]],
            "on": newer["valid_from"],
            "extent": row["extent"],
            "is_main": row["main"] == "1",
        }
        for row in read_csv(DATA / "successions_2025.csv")
    ]
    written = upsert(Succession, rows, key=["old_id", "new_id", "on"])
    refresh_origins()
    return written


def _regions() -> Written:
    regions = read_json(DATA / "regions.json")
    rows = [{key: value for key, value in region.items() if key != "provinces"} for region in regions]
    written = upsert(Region, rows, key=["code"])
    ids = dict(Region.objects.values_list("code", "pk"))
    by_code = {code: ids[region["code"]] for region in regions for code in region["provinces"]}
    provinces = {area.code: area for area in Area.objects.of_level("province").filter(edition="2024")}
    members = [_member(by_code[code], province, "verified") for code, province in provinces.items()]
    members += _heirs({province.pk: by_code[code] for code, province in provinces.items()})
    return total(written, upsert(RegionMember, members, key=["area_id", "valid_from"]))


def _heirs(region_of: dict[int, int]) -> list[Row]:
    """Members for merged provinces whose parts all lay in one region; the others wait for a decision."""
    merged: dict[int, set[int]] = {}
    for old, new in Succession.objects.filter(old__in=region_of).values_list("old_id", "new_id"):
        merged.setdefault(new, set()).add(region_of[old])
    provinces = Area.objects.of_level("province").in_bulk(list(merged))
    return [
        _member(next(iter(regions)), provinces[pk], "needs_check")
        for pk, regions in merged.items()
        if len(regions) == 1
    ]


def _member(region_id: int, province: Area, confidence: str) -> Row:
    return {
        "region_id": region_id,
        "area_id": province.pk,
        "valid_from": province.valid_from,
        "valid_to": province.valid_to,
        "confidence": confidence,
    }


def _designation_kinds() -> Written:
    return upsert(DesignationKind, read_json(DATA / "designation_kinds.json"), key=["code"])
