from typing import Any

import pytest
from django.utils import translation

from accounts.models import Role
from catalogs.models import CapitalKind, CapitalSource, DocumentKind, EthnicGroup, RelationToHead

pytestmark = pytest.mark.django_db


def test_all_groups_are_there() -> None:
    assert EthnicGroup.objects.count() == 54
    assert EthnicGroup.objects.filter(is_minority=False).get().name == "Kinh"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Kinh", "Kinh"),
        ("Khmer", "Khơ-me"),
        ("khơ me", "Khơ-me"),
        ("H'Mông", "Hmông"),
        ("Mông", "Hmông"),
        ("M’Nông", "Mnông"),
        ("EDE", "Ê-đê"),
        ("Giẻ Triêng", "Gié-Triêng"),
        ("Cờ Lao", "Cơ Lao"),
        ("Gia Rai", "Gia-rai"),
        ("Bru - Vân Kiều", "Bru-Vân Kiều"),
    ],
)
def test_a_group_is_found_by_any_spelling(typed: str, name: str) -> None:
    assert EthnicGroup.objects.by_name(typed).name == name


def test_an_unknown_name_is_not_guessed() -> None:
    with pytest.raises(EthnicGroup.DoesNotExist):
        EthnicGroup.objects.by_name("Không rõ")


def test_no_two_groups_share_a_spelling() -> None:
    groups = EthnicGroup.objects.all()
    spellings = [key for group in groups for key in (group.name_fold, *group.alias_folds)]
    assert len(spellings) == len(set(spellings)) == len(EthnicGroup.objects.name_index())


def test_the_two_lists_give_a_number_to_different_groups() -> None:
    assert EthnicGroup.objects.get(code_1979="04").name == "Hoa"
    assert EthnicGroup.objects.get(code_2008="04").name == "Mường"


def test_one_relation_is_the_head() -> None:
    assert RelationToHead.objects.get(is_head=True).code == "1"


def test_reference_names_follow_the_language_of_the_page() -> None:
    """Papers and files go on with `name`."""
    rows = (
        (RelationToHead.objects.get(code="2"), "Vợ/chồng", "Spouse"),
        (DocumentKind.objects.get(code="cong-van"), "Công văn", "Official letter"),
        (CapitalKind.objects.get(code="SN"), "Vốn sự nghiệp", "Recurrent capital"),
        (Role.objects.get(code="commune_leader"), "Lãnh đạo cấp xã", "Commune leader"),
    )
    for row, vietnamese, english in rows:
        assert str(row) == row.name == vietnamese
        with translation.override("en"):
            assert (str(row), row.name) == (english, vietnamese)


@pytest.mark.parametrize("model", [RelationToHead, DocumentKind, CapitalKind, CapitalSource, Role])
def test_every_reference_row_has_an_english_name(model: Any) -> None:
    assert not model.objects.filter(name_en="").exists()
