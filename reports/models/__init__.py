from reports.models.facts import CapitalFact, PopulationFact, PovertyFact, PublishedFact
from reports.models.marks import FigureMark
from reports.models.published import PublishedFigure
from reports.models.snapshot import Snapshot

__all__ = [
    "CapitalFact",
    "FigureMark",
    "PopulationFact",
    "PovertyFact",
    "PublishedFact",
    "PublishedFigure",
    "Snapshot",
]
