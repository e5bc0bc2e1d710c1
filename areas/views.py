"""Pages of the areas app. A unit's own page shows figures of every app, so it belongs to reports."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.forms import PopulationForm
from areas.identity import crumbs_to
from areas.models import Area, Population
from areas.services import record_population
from areas.tables import population_table
from core import files
from core.form_pages import DecisionPage


class PopulationPage(DecisionPage):
    """Total households and persons of a commune by year, entered with their source."""

    right_required = "population.edit"
    title = _("Tổng số hộ, nhân khẩu")
    nav_section = "areas"
    template_name = "areas/population.html"
    form_class = PopulationForm
    saved_message = _("Đã ghi tổng số hộ, nhân khẩu.")
    multipart = True
    request: HttpRequest

    @cached_property
    def area(self) -> Area:
        communes = Area.objects.visible_to(self.access).of_level(Area.Level.COMMUNE)
        edition, _dash, code = self.kwargs["ref"].partition("-")
        commune: Area = get_object_or_404(communes, edition=edition, code=code)
        return commune

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"area": self.area}

    def get_initial(self) -> dict[str, Any]:
        """The year asked for with its totals, or the last one for which the unit can have some."""
        asked = self.request.GET.get("nam_ra_soat", "")
        year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else self._last_year()
        row = Population.objects.current().filter(area=self.area, year=year).first()
        if row is None:
            return {"year": year}
        return {"year": year, "households": row.households, "persons": row.persons, "source": row.source}

    def _last_year(self) -> int:
        """The running year, or the last one at whose end the unit still stood."""
        today, ended = timezone.localdate(), self.area.valid_to
        if ended is None or ended >= date(today.year, 12, 31):
            return today.year
        return ended.year if (ended.month, ended.day) == (12, 31) else ended.year - 1

    def save(self, form: PopulationForm) -> Model:
        data = form.cleaned_data
        evidence = data["evidence"] and files.store(
            data["evidence"],
            name=data["evidence"].name,
            purpose="areas.population",
            owner_id=self.access.user.pk,
            scope_path=self.area.path,
            content_type=data["evidence"].content_type,
        )
        return record_population(
            area=self.area,
            year=data["year"],
            households=data["households"],
            persons=data["persons"],
            source=data["source"],
            reason=data["reason"],
            evidence_file_id=evidence.pk if evidence else None,
            entered_by_id=self.access.user.pk,
        )

    def get_success_url(self) -> str:
        return reverse("areas:population", kwargs={"ref": self.area.ref})

    def cancel_url(self) -> str:
        return self.area.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = population_table(self.area, lambda year: f"{self.get_success_url()}?nam_ra_soat={year}#nhap")
        return super().get_context_data(area=self.area, crumbs=crumbs_to(self.area), table=table, **kwargs)
