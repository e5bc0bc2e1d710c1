"""What is left of a line, a contract or an advance that the ledger says cannot bear a row.

The database's constraint speaks after the fact and names no sums: they are read after its savepoint was rolled back,
in the same transaction, as far as the actor sees them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.formats import format_number
from disbursement.line_words import line_words
from disbursement.models import CapitalLine, Contract, ContractEntry, Disbursement, Movement

_NUMBERS_TOLD = 3
# What a voucher adds to the disbursed sum, for rows that the database has not computed (Disbursement.spent_vnd).
SPENDS = {"payment": 1, "advance": 1, "settlement": 0, "refund": -1}


def why_short(constraint: str, rows: Sequence[Any]) -> str:
    """The sentence for one of the rows that were refused; "" when the actor sees nothing that tells more."""
    told: dict[str, Any] = {
        "capital_line_not_overdrawn": _short_lines,
        "capital_line_plan_not_negative": _short_lines,
        "capital_line_spent_not_negative": _little_spent,
        "capital_line_allocated_not_negative": _little_allocated,
        "contract_not_overpaid": _short_contracts,
        "more than the advance": _short_advances,
        "disbursement_voucher_once": _taken_numbers,
    }
    others = told[constraint](rows) if constraint in told else ()
    # Whichever constraint spoke first: nothing else helps there.
    return next(chain(_settled_advances(rows), others), "")


def spends(row: Disbursement) -> int:
    return SPENDS[row.kind] * row.amount_vnd


def _short_lines(rows: Iterable[Any]) -> Iterator[str]:
    changes: dict[UUID, int] = defaultdict(int)
    for row in rows:
        if isinstance(row, Disbursement):
            changes[row.line_id] -= spends(row)
        elif isinstance(row, Movement):
            changes[row.line_id] += row.amount_vnd
            if row.line.parent_id:
                changes[row.line.parent_id] -= row.amount_vnd
    is_spent = any(isinstance(row, Disbursement) for row in rows)
    for line in _lines(pk for pk, change in changes.items() if change < 0):
        if line.balance_vnd + changes[line.pk] < 0:
            yield _short_line(line, -changes[line.pk], is_spent=is_spent)


def _short_line(line: CapitalLine, needed: int, *, is_spent: bool) -> str:
    told = {"line": line_words(line), "left": format_number(line.balance_vnd), "needed": format_number(needed)}
    if is_spent:
        return (
            _(
                "Vượt số vốn còn lại của dòng vốn %(line)s: còn %(left)s đồng, cần %(needed)s đồng."
                " Kiểm tra số tiền, hoặc bổ sung kế hoạch trước."
            )
            % told
        )
    if not line.is_detailed:
        return (
            _(
                "Vượt số vốn chưa phân bổ của dòng vốn %(line)s: còn %(left)s đồng, cần %(needed)s đồng."
                " Kiểm tra số tiền, hoặc giao bổ sung trước."
            )
            % told
        )
    return (
        _(
            "Số vốn còn lại không đủ để giảm: dòng vốn %(line)s còn %(left)s đồng, cần giảm %(needed)s đồng."
            " Kiểm tra số tiền, hoặc xem các chứng từ đã ghi của dòng vốn."
        )
        % told
    )


def _little_spent(rows: Iterable[Any]) -> Iterator[str]:
    sums = _sums((row.line_id, spends(row)) for row in rows if isinstance(row, Disbursement))
    for line in _lines(sums):
        if line.spent_vnd + sums[line.pk] < 0:
            told = {"line": line_words(line), "spent": format_number(line.spent_vnd)}
            yield (
                _(
                    "Số nộp trả lớn hơn số đã giải ngân của dòng vốn %(line)s: đã giải ngân %(spent)s đồng."
                    " Kiểm tra số tiền và dòng vốn."
                )
                % told
            )


def _little_allocated(rows: Iterable[Any]) -> Iterator[str]:
    moved = [row for row in rows if isinstance(row, Movement) and row.line.parent_id]
    sums = _sums((row.line.parent_id, row.amount_vnd) for row in moved)
    for line in _lines(sums):
        if line.allocated_vnd + sums[line.pk] < 0:
            told = {"line": line_words(line), "given": format_number(line.allocated_vnd)}
            yield (
                _(
                    "Thu hồi nhiều hơn số vốn đã phân bổ từ dòng vốn %(line)s: đã phân bổ %(given)s đồng."
                    " Kiểm tra số tiền."
                )
                % told
            )


def _short_contracts(rows: Iterable[Any]) -> Iterator[str]:
    """Vouchers beyond the contract, or an annex that lowers it below what was disbursed."""
    named = [row for row in rows if isinstance(row, Disbursement | ContractEntry) and row.contract_id]
    needed = _sums(
        (row.contract_id, spends(row) if isinstance(row, Disbursement) else -row.amount_vnd) for row in named
    )
    for contract in Contract.objects.filter(pk__in=list(needed)).order_by("id"):
        left = contract.committed_vnd - contract.disbursed_vnd
        if needed[contract.pk] > left:
            told = {
                "number": contract.number,
                "left": format_number(left),
                "value": format_number(contract.committed_vnd),
                "needed": format_number(needed[contract.pk]),
            }
            yield (
                _(
                    "Vượt giá trị hợp đồng %(number)s (%(value)s đồng): còn %(left)s đồng chưa giải ngân, cần"
                    " %(needed)s đồng. Kiểm tra số tiền, hoặc ghi phụ lục tăng giá trị hợp đồng trước."
                )
                % told
            )


def _short_advances(rows: Iterable[Any]) -> Iterator[str]:
    closing = [row for row in rows if isinstance(row, Disbursement) and row.advance_id]
    needed = _sums((row.advance_id, row.amount_vnd) for row in closing)
    standing = Disbursement.objects.outstanding(date.max).filter(pk__in=list(needed))
    left = {advance.pk: advance.left_vnd for advance in standing}
    for advance in Disbursement.objects.filter(pk__in=list(needed)).order_by("id"):
        if needed[advance.pk] > left.get(advance.pk, 0):
            told = {
                "voucher": advance.voucher,
                "left": format_number(left.get(advance.pk, 0)),
                "needed": format_number(needed[advance.pk]),
            }
            yield (
                _(
                    "Số thu hồi, nộp trả vượt số tạm ứng còn lại của chứng từ tạm ứng %(voucher)s: còn %(left)s đồng,"
                    " cần %(needed)s đồng. Kiểm tra số tiền và chứng từ tạm ứng."
                )
                % told
            )


def _settled_advances(rows: Iterable[Any]) -> Iterator[str]:
    """Advances that are reversed while something still settles them or gives them back: which vouchers, and in which
    order it is put right."""
    reversed_ids = {row.reverses_id for row in rows if isinstance(row, Disbursement) and row.reverses_id}
    closings: dict[str, list[str]] = defaultdict(list)
    standing = Disbursement.objects.not_reversed().filter(advance__in=reversed_ids).exclude(pk__in=reversed_ids)
    for row in standing.select_related("advance").order_by("value_date", "id"):
        told = {"voucher": row.voucher, "amount": format_number(row.amount_vnd)}
        closings[row.advance.voucher].append(_("%(voucher)s (%(amount)s đồng)") % told)
    for voucher, found in closings.items():
        yield (
            _(
                "Tạm ứng %(voucher)s đã có thu hồi, nộp trả nên chưa đảo được. Đảo trước: %(closings)s; sau đó đảo tạm"
                " ứng và ghi lại, rồi ghi lại các chứng từ đó cho tạm ứng mới."
            )
            % {"voucher": voucher, "closings": ", ".join(found)}
        )


def _taken_numbers(rows: Iterable[Any]) -> Iterator[str]:
    """Vouchers that stand in the ledger already, perhaps recorded by somebody else a moment ago, or that stood there
    and were reversed, which keep their number."""
    vouchers = [row for row in rows if isinstance(row, Disbursement) and row.reverses_id is None]
    wanted = {(row.line_id, row.voucher, row.kind) for row in vouchers}
    recorded = Disbursement.objects.filter(
        line__in={line_id for line_id, _voucher, _kind in wanted},
        voucher__in={voucher for _line, voucher, _kind in wanted},
        reverses=None,
    ).select_related("line__holder", "line__component", "line__kind", "line__source", "reversed_by")
    found = [row for row in recorded.order_by("id") if (row.line_id, row.voucher, row.kind) in wanted]
    if not found:
        return
    told = {
        "vouchers": ", ".join(f"{row.voucher} ({line_words(row.line)})" for row in found[:_NUMBERS_TOLD]),
        "more": ", …" if len(found) > _NUMBERS_TOLD else "",
    }
    if any(hasattr(row, "reversed_by") for row in found):
        sentence = _(
            "Số chứng từ đã ghi cho dòng vốn: %(vouchers)s%(more)s. Chứng từ đã đảo vẫn giữ số của nó: ghi lại thì thêm"
            " đuôi vào số, như -2."
        )
    else:
        sentence = _("Số chứng từ đã ghi cho dòng vốn: %(vouchers)s%(more)s. Kiểm tra lại số chứng từ và sổ.")
    yield sentence % told


def _lines(ids: Iterable[UUID | None]) -> Iterable[CapitalLine]:
    return CapitalLine.objects.with_dimensions().filter(pk__in=list(ids)).order_by("id")


def _sums(amounts: Iterable[tuple[UUID | None, int]]) -> Mapping[UUID | None, int]:
    found: dict[UUID | None, int] = defaultdict(int)
    for pk, amount in amounts:
        found[pk] += amount
    return found
