from areas.models.area import VILLAGE_CODE_DIGITS, Area, Succession
from areas.models.attributes import Designation, DesignationKind, Region, RegionMember, Zone
from areas.models.population import Population

__all__ = [
    "VILLAGE_CODE_DIGITS",
    "Area",
    "Designation",
    "DesignationKind",
    "Population",
    "Region",
    "RegionMember",
    "Succession",
    "Zone",
]
