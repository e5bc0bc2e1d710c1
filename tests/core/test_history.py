"""The history triggers of bulk writes."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_an_update_of_thousands_of_rows_is_not_planned_as_one_of_a_single_row() -> None:
    """Migration 0007; a function that is replaced loses its settings, and 3,000 rows take ten times as long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'portal_record_history'")
        settings = cursor.fetchone()[0]
    assert {"enable_nestloop=off", "search_path=public, pg_temp"} <= set(settings)
