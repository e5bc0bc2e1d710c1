"""From the checked rows of one decision to the rows of its draft: lines found or opened, halves paired."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.access import Access
from committees.models import OfficialDocument
from core.models import ImportRow
from core.spreadsheets import CellError
from disbursement.imports.annex_columns import HALVES, MOVEMENTS, Act
from disbursement.imports.annex_halves import error_at, halves_of, pair_up, refuse_other_pairs, standing_pairs
from disbursement.imports.lines import LineNames, key_of
from disbursement.models import CapitalLine, DraftEntry, Movement
from disbursement.services.annex_rows import Says
from disbursement.services.decisions import RowData
from disbursement.services.errors import LedgerRefused
from disbursement.services.line_keys import LineKey, Lines, find_lines, open_lines
from disbursement.services.plan import load_above, parent_of, stands_elsewhere


class Meant(NamedTuple):
    """A row of the draft before its lines are opened, and the rows of the file that say it."""

    rows: tuple[ImportRow, ...]
    act: str
    line: LineKey
    amount_vnd: int
    note: str
    counter: LineKey | None = None
    until: date | None = None


@dataclass
class Annex:
    """The rows of one decision in one file. `errors` come by staged row; what has some is left out."""

    document: OfficialDocument
    rows: Sequence[ImportRow]
    names: LineNames
    access: Access
    errors: dict[int, list[CellError]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def entries(self) -> list[DraftEntry]:
        """What the draft holds already."""
        lines = ("line__holder", "counter_line__holder")
        return list(DraftEntry.objects.filter(decision__document=self.document).select_related(*lines).order_by("id"))

    @cached_property
    def standing(self) -> Lines:
        """The lines of the rows that stand in the ledger, with those above them."""
        found = find_lines(self.access, {key for row in self.rows for key in _keys(row)})
        load_above(found.values())
        return found

    def meant(self) -> list[Meant]:
        """Every row of the draft that the file says."""
        halves = halves_of(self.rows)
        pairs = pair_up(halves, standing_pairs(self.entries)) if halves else []
        for pk, error in refuse_other_pairs(halves, pairs, self.entries):
            self.errors[pk].append(error)
        single = [self._single(row) for row in self.rows if row.data["movement"] not in HALVES]
        return single + [
            Meant(
                (pair.giver, pair.taker),
                Act.TRANSFER.value,
                key_of(pair.giver.data),
                pair.amount_vnd,
                pair.giver.data["note"] or pair.taker.data["note"] or "",
                key_of(pair.taker.data),
            )
            for pair in pairs
        ]

    def _single(self, row: ImportRow) -> Meant:
        data, movement = row.data, MOVEMENTS[row.data["movement"]]
        line, counter = key_of(data), key_of(data, "counter") if data["counter"] else None
        if movement.act == Act.CARRY_OVER:
            counter = line._replace(budget_year=line.budget_year + 1)
        amount, act = movement.sign * int(data["amount_vnd"]), str(movement.act)
        # An empty cell leaves what the draft says.
        recorded = self._recorded.get((act, line, counter), Says(amount, ""))
        note = recorded.note if data["note"] is None else data["note"]
        until = recorded.until if data["until"] is None else date.fromisoformat(data["until"])
        return Meant((row,), act, line, amount, note, counter, until)

    @cached_property
    def _recorded(self) -> dict[tuple[str, LineKey, LineKey | None], Says]:
        return {
            (str(e.act), LineKey.of(e.line), LineKey.of(e.counter_line) if e.counter_line else None): Says.of(e)
            for e in self.entries
        }

    def row_data(self) -> list[tuple[Meant, RowData]]:
        """With every line open; what cannot be opened is refused by its row. Raises LedgerRefused."""
        wanted: dict[LineKey, LineKey | None] = {}
        meant = self.meant()
        for one in meant:
            for row in one.rows:
                self._place(row, one, wanted)
        good = [one for one in meant if not any(row.pk in self.errors for row in one.rows)]
        needed = {key for one in good for key in (one.line, one.counter) if key}
        lines = open_lines(self.access, _with_above(needed, wanted))
        return [
            (one, RowData(one.act, lines[one.line], one.amount_vnd, _at(lines, one.counter), one.note, one.until))
            for one in good
        ]

    def _place(self, row: ImportRow, one: Meant, wanted: dict[LineKey, LineKey | None]) -> None:
        """Which lines the row needs, each with the one that it is allocated from."""
        wanted.setdefault(one.line, None)
        try:
            if one.act == Act.ALLOCATE:
                wanted[one.line] = self._above(row, one.line)
            elif one.act == Act.CARRY_OVER:
                wanted |= _next_years(self.standing[one.line])
            elif one.counter is not None and one.counter not in self.standing:
                above = parent_of(self.standing[one.line])
                wanted[one.counter] = LineKey.of(above) if above else None
            elif one.counter is not None:
                wanted.setdefault(one.counter, None)
        except LedgerRefused as refusal:
            self.errors[row.pk].append(error_at(row, str(refusal), _("Kiểm tra lại dòng này."), "component"))

    def _above(self, row: ImportRow, line: LineKey) -> LineKey | None:
        """The line that a detailed allocation takes from: the one it stands below, or the one that the row names."""
        stands, holder = self.standing.get(line), row.data["above"]
        found = list(self._candidates(row, line)) if holder else []
        if not holder and stands is not None and (above := parent_of(stands)) is not None:
            return LineKey.of(above)
        if len(found) != 1:
            self.errors[row.pk].append(self._no_line_above(row, found))
            return None
        if stands is not None and self._stands_elsewhere(stands, found[0]):
            self.errors[row.pk].append(error_at(row, stands_elsewhere(), _("Kiểm tra đơn vị phân bổ."), "above"))
        return found[0]

    def _stands_elsewhere(self, line: CapitalLine, above: LineKey) -> bool:
        """Whether a line can no more be put below that one (services.line_keys.open_lines)."""
        if line.parent is not None:
            return LineKey.of(line.parent) != above
        return line.pk in self._used

    @cached_property
    def _used(self) -> set[Any]:
        """Lines of the rows that have movements."""
        return set(Movement.objects.filter(line__in=self.standing.values()).values_list("line_id", flat=True))

    def _candidates(self, row: ImportRow, line: LineKey) -> Iterator[LineKey]:
        """Lines of the named holder that are given on, of the same money, whose component covers the row's."""
        component = self.names.by_component[line.component_id]
        for key in self._given_on.get((row.data["above"], _money(line)), ()):
            code, above = self.names.by_id[key.holder_id].code, self.names.by_component[key.component_id]
            is_named = row.data["above_component"] in (None, above.code) and row.data["above_code"] in (None, code)
            if is_named and key != line and _covers(above, component):
                yield key

    @cached_property
    def _given_on(self) -> dict[tuple[str, tuple[Any, ...]], list[LineKey]]:
        """Lines to give on by their holder's name and their money: the ledger's, and those that this file opens."""
        named = {row.data["above"] for row in self.rows if row.data["above"]}
        holders = [agency.pk for agency in self.names.agencies if agency.name in named]
        years = {key_of(row.data).budget_year for row in self.rows}
        lines = CapitalLine.objects.visible_to(self.access).filter(
            holder__in=holders, budget_year__in=years, is_detailed=False
        )
        opened = (key_of(row.data) for row in self.rows if row.data["movement"] not in HALVES)
        keys = [*(LineKey.of(line) for line in lines), *(key for key in opened if not key.is_detailed)]
        found: dict[tuple[str, tuple[Any, ...]], list[LineKey]] = defaultdict(list)
        for key in dict.fromkeys(keys):
            found[self.names.by_id[key.holder_id].name, _money(key)].append(key)
        return dict(found)

    def _no_line_above(self, row: ImportRow, found: Sequence[LineKey]) -> CellError:
        if not row.data["above"]:
            reason, remedy = _("Chưa ghi đơn vị phân bổ."), _("Ghi cột “Phân bổ từ đơn vị”.")
        elif found:
            codes = ", ".join(sorted(self.names.by_component[key.component_id].code for key in found))
            reason = _("Đơn vị phân bổ có nhiều dòng vốn: %(codes)s.") % {"codes": codes}
            return error_at(row, reason, _("Ghi cột “Phân bổ từ mã dự án, nội dung”."), "above")
        else:
            reason = _("Đơn vị này không có dòng vốn còn phân bổ tiếp có cùng loại vốn, nguồn, năm và nội dung.")
            remedy = _("Kiểm tra đơn vị phân bổ, hoặc giao vốn cho đơn vị đó với cấp còn phân bổ tiếp trước.")
        return error_at(row, reason, remedy, "above")


def _keys(row: ImportRow) -> list[LineKey]:
    return [key_of(row.data, name) for name in ("line", "counter") if row.data[name]]


def _at(lines: Lines, key: LineKey | None) -> CapitalLine | None:
    return lines[key] if key else None


def _money(key: LineKey) -> tuple[Any, ...]:
    """What a line has in common with those that it is allocated to."""
    return (key.kind_id, key.source_id, key.budget_year, key.tranche_year, key.horizon)


def _covers(above: Any, below: Any) -> bool:
    return str(below.path) == str(above.path) or str(below.path).startswith(f"{above.path}.")


def _next_years(line: CapitalLine) -> dict[LineKey, LineKey | None]:
    """The line that takes what this one carries over, and those above it (services.plan.open_next_year)."""
    if line.horizon != CapitalLine.Horizon.YEAR:
        raise LedgerRefused(_("Kế hoạch trung hạn không kéo dài sang năm sau."))
    above = parent_of(line)
    own = {_next_year(line): _next_year(above) if above else None}
    return own | (_next_years(above) if above else {})


def _next_year(line: CapitalLine) -> LineKey:
    return LineKey.of(line)._replace(budget_year=line.budget_year + 1)


def _with_above(needed: set[LineKey], wanted: dict[LineKey, LineKey | None]) -> dict[LineKey, LineKey | None]:
    """The keys that are needed and those above them, without what only refused rows asked for."""
    found: dict[LineKey, LineKey | None] = {}
    waiting = set(needed)
    while waiting:
        key = waiting.pop()
        found[key] = wanted.get(key)
        if (above := found[key]) is not None and above not in found:
            waiting.add(above)
    return found
