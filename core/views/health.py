"""/healthz: the process answers. /readyz: database, broker, workers and beat do; what is wrong, in words.

Each look is one question to the database or the broker, so that the answer takes milliseconds when all is well.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import heartbeats
from core.acting import NOBODY, acting_as
from core.models import Schedule

SCHEDULE_RUN_WITHIN = timedelta(seconds=30)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@login_not_required
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    with acting_as(NOBODY):  # outside transactions, and on nobody's behalf
        problems = [problem for check in CHECKS if (problem := _safely(check))]
    answer = {"ready": not problems, "problems": problems}
    # Read by people too: letters as they are, not as escapes.
    return JsonResponse(answer, status=503 if problems else 200, json_dumps_params={"ensure_ascii": False})


def _safely(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever breaks is the answer of this page
        return f"{check.__doc__}: {type(error).__name__}"


def database_login() -> str:
    """Cơ sở dữ liệu"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls, pg_has_role(session_user, c.relowner, 'MEMBER')"
            " FROM pg_roles, pg_class c WHERE rolname = session_user AND c.relname = 'django_migrations'"
        )
        row = cursor.fetchone()
    if row is None:
        return _("Cơ sở dữ liệu chưa được khởi tạo (manage.py migrate).")
    bypasses, owns = row
    if settings.DATABASE_LOGIN == "web" and (bypasses or owns):
        return _("Web đang dùng tài khoản chủ sở hữu cơ sở dữ liệu: phân quyền theo địa bàn không có hiệu lực.")
    return ""


def broker_and_programs() -> str:
    """Hàng đợi"""
    seen = heartbeats.seen_lately()
    missing = [str(NAMES[kind]) for kind in heartbeats.KINDS if kind not in seen]
    return _("Chưa chạy: %(names)s.") % {"names": ", ".join(missing)} if missing else ""


def schedule() -> str:
    """Lịch chạy"""
    newest = Schedule.objects.filter(last_run_at__isnull=False).order_by("-last_run_at").first()
    if newest is None or newest.last_run_at is None or timezone.now() - newest.last_run_at > SCHEDULE_RUN_WITHIN:
        return _("Các việc định kỳ không được chạy.")
    return ""


NAMES = {
    "fast": gettext_lazy("tiến trình hàng đợi nhanh (fast)"),
    "bulk": gettext_lazy("tiến trình hàng đợi nặng (bulk)"),
    heartbeats.BEAT: gettext_lazy("bộ lịch (beat)"),
}
CHECKS = (database_login, broker_and_programs, schedule)
