"""Importing the annex of a decision: its rows become those of a draft, which is checked and signed as any other.

Nothing reaches the ledger here. Whoever imported has a hand in the draft and neither checks nor signs it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from areas.imports import AreaImporter
from committees.models import OfficialDocument
from core.imports.applying import changed_meanwhile
from core.imports.declaration import ImportRefused, ImportSheet, Layout, Part, Undone
from core.imports.draft import Diff, Draft, as_json
from core.imports.staging import amend_rows, fail_rows, good_rows, remark_rows
from core.models import ImportBatch, ImportRow
from core.spreadsheets import CellError
from core.transitions import NotAllowed
from disbursement.imports.amounts import UNIT_GUIDE, told_unit
from disbursement.imports.annex_check import (
    AnnexRows,
    Papers,
    compare,
    decision_of,
    entry_key,
    recorded_entries,
)
from disbursement.imports.annex_columns import HALVES, annex_part
from disbursement.imports.annex_draft import kept_of, write_draft
from disbursement.imports.annex_findings import by_row, refuse_days, rehearse
from disbursement.imports.annex_halves import refuse_halves
from disbursement.imports.lines import LineNames, officer_of
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry
from disbursement.services.annex_rows import Says, Wrote, discard_empty, still_says, take_back
from disbursement.services.decisions import locked_draft
from disbursement.services.fitness import YEARS_AHEAD

Rows = Sequence[ImportRow]
# Each rehearsal of an annex leaves out the rows that the last one refused.
REHEARSALS = 5
STAGED = (Diff.NEW, Diff.CHANGED, Diff.UNCHANGED)


class PlanImport(AreaImporter):
    kind = "disbursement.plan"
    slug = "ke-hoach-von"
    label = gettext_lazy("Phụ lục quyết định về vốn")
    lead = gettext_lazy(
        "Giao, bổ sung, phân bổ, điều chỉnh, điều chuyển, kéo dài, thu hồi: mỗi dòng của tệp thành một dòng dự thảo."
    )
    right = "disbursement.import"
    nav_section = "disbursement"
    done_url_name = "disbursement:decisions"
    done_note = gettext_lazy(
        "Các dòng đã vào dự thảo quyết định. Sổ vốn chỉ thay đổi khi quyết định được kiểm tra và ký."
    )
    done_label = gettext_lazy("Mở quyết định")
    guide = (
        gettext_lazy("Quyết định phải có trong sổ văn bản; nếu chưa có dự thảo thì lần nhập lập dự thảo."),
        gettext_lazy("Dòng vốn chưa có được mở theo đơn vị, nội dung, loại vốn, nguồn vốn và năm."),
        gettext_lazy("Số tiền là số dương, ở một cột; tăng, giảm hay thu hồi tùy theo loại điều chỉnh."),
        UNIT_GUIDE,
        gettext_lazy("Phân bổ chi tiết: ghi đơn vị phân bổ; đơn vị đó có nhiều dòng vốn thì ghi cả mã nội dung."),
        gettext_lazy(
            "Điều chuyển: một dòng có đơn vị nhận, hoặc hai vế điều chuyển đi và điều chuyển đến, tổng bằng nhau."
        ),
        gettext_lazy(
            "Kéo dài: ghi năm ngân sách đang kết thúc; vốn chuyển sang năm sau, vẫn là vốn của năm cũ."
            " Quyết định cho giải ngân đến ngày nào thì ghi cột Giải ngân đến hết ngày."
        ),
        gettext_lazy("Trung hạn: năm ngân sách là năm cuối, vốn của năm là năm đầu của giai đoạn."),
        gettext_lazy("Ai nhập phụ lục thì sau đó không tự kiểm tra, không tự ký quyết định đó; cần người khác."),
        gettext_lazy("Nhập lại: dòng có số tiền khác thay dòng trong dự thảo; dòng tệp không có thì giữ nguyên."),
    )
    undo_note = gettext_lazy(
        "Các dòng đã nhập được lấy ra khỏi dự thảo. Quyết định đã kiểm tra thì trả lại trước; đã ký thì không hoàn tác"
        " được, chỉ thay đổi bằng quyết định khác."
    )

    @cached_property
    def names(self) -> LineNames:
        return LineNames(self.scope, years_ahead=YEARS_AHEAD[CapitalLine.Horizon.MEDIUM])

    @cached_property
    def access(self) -> Access:
        return officer_of(self.scope)

    @cached_property
    def part(self) -> Part:
        return annex_part(self.names)

    def layouts(self) -> Sequence[Layout]:
        return [[ImportSheet("plan", _("Kế hoạch vốn"), self.part, self.part.columns)]]

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        papers = Papers(self.scope, {draft.data["decision"] for draft in drafts if draft.data["decision"]})
        rows = AnnexRows(self.names, self.scope)
        named = [found for draft in drafts if (found := rows.name(draft, papers.find(draft)))]
        rows.place(named)
        compare([one for one in named if one.draft.is_good], self.names)

    def finish(self, batch: ImportBatch) -> None:
        """What only the whole annex shows (annex_findings). Rows that fail may fail others: asked until none does."""
        self._refuse(batch, lambda rows, _bad: refuse_days(rows))
        self._refuse(batch, refuse_halves)
        for document_id, named in self._by_decision(batch).items():
            for _attempt in range(REHEARSALS):
                rows = list(self._good(batch).filter(pk__in=[row.pk for row in named]))
                if not rows:
                    break
                told = rehearse(_document(document_id), rows, self.names, self.access)
                fail_rows(told.errors)
                if not told.errors:
                    remark_rows(told.remarks)
                    break

    def _refuse(self, batch: ImportBatch, why: Callable[[Rows, Rows], Iterator[tuple[int, CellError]]]) -> None:
        """Ask about the good rows of each decision, given those halves of its transfers that are bad already."""
        bad = list(batch.rows.filter(diff=Diff.ERROR, data__movement__in=HALVES).order_by("id"))
        for rows in self._by_decision(batch).values():
            fail_rows(by_row(why(rows, [row for row in bad if row.data["decision"] == rows[0].data["decision"]])))

    def _by_decision(self, batch: ImportBatch) -> dict[str, list[ImportRow]]:
        found: dict[str, list[ImportRow]] = defaultdict(list)
        for row in self._good(batch):
            found[row.data["decision_id"]].append(row)
        return found

    def _good(self, batch: ImportBatch) -> QuerySet[ImportRow]:
        return good_rows(batch, self.part.code, *STAGED)

    def notes(self, batch: ImportBatch) -> Sequence[str]:
        return told_unit(batch)

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        counts = {"decisions": 0, "rows": 0}
        for document_id, rows in self._by_decision(batch).items():
            if any(row.diff != Diff.UNCHANGED for row in rows):
                counts["rows"] += self._write(_document(document_id), rows)
                counts["decisions"] += 1
        return counts

    def _write(self, document: OfficialDocument, rows: Rows) -> int:
        """How many rows of the draft are new or say something else."""
        try:
            if (decision := decision_of(document)) is not None:
                locked_draft(decision)
            _refuse_changed(document, rows)
            written = write_draft(document, rows, self.names, self.access)
        except NotAllowed as refusal:
            raise ImportRefused(str(refusal)) from refusal
        if written.errors:
            raise ImportRefused(str(next(iter(written.errors.values()))[0]))
        kept = kept_of(written)
        amend_rows(kept)
        return sum(len(row["wrote"]) for row in kept.values())

    def done_url(self, batch: ImportBatch) -> str:
        """The decision, when the file is about one."""
        papers = batch.rows.filter(data__has_key="decision_id").order_by().values_list("data__decision_id", flat=True)
        ids = list(papers.distinct()[:2])
        decision = CapitalDecision.objects.filter(document__in=ids).first() if len(ids) == 1 else None
        return reverse("disbursement:decision", args=[decision.pk]) if decision else super().done_url(batch)

    def undoable(self, batch: ImportBatch) -> Undone:
        wrote = _wrote(batch)
        standing = DraftEntry.objects.filter(decision__state=CapitalDecision.State.DRAFT)
        found = standing.in_bulk([one.entry_id for rows in wrote.values() for one in rows])
        same = sum(still_says(one, found) for rows in wrote.values() for one in rows)
        return Undone(same, sum(map(len, wrote.values())) - same)

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        wrote = _wrote(batch)
        undone, refusals = 0, []
        for decision in CapitalDecision.objects.filter(document__in=wrote).order_by("id"):
            try:
                taken = take_back(decision=decision, wrote=wrote[str(decision.document_id)], access=self.access)
            except NotAllowed as refusal:
                refusals.append(str(refusal))
                continue
            undone += len(taken)
            if _made(batch, decision):
                discard_empty(decision=decision, reason=reason)
        if not undone:
            raise ImportRefused(next(iter(refusals), _("Các dòng này đã được sửa hoặc bỏ khỏi dự thảo.")))
        return Undone(undone, sum(map(len, wrote.values())) - undone)


def _document(document_id: str) -> OfficialDocument:
    return OfficialDocument.objects.select_related("capital_decision__document").get(pk=document_id)


def _refuse_changed(document: OfficialDocument, rows: Rows) -> None:
    """Raises ImportRefused when the draft says something else than when the file was compared with it."""
    recorded = recorded_entries([document.pk])
    for row in rows:
        found = recorded.get(entry_key(row))
        if (found is None) != (row.diff == Diff.NEW) or (found is not None and _says_else(row, found[1])):
            raise ImportRefused(changed_meanwhile())


def _says_else(row: ImportRow, now: Mapping[str, Any]) -> bool:
    """Whether the draft has another amount or deadline than when the row was compared; an empty cell leaves it."""
    given = [name for name in ("amount_vnd", "until") if row.data[name] is not None]
    return any(as_json(now.get(name)) != row.old.get(name, row.data[name]) for name in given)


def _wrote(batch: ImportBatch) -> dict[str, list[Wrote]]:
    """What the batch wrote into drafts, by the document of the decision."""
    found: dict[str, list[Wrote]] = defaultdict(list)
    for row in batch.rows.filter(data__has_key="wrote").order_by("id"):
        for entry_id, says, old in row.data["wrote"]:
            wrote = Wrote(UUID(entry_id), Says.from_json(says), Says.from_json(old) if old else None)
            found[row.data["decision_id"]].append(wrote)
    return found


def _made(batch: ImportBatch, decision: CapitalDecision) -> bool:
    """Whether this import began the draft."""
    return batch.rows.filter(data__is_made=True, data__decision_id=str(decision.document_id)).exists()
