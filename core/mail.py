"""Notices by e-mail, where EMAIL_URL is set: each once, only to active users with an address."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.models import Notice

BATCH = 50
TOO_OLD = timedelta(days=2)  # after a long outage nobody wants last week's bells


def send_notices() -> int:
    """Send one batch of unread notices that were not sent yet; how many.

    A worker killed between sending and marking sends again: a reminder twice is better than none.
    """
    now = timezone.now()
    with transaction.atomic():
        waiting = Notice.objects.filter(mailed_at=None, read_at=None, created_at__gt=now - TOO_OLD)
        waiting = waiting.filter(user__is_active=True).exclude(user__email="").select_related("user")
        notices = list(waiting.select_for_update(skip_locked=True, of=("self",))[:BATCH])
        if notices:
            get_connection().send_messages([message(notice) for notice in notices])
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)
    return len(notices)


def message(notice: Notice) -> EmailMessage:
    """The notice in the reader's language; it names no person, so it may travel as mail."""
    with override(notice.user.language):
        lines = [
            notice.text,
            "",
            *_address(notice),
            _("Đây là thư tự động của Cổng quản lý giảm nghèo; vui lòng không trả lời."),
        ]
        return EmailMessage(notice.text[:120], "\n".join(lines), to=[notice.user.email])


def _address(notice: Notice) -> list[str]:
    origins = settings.CSRF_TRUSTED_ORIGINS
    return [f"{origins[0]}{notice.url}", ""] if origins and notice.url else []
