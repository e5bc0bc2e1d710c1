"""Conditions on who may act, for the `who` of a Transition (core.transitions)."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.people import acting_agency_ids


def by_its_agency(record: Any, access: Any) -> str:
    """Only people of the agency that the record was given to, or of the one that took it over."""
    if record.agency_id in acting_agency_ids(access):
        return ""
    return _("Chỉ đơn vị được giao mới được nhận và báo cáo việc này.")
