"""What a ledger must say, worked out apart from it: a journal of documents, and sums over the journal.

Nothing here asks the database; a line is a name with its year, its parent and whether it is detailed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple


class Line(NamedTuple):
    name: str
    year: int = 2024


class Move(NamedTuple):
    """What a decision changed of a line's plan."""

    line: Line
    on: date
    amount: int


@dataclass(eq=False)
class Voucher:
    """`undone` is the day of its reversal."""

    line: Line
    on: date
    kind: str
    amount: int
    advance: "Voucher | None" = None
    undone: date | None = None

    @property
    def spent(self) -> int:
        return {"payment": 1, "advance": 1, "refund": -1}.get(self.kind, 0) * self.amount

    @property
    def advanced(self) -> int:
        return self.amount if self.kind == "advance" else -self.amount if self.advance else 0

    @property
    def paid(self) -> int:
        """What it adds to the payments that a refund may give back; a refund of an advance is none of them."""
        if self.kind in ("payment", "settlement"):
            return self.amount
        return -self.amount if self.kind == "refund" and self.advance is None else 0


@dataclass
class LedgerModel:
    parents: dict[str, str | None]  # the tree, the same in every year
    moves: list[Move] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    closed: set[tuple[str, int, date]] = field(default_factory=set)

    def above(self, line: Line) -> list[Line]:
        parent = self.parents[line.name]
        return [] if parent is None else [Line(parent, line.year), *self.above(Line(parent, line.year))]

    def children(self, line: Line) -> list[Line]:
        return [Line(name, line.year) for name, parent in self.parents.items() if parent == line.name]

    def transferred(self, giver: Line, taker: Line, amount: int, on: date) -> list[Move]:
        """Both lines, and those above one of them but not above both."""
        losing = {giver, *self.above(giver)} - {*self.above(taker)}
        gaining = {taker, *self.above(taker)} - {*self.above(giver)}
        return [Move(line, on, -amount) for line in losing] + [Move(line, on, amount) for line in gaining]

    def carried(self, line: Line, amount: int, on: date) -> list[Move]:
        """The whole branch moves into the next year."""
        branch = [line, *self.above(line)]
        following = [Line(one.name, one.year + 1) for one in branch]
        return [Move(one, on, -amount) for one in branch] + [Move(one, on, amount) for one in following]

    def plan(self, line: Line, day: date = date.max) -> int:
        return sum(move.amount for move in self.moves if move.line == line and move.on <= day)

    def allocated(self, line: Line, day: date = date.max) -> int:
        return sum(self.plan(child, day) for child in self.children(line))

    def spent(self, line: Line, day: date = date.max) -> int:
        return sum(amount for voucher in self.of(line) for on, amount in _flow(voucher, voucher.spent) if on <= day)

    def advanced(self, line: Line, day: date = date.max) -> int:
        return sum(amount for voucher in self.of(line) for on, amount in _flow(voucher, voucher.advanced) if on <= day)

    def of(self, line: Line) -> Iterator[Voucher]:
        return (voucher for voucher in self.vouchers if voucher.line == line)

    def is_late(self, line: Line, day: date) -> bool:
        """After the last of January, or in a closed month."""
        return day > date(line.year + 1, 1, 31) or (line.name, line.year, day.replace(day=1)) in self.closed

    def takes(self, moves: list[Move]) -> bool:
        """Whether the plan may change so."""
        return replace(self, moves=[*self.moves, *moves]).is_sound()

    def is_sound(self) -> bool:
        """No line in debt at the end of any day, no advance beyond itself, no more given back than was paid.

        A voucher that was reversed never held money: it was entered by mistake.
        """
        entries = [*self.moves, *self.vouchers]
        days = sorted({entry.on for entry in entries})
        lines = {line for entry in entries for line in (entry.line, *self.above(entry.line))}
        return all(self._is_sound(line, days) for line in lines)

    def _is_sound(self, line: Line, days: list[date]) -> bool:
        standing = [voucher for voucher in self.of(line) if voucher.undone is None]
        advances = {voucher.advance or voucher for voucher in standing if voucher.advanced}
        for day in days:
            until = [voucher for voucher in standing if voucher.on <= day]
            if self.plan(line, day) - self.allocated(line, day) < sum(voucher.spent for voucher in until):
                return False
            if any(sum(one.advanced for one in until if advance in (one, one.advance)) < 0 for advance in advances):
                return False
        return sum(voucher.paid for voucher in standing) >= 0


def _flow(voucher: Voucher, amount: int) -> Iterator[tuple[date, int]]:
    yield voucher.on, amount
    if voucher.undone:
        yield voucher.undone, -amount
