"""Finding units: by day, by name in a URL, by subtree, by what they came from."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import DateField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest

from areas.rules import split_kind
from catalogs.models import DatedQuerySet
from core.text import fold

if TYPE_CHECKING:
    from areas.models import Area


class AreaQuerySet(DatedQuerySet):
    def at(self, on: date) -> Self:
        """The tree of that day. Before the oldest list that we hold, the oldest list is read."""
        lists = self.model._default_manager.filter(parent=None).order_by("valid_from")
        day = Greatest(Value(on, output_field=DateField()), Subquery(lists.values("valid_from")[:1]))
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def country_at(self, on: date) -> "Area":
        """The root of the list in force on that day; its `edition` names the list."""
        country: Area = self.filter(parent=None).at(on).get()
        return country

    def by_ref(self, ref: str) -> "Area":
        """The unit named `edition-code` in URLs, files and the API; raises DoesNotExist."""
        edition, _dash, code = ref.partition("-")
        found: Area = self.get(edition=edition, code=code)
        return found

    def by_refs(self, refs: Iterable[str]) -> Self:
        """The units named; unknown names are simply missing."""
        wanted = Q(pk__in=[])
        for ref in refs:
            edition, _dash, code = ref.partition("-")
            wanted |= Q(edition=edition, code=code)
        return self.filter(wanted)

    def of_level(self, level: str) -> Self:
        return self.filter(level=level)

    def within(self, area: "Area") -> Self:
        """The unit and everything below it, in its own list."""
        return self.filter(path__descendant_of=[area.path])

    def below_paths(self, paths: Iterable[str]) -> Self:
        """Everything at or below one of the paths."""
        return self.filter(path__descendant_of=list(paths))

    def visible_to(self, access: Any) -> Self:
        """The units of a user's subtrees (`access.paths`)."""
        return self.below_paths(access.paths)

    def containing(self, area: "Area") -> Self:
        """The unit and its ancestors, the country first."""
        return self.filter(path__ancestor_of=area.path).order_by("path")

    def predecessors_of(self, area: "Area") -> Self:
        """The units of an older list that became part of this very unit, wholly or partly."""
        return self.filter(successions__new=area)

    def successors_of(self, area: "Area") -> Self:
        """The units of a newer list that this very unit became part of."""
        return self.filter(origins__old=area)

    def named(self, text: str) -> Self:
        """Units of that name, typed with or without accents and with or without the kind before it."""
        folded = fold(text)
        kind, rest = split_kind(folded)
        wanted = Q(name_fold=folded)
        return self.filter(wanted | Q(kind=kind, name_fold=rest) if kind else wanted)

    def missing_population(self, year: int) -> Self:
        """Communes without their total of households for that year: they have no official rate."""
        return self.filter(level=self.model.Level.COMMUNE).exclude(populations__year=year)

    def with_zone(self, on: date) -> Self:
        """Annotates `zone` ("urban", "rural" or null): the nearest row in force at the unit or above it."""
        from areas.models import Zone  # the models are made with this class

        # Records older than the oldest list are read on it, so with its zones (as in services.zone_row_of).
        day = Greatest(Value(on, output_field=DateField()), OuterRef("valid_from"))
        in_force = Q(valid_to=None) | Q(valid_to__gte=day)
        nearest = Zone.objects.filter(in_force, valid_from__lte=day, area__path__ancestor_of=OuterRef("path"))
        return self.annotate(zone=Subquery(nearest.order_by("-area__path").values("zone")[:1]))
