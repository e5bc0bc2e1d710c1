"""The review form from the list to the confirmed class, by the services."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.models import Event, HistoryRow
from core.transitions import NotAllowed
from households.errors import Incomplete, StaleVersion
from households.models import Assessment, Classification, PovertyStandard
from households.progress import Progress
from households.rulebook import load_rulebook, standard_of
from households.rules.load import shipped_options, shipped_score_tables, shipped_standards
from households.services.results import (
    decide_assessment,
    present_members,
    reopen_assessment,
    return_assessment,
    score_assessment,
)
from households.services.review import SectionAnswers, Seen, override_deprivation, save_answers
from households.services.rounds import list_for_round, open_round
from households.signals import class_changed
from tests.households.world import GOOD_ANSWERS, World


@pytest.fixture
def review(world: World) -> Assessment:
    return world.listed(world.household(), world.round())


def save(
    world: World, review: Assessment, seen: Seen, *, draft: dict[str, list[str]] | None = None, **answers: object
) -> Assessment:
    with world.acting(world.officer):
        return save_answers(
            access=world.officer,
            assessment_id=review.pk,
            seen=seen,
            given=SectionAnswers("housing", answers=answers, draft=draft or {}),
        )


# --- the rules in the database are the rules of the files ------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["MDP_2016", "MDP_2022", "MDP_2027"])
def test_a_standard_in_the_database_is_the_one_of_the_files(code: str) -> None:
    row = PovertyStandard.objects.get(code=code)
    stored, shipped = standard_of(row), shipped_standards()[code]
    assert (stored.indicators, stored.rules, stored.points) == (shipped.indicators, shipped.rules, shipped.points)
    weights = sum(stored.mpi_weights)
    # The same households are poor: the cut-off in the database is the first whole sum that reaches k.
    assert all((n >= row.mpi_cutoff) == (n >= shipped.mpi_cutoff * weights) for n in range(weights + 1))


@pytest.mark.django_db
def test_options_and_score_tables_in_the_database_are_those_of_the_files() -> None:
    book = load_rulebook(PovertyStandard.objects.get(code="MDP_2022").pk)
    assert book.options == shipped_options()
    for zone, table in book.tables.items():
        assert [item.question for item in table.items] == [
            i.question for i in shipped_score_tables()["MDP_2022", zone].items
        ]
        assert not table.official


# --- rounds and lists ------------------------------------------------------------------------------------


def test_a_round_is_opened_by_the_province_under_the_standard_of_its_day(world: World) -> None:
    given = {
        "kind": "periodic",
        "opens_on": date(2026, 9, 1),
        "closes_on": date(2026, 12, 14),
    }
    with pytest.raises(NotAllowed):
        open_round(access=world.leader, year=2026, reference_date=date(2026, 12, 14), **given)
    leader = world.access(world.province, ("households.decide",))
    with world.acting(leader):
        opened = open_round(access=leader, year=2026, reference_date=date(2026, 12, 14), **given)
        assert opened.standard.code == "MDP_2022"
        with pytest.raises(NotAllowed):
            open_round(access=leader, year=2026, reference_date=date(2026, 12, 14), **given)
        later = open_round(access=leader, year=2027, reference_date=date(2027, 12, 14), **given)
        assert later.standard.code == "MDP_2027"


def test_the_poor_and_near_poor_are_listed_once(world: World) -> None:
    poor, near, other = (world.household(name) for name in ("Lê Một", "Lê Hai", "Lê Ba"))
    world.classify(poor, "poor", since=date(2025, 12, 1))
    world.classify(near, "near_poor", since=date(2025, 12, 1))
    world.classify(other, "not_poor", since=date(2025, 12, 1))
    review_round = world.round()
    with world.acting(world.officer):
        assert list_for_round(access=world.officer, round_id=review_round.pk) == 2
        assert list_for_round(access=world.officer, round_id=review_round.pk) == 0
        listed = Assessment.objects.of_round(review_round.pk)
        assert {a.household for a in listed} == {poor, near}
        assert {(a.zone, a.area, a.persons) for a in listed} == {("urban", world.commune, 1)}


def test_a_village_household_is_counted_in_its_commune(world: World) -> None:
    review = world.listed(world.household(area=world.village), world.round())
    assert review.area == world.commune


def test_a_closed_round_lists_nobody(world: World) -> None:
    household = world.household()
    ended = world.round(2025, state="recognised", recognised_on=date(2025, 12, 20))
    with world.acting(world.officer), pytest.raises(NotAllowed):
        list_for_round(access=world.officer, round_id=ended.pk, household_ids=[household.pk])


# --- saving ----------------------------------------------------------------------------------------------


def test_answers_are_added_and_taken_back(world: World, review: Assessment) -> None:
    saved = save(world, review, Seen(1), wall="brick", roof="leaf")
    saved = save(world, saved, Seen(saved.version), wall=None)
    assert saved.answers == {"roof": "leaf"}
    assert (saved.state, saved.saved_sections) == ("draft", ["housing"])


def test_what_cannot_be_read_is_kept_as_typed(world: World, review: Assessment) -> None:
    saved = save(world, review, Seen(1), draft={"ho-floor_area_m2": ["36m"]}, wall="brick")
    assert saved.drafts == {"housing": {"ho-floor_area_m2": ["36m"]}}
    saved = save(world, saved, Seen(saved.version), floor_area_m2="36")
    assert saved.drafts == {}


def test_an_old_version_is_refused_unless_it_says_the_same(world: World, review: Assessment) -> None:
    saved = save(world, review, Seen(1), wall="brick")
    again = save(world, review, Seen(1), wall="brick")
    assert again.version == saved.version
    with pytest.raises(StaleVersion) as stale:
        save(world, review, Seen(1), wall="earth")
    assert stale.value.current.answers == {"wall": "brick"}


def test_another_section_saved_meanwhile_is_no_conflict(world: World, review: Assessment) -> None:
    from households.services.review import section_digest

    digest = section_digest(review, SectionAnswers("housing", answers={"wall": None}))
    with world.acting(world.officer):
        save_answers(
            access=world.officer,
            assessment_id=review.pk,
            seen=Seen(1),
            given=SectionAnswers("water", answers={"toilet": "septic"}),
        )
    saved = save(world, review, Seen(1, digest=digest), wall="brick")
    assert saved.answers == {"toilet": "septic", "wall": "brick"}


def test_a_page_does_not_conflict_with_its_own_autosave(world: World, review: Assessment) -> None:
    save(world, review, Seen(1, token="trang-1", is_autosave=True), wall="brick")
    saved = save(world, review, Seen(1, token="trang-1"), wall="earth")
    assert saved.answers == {"wall": "earth"}


def test_a_late_autosave_undoes_nothing(world: World, review: Assessment) -> None:
    save(world, review, Seen(1, token="trang-1"), wall="earth")
    with pytest.raises(StaleVersion):
        save(world, review, Seen(1, token="trang-1", is_autosave=True), wall="brick")


# --- the result ------------------------------------------------------------------------------------------


def test_the_result_is_that_of_the_rules(world: World) -> None:
    household = world.household()
    world.member(household, "Nguyễn Thị Bé", birth_day=None, birth_month=None, birth_year=2016)
    review = world.scored(world.listed(household, world.round()), wall="earth", roof="leaf", toilet="none")
    with world.acting(world.officer):
        review = Assessment.objects.select_related("round", "household").get(pk=review.pk)
        book = load_rulebook(review.standard_id)
        expected = Progress(review, list(present_members(review)), book).outcome
    assert (review.deprivation_mask, review.deprivation_count) == (expected.mask, 2)
    assert (review.b1, review.b2) == (expected.b1.total, 20)
    assert review.result_class == expected.result_class
    assert review.state == "scored"
    assert review.reviewer_id == world.officer.user_id
    kinds = {line["kind"] for line in review.explanation["lines"]}
    assert {"result", "rule", "b1", "points", "b2", "deprivation"} <= kinds
    assert any("mái" in line["text"] for line in review.explanation["lines"])


def test_members_keep_what_the_review_recorded(world: World) -> None:
    household = world.household()
    review = world.scored(world.listed(household, world.round()))
    with world.acting(world.officer):
        member = household.members.get()
        assert (member.has_health_insurance, member.job_status) == (True, "working")
    told = review.member_facts[str(member.pk)]
    assert (told["name"], told["birth"], told["job_status"]) == ("Nguyễn Văn An", [5, 8, 1980], "working")


@pytest.mark.parametrize(
    ("electricity", "assets", "expected"),
    [
        # 140 points is the line of the poor in the countryside, 175 in town (TT 07/2021).
        ("0", [], "below"),
        ("200", ["car", "air_conditioner"], "above"),
    ],
)
def test_the_class_follows_the_points(world: World, electricity: str, assets: list[str], expected: str) -> None:
    review = world.scored(world.listed(world.household(), world.round()), b1_electricity=electricity, b1_assets=assets)
    assert review.result_class == ("near_poor" if review.b1 <= 175 else "not_poor")
    assert (review.b1 <= 175) == (expected == "below")


@pytest.mark.parametrize(
    ("yearly_income", "lacks", "expected"),
    [
        (2_800_000 * 12, 3, "poor"),
        (2_800_000 * 12, 2, "near_poor"),
        (2_800_000 * 12 + 1, 3, "not_poor"),  # a twelfth of a dong over the line
    ],
)
def test_without_points_the_exact_income_decides(world: World, yearly_income: int, lacks: int, expected: str) -> None:
    """2027-2030 has no score table: 2,800,000 dong in town, one person, so a twelfth of a dong counts."""
    lacking = dict(list({"toilet": "none", "water_source": "surface", "waste": "burned"}.items())[:lacks])
    answers = {"waste": "collected", "income_12_months": yearly_income} | lacking
    review = world.scored(world.listed(world.household(), world.round(2027, "MDP_2027")), **answers)
    assert (review.result_class, review.deprivation_count, review.b1) == (expected, lacks, None)


def test_a_form_with_a_gap_has_no_result(world: World, review: Assessment) -> None:
    answered = world.answered(review, toilet=None)
    with world.acting(world.officer), pytest.raises(Incomplete) as error:
        score_assessment(access=world.officer, assessment_id=review.pk, version=answered.version)
    assert "toilet" in error.value.missing


def test_last_years_answers_never_count_as_this_years(world: World) -> None:
    household = world.household()
    world.scored(world.listed(household, world.round(2025)))
    review = world.listed(household, world.round(2026))
    with world.acting(world.officer):
        progress = Progress(review, list(present_members(review)), load_rulebook(review.standard_id))
        assert progress.outcome.count == 0
        assert progress.outcome.unknown_mask.bit_count() == 9  # all but what the age of the one adult decides
        assert not progress.is_ready


def test_other_materials_wait_for_the_officer(world: World, review: Assessment) -> None:
    answered = world.answered(review, wall="other", roof="other", b1_durable_structures="1")
    with world.acting(world.officer):
        progress = Progress(
            Assessment.objects.get(pk=review.pk), list(present_members(answered)), load_rulebook(answered.standard_id)
        )
        assert progress.undecided == ["housing_quality"]
        found = override_deprivation(
            access=world.officer,
            assessment_id=review.pk,
            version=answered.version,
            indicator="housing_quality",
            deprived=True,
            reason="Tường và mái bằng bạt, ván tạm.",
        )
        scored = score_assessment(access=world.officer, assessment_id=review.pk, version=found.version)
    assert scored.deprivation_count == 1
    assert "bạt, ván tạm" in str(scored.explanation["lines"])


def test_an_own_finding_needs_its_reason_and_is_logged(world: World, review: Assessment) -> None:
    answered = world.answered(review)
    given = {"access": world.officer, "assessment_id": review.pk, "version": answered.version, "indicator": "toilet"}
    with world.acting(world.officer):
        with pytest.raises(NotAllowed):
            override_deprivation(**given, deprived=True, reason=" ")
        override_deprivation(**given, deprived=True, reason="Nhà tiêu đã hỏng, không dùng được.")
        event = Event.objects.get(act="households.override")
        assert (event.reason, event.data["indicator"]) == ("Nhà tiêu đã hỏng, không dùng được.", "toilet")
        scored = score_assessment(access=world.officer, assessment_id=review.pk, version=answered.version + 1)
    assert scored.deprivation_count == 1


# --- after the result ------------------------------------------------------------------------------------


def test_who_reviewed_does_not_confirm(world: World, review: Assessment) -> None:
    scored = world.scored(review)
    both = world.access(world.commune, ("households.view", "households.edit", "households.decide"))
    with world.acting(world.officer), pytest.raises(NotAllowed):
        decide_assessment(access=world.officer, assessment_id=review.pk, version=scored.version, on=date(2026, 11, 1))
    with world.acting(both):
        reopened = reopen_assessment(access=both, assessment_id=review.pk, version=scored.version)
        again = score_assessment(access=both, assessment_id=review.pk, version=reopened.version)
        with pytest.raises(NotAllowed, match="tự xác nhận"):
            decide_assessment(access=both, assessment_id=review.pk, version=again.version, on=date(2026, 11, 1))


def test_the_confirmed_class_follows_the_former_one(world: World) -> None:
    household = world.household()
    former = world.classify(household, "poor", since=date(2025, 12, 1))
    scored = world.scored(world.listed(household, world.round()))
    heard = []
    class_changed.connect(lambda **g: heard.append((g["old"], g["new"])), weak=False, dispatch_uid="test")
    with world.acting(world.leader):
        made = decide_assessment(
            access=world.leader,
            assessment_id=scored.pk,
            version=scored.version,
            on=date(2026, 11, 20),
            decision="125/QĐ-UBND",
        )
        former.refresh_from_db()
        assert former.valid_to == date(2026, 11, 19)
        assert (made.result_class, made.valid_from, made.decision) == (
            "not_poor",
            date(2026, 11, 20),
            "125/QĐ-UBND",
        )
        assert Assessment.objects.get(pk=scored.pk).state == "decided"
        assert Classification.objects.in_force(date(2026, 11, 19)).get().result_class == "poor"
        assert Classification.objects.in_force(date(2026, 11, 20)).get() == made
    class_changed.disconnect(dispatch_uid="test")
    assert heard == [("poor", "not_poor")]


def test_a_class_is_not_confirmed_before_the_former_began(world: World) -> None:
    household = world.household()
    world.classify(household, "poor", since=date(2026, 12, 1))
    scored = world.scored(world.listed(household, world.round()))
    with world.acting(world.leader), pytest.raises(NotAllowed, match="01/12/2026"):
        decide_assessment(access=world.leader, assessment_id=scored.pk, version=scored.version, on=date(2026, 11, 20))


def test_a_form_sent_back_keeps_its_answers_and_says_why(world: World, review: Assessment) -> None:
    scored = world.scored(review)
    with world.acting(world.leader):
        with pytest.raises(NotAllowed):
            return_assessment(access=world.leader, assessment_id=review.pk, version=scored.version, reason="")
        returned = return_assessment(
            access=world.leader, assessment_id=review.pk, version=scored.version, reason="Kiểm tra lại nhà tiêu."
        )
    assert (returned.state, returned.returned_reason) == ("draft", "Kiểm tra lại nhà tiêu.")
    assert returned.answers["toilet"] == GOOD_ANSWERS["toilet"]
    with world.acting(world.officer):
        again = score_assessment(access=world.officer, assessment_id=review.pk, version=returned.version)
    assert again.returned_reason == ""


def test_reviewing_needs_the_right(world: World, review: Assessment) -> None:
    with world.acting(world.leader), pytest.raises((PermissionDenied, NotAllowed)):
        save_answers(access=world.leader, assessment_id=review.pk, seen=Seen(1), given=SectionAnswers("housing"))


def test_every_change_of_a_form_is_in_its_history(world: World, review: Assessment) -> None:
    save(world, review, Seen(1), wall="brick")
    with world.acting(world.officer):
        row = HistoryRow.objects.filter(table_name="households_assessment", act="update").latest("id")
        assert (row.old["answers"], row.new["answers"]) == ({}, {"wall": "brick"})
        assert row.actor_id == str(world.officer.user_id)
