"""How many households and persons live somewhere: the denominator of every official rate."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from areas.models.area import Area


class PopulationQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: Any) -> Self:
        """Totals of the areas of a user's subtrees (`access.paths`)."""
        return self.filter(area__path__descendant_of=access.paths)

    def current(self) -> Self:
        """The latest version for each area and year."""
        later = self.model.objects.filter(area=OuterRef("area"), year=OuterRef("year"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))


class Population(models.Model):
    """Total households and persons of an area in a review year. Append-only: a correction is a version."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="populations")
    year = models.PositiveSmallIntegerField(_("năm rà soát"))
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    households = models.PositiveIntegerField(_("tổng số hộ dân cư"))
    persons = models.PositiveIntegerField(_("tổng số nhân khẩu"))
    source = models.CharField(_("nguồn số liệu"), max_length=200)
    # A core.StoredFile; named by id, because files are scoped by their own policies.
    evidence_file_id = models.UUIDField(_("tệp minh chứng"), null=True, blank=True)
    reason = models.CharField(_("lý do điều chỉnh"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("thời điểm ghi"), auto_now_add=True)

    objects = PopulationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "version"], name="population_version_once"),
            models.CheckConstraint(condition=Q(households__gt=0), name="population_has_households"),
            models.CheckConstraint(condition=Q(persons__gte=F("households")), name="population_person_per_household"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="population_correction_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.year} v{self.version}"
