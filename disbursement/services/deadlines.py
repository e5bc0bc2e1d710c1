"""The deadline that a decision set for carried-over money goes wherever the money goes; a line has one of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from core.formats import format_date
from disbursement.line_words import line_words
from disbursement.models import CapitalLine, Movement
from disbursement.services.errors import LedgerRefused


def hand_on_deadlines(movements: Sequence[Movement]) -> None:
    """Give each gain out of a carried-over line the deadline of that line, be it set by these movements themselves.

    It is written down beside the money, since who reads a line may not see the one above it.
    """
    gains = [row for row in _gains(movements) if row.comes_from]
    if not gains:
        return
    standing = Movement.objects.filter(line__in={row.comes_from for row in gains}).deciding_deadlines()
    deadlines = dict(standing.values_list("line", "until")) | {row.line_id: row.until for row in movements if row.until}
    origins = {row.line_id: row.comes_from for row in gains}
    for row in gains:
        row.until = _followed(row.comes_from, deadlines, origins)


def _followed(line_id: UUID | None, deadlines: Mapping[UUID, date], origins: Mapping[UUID, UUID | None]) -> date | None:
    """The deadline of the line, or of the first one with a deadline on the way back to where its money comes from."""
    passed: set[UUID] = set()
    while line_id is not None and line_id not in deadlines and line_id not in passed:
        passed.add(line_id)
        line_id = origins.get(line_id)
    return deadlines.get(line_id) if line_id is not None else None


def clashing_deadlines(movements: Sequence[Movement]) -> dict[UUID, str]:
    """Of each carried-over line that would hold money under different deadlines: why that cannot be, in words.

    What a line that is given on gains without a deadline may only pass through it.
    """
    lines = {row.line_id: row.line for row in _gains(movements)}
    if not lines:
        return {}
    found: dict[UUID, set[date | None]] = defaultdict(set)
    standing = Movement.objects.standing_gains().filter(line__in=lines).order_by()
    for line_id, until in standing.values_list("line", "until").distinct():
        found[line_id].add(until)
    for row in _gains(movements):
        found[row.line_id].add(row.until)
    said = {pk: days if lines[pk].is_detailed else days - {None} for pk, days in found.items()}
    return {pk: _clash(lines[pk], days) for pk, days in said.items() if len(days) > 1}


def refuse_two_deadlines(movements: Sequence[Movement]) -> None:
    """Raises LedgerRefused; to be called after the rows are written: their trigger holds the lines from then on."""
    for words in clashing_deadlines(movements).values():
        raise LedgerRefused(words)


def _gains(movements: Sequence[Movement]) -> Iterable[Movement]:
    return (row for row in movements if row.amount_vnd > 0 and row.line.is_carried_over)


def _clash(line: CapitalLine, days: Iterable[date | None]) -> str:
    ordered = sorted(day for day in days if day is not None)
    words = [format_date(day) for day in ordered] + ([_("theo hạn chung của năm")] if None in set(days) else [])
    told = {"line": line_words(line), "days": "; ".join(words)}
    sentence = _("Một dòng vốn kéo dài chỉ có một hạn giải ngân, ở đây có nhiều hạn (%(days)s): %(line)s.") % told
    return sentence + " " + _("Ghi cùng hạn với số vốn đã có của dòng vốn đó.")
