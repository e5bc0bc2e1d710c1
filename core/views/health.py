"""/healthz: the process answers. /readyz: database, broker, workers and beat do; what is wrong, in words."""

from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Schedule

TICK_SEEN_WITHIN = timedelta(seconds=30)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@login_not_required
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    problems = [problem for check in CHECKS if (problem := _safely(check))]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


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


def beat_and_fast_worker() -> str:
    """Lịch chạy và hàng đợi nhanh"""
    newest = Schedule.objects.filter(last_run_at__isnull=False).order_by("-last_run_at").first()
    if newest is None or newest.last_run_at is None or timezone.now() - newest.last_run_at > TICK_SEEN_WITHIN:
        return _("Bộ lịch (beat) hoặc tiến trình hàng đợi nhanh chưa chạy.")
    return ""


def broker_and_workers() -> str:
    """Hàng đợi"""
    answers = current_app.control.ping(timeout=1.0)
    names = {name for answer in answers or [] for name in answer}
    missing = [kind for kind in ("fast", "bulk") if not any(name.startswith(f"{kind}@") for name in names)]
    if missing:
        return _("Tiến trình xử lý chưa chạy: %(names)s.") % {"names": ", ".join(missing)}
    return ""


CHECKS = (database_login, beat_and_fast_worker, broker_and_workers)
