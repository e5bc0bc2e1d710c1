"""The data files of the rules: complete, and consistent with each other and with the reference."""

import json
from itertools import chain
from typing import Any

import pytest
from django.conf import settings

from households.rules.deprivation import RULES
from households.rules.dwelling import SOURCES, STRUCTURES
from households.rules.errors import InvalidStandardError, UnknownAnswerError
from households.rules.load import DATA, read_data, shipped_score_tables, standard_from_dict
from households.rules.texts import REASONS
from tests.households.build import OPTIONS, STANDARDS
from tests.worked_examples import shared_json

FILES = read_data("standards.json")["standards"]
CONFIDENCE = {"verified", "needs_check"}


def everything(value: Any) -> list[dict[str, Any]]:
    """All objects of a data file, however deep."""
    if isinstance(value, dict):
        return [value, *chain.from_iterable(everything(part) for part in value.values())]
    return list(chain.from_iterable(everything(part) for part in value)) if isinstance(value, list) else []


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.name)
def test_every_mark_of_confidence_is_one_of_two(path: Any) -> None:
    objects = everything(json.loads(path.read_text(encoding="utf-8")))
    marks = {o[name] for o in objects for name in ("confidence", "name_confidence") if name in o}
    assert marks <= CONFIDENCE


@pytest.mark.parametrize("standard", FILES, ids=lambda row: row["code"])
def test_lines_and_rows_are_those_of_the_reference(standard: dict[str, Any]) -> None:
    reference = {row["code"]: row for row in shared_json("domain/standards.json")["standards"]}
    theirs = reference[standard["code"]]
    lines = {(line["zone"], line["code"]): line["amount_vnd"] for line in standard["income_lines"]}
    assert lines == {
        (zone, code): amount for zone in ("rural", "urban") for code, amount in theirs["income_lines"][zone].items()
    }
    assert [i["code"] for i in standard["indicators"]] == [i["code"] for i in theirs["indicators"]]
    assert (standard["effective_from"], standard["effective_to"]) == (
        theirs["effective_from"],
        theirs["effective_to"],
    )


@pytest.mark.parametrize("standard", FILES, ids=lambda row: row["code"])
def test_each_indicator_has_a_rule_a_dimension_and_both_languages(standard: dict[str, Any]) -> None:
    dimensions = {row["code"] for row in standard["dimensions"]}
    for indicator in standard["indicators"]:
        assert indicator["rule"] in RULES
        assert indicator["dimension"] in dimensions
        assert indicator["name_en"]
        assert indicator["cutoff_vi"]
        assert indicator["cutoff_en"]


def test_legal_texts_are_those_of_the_catalogue() -> None:
    catalogue = json.loads((settings.BASE_DIR / "catalogs/data/legal_texts.json").read_text(encoding="utf-8"))
    numbers = {row["number"] for row in everything(catalogue) if "number" in row}
    named = [o["legal_basis"] for o in everything([FILES, read_data("answer_options.json")]) if "legal_basis" in o]
    assert set(chain.from_iterable(named)) <= numbers


def test_the_flags_that_rules_ask_for_stand_in_the_option_tables() -> None:
    asked = {
        **{list_code: {"durable"} for list_code in STRUCTURES.values()},
        SOURCES["water_source"]: {"clean", "hygienic"},
        SOURCES["toilet"]: {"hygienic"},
        SOURCES["waste"]: {"proper"},
        "studying_levels": {"studying", "rank"},
        "education_levels": {"rank", "upper_secondary"},
        "training_levels": {"certified", "intermediate", "college"},
        "job_statuses": {"working", "seeking", "unable"},
        "job_kinds": {"state", "nonfarm"},
        "contracts": {"lacking"},
        "social_assistance": {"dependent"},
        "pensions": {"pension"},
        "info_means": {"info_means", "info_assets"},
    }
    for code, flags in asked.items():
        assert all(flags <= set(option.flags) for option in OPTIONS.lists[code].values()), code


def test_schooling_levels_of_the_bands_stand_in_the_option_tables() -> None:
    bands = chain.from_iterable(
        i.parameters.get("bands", ()) for standard in STANDARDS.values() for i in standard.indicators
    )
    for band in bands:
        for list_code, name in (("studying_levels", "level"), ("education_levels", "education")):
            if name in band:
                assert OPTIONS.get(list_code, band[name])


def test_an_unknown_answer_is_named() -> None:
    with pytest.raises(UnknownAnswerError, match=r"vách lá.*wall_materials"):
        OPTIONS.flag("wall_materials", "vách lá", "durable")


def test_a_rule_that_does_not_exist_is_refused_when_loading() -> None:
    row = {**FILES[0], "indicators": [{**FILES[0]["indicators"][0], "rule": "guess"}]}
    with pytest.raises(InvalidStandardError, match="guess"):
        standard_from_dict(row)


def test_every_score_table_is_an_illustration_and_says_so() -> None:
    tables = shipped_score_tables()
    assert set(tables) == {(code, zone) for code in ("MDP_2016", "MDP_2022") for zone in ("rural", "urban")}
    assert all(not table.official and "không phải phụ lục chính thức" in table.name_vi for table in tables.values())


def test_reasons_have_no_placeholder_that_nothing_fills() -> None:
    known = dict.fromkeys(("members", "dependents", "count", "parts", "area", "limit", "answer", "services"), "x")
    assert all(str(text) % known for text in REASONS.values())


def test_the_eight_causes_have_a_place_and_both_names() -> None:
    causes = read_data("causes.json")["causes"]
    assert [cause["position"] for cause in causes] == list(range(8))
    assert all(cause["name_vi"] and cause["name_en"] for cause in causes)
