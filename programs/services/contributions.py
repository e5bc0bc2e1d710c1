"""Contributions: recorded once, reversed, never edited."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.models import Area
from core import events
from core.formats import format_date
from core.reversals import why_not_reverse
from core.transitions import NotAllowed
from programs.models import Contribution
from programs.rules import ContributionData, misplaced, problems

_LOCK_SPACE = 7312
# Two rows that say the same of all this are one contribution, written twice.
SAME = (
    "area_id",
    "programme_id",
    "source_id",
    "form",
    "received_on",
    "quantity",
    "value_vnd",
    "contributor",
    "households",
    "other_programme",
    "receipt",
    "works_id",
    "project_id",
    "note",
)


@transaction.atomic
def record_contribution(*, data: ContributionData, recorded_by_id: int | None) -> Contribution:
    """Add it to the register. Raises NotAllowed for what it does not say, and for one that stands there already."""
    refuse(data)
    hold_areas([data.area.pk])
    row = contribution_of(data, recorded_by_id)
    if earlier := same_as(row):
        told = {"day": format_date(earlier.recorded_at)}
        raise NotAllowed(
            _("Khoản giống hệt đã ghi ngày %(day)s. Nếu là khoản khác, ghi thêm số biên bản, phiếu thu.") % told
        )
    write_contributions([row])
    label = f"{data.area.ref} {row.received_on:%d/%m/%Y}"
    events.record("programs.record_contribution", row, label=label, form=row.form, amount_vnd=row.value_vnd,
                  quantity=row.quantity)  # fmt: skip
    return row


@transaction.atomic
def reverse_contribution(*, row: Contribution, reason: str, recorded_by_id: int | None) -> Contribution:
    """Write the opposite of `row`; both stay. Raises NotAllowed for a second reversal or without a reason."""
    if row.reverses_id:
        raise NotAllowed(why_not_reverse(row))
    if not reason.strip():
        raise NotAllowed(_("Ghi lý do đảo bút toán."))
    opposite = opposite_of(row, reason=reason, recorded_by_id=recorded_by_id)
    write_contributions([opposite])
    events.record("programs.reverse_contribution", row, reason=opposite.reason,
                  label=f"{row.area.ref} {row.received_on:%d/%m/%Y}", form=row.form, amount_vnd=opposite.value_vnd,
                  quantity=opposite.quantity)  # fmt: skip
    return opposite


def refuse(data: ContributionData) -> None:
    """Raises NotAllowed with the first thing that is wrong."""
    if data.received_on > timezone.localdate():
        raise NotAllowed(_("Ngày nhận không được sau ngày hôm nay."))
    if wrong := misplaced(data.area, data.year, oldest_day()):
        raise NotAllowed(wrong)
    for _field, sentence in problems(data):
        raise NotAllowed(sentence)


def contribution_of(data: ContributionData, recorded_by_id: int | None) -> Contribution:
    """The row, not yet written. Its component is that of its works or project where none was named."""
    values = {field.name: getattr(data, field.name) for field in fields(data)}
    subject = data.works or data.project
    if values["component"] is None and subject is not None:
        values["component"] = subject.component
    return Contribution(**values, recorded_by_id=recorded_by_id, scope_path=str(data.area.path))


def opposite_of(row: Contribution, *, reason: str, recorded_by_id: int | None) -> Contribution:
    """The row that takes `row` back from today on, not yet written."""
    kept = ("area", "agency", "programme", "component", "source", "works", "project", "document")
    return Contribution(
        **{f"{name}_id": getattr(row, f"{name}_id") for name in kept},
        form=row.form,
        quantity=_negative(row.quantity),
        value_vnd=_negative(row.value_vnd),
        value_basis=row.value_basis,
        received_on=max(timezone.localdate(), row.received_on),
        year=row.year,
        contributor=row.contributor,
        households=_negative(row.households),
        other_programme=row.other_programme,
        receipt=row.receipt,
        note=row.note,
        reverses=row,
        reason=reason.strip(),
        recorded_by_id=recorded_by_id,
        scope_path=row.scope_path,
    )


def write_contributions(rows: Sequence[Contribution]) -> None:
    """In one statement. Raises NotAllowed, with nothing written, when one of them is reversed already."""
    try:
        with transaction.atomic():
            Contribution.objects.bulk_create(rows)
    except IntegrityError as error:
        raise _explain(error) from error


def same_as(row: Contribution) -> Contribution | None:
    """The contribution that stands in the register and says the same."""
    wanted = {name: getattr(row, name) for name in SAME}
    given = {name: value for name, value in wanted.items() if value is not None}
    missing = {f"{name}__isnull": True for name, value in wanted.items() if value is None}
    return Contribution.objects.not_reversed().filter(**given, **missing).first()


def hold_areas(area_ids: Sequence[int]) -> None:
    """Until the transaction ends nobody else records a contribution there: a second click finds the first."""
    with connection.cursor() as cursor:
        for pk in sorted(set(area_ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, pk])


def oldest_day() -> date:
    """The first day of the oldest list of units that we hold."""
    first = Area.objects.filter(parent=None).order_by("valid_from").values_list("valid_from", flat=True).first()
    return first or date.min


def _negative(number: int | None) -> int | None:
    return None if number is None else -number


def _explain(error: IntegrityError) -> NotAllowed:
    text = str(error)
    sentences = {
        "reverses_id": _("Bút toán này đã được đảo."),
        "source counts in the rate": _("Nguồn vốn này tính vào tỷ lệ giải ngân: ghi trong sổ vốn."),
    }
    for key, sentence in sentences.items():
        if key in text:
            return NotAllowed(sentence)
    raise error
