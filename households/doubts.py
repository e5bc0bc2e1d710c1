"""What looks wrong about the people of one household: to be looked at again, never refused.

Relations are known by their codes in the catalogue. A step- or adopted child may be nearly as old as the head,
so every sentence says what to check and none says what is true.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from households.models import Member

SPOUSE, CHILD, PARENT = "2", "3", "4"
YOUNGEST_ADULT = 15  # below it, nobody heads a household or is married
OLDEST = 110
GENERATION = 12  # years between parent and child, at the least
Doubts = dict[UUID, list[str]]


def doubts_of(members: Iterable[Member], on: date) -> Doubts:
    """By member; those about whom nothing is to be asked are not in it. Members come with their relation."""
    people = list(members)
    head = next((member for member in people if member.relation.is_head), None)
    found = {member.pk: list(_about(member, head, people, on)) for member in people}
    return {pk: texts for pk, texts in found.items() if texts}


def _about(member: Member, head: Member | None, people: Sequence[Member], on: date) -> Iterator[str]:
    age, code = member.age_on(on), member.relation.code
    if age is not None and age > OLDEST:
        yield _("%(age)d tuổi: kiểm tra lại ngày sinh.") % {"age": age}
    if age is not None and age < YOUNGEST_ADULT and (member.relation.is_head or code == SPOUSE):
        words = _("%(age)d tuổi mà ghi là “%(relation)s”: kiểm tra lại ngày sinh hoặc quan hệ.")
        yield words % {"age": age, "relation": member.relation}
    if code == SPOUSE:
        yield from _about_spouse(member, head, people)
    if head is not None and age is not None and (head_age := head.age_on(on)) is not None:
        yield from _about_generation(code, age, head_age)


def _about_spouse(member: Member, head: Member | None, people: Sequence[Member]) -> Iterator[str]:
    spouses = sum(person.relation.code == SPOUSE for person in people)
    if spouses > 1:
        words = _("%(n)d người trong hộ ghi là “%(relation)s”: kiểm tra lại quan hệ với chủ hộ.")
        yield words % {"n": spouses, "relation": member.relation}
    if head is not None and member.sex and member.sex == head.sex:
        yield _("Cùng giới tính với chủ hộ: kiểm tra lại giới tính hoặc quan hệ.")


def _about_generation(code: str, age: int, head_age: int) -> Iterator[str]:
    gap = {CHILD: head_age - age, PARENT: age - head_age}.get(code)
    if gap is not None and gap < GENERATION:
        words = _("%(age)d tuổi, chủ hộ %(head)d tuổi: kiểm tra lại ngày sinh hoặc quan hệ.")
        yield words % {"age": age, "head": head_age}
