"""What the search of the top bar finds here."""

from committees.views.documents import DocumentList
from committees.views.tasks import TaskList
from core.search import of_list

SECTIONS = (
    of_list(DocumentList, code="documents", position=3, list_name="committees:documents"),
    of_list(TaskList, code="tasks", position=4, list_name="committees:tasks"),
)
