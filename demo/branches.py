"""The tree of allocation of 2026, money carried over from 2024, and decisions on their way to a signature."""

from collections import defaultdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from accounts.models import User
from committees.models import OfficialDocument
from demo import curve
from demo.curve import CARRIED_ON, assigned_on
from demo.dice import SEED, Dice
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry, Movement

if TYPE_CHECKING:
    from demo.capital import CapitalMaker

MILLION = 1_000_000
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOLDER = "AG25.UBND"
# Share of what the province was given in 2026 that it has not given on yet.
UNALLOCATED = {"DTPT": 0.08, "SN": 0.03}
# The districts of the other old province carry over; the year of article 004 stays as it was published.
CARRYING = "KG."


class Branches:
    """Works on the ledger that the maker has filled. Its dice are its own: what the maker throws stays the same."""

    def __init__(self, maker: "CapitalMaker") -> None:
        self.maker, self.ledger = maker, maker.ledger
        self.dice = Dice(SEED + 1)

    def grow(self, today: date) -> None:
        self.carry_over(today)
        for kind in ("DTPT", "SN"):
            self.allocate(kind)

    def allocate(self, kind: str) -> None:
        """A line of the province above all of 2026 of the kind, and its medium-term plan."""
        below = [line for line in self.ledger.lines if line.budget_year == 2026 and line.kind.code == kind]
        root = self._line(below[0], is_detailed=False)
        for line in below:
            line.parent = root
        ids = {line.pk for line in below}
        given = [movement for movement in self.ledger.movements if movement.line.pk in ids]
        for movement in given:
            movement.kind = Movement.Kind.ALLOCATE
        total = sum(movement.amount_vnd for movement in given)
        plan = round(total * (1 + UNALLOCATED[kind]) / (100 * MILLION)) * 100 * MILLION
        self._move(root, Movement.Kind.ASSIGN, plan, assigned_on(2026), first=True)
        if kind == "DTPT":
            medium = self._line(below[0], is_detailed=False, horizon=CapitalLine.Horizon.MEDIUM, budget_year=2030)
            self._move(medium, Movement.Kind.ASSIGN, plan * 9 // 2, assigned_on(2026))

    def carry_over(self, today: date) -> None:
        """Half of what some holders had left of the investment money of 2024, and what they spent of it."""
        spent: dict[Any, int] = defaultdict(int)
        for voucher in self.ledger.vouchers:
            spent[voucher.line.pk] += voucher.amount_vnd
        plans: dict[Any, int] = defaultdict(int)
        for movement in self.ledger.movements:
            plans[movement.line.pk] += movement.amount_vnd
        for line in list(self.ledger.lines):
            if line.budget_year != 2024 or line.kind.code != "DTPT" or not line.holder.code.startswith(CARRYING):
                continue
            amount = (plans[line.pk] - spent[line.pk]) // 2 // MILLION * MILLION
            if amount:
                self._carry(line, amount, today)

    def _carry(self, line: CapitalLine, amount: int, today: date) -> None:
        carried = self._line(line, holder=line.holder, budget_year=2025, tranche_year=2024)
        pair = self.dice.uid(datetime.combine(CARRIED_ON, time(8), ZONE))
        for half, sign in ((line, -1), (carried, 1)):
            self._move(half, Movement.Kind.CARRY_OVER, sign * amount, CARRIED_ON, pair=pair)
        on = self.dice.choice([day for day in curve.days(2025) if day > CARRIED_ON])
        if on <= today:
            self.maker.add_voucher(carried, amount * 3 // 5 // 1000 * 1000, on)

    def _line(self, like: CapitalLine, **changes: Any) -> CapitalLine:
        """Another line of the same component, kind and source; of the province where no holder is given."""
        fields: dict[str, Any] = {
            "component": like.component,
            "holder": self.maker.agencies[HOLDER],
            "kind": like.kind,
            "source": like.source,
            "budget_year": like.budget_year,
            "tranche_year": like.tranche_year,
        } | changes
        area = fields["holder"].area
        at = datetime(like.budget_year, 1, 14, tzinfo=ZONE)
        line = CapitalLine(id=self.dice.uid(at), area=area, scope_path=str(area.path), **fields)
        self.ledger.lines.append(line)
        return line

    def _move(
        self,
        line: CapitalLine,
        kind: str,
        amount: int,
        on: date,
        *,
        first: bool = False,
        pair: Any = None,
    ) -> None:
        row = Movement(
            id=self.dice.uid(datetime(on.year, on.month, on.day, tzinfo=ZONE)),
            line=line,
            kind=kind,
            amount_vnd=amount,
            decision=self.maker.decisions[on],
            on=on,
            pair=pair,
            scope_path=line.scope_path,
        )
        self.ledger.movements.insert(0 if first else len(self.ledger.movements), row)


def write_decisions(decisions: dict[date, OfficialDocument], users: dict[str, User]) -> None:
    """The decisions as they were signed, each on its day; their annex is what they moved."""
    for on, document in decisions.items():
        at = datetime.combine(on, time(10), ZONE)
        draft = CapitalDecision.objects.create(
            document=document, on=on, scope_path=document.scope_path, drafted_by=users["taichinh"]
        )
        # The day of a draft is set when it is made, and nothing of a signed one changes.
        CapitalDecision.objects.filter(pk=draft.pk).update(
            drafted_at=at,
            checked_by=users["tinh"],
            checked_at=at,
            signed_by=users["lanhdao"],
            signed_at=at,
            state=CapitalDecision.State.SIGNED,
        )


def write_open_decisions(drafted: OfficialDocument, checked: OfficialDocument, users: dict[str, User]) -> None:
    """One decision that is being drafted, one that waits for its signature: both allocate money of 2026."""
    children = CapitalLine.objects.filter(parent__isnull=False, budget_year=2026, kind__code="DTPT")
    lines = list(children.order_by("holder__code", "id")[:8])
    for document, rows in ((drafted, lines[:3]), (checked, lines[3:])):
        decision = CapitalDecision.objects.create(
            document=document, on=document.issued_on, scope_path=document.scope_path, drafted_by=users["taichinh"]
        )
        for number, line in enumerate(rows, start=1):
            DraftEntry.objects.create(
                decision=decision,
                act=DraftEntry.Act.ALLOCATE,
                line=line,
                amount_vnd=100 * number * MILLION,
                entered_by=users["taichinh"],
                scope_path=document.scope_path,
            )
        if document is checked:
            decision.state, decision.checked_by = CapitalDecision.State.CHECKED, users["tinh"]
            decision.checked_at = datetime.combine(document.issued_on, time(15), ZONE)
            decision.save(update_fields=["state", "checked_by", "checked_at"])
