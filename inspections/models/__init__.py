from inspections.models.inspection import InspectionPlan, Recommendation, Visit

__all__ = ["InspectionPlan", "Recommendation", "Visit"]
