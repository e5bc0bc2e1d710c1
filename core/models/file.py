"""Files people upload and the portal makes. They leave only through a view that asks for the right."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import LtreeField
from core.ids import uuid7


def storage_name(instance: "StoredFile", filename: str) -> str:
    """A random name outside the web root: the name a person gave is data, never a path."""
    return f"{instance.id.hex[:2]}/{instance.id.hex}"


class StoredFile(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("tên tệp"), max_length=200)
    content_type = models.CharField(max_length=120, default="application/octet-stream")
    size = models.PositiveBigIntegerField(_("dung lượng"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.FileField(upload_to=storage_name, max_length=80)
    purpose = models.CharField(max_length=40)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    scope_path = LtreeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
