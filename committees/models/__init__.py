from committees.models.committee import Committee, Membership
from committees.models.document import OfficialDocument
from committees.models.task import Task

__all__ = ["Committee", "Membership", "OfficialDocument", "Task"]
