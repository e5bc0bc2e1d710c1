"""Transfers that an annex writes in two rows: what is taken, and what is given. Both must come to the same sum."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.formats import format_number
from core.models import ImportRow
from core.spreadsheets import CellError
from disbursement.imports.annex_columns import GIVE, HALVES, Act
from disbursement.imports.lines import key_of
from disbursement.models import DraftEntry
from disbursement.services.line_keys import LineKey

Ends = tuple[LineKey, LineKey]
Errors = Iterator[tuple[int, CellError]]
_ROWS_TOLD = 8


class Pair(NamedTuple):
    """What one row's line gives to the other's."""

    giver: ImportRow
    taker: ImportRow
    amount_vnd: int


def halves_of(rows: Iterable[ImportRow]) -> list[ImportRow]:
    return [row for row in rows if row.data["movement"] in HALVES]


def refuse_halves(rows: Sequence[ImportRow], bad: Sequence[ImportRow]) -> Errors:
    """Why the halves of one decision are not written: `bad` are those of its halves that have errors already."""
    halves = halves_of(rows)
    if not halves:
        return
    if bad:
        where = _rows_told(bad)
        for row in halves:
            reason = _("Điều chuyển này còn lỗi ở dòng %(rows)s.") % {"rows": where}
            yield row.pk, error_at(row, reason, _("Sửa các dòng đó rồi nhập cùng nhau."))
        return
    if whole := [row for row in rows if row.data["movement"] == Act.TRANSFER]:
        where = _rows_told(whole)
        for row in halves:
            reason = _("Quyết định ghi điều chuyển theo cả hai cách; ghi trên một dòng ở dòng %(rows)s.") % {
                "rows": where
            }
            yield row.pk, error_at(row, reason, _("Ghi mọi điều chuyển theo một cách: một dòng, hoặc hai vế."))
        return
    for group in _by_years(halves).values():
        yield from _unequal(group)


def _unequal(group: Sequence[ImportRow]) -> Errors:
    given = [row for row in group if row.data["movement"] == GIVE]
    taken = [row for row in group if row.data["movement"] != GIVE]
    out, into = (sum(row.data["amount_vnd"] for row in side) for side in (given, taken))
    if out == into:
        return
    told = {
        "out": format_number(out),
        "into": format_number(into),
        "from": _rows_told(given),
        "to": _rows_told(taken),
        "off": format_number(abs(out - into)),
    }
    reason = _(
        "Hai vế điều chuyển không bằng nhau: chuyển đi %(out)s đồng (dòng %(from)s), chuyển đến %(into)s đồng"
        " (dòng %(to)s), lệch %(off)s đồng."
    )
    for row in group:
        yield row.pk, error_at(row, reason % told, _("Sửa số tiền, hoặc thêm vế còn thiếu."))


def pair_up(halves: Sequence[ImportRow], standing: Mapping[Ends, int]) -> list[Pair]:
    """Who gives how much to whom, in the order of the file; pairs that the draft has already stay, so that the same
    file gives the same pairs. Money keeps its kind and source as far as the rows allow."""
    left = {row.pk: int(row.data["amount_vnd"]) for row in halves}
    amounts: dict[tuple[int, int], int] = defaultdict(int)
    by_pk = {row.pk: row for row in halves}
    for wanted in (_stands(standing), _same_money, _any):
        for group in _by_years(halves).values():
            for giver, taker, most in wanted(group):
                amount = min(left[giver.pk], left[taker.pk], left[giver.pk] if most is None else most)
                if amount > 0:
                    amounts[giver.pk, taker.pk] += amount
                    left[giver.pk] -= amount
                    left[taker.pk] -= amount
    return [Pair(by_pk[giver], by_pk[taker], amount) for (giver, taker), amount in amounts.items()]


Candidates = Iterator[tuple[ImportRow, ImportRow, int | None]]


def _stands(standing: Mapping[Ends, int]) -> Any:
    def pairs(group: Sequence[ImportRow]) -> Candidates:
        by_line = {(row.data["movement"] == GIVE, key_of(row.data)): row for row in group}
        for (giver, taker), amount in standing.items():
            if (True, giver) in by_line and (False, taker) in by_line:
                yield by_line[True, giver], by_line[False, taker], amount

    return pairs


def _same_money(group: Sequence[ImportRow]) -> Candidates:
    by_money: dict[tuple[int, int], list[ImportRow]] = defaultdict(list)
    for row in group:
        key = key_of(row.data)
        by_money[key.kind_id, key.source_id].append(row)
    for same in by_money.values():
        yield from _any(same)


def _any(group: Sequence[ImportRow]) -> Candidates:
    takers = [row for row in group if row.data["movement"] != GIVE]
    for giver in group:
        if giver.data["movement"] == GIVE:
            for taker in takers:
                if key_of(giver.data) != key_of(taker.data):
                    yield giver, taker, None


def standing_pairs(entries: Iterable[DraftEntry]) -> dict[Ends, int]:
    """The transfers of a draft, whose rows come with both lines."""
    return {
        (LineKey.of(row.line), LineKey.of(row.counter_line)): row.amount_vnd
        for row in entries
        if row.act == Act.TRANSFER and row.counter_line
    }


def refuse_other_pairs(halves: Sequence[ImportRow], pairs: Sequence[Pair], entries: Iterable[DraftEntry]) -> Errors:
    """Transfers of the draft that touch these lines and that the file does not have would count twice."""
    made = {(key_of(pair.giver.data), key_of(pair.taker.data)) for pair in pairs}
    by_line = {(row.data["movement"] == GIVE, key_of(row.data)): row for row in halves}
    for entry in entries:
        if entry.act != Act.TRANSFER or entry.counter_line is None:
            continue
        ends = LineKey.of(entry.line), LineKey.of(entry.counter_line)
        touched = [row for row in (by_line.get((True, ends[0])), by_line.get((False, ends[1]))) if row]
        if touched and ends not in made:
            told = {
                "giver": entry.line.holder.name,
                "taker": entry.counter_line.holder.name,
                "amount": format_number(entry.amount_vnd),
            }
            reason = _("Dự thảo có điều chuyển từ %(giver)s sang %(taker)s %(amount)s đồng mà tệp không có.") % told
            remedy = _("Bỏ dòng đó ở trang quyết định, hoặc hoàn tác lần nhập trước, rồi kiểm tra lại tệp.")
            for row in touched:
                yield row.pk, error_at(row, reason, remedy)


def _by_years(halves: Iterable[ImportRow]) -> dict[tuple[int, int, str], list[ImportRow]]:
    """A transfer stays within its budget year, tranche and horizon (services.plan.transfer_movements)."""
    found: dict[tuple[int, int, str], list[ImportRow]] = defaultdict(list)
    for row in halves:
        key = key_of(row.data)
        found[key.budget_year, key.tranche_year, key.horizon].append(row)
    return found


def _rows_told(rows: Sequence[ImportRow]) -> str:
    numbers = [str(row.number) for row in rows[:_ROWS_TOLD]]
    return ", ".join(numbers) + (", …" if len(rows) > _ROWS_TOLD else "") if numbers else "–"


def error_at(row: ImportRow, reason: str, remedy: str, name: str = "amount_vnd") -> CellError:
    """About the amount of a staged row, or another of its cells (annex_check.NAMED)."""
    cell, value = row.data["cells"].get(name, (row.data["cell"], row.data["written"]))
    return CellError(row.sheet, cell, value, reason, remedy)
