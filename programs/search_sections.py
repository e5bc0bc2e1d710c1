"""What the search of the top bar finds here."""

from core.search import of_list
from programs.views.projects import ProjectList

SECTIONS = (of_list(ProjectList, code="projects", position=5, list_name="programs:projects"),)
