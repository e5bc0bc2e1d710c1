"""Pure rules of the ledger: matching the treasury's statement with the vouchers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class Entry(Protocol):
    """What a row of a statement and a voucher of the ledger have in common."""

    id: UUID
    line_id: UUID
    kind: str
    voucher: str
    value_date: date
    amount_vnd: int
    treasury_ref: str


class Match(StrEnum):
    """MATCHED: both agree; DIFFERS: the same voucher, not the same content; UNKNOWN: only the statement has it;
    MISSING: only the ledger has it."""

    MATCHED = "matched"
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    MISSING = "missing"


@dataclass(frozen=True)
class Pair:
    match: Match
    row: Any
    voucher: Any
    differences: tuple[str, ...] = ()

    @property
    def item_id(self) -> UUID:
        """Of the row; of the voucher where there is none."""
        found: UUID = (self.row or self.voucher).id
        return found

    @property
    def lines(self) -> list[Any]:
        """Of both sides, which may differ."""
        return [entry.line for entry in (self.row, self.voucher) if entry is not None]


COMPARED = ("amount_vnd", "value_date", "kind", "line_id")
Key = Callable[[Any], Any]
# From the surest to the loosest: the treasury's reference, else what is printed on the voucher.
KEYS: tuple[Key, ...] = (
    lambda entry: entry.treasury_ref and (entry.treasury_ref, entry.line_id, entry.kind),
    lambda entry: entry.treasury_ref,
    lambda entry: (entry.voucher, entry.line_id, entry.kind, entry.value_date, entry.amount_vnd),
    lambda entry: (entry.voucher, entry.line_id, entry.kind),
)


def match_statement(
    rows: Sequence[Entry], vouchers: Iterable[Entry], linked: Mapping[UUID, UUID] | None = None
) -> list[Pair]:
    """Every row and every voucher once. `linked` gives the voucher that somebody wrote for a row."""
    free = {voucher.id: voucher for voucher in vouchers}
    found: dict[UUID, Any] = {}
    for row_id, voucher_id in (linked or {}).items():
        if voucher_id in free:
            found[row_id] = free.pop(voucher_id)
    for key in KEYS:
        by_key: dict[Any, list[Any]] = {}
        for voucher in free.values():
            by_key.setdefault(key(voucher), []).append(voucher)
        for row in rows:
            candidates = by_key.get(key(row)) if key(row) else None
            if row.id not in found and candidates:
                found[row.id] = free.pop(candidates.pop(0).id)
    pairs = [_pair(row, found.get(row.id)) for row in rows]
    return pairs + [Pair(Match.MISSING, None, voucher) for voucher in free.values()]


def _pair(row: Entry, voucher: Entry | None) -> Pair:
    if voucher is None:
        return Pair(Match.UNKNOWN, row, None)
    differences = tuple(name for name in COMPARED if getattr(row, name) != getattr(voucher, name))
    return Pair(Match.DIFFERS if differences else Match.MATCHED, row, voucher, differences)
