from programs.models.contribution import Contribution
from programs.models.credit import CreditTurnover
from programs.models.project import LivelihoodProject, Participant
from programs.models.target import Target
from programs.models.works import Works

__all__ = ["Contribution", "CreditTurnover", "LivelihoodProject", "Participant", "Target", "Works"]
