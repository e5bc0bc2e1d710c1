"""Any sequence of decisions, vouchers, reversals and closings: the ledger says what its documents add up to.

The model beside it (ledger_model.py) also foretells what the ledger refuses, so that it refuses neither too much
nor too little.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component
from core.acting import SYSTEM, acting_as
from core.transitions import NotAllowed
from disbursement import services, statement
from disbursement.balances import sums_on
from disbursement.models import CapitalLine, Disbursement
from disbursement.services import Draft, VoucherData
from disbursement.services.decisions import RowData
from disbursement.services.periods import deadline_of
from disbursement.services.plan import open_next_year
from programs.models import Works
from reports.cube.rebuild import rebuild
from reports.cube.refresh import refresh
from reports.cube.verify import verify
from reports.figures import capital
from reports.figures.question import question
from tests.disbursement.decisions import Chancery, row
from tests.disbursement.ledger_model import LedgerModel, Line, Move, Voucher
from tests.disbursement.moves import assign, carry_over, recall, transfer
from tests.office import PROVINCE
from tests.reports.cube_world import live_rows

# The province gives on to a commune and to a district, which gives on to another commune; one line stands alone.
TREE = {"province": None, "district": "province", "first": "district", "second": "province", "alone": None}
PLACES = {
    "province": "2024-89",
    "district": "2024-886",
    "first": "2024-30337",
    "second": "2024-30292",
    "alone": "2024-886",
}
SPENDING = ("first", "second", "alone")
IN_DISTRICT = ("district", "first", "alone")
DAYS = [date(2024, 1, 10), date(2024, 2, 28), date(2024, 5, 6), date(2024, 5, 20), date(2024, 9, 2)]
DAYS += [date(2025, 1, 20), date(2025, 2, 10), date(2025, 6, 1)]

days, amounts, years = st.sampled_from(DAYS), st.integers(1, 60), st.sampled_from([2024, 2024, 2024, 2025])
names, spending = st.sampled_from(list(TREE)), st.sampled_from(SPENDING)
acts = st.sampled_from(["give", "adjust", "transfer", "carry_over", "recall"])
untils = st.sampled_from([None, None, date(2025, 3, 31), date(2025, 9, 30)])
works_or_none = st.sampled_from([None, None, 0, 1])


class World:
    """What stands before the first step: people, a decision, and the lines of 2024, empty."""

    def __init__(self) -> None:
        self.chancery = Chancery()
        self.finance = self.chancery.office.access("finance", PROVINCE)
        self.people = (self.chancery.drafter, self.chancery.checker, self.chancery.leader)
        self.by_document = self.chancery.document(DAYS[0])
        self.lines: dict[Line, CapitalLine] = {}
        for name in TREE:
            self.lines[Line(name)] = self.open(name)
        self.works = [self.build(name) for name in ("Cầu", "Đường")]

    def open(self, name: str) -> CapitalLine:
        above = TREE[name]
        holder = Agency.objects.create(
            code=f"SM-{name}",
            name=f"Đơn vị {name}",
            kind="ubnd",
            area=Area.objects.by_ref(PLACES[name]),
            valid_from=date(2020, 1, 1),
        )
        return services.open_line(
            component=Component.objects.get(programme__code="NTP_SPR_2021", code="DA2"),
            holder=holder,
            kind=CapitalKind.objects.get(code="SN"),
            source=CapitalSource.objects.get(code="NSTW"),
            budget_year=2024,
            parent=self.lines[Line(above)] if above else None,
            is_detailed=name in SPENDING,
        )

    def build(self, name: str) -> Works:
        """Works of the whole province, which each of the lines may pay for."""
        line = self.lines[Line("province")]
        return Works.objects.create(
            name=name,
            component=line.component,
            area=line.area,
            investor=line.holder,
            first_year=2024,
            last_year=2025,
            scope_path=line.scope_path,
        )


class AnySequence(RuleBasedStateMachine):
    """Every step is tried on the ledger and on the model; what the ledger refuses changes neither."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.model = LedgerModel(TREE)
        self.lines = dict(self.world.lines)
        self.rows: dict[Voucher, Disbursement] = {}
        self.number = self.step = 0

    def teardown(self) -> None:
        try:
            for day in DAYS:
                self.check_day(day)
            self.the_cube_is_what_a_rebuild_gives()
        finally:
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)

    # --- the plan ------------------------------------------------------------------------------------------------

    @rule(name=names, year=years, amount=st.integers(50, 200), on=days)
    def give(self, name: str, year: int, amount: int, on: date) -> None:
        line = Line(name, year)
        kind = "allocate" if TREE[name] else "assign"
        self.plan(
            [self.model.given(line, amount, on)],
            lambda by: assign(line=self.row(line), amount_vnd=amount, by=by, kind=kind),
        )

    @rule(name=names, year=years, amount=amounts, on=days)
    def recall(self, name: str, year: int, amount: int, on: date) -> None:
        line = Line(name, year)
        self.plan([Move(line, on, -amount)], lambda by: recall(line=self.row(line), amount_vnd=amount, by=by))

    @rule(giver=spending, taker=spending, year=years, amount=amounts, on=days)
    def transfer(self, giver: str, taker: str, year: int, amount: int, on: date) -> None:
        one, other = Line(giver, year), Line(taker, year)
        if one == other:
            return
        moves = self.model.transferred(one, other, amount, on)
        self.plan(
            moves,
            lambda by: transfer(giver=self.row(one), taker=self.row(other), amount_vnd=amount, by=by),
        )

    @rule(name=names, amount=amounts, on=days, until=untils)
    def carry_over(self, name: str, amount: int, on: date, until: date | None) -> None:
        line = Line(name)
        moves = self.model.carried(line, amount, on, until)
        self.plan(moves, lambda by: carry_over(line=self.row(line), amount_vnd=amount, by=by, until=until))

    def plan(self, moves: list[Move], write: Callable[[Draft], Any]) -> None:
        """Taken exactly when no line is left in debt on any day, or with money under two deadlines."""
        if any(move.line not in self.lines and move.amount < 0 for move in moves):
            return
        self.open_lines(moves)
        taken = self.tried(lambda: write(Draft(self.world.by_document, moves[0].on)))
        assert taken is self.model.takes(moves)
        if taken:
            self.model.moves += self.model.handed_on(moves)

    @initialize()
    def begin(self) -> None:
        """One that nothing speaks against: the ledger has to take it."""
        self.decide([("give", "alone", "alone", 60, None)], DAYS[0])

    @rule(
        rows=st.lists(
            st.tuples(acts, spending, spending, amounts, untils), min_size=1, max_size=3, unique_by=lambda one: one[:3]
        ),
        on=days,
    )
    def decide(self, rows: list[tuple[str, str, str, int, date | None]], on: date) -> None:
        """Drafted, checked and signed by three people; all rows or none, exactly when the ledger bears them."""
        annex, moves = zip(*(self.row_of(*one, on) for one in rows), strict=True)
        together = [move for part in moves for move in part]
        if len({(one.act, one.line.pk, one.counter_line and one.counter_line.pk) for one in annex}) < len(annex):
            return  # A row stands once in an annex.
        self.open_lines(together)
        taken = self.tried(lambda: self.world.chancery.signed(*annex, on=on))
        in_time = all(move.until is None or move.until >= max(on, date(2025, 1, 1)) for move in together)
        assert taken is (in_time and self.model.takes(together))
        if taken:
            self.model.moves += self.model.handed_on(together)

    def row_of(
        self, act: str, name: str, other: str, amount: int, until: date | None, on: date
    ) -> tuple[RowData, list[Move]]:
        line, taker = Line(name), Line(other)
        if act == "transfer" and line != taker:
            return row(act, self.row(line), amount, self.row(taker)), self.model.transferred(line, taker, amount, on)
        if act == "carry_over":
            carried = replace(row(act, self.row(line), amount), until=until)
            return carried, self.model.carried(line, amount, on, until)
        if act == "give":
            kind = "allocate" if TREE[name] else "assign"
            return row(kind, self.row(line), amount), [self.model.given(line, amount, on)]
        if act == "recall":
            return row(act, self.row(line), amount), [Move(line, on, -amount)]
        change = amount if amount % 2 else -amount
        return row("adjust", self.row(line), change), [Move(line, on, change)]

    # --- the spending --------------------------------------------------------------------------------------------

    @rule(
        name=spending,
        year=years,
        kind=st.sampled_from(["payment", "payment", "advance", "refund"]),
        amount=amounts,
        on=days,
        reason=st.sampled_from(["", "", "chứng từ đến muộn"]),
        works=works_or_none,
    )
    def spend(self, name: str, year: int, kind: str, amount: int, on: date, reason: str, works: int | None) -> None:
        if Line(name, year) in self.lines:
            self.record(Voucher(Line(name, year), on, kind, amount, works=works), reason)

    @precondition(lambda self: any(voucher.kind == "advance" for voucher in self.model.vouchers))
    @rule(
        data=st.data(),
        kind=st.sampled_from(["settlement", "settlement", "refund"]),
        amount=amounts,
        on=days,
        works=works_or_none,
    )
    def close_advance(self, data: st.DataObject, kind: str, amount: int, on: date, works: int | None) -> None:
        advance = data.draw(st.sampled_from([one for one in self.model.vouchers if one.kind == "advance"]))
        self.record(Voucher(advance.line, on, kind, amount, advance, works=works), "thu hồi tạm ứng")

    def record(self, voucher: Voucher, reason: str) -> None:
        self.number += 1
        data = VoucherData(
            voucher=f"CT{self.number}",
            value_date=voucher.on,
            amount_vnd=voucher.amount,
            kind=voucher.kind,
            advance=self.rows[voucher.advance] if voucher.advance else None,
            works=None if voucher.works is None else self.world.works[voucher.works],
            reason=reason,
        )
        fits = voucher.advance is None or voucher.works in (None, voucher.advance.works)
        if voucher.advance is not None:
            voucher.works = voucher.advance.works
        line, made = self.row(voucher.line), list[Disbursement]()
        taken = self.tried(lambda: made.append(services.record_voucher(line=line, data=data, recorded_by_id=None)))
        on_time = bool(reason) or not self.model.is_late(voucher.line, voucher.on)
        self.model.vouchers.append(voucher)
        in_its_year = voucher.on.year >= voucher.line.year
        assert taken is (on_time and fits and in_its_year and self.model.is_sound())
        if taken:
            self.rows[voucher] = made[0]
        else:
            self.model.vouchers.remove(voucher)

    @precondition(lambda self: any(voucher.undone is None for voucher in self.model.vouchers))
    @rule(data=st.data(), on=days)
    def reverse(self, data: st.DataObject, on: date) -> None:
        voucher = data.draw(st.sampled_from([one for one in self.model.vouchers if one.undone is None]))
        if on < voucher.on:
            return
        voucher.undone = on
        taken = self.tried(
            lambda: services.reverse_voucher(row=self.rows[voucher], reason="nhầm số", on=on, access=None)
        )
        assert taken is self.model.is_sound()
        if not taken:
            voucher.undone = None

    @rule(month=st.sampled_from(sorted({day.replace(day=1) for day in DAYS})))
    def close_month(self, month: date) -> None:
        district, access = Area.objects.by_ref(PLACES["district"]), self.world.finance
        if self.tried(lambda: services.close_period(area=district, budget_year=2024, month=month, access=access)):
            self.model.closed |= {(name, 2024, month) for name in IN_DISTRICT}

    # --- what is true after every step ---------------------------------------------------------------------------

    @invariant()
    def every_line_is_the_sum_of_its_documents(self) -> None:
        for line, found in CapitalLine.objects.in_bulk([one.pk for one in self.lines.values()]).items():
            name = self.names[line]
            totals = (found.plan_vnd, found.allocated_vnd, found.spent_vnd)
            assert totals == (self.model.plan(name), self.model.allocated(name), self.model.spent(name))
            assert found.balance_vnd >= 0

    @invariant()
    def carried_money_keeps_its_deadline_and_works_what_was_paid_for_them(self) -> None:
        for line in self.lines:
            if self.model.is_carried(line):
                assert deadline_of(self.row(line)) == self.model.deadline(line)
        for number, works in enumerate(self.world.works):
            paid = Disbursement.objects.filter(works=works).aggregate(total=Sum("spent_vnd", default=0))["total"]
            assert paid == self.model.spent_on(number)

    @invariant()
    def every_line_is_right_on_some_day(self) -> None:
        """Another day after each step; in the end all of them."""
        self.step += 1
        self.check_day(DAYS[self.step % len(DAYS)])

    def check_day(self, day: date) -> None:
        plan, allocated, spent = sums_on(self.names, day)
        for pk, line in self.names.items():
            totals = (plan.get(pk, 0), allocated.get(pk, 0), spent.get(pk, 0))
            assert totals == (self.model.plan(line, day), self.model.allocated(line, day), self.model.spent(line, day))

    @rule(name=names, year=years)
    def read_the_statement(self, name: str, year: int) -> None:
        line = Line(name, year)
        if line in self.lines:
            after = {entry.on: entry for entry in statement.entries(self.row(line))}
            for day, entry in after.items():
                assert entry.plan_after == self.model.plan(line, day)
                assert entry.used_after == self.model.allocated(line, day) + self.model.spent(line, day)

    @rule(day=days, year=years)
    def read_the_board(self, day: date, year: int) -> None:
        refresh(["capital"])
        province = Area.objects.by_ref(PLACES["province"])
        found = capital.totals(question(province, year, day, include_carry_over=True)).total
        lines = [Line(name, year) for name in TREE]
        roots = [line for line in lines if TREE[line.name] is None]
        assert found.plan_vnd == sum(self.model.plan(line, day) for line in roots)
        assert found.disbursed_vnd == sum(self.model.spent(line, day) for line in lines)
        assert found.advance_vnd == sum(self.model.advanced(line, day) for line in lines)
        held = [line for line in lines if line.name not in SPENDING]
        assert found.unallocated_vnd == sum(
            self.model.plan(line, day) - self.model.allocated(line, day) for line in held
        )

    def the_cube_is_what_a_rebuild_gives(self) -> None:
        refresh(["capital"])
        assert verify("capital") == []
        incremental = live_rows("capital")
        rebuild("capital")
        assert live_rows("capital") == incremental

    # --- how it is tried -----------------------------------------------------------------------------------------

    def tried(self, act: Callable[[], Any]) -> bool:
        """Whether the ledger takes it; refused, it leaves nothing behind."""
        try:
            with transaction.atomic():
                act()
                _check_deferred()
        except NotAllowed:
            return False
        return True

    def row(self, line: Line) -> CapitalLine:
        return CapitalLine.objects.with_dimensions().get(pk=self.lines[line].pk)

    @property
    def names(self) -> dict[UUID, Line]:
        return {row.pk: line for line, row in self.lines.items()}

    def open_lines(self, moves: Iterable[Move]) -> None:
        """Lines of the next year that a carry-over opens, below those of their parents."""
        for move in moves:
            if move.line not in self.lines:
                self.lines[move.line] = open_next_year(self.row(Line(move.line.name)))


def _check_deferred() -> None:
    """What PostgreSQL asks when a transaction ends: the two halves of a pair."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _try(examples: int, steps: int) -> None:
    with acting_as(SYSTEM):
        AnySequence.world = World()
        run_state_machine_as_test(
            AnySequence,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_any_sequence_keeps_plan_spent_and_balance_equal_to_the_documents(db: None) -> None:
    _try(examples=4, steps=20)


@pytest.mark.long
def test_many_long_sequences(db: None) -> None:
    _try(examples=30, steps=50)
