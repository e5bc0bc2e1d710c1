"""Importing vouchers of the treasury onto the lines of the plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from areas.imports import AreaImporter
from core.imports.applying import changed_meanwhile
from core.imports.declaration import ImportRefused, ImportSheet, Layout, Part, Undone
from core.imports.draft import Draft
from core.imports.staging import amend_rows, fail_rows, good_rows, remark_rows
from core.models import ImportBatch, ImportRow
from core.spreadsheets import Column
from core.spreadsheets.kinds import Choice, Day, Text
from disbursement.entering import why_not_enter
from disbursement.imports.amounts import UNIT_GUIDE, told_unit
from disbursement.imports.bearing import Advances, before_the_money, cells_of, entries_by_day, overdrawn, spending
from disbursement.imports.contract_limits import by_contract, overpaid, unaccepted
from disbursement.imports.lines import LineNames, officer_of
from disbursement.imports.subjects import Subjects, is_moved, subject_columns
from disbursement.imports.voucher_rows import VoucherKey, match_recorded, recorded_vouchers, voucher_of
from disbursement.models import CapitalLine, Disbursement
from disbursement.services.approvals import StepBook
from disbursement.services.errors import LedgerRefused
from disbursement.services.line_keys import LineKey, find_lines
from disbursement.services.periods import Lateness, hold_open
from disbursement.services.spending import earlier_with_ref, opposite_of, told_earlier, too_early, write_vouchers

Kind = Disbursement.Kind


class VoucherImport(AreaImporter):
    kind = "disbursement.vouchers"
    slug = "chung-tu-giai-ngan"
    label = gettext_lazy("Chứng từ giải ngân")
    lead = gettext_lazy("Chứng từ Kho bạc ghi vào các dòng vốn đã có kế hoạch.")
    right = "disbursement.import"
    nav_section = "disbursement"
    done_url_name = "disbursement:voucher_list"
    guide = (
        gettext_lazy("Dòng vốn phải có trong kế hoạch: cùng đơn vị, nội dung, loại vốn, nguồn vốn và năm."),
        gettext_lazy("Số tiền ghi như trên chứng từ, là số dương; nộp trả thì chọn loại nộp trả."),
        UNIT_GUIDE,
        gettext_lazy("Thu hồi tạm ứng phải ghi số chứng từ tạm ứng; nộp trả từ tạm ứng cũng vậy."),
        gettext_lazy(
            "Chi theo hợp đồng thì ghi số hợp đồng; không theo hợp đồng thì ghi tên công trình, dự án, nếu có."
        ),
        gettext_lazy("Chứng từ đã có trong sổ (cùng dòng vốn, số và loại) được bỏ qua."),
    )
    undo_note = gettext_lazy("Sổ chỉ ghi thêm: mỗi chứng từ được đảo bằng một bút toán ngược.")

    @cached_property
    def names(self) -> LineNames:
        return LineNames(self.scope)

    @cached_property
    def access(self) -> Access:
        return officer_of(self.scope)

    @cached_property
    def subjects(self) -> Subjects:
        return Subjects(self.scope)

    @cached_property
    def steps(self) -> StepBook:
        return StepBook.read()

    @cached_property
    def lateness(self) -> Lateness:
        return Lateness()

    @cached_property
    def part(self) -> Part:
        kinds = Choice({kind.value: str(kind.label) for kind in Kind}, {Kind.PAYMENT: ("Thanh toán",)})
        today = timezone.localdate()
        columns = (
            Column("voucher", _("Số chứng từ"), Text(60), True, ("Số CT", "Chứng từ"), "KB26-000123", width=16),
            Column("value_date", _("Ngày chứng từ"), Day(latest=today), True, ("Ngày CT", "Ngày"), width=13),
            Column("voucher_kind", _("Loại chứng từ"), kinds, note=_("Để trống: thanh toán."), width=26),
            *self.names.columns,
            Column("treasury_ref", _("Mã tham chiếu Kho bạc"), Text(60), aliases=("Mã KB",), width=18),
            Column("advance_voucher", _("Số chứng từ tạm ứng"), Text(60), aliases=("Thu hồi tạm ứng số",), width=18),
            *subject_columns(),
            Column("reason", _("Lý do điều chỉnh"), Text(300), note=_("Khi vào sau hạn hoặc kỳ đã chốt."), width=30),
            Column("note", _("Nội dung chi"), Text(300), aliases=("Diễn giải", "Ghi chú"), width=36),
        )
        return Part("voucher", _("Chứng từ"), columns)

    def layouts(self) -> Sequence[Layout]:
        return [[ImportSheet("vouchers", _("Chứng từ"), self.part, self.part.columns)]]

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        keys = [(draft, self.names.resolve(draft)) for draft in drafts]
        placed = [(draft, key) for draft, key in keys if key is not None]
        lines = find_lines(self.scope, [key for _draft, key in placed])
        recorded = recorded_vouchers(lines.values(), [draft.data["voucher"] for draft, _key in placed])
        self.subjects.read(drafts)
        refs = earlier_with_ref([draft.data["treasury_ref"] or "" for draft, _key in placed])
        for draft, key in placed:
            self._compare(draft, key, lines.get(key), recorded)
            self._remark_ref(draft, refs.get(draft.data["treasury_ref"] or ""))

    def _compare(
        self, draft: Draft, key: LineKey, line: CapitalLine | None, recorded: Mapping[VoucherKey, Disbursement]
    ) -> None:
        data, holder = draft.data, self.names.by_id[key.holder_id]
        data["voucher_kind"] = data["voucher_kind"] or Kind.PAYMENT.value
        draft.label = f"{data['voucher']}: {holder.name}, {data['component']}"
        if line is None:
            reason = _("Kế hoạch năm %(year)d chưa có dòng vốn này.") % {"year": key.budget_year}
            draft.refuse("component", reason, _("Nhập kế hoạch vốn trước; kiểm tra đơn vị, nội dung, loại vốn, nguồn."))
            return
        if date.fromisoformat(data["value_date"]).year < key.budget_year:
            draft.refuse("value_date", too_early(line), _("Kiểm tra ngày và năm ngân sách."))
        if problem := why_not_enter(self.access, line):
            draft.refuse("holder", problem, _("Xóa dòng này; đơn vị giữ vốn ghi chứng từ của mình."))
        self._ask_advance_and_time(draft, line)
        self.subjects.place(draft, line)
        data["line_id"], data["cells"] = str(line.pk), cells_of(draft)
        draft.key = f"{line.pk}|{data['voucher']}|{data['voucher_kind']}"
        draft.target_id = str(Disbursement().pk)
        if found := recorded.get((str(line.pk), data["voucher"], data["voucher_kind"])):
            match_recorded(draft, found)

    def _ask_advance_and_time(self, draft: Draft, line: CapitalLine) -> None:
        data = draft.data
        if data["voucher_kind"] == Kind.SETTLEMENT and not data["advance_voucher"]:
            draft.refuse("advance_voucher", _("Thiếu số chứng từ tạm ứng."), _("Ghi số chứng từ tạm ứng được thu hồi."))
        if data["advance_voucher"] and data["voucher_kind"] not in (Kind.SETTLEMENT, Kind.REFUND):
            reason = _("Chỉ thu hồi tạm ứng và nộp trả mới gắn với chứng từ tạm ứng.")
            draft.refuse("advance_voucher", reason, _("Để trống, hoặc sửa loại chứng từ."))
        if self._needs_approval(line, data["voucher_kind"], int(data["amount_vnd"])):
            reason = _("Số tiền này phải được duyệt trước khi vào sổ.")
            draft.refuse("amount_vnd", reason, _("Ghi chứng từ này từ trang của dòng vốn để trình duyệt."))
        late = self.lateness.why(line, date.fromisoformat(data["value_date"]))
        data["is_correction"] = bool(late)
        if late and not data["reason"]:
            draft.refuse("reason", late, _("Ghi lý do để vào sổ là bút toán điều chỉnh, hoặc sửa ngày chứng từ."))

    def _needs_approval(self, line: CapitalLine, kind: str, amount_vnd: int) -> bool:
        return bool(self.steps.needed(line, kind, amount_vnd, timezone.localdate()))

    def _remark_ref(self, draft: Draft, earlier: Disbursement | None) -> None:
        if earlier is not None and earlier.voucher != draft.data["voucher"]:
            draft.remark("treasury_ref", _("Mã tham chiếu này %s.") % told_earlier(earlier))

    def finish(self, batch: ImportBatch) -> None:
        """What the rows of a line, or of a contract, spend together stays between nothing and its plan."""
        good = list(good_rows(batch, self.part.code))
        advances, errors = Advances(good).place(good)
        fail_rows(errors)
        amend_rows(advances)
        fail_rows({pk: [error] for pk, error in overpaid(by_contract(good_rows(batch, self.part.code)))})
        self._finish_lines(batch)
        remark_rows({pk: [remark] for pk, remark in unaccepted(by_contract(good_rows(batch, self.part.code)))})

    def _finish_lines(self, batch: ImportBatch) -> None:
        """No line is overdrawn, on no day."""
        by_line = self._by_line(batch)
        lines = CapitalLine.objects.visible_to(self.scope).with_dimensions().in_bulk(list(by_line))
        fail_rows({pk: [error] for line in lines.values() for pk, error in overdrawn(line, by_line[str(line.pk)])})
        by_line, entries = self._by_line(batch), entries_by_day(lines.values())
        early = (found for pk in lines for found in before_the_money(entries[pk], by_line.get(str(pk), [])))
        fail_rows({pk: [error] for pk, error in early})

    def _by_line(self, batch: ImportBatch) -> dict[str, list[ImportRow]]:
        rows: dict[str, list[ImportRow]] = defaultdict(list)
        for row in good_rows(batch, self.part.code):
            rows[row.data["line_id"]].append(row)
        return rows

    def notes(self, batch: ImportBatch) -> Sequence[str]:
        return told_unit(batch)

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        rows = list(good_rows(batch, self.part.code))
        lines = CapitalLine.objects.visible_to(self.scope).in_bulk([row.data["line_id"] for row in rows])
        by_id = {str(pk): line for pk, line in lines.items()}
        self._refuse_to_enter(lines.values())
        hold_open(line.budget_year for line in lines.values())
        vouchers = [voucher_of(row, by_id[row.data["line_id"]], batch) for row in rows]
        if any(self.lateness.why(row.line, row.value_date) and not row.is_correction for row in vouchers):
            raise ImportRefused(changed_meanwhile())
        if any(self._needs_approval(row.line, row.kind, row.amount_vnd) for row in vouchers) or is_moved(vouchers):
            raise ImportRefused(changed_meanwhile())
        self._write(vouchers)
        return {"vouchers": len(rows), "spent_vnd": sum(spending(row) for row in rows)}

    def _refuse_to_enter(self, lines: Iterable[CapitalLine]) -> None:
        """Asked again when something is written: a delegation may have ended since the check."""
        if problem := why_not_enter(self.access, *lines):
            raise ImportRefused(problem)

    def _write(self, rows: Sequence[Disbursement]) -> None:
        try:
            write_vouchers(rows)
        except LedgerRefused as refused:
            raise ImportRefused(str(refused)) from refused

    def undoable(self, batch: ImportBatch) -> Undone:
        total = good_rows(batch, self.part.code).count()
        undone = len(self._reversible(batch))
        return Undone(undone, total - undone)

    def _reversible(self, batch: ImportBatch) -> list[Disbursement]:
        ids = good_rows(batch, self.part.code).values_list("target_id", flat=True)
        rows = Disbursement.objects.filter(pk__in=list(ids), reversed_by=None).order_by("id")
        return list(rows.select_related("line__kind", "line__source"))

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        rows, total = self._reversible(batch), good_rows(batch, self.part.code).count()
        if not rows:
            raise ImportRefused(_("Các chứng từ này đều đã được đảo bút toán."))
        self._refuse_to_enter(row.line for row in rows)
        hold_open(row.line.budget_year for row in rows)
        self._write([opposite_of(row, reason=reason, on=row.value_date, recorded_by_id=batch.owner_id) for row in rows])
        return Undone(len(rows), total - len(rows))
