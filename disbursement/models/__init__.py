from disbursement.models.allocation import (
    AllocationPlan,
    Alternative,
    AlternativeShare,
    Coefficient,
    Criterion,
    UnitLimit,
)
from disbursement.models.approval import Approval, ApprovalStep, VoucherRequest
from disbursement.models.contract import Contract, ContractEntry, GapNote
from disbursement.models.decision import CapitalDecision, DecisionHand, DraftEntry
from disbursement.models.disbursement import Disbursement
from disbursement.models.explanation import Explanation, ExplanationRequest, ScheduleStep
from disbursement.models.line import CapitalLine
from disbursement.models.movement import Movement
from disbursement.models.need import CapitalNeed
from disbursement.models.period import ClosedPeriod
from disbursement.models.treasury import Settlement, StatementRow, TreasuryStatement

__all__ = [
    "AllocationPlan",
    "Alternative",
    "AlternativeShare",
    "Approval",
    "ApprovalStep",
    "CapitalDecision",
    "CapitalLine",
    "CapitalNeed",
    "ClosedPeriod",
    "Coefficient",
    "Contract",
    "ContractEntry",
    "Criterion",
    "DecisionHand",
    "Disbursement",
    "DraftEntry",
    "Explanation",
    "ExplanationRequest",
    "GapNote",
    "Movement",
    "ScheduleStep",
    "Settlement",
    "StatementRow",
    "TreasuryStatement",
    "UnitLimit",
    "VoucherRequest",
]
