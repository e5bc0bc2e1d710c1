from disbursement.models.disbursement import Disbursement
from disbursement.models.line import CapitalLine
from disbursement.models.movement import Movement

__all__ = ["CapitalLine", "Disbursement", "Movement"]
