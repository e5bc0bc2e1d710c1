"""Form fields that choose an area or an agency of one's own."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.access import Access
from accounts.models import Agency
from areas.models import Area

LEVELS = (Area.Level.PROVINCE, Area.Level.DISTRICT, Area.Level.COMMUNE)


class AreaChoiceField(forms.ModelChoiceField):
    """A unit in force today, of one's own area, in the order of the tree. Call `open_to` before use."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Area.objects.none(), **kwargs)

    def open_to(self, access: Access, levels: tuple[str, ...] = LEVELS) -> None:
        found = Area.objects.at(timezone.localdate()).visible_to(access).filter(level__in=levels)
        self.queryset = found.order_by("path")
        if access.area is not None and self.initial is None and access.area.level in levels:
            self.initial = access.area.pk

    def label_from_instance(self, obj: Area) -> str:
        """Indented below the unit it belongs to."""
        depth = {Area.Level.PROVINCE: 0, Area.Level.DISTRICT: 1}.get(Area.Level(obj.level), 2)
        return "\N{NO-BREAK SPACE}" * (3 * depth) + obj.full_name


class AgencyChoiceField(forms.ModelChoiceField):
    """An agency in force today, of one's own area. Call `open_to` before use."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Agency.objects.none(), **kwargs)

    def open_to(self, access: Access) -> None:
        self.queryset = Agency.objects.in_force(timezone.localdate()).visible_to(access).order_by("name", "pk")
