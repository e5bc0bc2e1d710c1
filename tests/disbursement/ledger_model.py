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
    """What a decision changed of a line's plan. Carried-over money may have a deadline of its own, `until`; what is
    given out of a line, `origin`, has that of the line."""

    line: Line
    on: date
    amount: int
    until: date | None = None
    origin: Line | None = None


@dataclass(eq=False)
class Voucher:
    """`undone` is the day of its reversal; `works` what was paid for, with an advance that of the advance."""

    line: Line
    on: date
    kind: str
    amount: int
    advance: "Voucher | None" = None
    undone: date | None = None
    works: int | None = None

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
        gains = [Move(line, on, amount, origin=giver if line == taker else None) for line in gaining]
        return [Move(line, on, -amount) for line in losing] + gains

    def given(self, line: Line, amount: int, on: date) -> Move:
        """Out of the line above, or from outside."""
        return Move(line, on, amount, origin=next(iter(self.above(line)), line))

    def carried(self, line: Line, amount: int, on: date, until: date | None) -> list[Move]:
        """The whole branch moves into the next year; the deadline is of the line where the money rests."""
        branch = [line, *self.above(line)]
        following = [Line(one.name, one.year + 1) for one in branch]
        rests, *passes = [Move(one, on, amount) for one in following]
        return [*(Move(one, on, -amount) for one in branch), rests._replace(until=until), *passes]

    def plan(self, line: Line, day: date = date.max) -> int:
        return sum(move.amount for move in self.moves if move.line == line and move.on <= day)

    def allocated(self, line: Line, day: date = date.max) -> int:
        return sum(self.plan(child, day) for child in self.children(line))

    def spent(self, line: Line, day: date = date.max) -> int:
        return sum(amount for voucher in self.of(line) for on, amount in _flow(voucher, voucher.spent) if on <= day)

    def advanced(self, line: Line, day: date = date.max) -> int:
        return sum(amount for voucher in self.of(line) for on, amount in _flow(voucher, voucher.advanced) if on <= day)

    def spent_on(self, works: int) -> int:
        vouchers = [voucher for voucher in self.vouchers if voucher.works == works]
        return sum(amount for voucher in vouchers for _on, amount in _flow(voucher, voucher.spent))

    def of(self, line: Line) -> Iterator[Voucher]:
        return (voucher for voucher in self.vouchers if voucher.line == line)

    def is_late(self, line: Line, day: date) -> bool:
        """After the deadline, or in a closed month."""
        return day > self.deadline(line) or (line.name, line.year, day.replace(day=1)) in self.closed

    def deadline(self, line: Line) -> date:
        """What the decisions said of the line's money, or the last of January."""
        return next(iter(self.said(line) - {None}), None) or date(line.year + 1, 1, 31)

    def said(self, line: Line) -> set[date | None]:
        """The deadlines of what the line gained."""
        return {move.until for move in self.moves if move.line == line and move.amount > 0}

    def takes(self, moves: list[Move]) -> bool:
        """Whether the plan may change so: no debt, and no line with money under two deadlines."""
        after = replace(self, moves=[*self.moves, *self.handed_on(moves)])
        gaining = {move.line for move in moves if move.amount > 0 and self.is_carried(move.line)}
        return after.is_sound() and all(len(after.held(line)) < 2 for line in gaining)

    def held(self, line: Line) -> set[date | None]:
        """The deadlines of what rests on the line: what came to one that gives on without any may only pass it."""
        return self.said(line) - {None} if self.children(line) else self.said(line)

    def is_carried(self, line: Line) -> bool:
        """Every line of the second year holds what was left of the first."""
        return line.year > 2024

    def handed_on(self, moves: list[Move]) -> list[Move]:
        """The same moves, with the deadline that each gain of a carried-over line brings from where it comes."""
        said = {move.line: move.until for move in moves if move.until}
        origins = {move.line: move.origin for move in moves if move.origin and move.amount > 0}

        def brought(line: Line | None, passed: frozenset[Line] = frozenset()) -> date | None:
            if line is None or line in passed:
                return None
            known = said.get(line) or next(iter(self.said(line) - {None}), None)
            return known or brought(origins.get(line), passed | {line})

        return [
            move._replace(until=brought(move.origin))
            if move.origin and move.amount > 0 and self.is_carried(move.line)
            else move
            for move in moves
        ]

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
            if sum(voucher.paid for voucher in until) < 0:
                return False
        return True


def _flow(voucher: Voucher, amount: int) -> Iterator[tuple[date, int]]:
    yield voucher.on, amount
    if voucher.undone:
        yield voucher.undone, -amount
