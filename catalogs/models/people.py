"""What is recorded of a person from fixed lists: ethnic group and relation to the head."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs.models.base import Bilingual, Confidence
from catalogs.rules import ethnic_key


class EthnicGroupQuerySet(models.QuerySet[Any]):
    def by_name(self, text: str) -> "EthnicGroup":
        """The group meant by a name or alias, however accented or hyphenated; raises DoesNotExist."""
        key = ethnic_key(text)
        return self.get(Q(name_fold=key) | Q(alias_folds__contains=[key]))

    def name_index(self) -> dict[str, int]:
        """`ethnic_key` of every name and alias -> id, for imports of many rows."""
        index: dict[str, int] = {}
        for pk, name, aliases in self.values_list("pk", "name_fold", "alias_folds"):
            index.update(dict.fromkeys([name, *aliases], pk))
        return index


class EthnicGroup(models.Model):
    """One of the 54 groups. The same number means different groups in the two official lists (QĐ 121-TCTK
    of 1979, QĐ 1019 of 2008), so imports match by name."""

    code_1979 = models.CharField(_("mã theo danh mục 1979"), max_length=2, unique=True)
    code_2008 = models.CharField(_("mã theo danh mục 2008"), max_length=2, null=True, blank=True, unique=True)
    name = models.CharField(_("dân tộc"), max_length=40, unique=True)
    other_spellings = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("tên gọi khác"))
    name_fold = models.CharField(max_length=40, unique=True)
    alias_folds = ArrayField(models.CharField(max_length=40), default=list)
    is_minority = models.BooleanField(_("dân tộc thiểu số"))
    is_very_small = models.BooleanField(_("dân tộc rất ít người"))
    very_small_confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.NEEDS_CHECK)

    objects = EthnicGroupQuerySet.as_manager()

    class Meta:
        ordering = ["code_1979"]

    def __str__(self) -> str:
        return self.name


class RelationToHead(Bilingual, models.Model):
    """Quan hệ với chủ hộ. No official code list was found: the list is data (confidence as marked)."""

    code = models.CharField(_("mã"), max_length=4, unique=True)
    name = models.CharField(_("quan hệ với chủ hộ"), max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="", db_default="")
    is_head = models.BooleanField(default=False)
    confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.NEEDS_CHECK)
    changed_locally = models.BooleanField(_("quản trị đã sửa"), default=False, db_default=False)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["is_head"], condition=Q(is_head=True), name="relation_one_head")]
