from reports.models.alerts import Alert, AlertKind, AlertRule
from reports.models.facts import (
    CapitalFact,
    CapitalMonthFact,
    CapitalSpan,
    MobilisedFact,
    PopulationFact,
    PovertyFact,
    PublishedFact,
)
from reports.models.marks import FigureMark
from reports.models.published import PublishedFigure
from reports.models.snapshot import Snapshot

__all__ = [
    "Alert",
    "AlertKind",
    "AlertRule",
    "CapitalFact",
    "CapitalMonthFact",
    "CapitalSpan",
    "FigureMark",
    "MobilisedFact",
    "PopulationFact",
    "PovertyFact",
    "PublishedFact",
    "PublishedFigure",
    "Snapshot",
]
