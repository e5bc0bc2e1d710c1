"""Recurring work is sent when its interval has passed, on ticks that are never exactly on time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Schedule
from core.scheduling import due_at


@pytest.mark.parametrize(("passed", "is_due"), [(1.4, False), (1.95, True), (2.0, True)])
def test_a_tick_a_moment_early_does_not_wait_for_the_next(passed: float, is_due: bool) -> None:
    now = timezone.now()
    row = Schedule(code="x", task="x", every_seconds=2, last_run_at=now - timedelta(seconds=passed))
    assert due_at(row, now) is is_due
