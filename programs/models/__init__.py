from programs.models.project import LivelihoodProject, Participant
from programs.models.target import Target
from programs.models.works import Works

__all__ = ["LivelihoodProject", "Participant", "Target", "Works"]
