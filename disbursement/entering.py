"""Whose money one enters: of every holder in the area, or, answering for some components of it, of the own agency.

An officer of a department reads the lines of its components in the whole area; what a commune spends on them is
entered by whoever keeps the commune's ledger (docs/decisions/0019).
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.people import acting_agency_ids, with_predecessors, with_units_below
from disbursement.models import CapitalLine

ENTERS = "disbursement.enter"


def why_not_enter(access: Any, *lines: CapitalLine) -> str:
    """Why this person, whoever else may, enters nothing on one of these lines; "" when they may."""
    if access.component_ids is None or {line.holder_id for line in lines} <= _own_holders(access):
        return ""
    return _(
        "Anh/chị phụ trách một số nội dung nên xem được dòng vốn này,"
        " nhưng chỉ ghi sổ cho dòng vốn của cơ quan mình và đơn vị trực thuộc."
    )


def may_enter(access: Any, *lines: CapitalLine) -> bool:
    return bool(access.can(ENTERS)) and not why_not_enter(access, *lines)


def refuse_to_enter(access: Any, *lines: CapitalLine) -> None:
    """For pages that only enter: they are not shown to who may not."""
    if why_not_enter(access, *lines):
        raise PermissionDenied


def _own_holders(access: Any) -> frozenset[int]:
    """The own agency and its units, with those that each took over. Asked once a request."""
    if "own_holders" not in access.known:
        access.known["own_holders"] = with_predecessors(with_units_below(acting_agency_ids(access)))
    found: frozenset[int] = access.known["own_holders"]
    return found
