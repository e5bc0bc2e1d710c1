"""National target programmes and their trees of projects, sub-projects and activities."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalogs.models.base import Confidence, Dated, DatedQuerySet, Sourced
from catalogs.models.legal import LegalText
from catalogs.models.money import CapitalKind
from core.fields import LtreeField


class Programme(Dated, Sourced):
    code = models.CharField(_("mã"), max_length=30, unique=True)
    name_vi = models.CharField(_("tên chương trình"), max_length=400)
    name_en = models.CharField(max_length=400, blank=True)
    short_name = models.CharField(_("tên ngắn"), max_length=80)
    legal_texts = models.ManyToManyField(LegalText, related_name="programmes", verbose_name=_("căn cứ pháp lý"))

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-valid_from", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_vi


class ComponentQuerySet(DatedQuerySet):
    def below(self, component: "Component") -> Self:
        """The component and everything under it."""
        return self.filter(path__descendant_of=[component.path])

    def roots(self) -> Self:
        return self.filter(parent=None)

    def in_tree_order(self) -> Self:
        return self.order_by("programme", "path")

    def of_programme_on(self, on: date) -> Self:
        """Components of the programmes that run on that day."""
        return self.in_force(on).filter(programme__in=Programme.objects.in_force(on))


class Component(Dated, Sourced):
    """A node of a programme's tree; capital is planned and disbursed on nodes (design section 4)."""

    class Level(models.TextChoices):
        PART = "part", _("hợp phần")
        PROJECT = "project", _("dự án")
        SUB_PROJECT = "sub_project", _("tiểu dự án")
        ACTIVITY = "activity", _("hoạt động")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="components")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    code = models.CharField(_("mã"), max_length=40)
    name_vi = models.CharField(_("tên"), max_length=400)
    name_en = models.CharField(max_length=400, blank=True)
    level = models.CharField(_("cấp"), max_length=12, choices=Level.choices)
    path = LtreeField(unique=True)
    capital_kinds = models.ManyToManyField(
        CapitalKind, related_name="components", verbose_name=_("loại vốn được bố trí")
    )
    capital_kinds_confidence = models.CharField(
        max_length=12, choices=Confidence.choices, default=Confidence.NEEDS_CHECK
    )

    objects = ComponentQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["path"]
        indexes = [GistIndex(fields=["path"], name="component_path_gist")]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["programme", "code"], name="component_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_vi

    @property
    def number(self) -> str:
        """ "Dự án 4, tiểu dự án 1" as people say it, from the code "DA4.TDA1"."""
        return component_number(self.code)


_WORDS: dict[str, Any] = {"TDA": _("tiểu dự án"), "DA": _("dự án"), "HP": _("hợp phần"), "HD": _("hoạt động")}


def component_number(code: str) -> str:
    """The spoken form of a component code; a label of unknown shape stays as it is."""
    spoken = ", ".join(_spoken(label) for label in code.split("."))
    return spoken[:1].upper() + spoken[1:]


def _spoken(label: str) -> str:
    letters = label.rstrip("0123456789")
    return f"{_WORDS[letters]} {label[len(letters) :]}" if letters in _WORDS else label
