"""What a line may pay for: works and livelihood projects of its component, in its place."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.formats import format_date
from disbursement.models import CapitalLine, Contract
from disbursement.services.errors import LedgerRefused
from programs.models import LivelihoodProject, Works


def fitting_subjects(line: CapitalLine, rows: Any) -> QuerySet[Any]:
    """Those of the line's component, in its area, in what that was or became, or in a larger unit around it."""
    return rows.at(line.area).filter(component=line.component_id)


def refuse_unfit_subject(line: CapitalLine, subject: Works | LivelihoodProject) -> None:
    """Raises LedgerRefused for another component than the line's, or a place that has nothing to do with its area."""
    if subject.component_id != line.component_id:
        raise LedgerRefused(_("Công trình, dự án được chọn thuộc nội dung khác với dòng vốn."))
    if not fitting_subjects(line, type(subject).objects.filter(pk=subject.pk)).exists():
        raise LedgerRefused(outside_words(line, subject))


def why_before_signing(contract: Contract, day: date) -> str:
    """A contract pays for nothing, and advances nothing, before it is signed; "" from that day on."""
    if day >= contract.signed_on:
        return ""
    told = {"day": format_date(day), "number": contract.number, "signed": format_date(contract.signed_on)}
    return _("Ngày chứng từ %(day)s trước ngày ký hợp đồng %(number)s (%(signed)s).") % told


def outside_words(line: CapitalLine, subject: Works | LivelihoodProject) -> str:
    told = {"subject": subject, "place": subject.area.full_name, "area": line.area.full_name}
    return _("%(subject)s ở %(place)s, ngoài địa bàn của dòng vốn (%(area)s). Chọn công trình, dự án khác.") % told
