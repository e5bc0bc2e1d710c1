"""The event log that shows tampering, and the log of who looked at what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One decision: who did what to which record, when and why. Append-only; never holds personal data.

    Rows are inserted without a lock; `EventSeal` chains them later (design section 6).
    """

    at = models.DateTimeField(_("thời điểm"), auto_now_add=True)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(_("người thực hiện"), max_length=200, blank=True)
    act = models.CharField(_("việc"), max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(_("đối tượng"), max_length=200, blank=True)
    reason = models.TextField(_("lý do"), blank=True)
    data = models.JSONField(default=dict)
    context = models.CharField(max_length=60, blank=True)
    # xid8 of the writing transaction: sealing waits until no older transaction runs.
    txid = models.BigIntegerField(db_default=models.Func(function="portal_current_txid"), editable=False)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="event_object"),
            models.Index(fields=["act", "at"], name="event_act"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_type} {self.object_id}"


class EventSeal(models.Model):
    """The link of one event in the chain: `hash` = sha256(previous hash, canonical event)."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="seal")
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id}: {bytes(self.hash).hex()[:12]}"


class AccessLogEntry(models.Model):
    """Someone opened, revealed or exported personal data (design section 6)."""

    class Kind(models.TextChoices):
        OPEN = "open", _("mở hồ sơ")
        REVEAL = "reveal", _("xem số định danh")
        EXPORT = "export", _("xuất danh sách")

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    client = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40, blank=True)
    rows = models.PositiveIntegerField(default=1)
    detail = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="access_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_type} {self.object_id}"
