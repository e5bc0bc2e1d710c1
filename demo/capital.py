"""Plans and vouchers of 2021 to 2026. The figures of 28/10/2024 are those of the founding article 004."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Agency
from catalogs.models import CapitalKind, CapitalSource, Component
from committees.models import OfficialDocument
from demo import curve
from demo.agencies import read
from demo.branches import Branches
from demo.dice import Dice, split
from disbursement.models import CapitalLine, Disbursement, Movement

MILLION = 1_000_000
CUT = date(2024, 10, 28)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
INVESTMENT, RECURRENT = "DTPT", "SN"
# Year -> (plan against 2024, share of it spent when the year is closed).
YEARS = {2021: (0.12, 0.86), 2022: (0.55, 0.64), 2023: (0.9, 0.88), 2024: (1.0, 0.94), 2025: (0.8, 0.9)}
# What a holder spends its capital on: kind of holder or its code -> kind -> {component: weight}.
USES: dict[str, dict[str, dict[str, float]]] = {
    "ubnd": {
        INVESTMENT: {"DA1.TDA1": 0.7, "DA4.TDA1": 0.3},
        RECURRENT: {"DA2": 0.36, "DA3.TDA1": 0.3, "DA4.TDA3": 0.16, "DA6.TDA1": 0.08, "DA7.TDA2": 0.1},
    },
    "so": {INVESTMENT: {"DA1.TDA1": 1}, RECURRENT: {"DA7.TDA1": 1}},
    "khac": {INVESTMENT: {"DA4.TDA1": 1}, RECURRENT: {"DA4.TDA1": 1}},
    "SYT": {RECURRENT: {"DA3.TDA2": 1}},
    "SGDDT": {RECURRENT: {"DA4.TDA1": 1}},
    "STTTT": {RECURRENT: {"DA6.TDA1": 0.7, "DA6.TDA2": 0.3}},
    "SLDTBXH": {RECURRENT: {"DA4.TDA2": 0.3, "DA4.TDA3": 0.3, "DA7.TDA1": 0.4}},
    "SNNPTNT": {RECURRENT: {"DA3.TDA1": 1}},
}


@dataclass(frozen=True)
class Budget:
    """What one holder gets of one kind in one year, and what of it is spent by the cut and in the end (VND)."""

    holder: Agency
    kind: str
    year: int
    plan: int
    by_cut: int | None
    final: int


@dataclass
class Ledger:
    """Rows to write, in the order in which they are written."""

    lines: list[CapitalLine]
    movements: list[Movement]
    vouchers: list[Disbursement]


class CapitalMaker:
    """Makes the ledger of the demonstration province."""

    def __init__(self, dice: Dice, agencies: dict[str, Agency], decisions: dict[date, OfficialDocument]) -> None:
        self.dice, self.agencies, self.decisions = dice, agencies, decisions
        self.kinds = {kind.code: kind for kind in CapitalKind.objects.all()}
        self.source = CapitalSource.objects.get(code="NSTW")
        self.components = {(c.programme.code, c.code): c for c in Component.objects.select_related("programme")}
        self.ledger = Ledger([], [], [])
        self.voucher_number = 0

    def make(self, today: date) -> None:
        for budget in self.budgets():
            self.add_budget(budget, "NTP_SPR_2021", uses_of(budget), today)
        for budget in self.budgets_2026():
            self.add_budget(budget, "NTP_MERGED_2026", {"HP1": 1.0}, today)
        Branches(self).grow(today)

    def budgets(self) -> Iterator[Budget]:
        """2021 to 2025, of the holders that existed then."""
        for row in read("agencies.json")["old"]:
            holder, plan_2024 = self.agencies[row["code"]], row.get("plan_2024") or self.invented_plan(row)
            spent = row.get("spent_2024_10_28", {})
            for year, (size, share) in YEARS.items():
                for kind, millions in plan_2024.items():
                    if not millions or (year == 2021 and kind == INVESTMENT):
                        continue
                    by_cut = spent.get(kind) if year == 2024 else None
                    yield self.budget(holder, kind, year, round(millions * size), share, by_cut)

    def budget(self, holder: Agency, kind: str, year: int, millions: int, share: float, by_cut: int | None) -> Budget:
        plan = max(millions, 1) * MILLION
        final = min(plan, round(plan * min(1.0, share * self.dice.uniform(0.85, 1.1)) / 1000) * 1000)
        if by_cut is not None:
            final = max(final, by_cut * MILLION)
        return Budget(holder, kind, year, plan, None if by_cut is None else by_cut * MILLION, final)

    def invented_plan(self, row: dict[str, Any]) -> dict[str, int]:
        """A plan of 2024 in million dong for a holder of whom nothing is said."""
        if row["kind"] == "ubnd":
            return {
                INVESTMENT: self.dice.randrange(3000, 14000, 100),
                RECURRENT: self.dice.randrange(5000, 18000, 100),
            }
        return {RECURRENT: self.dice.randrange(4000, 12000, 100)}

    def budgets_2026(self) -> Iterator[Budget]:
        """The first year of the merged programme: communes hold most of it."""
        for code, holder in self.agencies.items():
            if code.startswith("X."):
                yield self.budget(holder, INVESTMENT, 2026, self.dice.randrange(800, 4200, 50), 0.9, None)
                yield self.budget(holder, RECURRENT, 2026, self.dice.randrange(500, 2600, 50), 0.85, None)
            elif code in ("AG25.SNNMT", "AG25.SYT", "AG25.SGDDT", "AG25.SXD"):
                yield self.budget(holder, RECURRENT, 2026, self.dice.randrange(6000, 14000, 100), 0.85, None)

    def add_budget(self, budget: Budget, programme: str, uses: dict[str, float], today: date) -> None:
        weights = list(uses.values())
        plans = [part * 1000 for part in split(budget.plan // 1000, weights)]
        finals = [part * 1000 for part in split(budget.final // 1000, weights)]
        cuts = [part * 1000 for part in split((budget.by_cut or 0) // 1000, weights)]
        for code, plan, final, by_cut in zip(uses, plans, finals, cuts, strict=True):
            if not plan:
                continue
            line = self.line(budget, self.components[programme, code])
            self.assign(line, plan)
            final = min(plan, max(final, by_cut))
            if budget.by_cut is None:
                self.spend(line, final, curve.days(budget.year), today)
            else:
                self.spend(line, by_cut, curve.days(budget.year, last=CUT), today)
                self.spend(line, final - by_cut, curve.days(budget.year, first=CUT + timedelta(days=1)), today)

    def line(self, budget: Budget, component: Component) -> CapitalLine:
        line = CapitalLine(
            id=self.dice.uid(datetime(budget.year, 1, 15, tzinfo=ZONE)),
            component=component,
            holder=budget.holder,
            kind=self.kinds[budget.kind],
            source=self.source,
            budget_year=budget.year,
            tranche_year=budget.year,
            area=budget.holder.area,
            scope_path=str(budget.holder.area.path),
        )
        self.ledger.lines.append(line)
        return line

    def assign(self, line: CapitalLine, plan: int) -> None:
        """Nine tenths at the beginning of the year, the rest as a supplement in June."""
        first = plan * 9 // 10 // MILLION * MILLION or plan
        self.move(line, Movement.Kind.ASSIGN, first, curve.assigned_on(line.budget_year))
        if plan > first:
            self.move(line, Movement.Kind.SUPPLEMENT, plan - first, curve.supplemented_on(line.budget_year))

    def move(self, line: CapitalLine, kind: str, amount: int, on: date) -> None:
        self.ledger.movements.append(
            Movement(
                id=self.dice.uid(datetime(on.year, on.month, on.day, tzinfo=ZONE)),
                line=line,
                kind=kind,
                amount_vnd=amount,
                decision=self.decisions[on],
                on=on,
                scope_path=line.scope_path,
            )
        )

    def spend(self, line: CapitalLine, amount: int, days: list[date], today: date) -> None:
        """`amount` in vouchers on some of `days` (one entry per day and weight); none after today."""
        if not amount:
            return
        pieces = self.dice.pieces(amount // 1000, self.dice.randint(2, 5))
        for piece in pieces:
            on = self.dice.choice(days)
            if on <= today:
                self.add_voucher(line, piece * 1000, on)

    def add_voucher(self, line: CapitalLine, amount: int, on: date) -> Disbursement:
        self.voucher_number += 1
        row = Disbursement(
            id=self.dice.uid(datetime(on.year, on.month, on.day, 9, tzinfo=ZONE)),
            line=line,
            kind=Disbursement.Kind.PAYMENT,
            amount_vnd=amount,
            voucher=f"KB{on.year % 100}-{self.voucher_number:06d}",
            value_date=on,
            note="Dữ liệu mô phỏng",
            scope_path=line.scope_path,
        )
        self.ledger.vouchers.append(row)
        return row


def uses_of(budget: Budget) -> dict[str, float]:
    """The components of a budget: by the holder's own entry, else by its kind."""
    own = USES.get(budget.holder.code.split(".")[1], {})
    return own.get(budget.kind) or USES[budget.holder.kind][budget.kind]


def write_plan(ledger: Ledger) -> None:
    """From the top of the tree; the triggers refuse a plan without its line, and spending without a plan."""
    ledger.lines.sort(key=lambda line: line.parent_id is not None)
    CapitalLine.objects.bulk_create(ledger.lines, batch_size=2000)
    Movement.objects.bulk_create(ledger.movements, batch_size=5000)


def write_vouchers(ledger: Ledger) -> None:
    Disbursement.objects.bulk_create(ledger.vouchers, batch_size=5000)
