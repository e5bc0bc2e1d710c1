"""Importing vouchers of the treasury onto the lines of the plan."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.imports import AreaImporter
from core.formats import format_number
from core.imports.declaration import ImportRefused, ImportSheet, Layout, Part, Undone
from core.imports.draft import Draft
from core.imports.staging import fail_rows, good_rows
from core.models import ImportBatch, ImportRow
from core.spreadsheets import CellError, Column
from core.spreadsheets.kinds import Choice, Day, Text
from disbursement.imports.lines import LineKey, LineNames, find_lines
from disbursement.imports.plan import write_ledger
from disbursement.models import CapitalLine, Disbursement

Kind = Disbursement.Kind
VoucherKey = tuple[str, str, str]
# What a voucher adds to the disbursed sum (Disbursement.spent_vnd).
SPENDS = {Kind.PAYMENT: 1, Kind.ADVANCE: 1, Kind.SETTLEMENT: 0, Kind.REFUND: -1}


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
        gettext_lazy("Chứng từ đã có trong sổ (cùng dòng vốn, số và loại) được bỏ qua."),
    )
    undo_note = gettext_lazy("Sổ chỉ ghi thêm: mỗi chứng từ được đảo bằng một bút toán ngược.")

    @cached_property
    def names(self) -> LineNames:
        return LineNames(self.scope)

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
            Column("note", _("Nội dung chi"), Text(300), aliases=("Diễn giải", "Ghi chú"), width=36),
        )
        return Part("voucher", _("Chứng từ"), columns)

    def layouts(self) -> Sequence[Layout]:
        return [[ImportSheet("vouchers", _("Chứng từ"), self.part, self.part.columns)]]

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        keys = [(draft, self.names.resolve(draft)) for draft in drafts]
        placed = [(draft, key) for draft, key in keys if key is not None]
        lines = find_lines(self.scope, [key for _draft, key in placed])
        recorded = _recorded(lines.values(), [draft.data["voucher"] for draft, _key in placed])
        for draft, key in placed:
            self._compare(draft, key, lines.get(key), recorded)

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
        if date.fromisoformat(data["value_date"]).year < key.tranche_year:
            draft.refuse("value_date", _("Ngày chứng từ trước năm của vốn."), _("Kiểm tra ngày và năm ngân sách."))
        data["line_id"] = str(line.pk)
        draft.key = f"{line.pk}|{data['voucher']}|{data['voucher_kind']}"
        draft.target_id = str(Disbursement().pk)
        if found := recorded.get((str(line.pk), data["voucher"], data["voucher_kind"])):
            self._match(draft, found)

    def _match(self, draft: Draft, found: Disbursement) -> None:
        """The same voucher again changes nothing; another amount or day is never written over the ledger."""
        if hasattr(found, "reversed_by"):
            reason = _("Chứng từ này đã bị đảo bút toán.")
            draft.refuse("voucher", reason, _("Chứng từ ghi lại cần số khác, ví dụ thêm “-2” vào sau số."))
            return
        same = (found.amount_vnd, found.value_date.isoformat())
        if same == (draft.data["amount_vnd"], draft.data["value_date"]):
            draft.match(found.pk, {})
            return
        reason = _("Sổ đã ghi chứng từ này: %(amount)s đồng, ngày %(day)s.")
        told = {"amount": format_number(found.amount_vnd), "day": f"{found.value_date:%d/%m/%Y}"}
        draft.refuse("amount_vnd", reason % told, _("Sổ không sửa: đảo bút toán cũ, rồi ghi chứng từ với số khác."))

    def finish(self, batch: ImportBatch) -> None:
        """What the rows of a line spend together stays between nothing and its plan."""
        rows: dict[str, list[ImportRow]] = defaultdict(list)
        for row in good_rows(batch, self.part.code):
            rows[row.data["line_id"]].append(row)
        lines = CapitalLine.objects.visible_to(self.scope).in_bulk(list(rows))
        fail_rows({pk: [error] for line in lines.values() for pk, error in _overdrawn(line, rows[str(line.pk)])})

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        rows = list(good_rows(batch, self.part.code))
        lines = CapitalLine.objects.visible_to(self.scope).in_bulk([row.data["line_id"] for row in rows])
        by_id = {str(pk): line for pk, line in lines.items()}
        write_ledger(Disbursement, [_voucher(row, by_id[row.data["line_id"]], batch) for row in rows])
        return {"vouchers": len(rows), "spent_vnd": sum(spending(row) for row in rows)}

    def undoable(self, batch: ImportBatch) -> Undone:
        total = good_rows(batch, self.part.code).count()
        undone = len(self._reversible(batch))
        return Undone(undone, total - undone)

    def _reversible(self, batch: ImportBatch) -> list[Disbursement]:
        ids = good_rows(batch, self.part.code).values_list("target_id", flat=True)
        return list(Disbursement.objects.filter(pk__in=list(ids), reversed_by=None).order_by("id"))

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        rows, total = self._reversible(batch), good_rows(batch, self.part.code).count()
        if not rows:
            raise ImportRefused(_("Các chứng từ này đều đã được đảo bút toán."))
        write_ledger(Disbursement, [_reversal(row, reason, batch) for row in rows])
        return Undone(len(rows), total - len(rows))


def spending(row: ImportRow) -> int:
    """What the voucher adds to the disbursed sum of its line."""
    return SPENDS[Kind(row.data["voucher_kind"])] * int(row.data["amount_vnd"])


def _recorded(lines: Iterable[CapitalLine], vouchers: Iterable[str]) -> dict[VoucherKey, Disbursement]:
    rows = Disbursement.objects.filter(line__in=list(lines), voucher__in=list(vouchers), reverses=None)
    return {(str(row.line_id), row.voucher, row.kind): row for row in rows.select_related("reversed_by")}


def _overdrawn(line: CapitalLine, rows: Sequence[ImportRow]) -> Iterator[tuple[int, CellError]]:
    """The rows that the line cannot bear, by id: payments beyond what is left, refunds beyond what was spent.

    In the order of the file; refunds make room for payments and payments for refunds, as in one statement.
    """
    given = sum(spending(row) for row in rows if spending(row) > 0)
    spent = line.spent_vnd
    for row in (row for row in rows if spending(row) < 0):
        if spent + given + spending(row) < 0:
            reason = _("Nộp trả nhiều hơn số đã giải ngân: %(spent)s đồng.") % {"spent": format_number(spent + given)}
            yield row.pk, _error(row, reason, _("Kiểm tra số tiền và loại chứng từ."))
        else:
            spent += spending(row)
    for row in (row for row in rows if spending(row) > 0):
        if spent + spending(row) > line.plan_vnd:
            left = format_number(line.plan_vnd - spent)
            reason = _("Vượt số vốn còn lại của dòng vốn: còn %(left)s đồng.") % {"left": left}
            yield row.pk, _error(row, reason, _("Kiểm tra số tiền, hoặc nhập kế hoạch bổ sung trước."))
        else:
            spent += spending(row)


def _error(row: ImportRow, reason: str, remedy: str) -> CellError:
    return CellError(row.sheet, row.data["cell"], format_number(row.data["amount_vnd"]), reason, remedy)


def _voucher(row: ImportRow, line: CapitalLine, batch: ImportBatch) -> Disbursement:
    return Disbursement(
        id=row.target_id,
        line=line,
        kind=row.data["voucher_kind"],
        amount_vnd=row.data["amount_vnd"],
        voucher=row.data["voucher"],
        value_date=date.fromisoformat(row.data["value_date"]),
        treasury_ref=row.data["treasury_ref"] or "",
        note=row.data["note"] or "",
        recorded_by_id=batch.owner_id,
        scope_path=line.scope_path,
    )


def _reversal(row: Disbursement, reason: str, batch: ImportBatch) -> Disbursement:
    return Disbursement(
        line_id=row.line_id,
        kind=row.kind,
        amount_vnd=-row.amount_vnd,
        voucher=row.voucher,
        value_date=max(timezone.localdate(), row.value_date),
        treasury_ref=row.treasury_ref,
        note=row.note,
        reverses=row,
        reason=reason,
        recorded_by_id=batch.owner_id,
        scope_path=row.scope_path,
    )
