"""What the pages of contracts show, as columns and cells."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from core.formats import format_date, format_number
from core.reversals import why_not_reverse
from core.tables import Cell, Column, Row, Table
from disbursement.models import Contract, ContractEntry, GapNote
from disbursement.rules.contracts import Gap

SUMS = ("committed_vnd", "accepted_vnd", "disbursed_vnd", "settled_vnd")


def sum_columns() -> list[Column]:
    return [
        Column(_("Giá trị hợp đồng"), num=True),
        Column(_("Khối lượng nghiệm thu"), num=True),
        Column(_("Đã giải ngân"), num=True),
        Column(_("Đã quyết toán"), num=True),
    ]


def contract_columns() -> list[Column]:
    return [Column(_("Hợp đồng")), Column(_("Công trình, dự án")), Column(_("Đơn vị")), *sum_columns()]


def contract_row(contract: Contract) -> Row:
    url = reverse("disbursement:contract", args=[contract.pk])
    return Row(
        [
            Cell(contract.number, url=url, note=contract.contractor),
            Cell(str(contract.works or contract.project)),
            Cell(contract.line.holder.name),
            *(Cell(format_number(getattr(contract, name))) for name in SUMS),
        ]
    )


def contracts_table(contracts: Sequence[Contract], direct_vnd: int = 0) -> Table:
    """The contracts of one works or project, what was disbursed for it without one, and their sum."""
    sums = {name: sum(getattr(contract, name) for contract in contracts) for name in SUMS}
    sums["disbursed_vnd"] += direct_vnd
    total = [Cell(_("Cộng")), Cell(""), Cell(""), *(Cell(format_number(value)) for value in sums.values())]
    rows = [contract_row(contract) for contract in contracts]
    if direct_vnd:
        figures = [Cell(format_number(direct_vnd) if name == "disbursed_vnd" else "") for name in SUMS]
        rows.append(Row([Cell(_("Chi không theo hợp đồng")), Cell(""), Cell(""), *figures]))
    return Table(_("Đơn vị tính: đồng"), contract_columns(), rows, total=total if len(rows) > 1 else ())


def gap_table(gaps: Iterable[Gap], notes: Iterable[GapNote]) -> Table:
    """Each gap with what the figures say and the newest note; `notes` come newest first."""
    newest: dict[str, GapNote] = {}
    for note in notes:
        newest.setdefault(note.gap, note)
    columns = [
        Column(_("Chênh lệch")),
        Column(_("Số tiền (đồng)"), num=True),
        Column(_("Nguyên nhân")),
        Column(_("Người ghi")),
    ]
    rows = []
    for gap in gaps:
        found = newest.get(gap.code)
        who = f"{found.noted_by or ''} {format_date(found.noted_at)}".strip() if found else ""
        why = Cell(found.text) if found else Cell(_("chưa nêu nguyên nhân"), tag="warn")
        rows.append(Row([Cell(gap.text), Cell(format_number(gap.amount_vnd)), why, Cell(who)]))
    return Table(_("Chênh lệch và nguyên nhân"), columns, rows, caption_hidden=True)


def entry_table(entries: Iterable[ContractEntry], *, may_reverse: bool) -> Table:
    columns = [
        Column(_("Ngày")),
        Column(_("Loại")),
        Column(_("Văn bản")),
        Column(_("Số tiền (đồng)"), num=True),
        Column("", said=_("Việc cần làm")),
    ]
    rows = []
    for entry in entries:
        is_open = may_reverse and not why_not_reverse(entry)
        url = reverse("disbursement:reverse_contract_entry", args=[entry.pk]) if is_open else ""
        rows.append(
            Row(
                [
                    Cell(format_date(entry.on)),
                    Cell(entry.get_kind_display(), note=entry.reason),
                    Cell(entry.document),
                    Cell(format_number(entry.amount_vnd)),
                    Cell(_("Đảo bút toán"), url=url) if url else Cell(""),
                ]
            )
        )
    return Table(_("Bút toán của hợp đồng"), columns, rows, caption_hidden=True)
