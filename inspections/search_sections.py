"""What the search of the top bar finds here."""

from core.search import of_list
from inspections.views.plans import PlanList
from inspections.views.recommendations import RecommendationList

SECTIONS = (
    of_list(PlanList, code="plans", position=6, list_name="inspections:plans"),
    of_list(RecommendationList, code="recommendations", position=7, list_name="inspections:recommendations"),
)
