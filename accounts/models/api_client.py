"""Other systems that pull figures: a hashed, expiring token with scopes and an area."""

import hashlib
import secrets
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def valid_at(self, moment: datetime) -> Self:
        return self.filter(Q(revoked_at=None), expires_at__gt=moment)

    def by_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_token(token))


def hash_token(token: str) -> str:
    """A token has 256 random bits, so a plain hash cannot be searched for."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiClient(models.Model):
    name = models.CharField(_("tên hệ thống"), max_length=120)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    token_hint = models.CharField(max_length=8, editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("hết hạn"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def issue_token(self) -> str:
        """Give the client a new token; it is returned once and only its hash is kept."""
        token = f"gn_{secrets.token_urlsafe(32)}"
        self.token_hash, self.token_hint = hash_token(token), token[-4:]
        return token
