from datetime import date

import pytest
from django.utils import translation

from catalogs.models import Component, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return Programme.objects.get(code="NTP_SPR_2021")


def test_the_programme_of_2021_has_seven_projects_and_eleven_sub_projects(programme: Programme) -> None:
    levels = programme.components.values_list("level", flat=True)
    assert sorted(levels).count("project") == 7
    assert sorted(levels).count("sub_project") == 11
    assert programme.legal_texts.count() == 2


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2018, 10, 11), "NTP_SPR_2016"),
        (date(2024, 10, 28), "NTP_SPR_2021"),
        (date(2026, 11, 22), "NTP_MERGED_2026"),
    ],
)
def test_one_programme_runs_on_a_day(day: date, code: str) -> None:
    assert Programme.objects.in_force(day).get().code == code
    assert {c.programme.code for c in Component.objects.of_programme_on(day).select_related("programme")} == {code}


def test_a_sub_project_stands_below_its_project(programme: Programme) -> None:
    project = programme.components.get(code="DA4")
    below = Component.objects.below(project).in_tree_order()
    assert [c.code for c in below] == ["DA4", "DA4.TDA1", "DA4.TDA2", "DA4.TDA3"]
    assert programme.components.get(code="DA4.TDA1").parent == project


def test_names_are_said_as_officers_say_them(programme: Programme) -> None:
    component = programme.components.get(code="DA4.TDA1")
    assert str(component) == "Dự án 4, tiểu dự án 1: Phát triển giáo dục nghề nghiệp vùng nghèo, vùng khó khăn"
    with translation.override("en"):
        assert component.name == "Vocational education"


def test_what_was_not_read_in_the_text_is_marked(programme: Programme) -> None:
    assert not programme.components.get(code="DA1").needs_check
    assert programme.components.get(code="DA1.TDA1").needs_check
    assert programme.components.get(code="DA1").capital_kinds_confidence == "needs_check"
    merged = Programme.objects.get(code="NTP_MERGED_2026").components.all()
    assert [c.code for c in merged] == ["HP1", "HP2"]
    assert all(component.needs_check for component in merged)
