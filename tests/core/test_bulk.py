"""Records written with an array for each column are what `bulk_create` would have written, or refused as it would."""

import pytest
from django.db import DataError
from django.forms.models import model_to_dict

from core import bulk
from core.acting import SYSTEM, acting_as
from core.models import Event

pytestmark = pytest.mark.django_db


def event(number: int, **given: object) -> Event:
    known = {"act": "tests.act", "object_type": "tests", "object_id": str(number), "data": {"n": [number, "ố", None]}}
    return Event(**known | given)


def test_rows_are_those_of_bulk_create_in_their_order() -> None:
    with acting_as(SYSTEM):
        Event.objects.bulk_create([event(1, reason="'}, {"), event(2, actor_label="Hà")])
        bulk.insert([event(1, reason="'}, {"), event(2, actor_label="Hà")])
        first, second, third, fourth = (model_to_dict(one, exclude=["id"]) for one in Event.objects.order_by("id"))
    assert [third, fourth] == [first, second]


def test_a_text_too_long_for_its_column_is_refused_and_not_cut() -> None:
    with acting_as(SYSTEM), pytest.raises(DataError):
        bulk.insert([event(1, object_label="x" * 201)])


def test_a_value_that_the_database_makes_is_not_given() -> None:
    with acting_as(SYSTEM), pytest.raises(TypeError, match="txid"):
        bulk.insert([event(1, txid=5)])
