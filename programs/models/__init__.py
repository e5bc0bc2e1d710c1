from programs.models.project import LivelihoodProject, Participant
from programs.models.target import Target

__all__ = ["LivelihoodProject", "Participant", "Target"]
