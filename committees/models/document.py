"""Official documents: decisions, plans, directives, with their numbers (domain 4.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from committees.querysets import DocumentQuerySet
from core.ids import uuid7
from core.models.scoped import ScopedModel


class OfficialDocument(ScopedModel):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(_("số, ký hiệu"), max_length=80)
    kind = models.ForeignKey(
        "catalogs.DocumentKind", on_delete=models.PROTECT, related_name="+", verbose_name=_("loại văn bản")
    )
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200)
    issued_on = models.DateField(_("ngày ban hành"))
    abstract = models.TextField(_("trích yếu"))
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    file = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            # Each area keeps its own register, with the papers it received from others.
            models.UniqueConstraint(fields=["area", "number", "issuer", "issued_on"], name="document_number_once")
        ]

    def __str__(self) -> str:
        return self.number
