from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisbursementConfig(AppConfig):
    name = "disbursement"
    verbose_name = _("Vốn và giải ngân")

    def ready(self) -> None:
        from core import files, scheduling
        from disbursement.services.needs import FILE_PURPOSE
        from disbursement.tasks import ACCOUNT_FILE

        scheduling.register("disbursement.follow", "disbursement.follow_explanations", daily_at="07:00")
        files.register(FILE_PURPOSE, right="disbursement.view", reader=_reads_need)
        files.register(ACCOUNT_FILE, right="reports.export")


def _reads_need(access: Any, file: Any) -> bool:
    """Whoever sees a need may read its file."""
    from disbursement.models import CapitalNeed

    return CapitalNeed.objects.visible_to(access).filter(file=file).exists()
