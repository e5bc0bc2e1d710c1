"""Days off of state agencies, and the working Saturdays that make up for bridged days."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogs.models.base import Sourced
from catalogs.working_days import Calendar


class HolidayQuerySet(models.QuerySet[Any]):
    def calendar(self) -> Calendar:
        """Every day that differs from the ordinary week, for `catalogs.working_days`."""
        return dict(self.values_list("day", "is_day_off"))


class Holiday(Sourced):
    """A day that differs from the ordinary week: a weekday off, or (`is_day_off` false) a Saturday worked."""

    day = models.DateField(_("ngày"), unique=True)
    name = models.CharField(_("ngày nghỉ"), max_length=120)
    is_day_off = models.BooleanField(_("được nghỉ"), default=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"
