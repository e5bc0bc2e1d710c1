from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("Chỉ đạo, văn bản")

    def ready(self) -> None:
        from committees.services import FILE_PURPOSE
        from core import files, scheduling

        scheduling.register("committees.remind", "committees.remind", daily_at="07:00")
        files.register(FILE_PURPOSE, right="committees.view", reader=_reads_document)


def _reads_document(access: Any, file: Any) -> bool:
    """Whoever sees a document may read its file."""
    from committees.models import OfficialDocument

    return OfficialDocument.objects.visible_to(access).filter(file=file).exists()
