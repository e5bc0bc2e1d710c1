"""Where programme money comes from, of which kind it is, and when a budget year closes."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs.models.base import Bilingual, Dated, DatedQuerySet, Sourced, no_overlap


class CapitalKind(Bilingual, models.Model):
    """Vốn đầu tư phát triển or vốn sự nghiệp; what a period calls it stands in its labels."""

    code = models.CharField(_("mã"), max_length=10, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]


class CapitalKindLabelQuerySet(DatedQuerySet):
    def labels(self, on: date) -> dict[str, str]:
        """Code of the kind -> what it is called on that day."""
        return dict(self.in_force(on).values_list("kind__code", "name"))


class CapitalKindLabel(Dated, Sourced):
    """What a kind is called in reports of a period ("Vốn sự nghiệp", later "Kinh phí thường xuyên")."""

    kind = models.ForeignKey(CapitalKind, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField(_("tên gọi"), max_length=120)

    objects = CapitalKindLabelQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["kind", "valid_from"]
        constraints = [*Dated.Meta.constraints, no_overlap("kind", name="capital_kind_one_label")]

    def __str__(self) -> str:
        return self.name


class CapitalSource(Bilingual, Dated, Sourced):
    """Ngân sách trung ương, tỉnh, ...; `counts_in_rate`: part of the disbursement rate of the budget."""

    code = models.CharField(_("mã"), max_length=10, unique=True)
    name = models.CharField(_("tên"), max_length=160)
    name_en = models.CharField(max_length=160)
    counts_in_rate = models.BooleanField(_("tính vào tỷ lệ giải ngân"))
    position = models.PositiveSmallIntegerField()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["position"]


class ClosingDateQuerySet(models.QuerySet[Any]):
    def most_specific(self, kind: CapitalKind, source: CapitalSource | None, budget_year: int) -> "ClosingDate":
        """The rule for a line: one of the year comes first, then one of the source, then one of the kind."""
        applies = self.filter(
            Q(kind=None) | Q(kind=kind),
            Q(source=None) | Q(source=source),
            Q(budget_year=None) | Q(budget_year=budget_year),
        )
        rank = [models.F(name).desc(nulls_last=True) for name in ("budget_year", "source_id", "kind_id")]
        return applies.order_by(*rank)[:1].get()


class ClosingDate(Sourced):
    """Until when the money of a budget year may be disbursed; empty columns mean "every"."""

    kind = models.ForeignKey(CapitalKind, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("loại vốn"))
    source = models.ForeignKey(
        CapitalSource, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("nguồn vốn")
    )
    budget_year = models.PositiveSmallIntegerField(_("năm ngân sách"), null=True, blank=True)
    years_after = models.PositiveSmallIntegerField(_("số năm sau năm ngân sách"), default=1)
    month = models.PositiveSmallIntegerField(_("tháng"))
    day = models.PositiveSmallIntegerField(_("ngày"))

    objects = ClosingDateQuerySet.as_manager()

    class Meta:
        ordering = ["budget_year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source", "budget_year"], nulls_distinct=False, name="closing_date_once"
            ),
            # A day of every year: no 31 April, no 29 February.
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31))
                & ~Q(month=2, day__gt=28)
                & ~Q(month__in=[4, 6, 9, 11], day=31),
                name="closing_date_exists",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:02}/{self.month:02} (+{self.years_after})"

    def closes_on(self, budget_year: int) -> date:
        return date(budget_year + self.years_after, self.month, self.day)
