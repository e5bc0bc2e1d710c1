"""Roles as data, and who holds which role where and when."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogs.models import Bilingual


class Role(Bilingual, models.Model):
    """A named set of rights (accounts.rights)."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên vai trò"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="", db_default="")
    rights = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        ordering = ["code"]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class Assignment(models.Model):
    """`user` holds `role` in the subtree of `area` for a period; with components, only for those."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("vai trò"))
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    components = models.ManyToManyField("catalogs.Component", blank=True, related_name="+")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["user", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="assignment_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} – {self.area}"


class Delegation(models.Model):
    """While `giver` is away, `receiver` may act in the giver's posts."""

    giver = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="delegations_given")
    receiver = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="delegations_received")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"))
    reason = models.CharField(_("lý do"), max_length=200, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="delegation_period"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="delegation_other"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"
