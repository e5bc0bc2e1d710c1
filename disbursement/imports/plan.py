"""Importing the annex of a decision that assigns, supplements or recalls capital."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.imports import AreaImporter
from committees.models import OfficialDocument
from core.formats import format_number
from core.imports.applying import changed_meanwhile
from core.imports.declaration import ImportRefused, ImportSheet, Layout, Part, Undone
from core.imports.draft import Draft
from core.imports.staging import fail_rows, good_rows
from core.models import ImportBatch, ImportRow
from core.spreadsheets import CellError, Column
from core.spreadsheets.kinds import Choice, Day, Text
from core.text import one_line
from disbursement.imports.lines import LineKey, LineNames, find_lines, key_of
from disbursement.models import CapitalLine, Movement
from disbursement.services.errors import LedgerRefused, explain
from disbursement.services.running import first_losses, refuse_debt

KINDS = (Movement.Kind.ASSIGN, Movement.Kind.SUPPLEMENT, Movement.Kind.RECALL)
MovementKey = tuple[str, LineKey, str]


class PlanImport(AreaImporter):
    kind = "disbursement.plan"
    slug = "ke-hoach-von"
    label = gettext_lazy("Kế hoạch vốn")
    lead = gettext_lazy("Phụ lục quyết định giao, bổ sung, thu hồi vốn: mỗi dòng là một dòng vốn.")
    right = "disbursement.import"
    nav_section = "disbursement"
    done_url_name = "disbursement:line_list"
    guide = (
        gettext_lazy("Quyết định phải có trong sổ văn bản trước khi nhập phụ lục."),
        gettext_lazy("Dòng vốn chưa có được mở theo đơn vị, nội dung, loại vốn, nguồn vốn và năm."),
        gettext_lazy("Số tiền ghi bằng đồng hoặc triệu đồng, chỉ một trong hai cột."),
    )
    undo_note = gettext_lazy("Sổ chỉ ghi thêm: mỗi bút toán được đảo bằng một bút toán ngược.")

    @cached_property
    def names(self) -> LineNames:
        return LineNames(self.scope)

    @cached_property
    def part(self) -> Part:
        kinds = Choice({kind.value: str(kind.label) for kind in KINDS}, {"assign": ("giao", "giao vốn")})
        columns = (
            Column("decision", _("Số quyết định"), Text(80), True, ("Quyết định", "Số QĐ"), "138/QĐ-UBND", width=18),
            Column("decided_on", _("Ngày quyết định"), Day(), aliases=("Ngày QĐ",), width=13),
            Column("movement", _("Loại điều chỉnh"), kinds, True, ("Loại",), str(KINDS[0].label), width=18),
            *self.names.columns,
            Column("on", _("Ngày hiệu lực"), Day(), note=_("Để trống: ngày ban hành quyết định."), width=13),
        )
        return Part("movement", _("Kế hoạch vốn"), columns)

    def layouts(self) -> Sequence[Layout]:
        return [[ImportSheet("plan", _("Kế hoạch vốn"), self.part, self.part.columns)]]

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        decisions = self._decisions({draft.data["decision"] for draft in drafts if draft.data["decision"]})
        placed = []
        for draft in drafts:
            decision = self._decision(draft, decisions)
            key = self.names.resolve(draft)
            if decision and key and draft.is_good:
                placed.append((draft, decision, key))
        lines = find_lines(self.scope, [key for _draft, _decision, key in placed])
        recorded = _recorded(lines.values(), [decision.pk for _draft, decision, _key in placed])
        for draft, decision, key in placed:
            self._compare(draft, decision, key, recorded)

    def _decisions(self, numbers: Iterable[str]) -> dict[str, list[OfficialDocument]]:
        found = defaultdict(list)
        documents = OfficialDocument.objects.visible_to(self.scope).filter(number__in=[one_line(n) for n in numbers])
        for document in documents.order_by("issued_on", "id"):
            found[document.number].append(document)
        return found

    def _decision(self, draft: Draft, found: Mapping[str, list[OfficialDocument]]) -> OfficialDocument | None:
        number, day = draft.data["decision"], draft.data["decided_on"]
        documents = [d for d in found.get(number or "", []) if day is None or d.issued_on.isoformat() == day]
        if not number or len(documents) == 1:
            return documents[0] if documents else None
        if documents:
            days = ", ".join(f"{document.issued_on:%d/%m/%Y}" for document in documents)
            reason = _("Có nhiều quyết định cùng số, ngày %(days)s.") % {"days": days}
            draft.refuse("decided_on", reason, _("Ghi ngày quyết định."))
        else:
            remedy = _("Vào sổ văn bản trước, hoặc kiểm tra lại số và ngày.")
            draft.refuse("decision", _("Sổ văn bản chưa có quyết định này."), remedy)
        return None

    def _compare(
        self,
        draft: Draft,
        decision: OfficialDocument,
        key: LineKey,
        recorded: Mapping[MovementKey, list[Movement]],
    ) -> None:
        data, holder = draft.data, self.names.by_id[key.holder_id]
        data |= {"line": list(key), "decision_id": str(decision.pk), "on": data["on"] or decision.issued_on.isoformat()}
        draft.key = f"{decision.pk}|{key.text}|{data['movement']}"
        draft.label = f"{decision.number}: {holder.name}, {data['component']}"
        draft.target_id = str(Movement().pk)
        if date.fromisoformat(data["on"]) < decision.issued_on:
            draft.refuse("on", _("Ngày hiệu lực trước ngày ban hành quyết định."), _("Sửa lại ngày hiệu lực."))
        same = recorded.get((str(decision.pk), key, data["movement"]), [])
        if not same:
            return
        if equal := next((m for m in same if abs(m.amount_vnd) == data["amount_vnd"]), None):
            draft.match(equal.pk, {})
            return
        amount = format_number(abs(same[0].amount_vnd))
        reason = _("Quyết định này đã ghi cho dòng vốn số tiền khác: %(amount)s đồng.") % {"amount": amount}
        draft.refuse("amount_vnd", reason, _("Sổ không sửa: đảo bút toán cũ trước, hoặc ghi theo quyết định mới."))

    def finish(self, batch: ImportBatch) -> None:
        """A recall takes no more than is left, counting what the same file gives."""
        rows = list(good_rows(batch, self.part.code))
        lines = find_lines(self.scope, [key_of(row.data) for row in rows])
        left = {key: line.balance_vnd for key, line in lines.items()}
        for row in rows:
            if signed(row) > 0:
                left[key_of(row.data)] = left.get(key_of(row.data), 0) + signed(row)
        failed = {}
        for row in (row for row in rows if signed(row) < 0):
            key = key_of(row.data)
            if left.get(key, 0) + signed(row) < 0:
                failed[row.pk] = [_too_much(row, left.get(key, 0))]
            else:
                left[key] += signed(row)
        fail_rows(failed)

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        rows = list(good_rows(batch, self.part.code))
        lines, opened = self._lines([key_of(row.data) for row in rows])
        recorded = _recorded(lines.values(), {row.data["decision_id"] for row in rows})
        if any((r.data["decision_id"], key_of(r.data), r.data["movement"]) in recorded for r in rows):
            raise ImportRefused(changed_meanwhile())
        write_movements([_movement(row, lines[key_of(row.data)], batch) for row in rows])
        return {"movements": len(rows), "lines_opened": opened, "amount_vnd": sum(signed(row) for row in rows)}

    def _lines(self, keys: Sequence[LineKey]) -> tuple[dict[LineKey, CapitalLine], int]:
        """The lines, those that are new opened empty; how many were."""
        known = find_lines(self.scope, keys)
        new = [key for key in dict.fromkeys(keys) if key not in known]
        CapitalLine.objects.bulk_create([_new_line(key, self.names) for key in new], ignore_conflicts=True)
        return find_lines(self.scope, keys), len(new)

    def undoable(self, batch: ImportBatch) -> Undone:
        total = good_rows(batch, self.part.code).count()
        undone = len(self._reversible(batch))
        return Undone(undone, total - undone)

    def _reversible(self, batch: ImportBatch) -> list[Movement]:
        """Movements not yet reversed, of lines where what was spent stays covered."""
        ids = list(good_rows(batch, self.part.code).values_list("target_id", flat=True))
        rows = Movement.objects.filter(pk__in=ids, reversed_by=None).select_related("line")
        by_line: dict[Any, list[Movement]] = defaultdict(list)
        for movement in rows.order_by("id"):
            by_line[movement.line_id].append(movement)
        covered = (m for m in by_line.values() if sum(row.amount_vnd for row in m) <= m[0].line.balance_vnd)
        return [movement for movements in covered for movement in movements]

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        rows, total = self._reversible(batch), good_rows(batch, self.part.code).count()
        if not rows:
            raise ImportRefused(_("Các bút toán này đã đảo, hoặc vốn đã được giải ngân; không đảo được nữa."))
        write_movements([_reversal(row, reason, batch) for row in rows])
        return Undone(len(rows), total - len(rows))


def signed(row: ImportRow) -> int:
    """The amount as the ledger writes it: what is recalled is taken."""
    amount = int(row.data["amount_vnd"])
    return -amount if row.data["movement"] == Movement.Kind.RECALL else amount


def write_movements(rows: Sequence[Movement]) -> None:
    """One statement, so that the triggers see and lock all lines together; a refusal in the ledger's words."""
    try:
        Movement.objects.bulk_create(rows)
        refuse_debt(first_losses(rows))
    except IntegrityError as error:
        raise ImportRefused(str(explain(error))) from error
    except LedgerRefused as refusal:
        raise ImportRefused(str(refusal)) from refusal


def _recorded(lines: Iterable[CapitalLine], decisions: Iterable[Any]) -> dict[MovementKey, list[Movement]]:
    """Movements of these lines by these decisions that were not reversed."""
    by_id = {line.pk: line for line in lines}
    found: dict[MovementKey, list[Movement]] = defaultdict(list)
    rows = Movement.objects.filter(line__in=by_id, decision__in=list(decisions), reverses=None, reversed_by=None)
    for row in rows:
        line = by_id[row.line_id]
        key = LineKey(
            line.component_id, line.holder_id, line.kind_id, line.source_id, line.budget_year, line.tranche_year
        )
        found[str(row.decision_id), key, row.kind].append(row)
    return dict(found)


def _too_much(row: ImportRow, left: int) -> CellError:
    reason = _("Thu hồi nhiều hơn số vốn còn lại: còn %(left)s đồng.") % {"left": format_number(left)}
    amount = format_number(row.data["amount_vnd"])
    return CellError(row.sheet, row.data["cell"], amount, reason, _("Kiểm tra số tiền."))


def _new_line(key: LineKey, names: LineNames) -> CapitalLine:
    holder = names.by_id[key.holder_id]
    return CapitalLine(**key._asdict(), area=holder.area, scope_path=str(holder.area.path))


def _movement(row: ImportRow, line: CapitalLine, batch: ImportBatch) -> Movement:
    return Movement(
        id=row.target_id,
        line=line,
        kind=row.data["movement"],
        amount_vnd=signed(row),
        decision_id=row.data["decision_id"],
        on=date.fromisoformat(row.data["on"]),
        recorded_by_id=batch.owner_id,
        scope_path=line.scope_path,
    )


def _reversal(row: Movement, reason: str, batch: ImportBatch) -> Movement:
    return Movement(
        line=row.line,
        kind=Movement.Kind.REVERSAL,
        amount_vnd=-row.amount_vnd,
        decision_id=row.decision_id,
        on=max(timezone.localdate(), row.on),
        reverses=row,
        reason=reason,
        recorded_by_id=batch.owner_id,
        scope_path=row.scope_path,
    )
