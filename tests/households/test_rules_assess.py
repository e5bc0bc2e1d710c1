"""The whole assessment: class, range while incomplete, overrides, and the words it is explained in."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from households.rules.assess import assess, decide
from households.rules.deprivation import Deprivation, derive
from households.rules.errors import RuleError
from households.rules.facts import HouseholdFacts, MemberFacts
from households.rules.load import shipped_score_tables
from households.rules.outcome import Outcome
from households.rules.standard import Standard
from tests.households.build import ON, OPTIONS, S2016, S2022, S2027, STANDARDS, adult, born, child, household
from tests.households.test_rules_scoring import POOR_FARM

OFFLINE = {"uses_internet": False, "uses_phone": False}
TABLES = shipped_score_tables()
RURAL = TABLES["MDP_2022", "rural"]
ASKED: dict[str, Any] = {
    "electricity": 40,
    "assets": {"tv", "motorbike"},
    "nonfarm_work": "none",
    **POOR_FARM,
}

# Lacks work (a), insurance (c), and a durable house.
LACKING = household(
    adult("a", label="anh Chau Rít", contract="without_contract", education="primary"),
    child("c", 12, label="em Neáng Srây Pích", has_health_insurance=False),
    wall="poor_wood",
    roof="leaf",
    floor_area_m2=Decimal("36.5"),
)


def assessed(facts: HouseholdFacts = LACKING, standard: Standard = S2022, **changes: Any) -> Outcome:
    return assess(facts, standard, zone="rural", options=OPTIONS, on=ON, **changes)


def texts(outcome: Outcome, kind: str) -> list[str]:
    return [line.text for line in outcome.explanation if line.kind == kind]


def without_water(facts: HouseholdFacts = LACKING) -> HouseholdFacts:
    return replace(facts, housing=replace(facts.housing, water_source=""))


def test_points_and_deprivations_make_the_class() -> None:
    outcome = assessed(score_table=RURAL, answers=ASKED)
    assert (outcome.result_class, outcome.complete, outcome.method) == ("poor", True, "points")
    assert (outcome.count, outcome.b2, outcome.mask) == (3, 30, 1 << 0 | 1 << 3 | 1 << 6)
    assert outcome.b1 is not None
    assert outcome.b1.total == sum(line.points for line in outcome.b1.lines)


def test_the_explanation_names_rule_distance_points_and_members() -> None:
    outcome = assessed(score_table=RURAL, answers=ASKED)
    assert outcome.b1 is not None
    b1 = outcome.b1.total
    assert texts(outcome, "result") == ["Kết quả: hộ nghèo."]
    assert texts(outcome, "rule") == [
        "Chuẩn nghèo đa chiều giai đoạn 2022-2025, nông thôn: "
        "hộ nghèo khi điểm B1 từ 140 trở xuống và điểm B2 từ 30 trở lên."
    ]
    assert texts(outcome, "b1") == [f"Điểm B1: {b1}; thấp hơn {140 - b1} điểm so với mức 140."]
    assert texts(outcome, "b2") == ["Điểm B2: 30 (thiếu hụt 3 trên 12 chỉ số)."]
    assert "Điện tiêu thụ bình quân một tháng: 40 kWh – 10 điểm" in texts(outcome, "points")
    assert "Đất trồng cây hằng năm: 1.500 m² – 5 điểm" in texts(outcome, "points")
    assert texts(outcome, "deprivation") == [
        "Việc làm: anh Chau Rít làm công ăn lương, không có hợp đồng lao động.",
        "Bảo hiểm y tế: em Neáng Srây Pích (12 tuổi) chưa có thẻ bảo hiểm y tế.",
        "Chất lượng nhà ở: tường và mái không bền chắc.",
    ]
    assert "Bảng điểm minh họa, không phải phụ lục chính thức." in texts(outcome, "caution")
    assert len(texts(outcome, "points")) == len(RURAL.items)


def test_until_the_last_answer_there_is_a_range_and_no_class() -> None:
    outcome = assessed(without_water(), score_table=RURAL, answers={**ASKED, "electricity": None})
    assert outcome.result_class is None
    assert not outcome.complete
    assert outcome.b1 is not None
    assert outcome.missing == ("electricity", "water")
    assert texts(outcome, "result") == ["Chưa đủ dữ liệu: còn 2 mục chưa trả lời."]
    assert texts(outcome, "b1") == [f"Điểm B1 từ {outcome.b1.lower} đến {outcome.b1.upper}, tùy các mục chưa trả lời."]
    assert texts(outcome, "b2") == ["Điểm B2 từ 30 đến 40 (thiếu hụt từ 3 đến 4 chỉ số)."]
    assert texts(outcome, "missing") == [
        "Mục chấm điểm chưa trả lời: Điện tiêu thụ bình quân một tháng; Nguồn nước sinh hoạt sạch.",
        "Nguồn nước sinh hoạt: chưa rõ nguồn nước chính đạt hay không đạt.",
    ]


def test_the_range_names_the_classes_still_possible() -> None:
    nothing_asked = assessed(without_water(household()), score_table=RURAL, answers={})
    assert nothing_asked.possible == ("near_poor", "not_poor")
    assert texts(nothing_asked, "range") == ["Kết quả có thể là: hộ cận nghèo, hộ không nghèo."]


def test_the_range_says_when_the_rest_cannot_change_the_class() -> None:
    outcome = assessed(without_water(), income=5_000_000)
    assert (outcome.result_class, outcome.possible) == (None, ("not_poor",))
    assert texts(outcome, "range") == ["Các mục còn thiếu không làm đổi kết quả: hộ không nghèo."]


def test_by_income_the_distance_to_the_line_is_in_dong() -> None:
    outcome = assessed(income=1_480_000)
    assert (outcome.result_class, outcome.method) == ("poor", "income")
    assert texts(outcome, "income") == [
        "Thu nhập bình quân: 1.480.000 đồng/người/tháng; thấp hơn 20.000 đồng so với mức 1.500.000."
    ]
    assert texts(assessed(income=1_500_000), "income")[0].endswith("; đúng bằng mức 1.500.000.")
    assert texts(assessed(income=1_500_001), "income")[0].endswith(
        "; cao hơn 1 đồng so với mức 1.500.000; thấp hơn 749.999 đồng so với mức 2.250.000."
    )
    assert assessed(income=Fraction(1_500_000 * 12 * 7 + 1, 84)).result_class == "average_living"


def test_without_an_income_every_class_its_deprivations_allow_is_possible() -> None:
    outcome = assessed()
    assert outcome.possible == ("poor", "average_living", "not_poor")
    assert outcome.missing == ("income",)
    assert "Chưa nhập thu nhập bình quân đầu người." in texts(outcome, "missing")


def test_a_class_from_a_rule_that_needs_checking_says_so() -> None:
    checked, unchecked = assessed(income=1_000_000), assessed(income=2_000_000)
    caution = "Mức quy định này cần đối chiếu văn bản."
    assert caution not in texts(checked, "caution")
    assert caution in texts(unchecked, "caution")


def test_2027_has_no_score_table_and_decides_by_income() -> None:
    by_points = assessed(standard=S2027, method="points")
    assert (by_points.result_class, by_points.possible) == (None, ())
    assert by_points.missing == ("b1",)
    assert "chưa có bảng điểm" in texts(by_points, "caution")[0]
    assert assessed(standard=S2027, income=2_200_000).result_class == "poor"
    assert assessed(standard=S2027, income=2_200_001).result_class == "not_poor"


def test_2016_tells_both_kinds_of_poverty() -> None:
    assert texts(assessed(standard=S2016, income=700_000), "result") == ["Kết quả: hộ nghèo (nghèo về thu nhập)."]
    near = assessed(standard=S2016, income=700_001)
    assert near.result_class == "near_poor"


def test_points_alone_never_give_an_average_living_standard() -> None:
    rich = assessed(household(), score_table=RURAL, answers={**ASKED, "assets": {"car", "tv"}, "electricity": 300})
    assert rich.result_class == "not_poor"
    assert texts(rich, "rule")[0].endswith("các trường hợp còn lại là hộ không nghèo.")
    assert "phiếu riêng" in texts(rich, "note")[0]


def test_an_override_decides_and_is_told_with_its_reason() -> None:
    outcome = assessed(
        without_water(),
        income=1_000_000,
        overrides={"water": (True, "Giếng nhiễm phèn."), "employment": (False, "x")},
    )
    assert (outcome.complete, outcome.count) == (True, 3)
    assert texts(outcome, "override") == [
        "Việc làm: cán bộ rà soát xác định không thiếu hụt; lý do: x.",
        "Nguồn nước sinh hoạt: cán bộ rà soát xác định có thiếu hụt; lý do: Giếng nhiễm phèn.",
    ]


def test_a_score_table_of_another_standard_or_zone_is_refused() -> None:
    with pytest.raises(RuleError, match="không dùng cho"):
        assessed(score_table=TABLES["MDP_2022", "urban"], answers={})
    with pytest.raises(RuleError, match="không dùng cho"):
        assessed(standard=S2016, score_table=RURAL, answers={})


def test_figures_follow_the_language() -> None:
    with translation.override("en"):
        outcome = assessed(income=1_480_000)
        assert "1,480,000" in texts(outcome, "income")[0]
        assert "Multidimensional poverty standard 2022-2025" in texts(outcome, "rule")[0]


NOTHING_KNOWN = HouseholdFacts(members=(MemberFacts(id="1", label="bà Neáng Sóc Khên", sex="female"),))
BORN_ONLY = replace(NOTHING_KNOWN, members=(replace(NOTHING_KNOWN.members[0], birth=born(15, months=6)),))
EVERYTHING_LACKS = household(
    adult("a", job_status="no_job", birth=born(20), education="primary", seriously_ill_untreated=True, **OFFLINE),
    child("b", 7, stunted=True, has_health_insurance=False, studying_level="none"),
    child("c", 7, underweight=True),
    wall="poor_wood",
    roof="leaf",
    floor_area_m2=Decimal(10),
    water_source="surface",
    toilet="none",
    waste="burned",
    info_means=frozenset(),
    hears_loudspeaker=False,
)


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
@pytest.mark.parametrize("facts", [HouseholdFacts(), NOTHING_KNOWN, BORN_ONLY], ids=["nobody", "name", "birth"])
def test_every_open_indicator_says_what_to_ask(standard: Standard, facts: HouseholdFacts) -> None:
    outcome = assessed(facts, standard, income=1)
    asked = [d.code for d in outcome.deprivations if d.deprived is None]
    assert len(texts(outcome, "missing")) == len(asked) == len(outcome.missing)
    assert len(asked) > len(standard.indicators) / 2


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_every_lacking_indicator_says_why(standard: Standard) -> None:
    outcome = assessed(EVERYTHING_LACKS, standard, income=1)
    assert outcome.mask == (1 << len(standard.indicators)) - 1
    lines = texts(outcome, "deprivation")
    assert len(lines) == len(standard.indicators)
    assert not any("%(" in line or "  " in line for line in lines)


ANSWERS = st.lists(st.sampled_from([True, False, None]), min_size=12, max_size=12)


def deprivations(answers: list[bool | None]) -> list[Deprivation]:
    derived = derive(household(), S2022, options=OPTIONS, on=ON)
    return [replace(d, deprived=answer) for d, answer in zip(derived, answers, strict=True)]


@given(ANSWERS, st.integers(0, 4_000_000), st.booleans(), st.sampled_from(["rural", "urban"]))
def test_whatever_is_answered_later_the_class_was_possible(
    answers: list[bool | None], income: int, known: bool, zone: Any
) -> None:
    before = decide(S2022, zone, deprivations(answers), income=income if known else None)
    for filled in (True, False):
        rest = [filled if answer is None else answer for answer in answers]
        after = decide(S2022, zone, deprivations(rest), income=income)
        assert after.result_class in before.possible
        assert after.mask & before.mask == before.mask
        assert after.mask & ~(before.mask | before.unknown_mask) == 0
    assert before.complete == (known and None not in answers)


@given(ANSWERS)
def test_mask_count_and_points_agree(answers: list[bool | None]) -> None:
    outcome = decide(S2022, "rural", deprivations(answers))
    assert outcome.mask.bit_count() == outcome.count == answers.count(True)
    assert outcome.unknown_mask.bit_count() == answers.count(None)
    assert (outcome.b2, outcome.b2_upper) == (10 * outcome.count, 10 * (12 - answers.count(False)))
