from households.models.assessment import Assessment, Classification
from households.models.household import Household, HouseholdEvent, Member
from households.models.review import ReviewRound
from households.models.scores import AnswerOption, Cause, ScoreItem, ScoreOption, ScoreTable
from households.models.standard import (
    Dimension,
    Indicator,
    PointsRow,
    PovertyStandard,
    ResultClass,
    RuleRow,
    Zone,
)

__all__ = [
    "AnswerOption",
    "Assessment",
    "Cause",
    "Classification",
    "Dimension",
    "Household",
    "HouseholdEvent",
    "Indicator",
    "Member",
    "PointsRow",
    "PovertyStandard",
    "ResultClass",
    "ReviewRound",
    "RuleRow",
    "ScoreItem",
    "ScoreOption",
    "ScoreTable",
    "Zone",
]
