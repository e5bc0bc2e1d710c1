"""Importing the treasury's statement. It changes no voucher: what differs waits in the reconciliation queue."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.imports import AreaImporter
from areas.models import Area
from core.formats import BILLION, MILLION, format_number
from core.imports.declaration import ImportRefused, ImportSheet, Layout, Part, Undone
from core.imports.draft import Draft
from core.imports.staging import good_rows
from core.models import ImportBatch, ImportRow
from core.spreadsheets import Column
from core.spreadsheets.kinds import Choice, Day, Text
from disbursement.imports.amounts import UNIT_GUIDE, told_unit, unit_name
from disbursement.imports.lines import LineNames
from disbursement.models import CapitalLine, Disbursement, StatementRow, TreasuryStatement
from disbursement.services.line_keys import LineKey, find_lines

Kind = Disbursement.Kind
COMPARED = ("value_date", "amount_vnd", "treasury_ref", "advance_voucher")


class StatementImport(AreaImporter):
    kind = "disbursement.statement"
    slug = "bang-ke-kho-bac"
    label = gettext_lazy("Bảng kê của Kho bạc")
    lead = gettext_lazy("Chứng từ theo sổ của Kho bạc, để đối chiếu với chứng từ đã ghi.")
    right = "disbursement.import"
    nav_section = "disbursement"
    done_url_name = "disbursement:statements"
    guide = (
        gettext_lazy("Nhập bảng kê không ghi chứng từ nào: chênh lệch vào bảng đối chiếu để xử lý từng mục."),
        gettext_lazy("Từ ngày, đến ngày để trống thì lấy trọn các tháng có chứng từ trong bảng kê."),
        gettext_lazy("Số tiền ghi bằng đồng, nghìn đồng hoặc triệu đồng: một cột, hoặc kèm cột đơn vị tính."),
        UNIT_GUIDE,
        gettext_lazy("Nhập lại cùng bảng kê không đổi gì."),
    )
    undo_note = gettext_lazy(
        "Các dòng chưa xử lý được xóa khỏi bảng đối chiếu; dòng đã xử lý được giữ để lưu, và chứng từ mà bảng kê không"
        " còn không bị báo thiếu."
    )

    @cached_property
    def names(self) -> LineNames:
        return LineNames(self.scope)

    @cached_property
    def area(self) -> Area:
        found: Area = Area.objects.by_ref(self.scope.place.ref)
        return found

    @cached_property
    def part(self) -> Part:
        kinds = Choice({kind.value: str(kind.label) for kind in Kind}, {Kind.PAYMENT: ("Thanh toán",)})
        units = Choice({str(n): unit_name(n) for n in (1, 1000, MILLION, BILLION)}, {"1000": ("ngàn đồng",)})
        today = timezone.localdate()
        columns = (
            Column("statement", _("Số bảng kê"), Text(60), True, ("Số sổ phụ",), "BK-10/2026", width=14),
            Column("period_from", _("Từ ngày"), Day(), width=13),
            Column("period_to", _("Đến ngày"), Day(), width=13),
            Column("voucher", _("Số chứng từ"), Text(60), True, ("Số CT", "Chứng từ"), "KB26-000123", width=16),
            Column("value_date", _("Ngày chứng từ"), Day(latest=today), True, ("Ngày CT", "Ngày"), width=13),
            Column("voucher_kind", _("Loại chứng từ"), kinds, note=_("Để trống: thanh toán."), width=26),
            *self.names.columns,
            Column("unit", _("Đơn vị tính"), units, note=_("Của cột số tiền; để trống: đồng."), width=12),
            Column("treasury_ref", _("Mã tham chiếu Kho bạc"), Text(60), aliases=("Mã KB",), width=18),
            Column("advance_voucher", _("Số chứng từ tạm ứng"), Text(60), width=18),
            Column("note", _("Nội dung chi"), Text(300), aliases=("Diễn giải", "Ghi chú"), width=36),
        )
        return Part("statement", _("Bảng kê"), columns)

    def layouts(self) -> Sequence[Layout]:
        return [[ImportSheet("statement", _("Bảng kê"), self.part, self.part.columns)]]

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        keys = [(draft, self.names.resolve(draft, draft.data.pop("unit"))) for draft in drafts]
        placed = [(draft, key) for draft, key in keys if key is not None]
        lines = find_lines(self.scope, [key for _draft, key in placed])
        recorded = self._recorded({draft.data["statement"] for draft, _key in placed if draft.data["statement"]})
        for draft, key in placed:
            self._compare(draft, key, lines.get(key), recorded)

    def _recorded(self, numbers: Iterable[str]) -> dict[tuple[str, ...], StatementRow]:
        rows = StatementRow.objects.filter(statement__area=self.area, statement__number__in=list(numbers))
        return {
            (row.statement.number, str(row.line_id), row.kind, row.voucher): row
            for row in rows.select_related("statement")
        }

    def _compare(
        self,
        draft: Draft,
        key: LineKey,
        line: CapitalLine | None,
        recorded: Mapping[tuple[str, ...], StatementRow],
    ) -> None:
        data, holder = draft.data, self.names.by_id[key.holder_id]
        data["voucher_kind"] = data["voucher_kind"] or Kind.PAYMENT.value
        for name in ("treasury_ref", "advance_voucher", "note"):
            data[name] = data[name] or ""
        draft.label = f"{data['voucher']}: {holder.name}, {data['component']}"
        _check_period(draft)
        if line is None:
            reason = _("Kế hoạch năm %(year)d chưa có dòng vốn này.") % {"year": key.budget_year}
            draft.refuse("component", reason, _("Nhập kế hoạch vốn trước; kiểm tra đơn vị, nội dung, loại vốn, nguồn."))
            return
        data["line_id"] = str(line.pk)
        same = (data["statement"], data["line_id"], data["voucher_kind"], data["voucher"])
        draft.key, draft.target_id = "|".join(same), str(StatementRow().pk)
        if found := recorded.get(same):
            _match(draft, found)

    def notes(self, batch: ImportBatch) -> Sequence[str]:
        return told_unit(batch)

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        by_number: dict[str, list[ImportRow]] = defaultdict(list)
        for row in good_rows(batch, self.part.code):
            by_number[row.data["statement"]].append(row)
        wanted = {row.data["line_id"] for rows in by_number.values() for row in rows}
        lines = {str(pk): line for pk, line in CapitalLine.objects.visible_to(self.scope).in_bulk(list(wanted)).items()}
        for number, rows in by_number.items():
            statement = self._statement(number, rows, batch)
            StatementRow.objects.bulk_create(_row(row, statement, lines[row.data["line_id"]]) for row in rows)
        return {"statements": len(by_number), "rows": sum(len(rows) for rows in by_number.values())}

    def _statement(self, number: str, rows: Sequence[ImportRow], batch: ImportBatch) -> TreasuryStatement:
        """The statement of that number, its period wide enough for the rows; one that was undone is whole again, and
        has the period of what it holds now."""
        first, last = _period(rows)
        statement, made = TreasuryStatement.objects.get_or_create(
            area=self.area,
            number=number,
            defaults={
                "period_from": first,
                "period_to": last,
                "imported_by_id": batch.owner_id,
                "scope_path": str(self.area.path),
            },
        )
        if not made:
            held = [statement.period_from, statement.period_to]
            if statement.undone_at:
                held = list(statement.rows.values_list("value_date", flat=True))
            statement.period_from, statement.period_to = min([first, *held]), max([last, *held])
            statement.undone_at = None
            statement.save(update_fields=["period_from", "period_to", "undone_at"])
        return statement

    def _removable(self, batch: ImportBatch) -> list[StatementRow]:
        ids = good_rows(batch, self.part.code).values_list("target_id", flat=True)
        rows = StatementRow.objects.filter(pk__in=list(ids), settlements=None)
        return list(rows.select_related("statement"))

    def undoable(self, batch: ImportBatch) -> Undone:
        undone, total = len(self._removable(batch)), good_rows(batch, self.part.code).count()
        return Undone(undone, total - undone)

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        rows, total = self._removable(batch), good_rows(batch, self.part.code).count()
        if not rows:
            raise ImportRefused(_("Các dòng của bảng kê này đều đã được xử lý."))
        StatementRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
        statements = {row.statement_id for row in rows}
        TreasuryStatement.objects.filter(pk__in=statements, rows=None, settlements=None).delete()
        TreasuryStatement.objects.filter(pk__in=statements).update(undone_at=timezone.now())
        return Undone(len(rows), total - len(rows))


def _check_period(draft: Draft) -> None:
    data = draft.data
    first, last = data["period_from"], data["period_to"]
    if bool(first) != bool(last):
        draft.refuse(
            "period_to" if first else "period_from", _("Thiếu một đầu của kỳ."), _("Ghi cả hai, hoặc bỏ cả hai.")
        )
    elif first and not first <= data["value_date"] <= last:
        reason = _("Ngày chứng từ ngoài kỳ của bảng kê.")
        draft.refuse("value_date", reason, _("Kiểm tra ngày chứng từ, từ ngày và đến ngày."))


def _match(draft: Draft, found: StatementRow) -> None:
    """The same row again changes nothing; another amount under the same number is never written over it."""
    recorded = {name: getattr(found, name) for name in COMPARED} | {"value_date": found.value_date.isoformat()}
    if all(draft.data[name] == value for name, value in recorded.items()):
        draft.match(found.pk, {})
        return
    told = {"amount": format_number(found.amount_vnd), "day": f"{found.value_date:%d/%m/%Y}"}
    reason = _("Bảng kê này đã nhập chứng từ với nội dung khác: %(amount)s đồng, ngày %(day)s.") % told
    draft.refuse(
        "amount_vnd", reason, _("Bảng kê Kho bạc lập lại thì ghi số bảng kê mới, hoặc hoàn tác lần nhập trước.")
    )


def _period(rows: Sequence[ImportRow]) -> tuple[date, date]:
    """As stated; otherwise the whole months that the rows stand in."""
    stated = [
        date.fromisoformat(row.data[name]) for row in rows for name in ("period_from", "period_to") if row.data[name]
    ]
    days = [date.fromisoformat(row.data["value_date"]) for row in rows]
    if stated:
        return min(stated + days), max(stated + days)
    after = (max(days).replace(day=1) + timedelta(days=32)).replace(day=1)
    return min(days).replace(day=1), after - timedelta(days=1)


def _row(row: ImportRow, statement: TreasuryStatement, line: CapitalLine) -> StatementRow:
    return StatementRow(
        id=row.target_id,
        statement=statement,
        line=line,
        kind=row.data["voucher_kind"],
        voucher=row.data["voucher"],
        value_date=date.fromisoformat(row.data["value_date"]),
        amount_vnd=row.data["amount_vnd"],
        treasury_ref=row.data["treasury_ref"],
        advance_voucher=row.data["advance_voucher"],
        note=row.data["note"],
        scope_path=line.scope_path,
    )
