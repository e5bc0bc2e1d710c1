"""People who sign in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import UserManager


class User(AbstractBaseUser):
    """One person. What one may do and see comes from Assignments, never from the user row."""

    username = models.CharField(_("tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    position = models.CharField(_("chức vụ"), max_length=160, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    agency = models.ForeignKey("accounts.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    # Set while the password is one that an administrator gave; every page then leads to changing it.
    must_change_password = models.BooleanField(default=False, db_default=False, editable=False)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    language = models.CharField(
        _("ngôn ngữ"), max_length=2, default="vi", choices=[("vi", "Tiếng Việt"), ("en", "English")]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username
