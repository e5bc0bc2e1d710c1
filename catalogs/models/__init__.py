from catalogs.models.base import Bilingual, Confidence, Dated, DatedQuerySet, Sourced, no_overlap
from catalogs.models.calendar import Holiday
from catalogs.models.legal import DocumentKind, LegalText
from catalogs.models.load import ReferenceLoad
from catalogs.models.money import CapitalKind, CapitalKindLabel, CapitalSource, ClosingDate
from catalogs.models.people import EthnicGroup, RelationToHead
from catalogs.models.programmes import Component, Programme

__all__ = [
    "Bilingual",
    "CapitalKind",
    "CapitalKindLabel",
    "CapitalSource",
    "ClosingDate",
    "Component",
    "Confidence",
    "Dated",
    "DatedQuerySet",
    "DocumentKind",
    "EthnicGroup",
    "Holiday",
    "LegalText",
    "Programme",
    "ReferenceLoad",
    "RelationToHead",
    "Sourced",
    "no_overlap",
]
