"""Decisions about targets, projects, and what is brought in beside the budget."""

from programs.services.contributions import record_contribution, reverse_contribution
from programs.services.credit import CreditData, record_credit, reverse_credit
from programs.services.projects import add_participant, move_project, save_project, save_target, save_works

__all__ = [
    "CreditData",
    "add_participant",
    "move_project",
    "record_contribution",
    "record_credit",
    "reverse_contribution",
    "reverse_credit",
    "save_project",
    "save_target",
    "save_works",
]
