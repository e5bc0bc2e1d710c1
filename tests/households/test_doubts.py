"""What is remarked about the people of a household; all of it is saved all the same."""

from datetime import date

import pytest

from catalogs.models import RelationToHead
from households.doubts import doubts_of
from households.models import Member

ON = date(2026, 12, 1)
HEAD, SPOUSE, CHILD, PARENT, OTHER = "1", "2", "3", "4", "9"


def person(code: str, age: int | None, sex: str = "m") -> Member:
    relation = RelationToHead(code=code, name=code, is_head=code == HEAD)
    return Member(relation=relation, sex=sex, birth_year=None if age is None else ON.year - age)


def remarks(*people: Member) -> list[list[str]]:
    found = doubts_of(people, ON)
    return [found.get(member.pk, []) for member in people]


def test_an_ordinary_family_raises_no_doubt() -> None:
    family = [person(HEAD, 47), person(SPOUSE, 45, "f"), person(CHILD, 20), person(PARENT, 76), person(OTHER, None)]
    assert remarks(*family) == [[], [], [], [], []]


def test_a_household_without_a_head_is_read_too() -> None:
    assert remarks(person(CHILD, 20)) == [[]]


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (person(CHILD, 76), "76 tuổi, chủ hộ 47 tuổi"),
        (person(CHILD, 36), "36 tuổi, chủ hộ 47 tuổi"),
        (person(PARENT, 50), "50 tuổi, chủ hộ 47 tuổi"),
        (person(SPOUSE, 45, "m"), "Cùng giới tính với chủ hộ"),
        (person(SPOUSE, 13, "f"), "13 tuổi mà ghi là"),
        (person(OTHER, 120), "120 tuổi"),
    ],
)
def test_doubts(member: Member, said: str) -> None:
    about_head, about_member = remarks(person(HEAD, 47), member)
    assert about_head == []
    assert [said in text for text in about_member] == [True]
    assert "kiểm tra lại" in about_member[0]


def test_a_child_as_head() -> None:
    assert ["ghi là" in text for text in remarks(person(HEAD, 14))[0]] == [True]


def test_two_spouses_are_both_remarked() -> None:
    found = remarks(person(HEAD, 47), person(SPOUSE, 45, "f"), person(SPOUSE, 40, "f"))
    assert [["2 người" in text for text in about] for about in found] == [[], [True], [True]]
