from core.models.event import AccessLogEntry, Event, EventSeal
from core.models.file import StoredFile
from core.models.history import HistoryRow
from core.models.import_batch import ImportBatch, ImportRow
from core.models.job import Job
from core.models.notice import Notice
from core.models.schedule import Schedule

__all__ = [
    "AccessLogEntry",
    "Event",
    "EventSeal",
    "HistoryRow",
    "ImportBatch",
    "ImportRow",
    "Job",
    "Notice",
    "Schedule",
    "StoredFile",
]
