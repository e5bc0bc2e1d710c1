import re
from datetime import date

import pytest

from catalogs.models import DocumentKind, LegalText
from catalogs.rules import is_document_number

pytestmark = pytest.mark.django_db


def test_each_example_belongs_to_its_kind_first() -> None:
    kinds = list(DocumentKind.objects.all())
    for kind in kinds:
        assert is_document_number(kind.example)
        fitting = [other for other in kinds if re.match(other.number_pattern, kind.example)]
        assert fitting[0] == kind


def test_numbers_of_legal_texts_have_the_official_form() -> None:
    texts = LegalText.objects.all()
    assert len(texts) > 30
    assert [text.number for text in texts if not is_document_number(text.number)] == []


def test_a_text_that_was_replaced_is_not_in_force() -> None:
    in_force = LegalText.objects.in_force(date(2026, 1, 1))
    assert not in_force.filter(code="nd-13-2023").exists()
    assert in_force.filter(code="nd-356-2025").exists()


def test_a_text_names_itself() -> None:
    assert str(LegalText.objects.select_related("kind").get(code="nd-07-2021")) == "Nghị định 07/2021/NĐ-CP"
