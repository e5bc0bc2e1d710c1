"""Amounts of money in the unit that the sheet states: in the column's name, in a column of its own, above the table.

The ledger knows whole dong only. Where two statements differ, or a unit is named that nobody can multiply by, the row
is refused: a wrong guess is out by a thousand.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import BILLION, MILLION, format_number
from core.imports.draft import Draft
from core.models import ImportBatch
from core.spreadsheets import Column
from core.spreadsheets.kinds import Dong, DongIn
from core.text import fold, one_line

AMOUNT, THOUSANDS, MILLIONS = "amount_vnd", "amount_thousand", "amount_million"
# Where a row keeps in which unit its amount was read, for the preview.
READ_IN = "read_in"
_COLUMN_UNITS = {THOUSANDS: 1000, MILLIONS: MILLION}
_FACTORS = {"ty": BILLION, "trieu": MILLION, "nghin": 1000}
_PREFIX = (
    r"(?:(?P<ty>ty|ti|1[.,]?000[.,]?000[.,]?000)|(?P<trieu>trieu|tr|1[.,]?000[.,]?000)|(?P<nghin>nghin|ngan|1[.,]?000))"
)
_UNIT = re.compile(rf"{_PREFIX}?[.\s]*(?:dong|vnd|d)(?=$|[\s,;.)])", re.ASCII)
_IN_A_HEADER = re.compile(rf"\b{_PREFIX}[.\s]*(?:dong|vnd)\b", re.ASCII)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ONE_GROUP = re.compile(r"\d{1,3}\.\d{3}", re.ASCII)


UNIT_GUIDE = gettext_lazy(
    "Dòng “Đơn vị tính: nghìn đồng” phía trên bảng được đọc cho cột số tiền không ghi đơn vị;"
    " nếu khác đơn vị ghi ở tên cột thì báo lỗi."
)


class Stated(NamedTuple):
    """A unit, and where the file says so."""

    factor: int
    where: str


def unit_name(factor: int) -> str:
    names = {1: _("đồng"), 1000: _("nghìn đồng"), MILLION: _("triệu đồng"), BILLION: _("tỷ đồng")}
    return names[factor]


def factor_of(text: str) -> int | None:
    """How many dong a unit is ("1.000 đồng", "Tr.đ", "tỷ VNĐ"); None for what is no unit of money."""
    found = _UNIT.match(fold(text))
    return None if found is None else _factor(found)


def amount_columns() -> tuple[Column, ...]:
    """One amount, in the unit that suits the paper: only one of them is filled in a row."""
    return (
        Column(
            AMOUNT,
            _("Số tiền (đồng)"),
            Dong(),
            aliases=("Số tiền", "Số vốn", "Kế hoạch vốn", "Số vốn (đồng)"),
            width=18,
        ),
        Column(
            THOUSANDS,
            _("Số tiền (nghìn đồng)"),
            DongIn(1000, _("nghìn đồng")),
            aliases=("Số vốn (nghìn đồng)", "Kế hoạch vốn (nghìn đồng)", "Số tiền (ngàn đồng)"),
            width=16,
        ),
        Column(
            MILLIONS,
            _("Số tiền (triệu đồng)"),
            DongIn(MILLION, _("triệu đồng")),
            aliases=("Số vốn (triệu đồng)", "Kế hoạch vốn (triệu đồng)"),
            width=16,
        ),
    )


def read_amount(draft: Draft, unit: str | None = None) -> None:
    """Whole dong from the one column that is filled; `unit` is what the row's own unit column says, as a factor."""
    keys = (AMOUNT, THOUSANDS, MILLIONS)
    filled = [key for key in keys if draft.data[key] is not None or draft.is_refused(key)]
    key = filled[0] if filled else AMOUNT
    at = draft.row.error(key, "", "")
    draft.data["cell"], draft.data["written"] = at.cell, at.value
    if len(filled) > 1:
        draft.refuse(key, _("Số tiền ghi ở cả hai cột."), _("Chỉ ghi một cột: đồng, nghìn đồng hoặc triệu đồng."))
    elif _agree(draft, key, stated := list(_stated(draft, key, unit))) and stated:
        _convert(draft, key, stated[0])
    _settle(draft, key)


def told_unit(batch: ImportBatch) -> list[str]:
    """In which unit the amounts of a file stand, if not in dong; of a file with several, how many rows in which."""
    read = batch.rows.filter(data__has_key=READ_IN).order_by()
    found = list(read.values_list(f"data__{READ_IN}").annotate(n=Count("pk")).order_by("-n"))
    if not found:
        return []
    in_dong = batch.rows.exclude(data__has_key=READ_IN).filter(data__amount_vnd__gt=0).exists()
    if len(found) == 1 and not in_dong:
        return [_("Số tiền trong tệp tính bằng %(unit)s; đã đổi ra đồng.") % {"unit": found[0][0]}]
    units = ", ".join(_("%(unit)s (%(n)s dòng)") % {"unit": unit, "n": format_number(n)} for unit, n in found)
    told = {"units": units}
    if in_dong:
        return [
            _("Một phần số tiền trong tệp tính bằng %(units)s; đã đổi ra đồng. Các dòng khác tính bằng đồng.") % told
        ]
    return [_("Số tiền trong tệp tính bằng %(units)s; đã đổi ra đồng.") % told]


def _settle(draft: Draft, key: str) -> None:
    data, given = draft.data, draft.data[key]
    for name in (AMOUNT, THOUSANDS, MILLIONS):
        data.pop(name, None)
    data[AMOUNT] = given
    if given is not None and given <= 0:
        draft.refuse(key, _("Số tiền phải lớn hơn 0."), _("Ghi số dương; giảm, thu hồi thì chọn loại tương ứng."))
    if given is None and not draft.is_refused(AMOUNT, THOUSANDS, MILLIONS):
        draft.refuse(AMOUNT, _("Thiếu số tiền."), _("Ghi số tiền bằng đồng, nghìn đồng hoặc triệu đồng."))


def _stated(draft: Draft, key: str, unit: str | None) -> Iterator[Stated]:
    """Every unit that the file states for the amount; what stands nearest to the amount first."""
    header = draft.row.header(key)
    in_header = _header_factor(header)
    if unit is not None and key == AMOUNT:
        yield Stated(int(unit), _("cột đơn vị tính của dòng"))
    elif in_header is not None or key in _COLUMN_UNITS:
        yield Stated(in_header or _COLUMN_UNITS[key], _("tên cột “%(header)s”") % {"header": one_line(header)})
    for note in draft.row.table.units:
        factor = factor_of(note.text)
        if factor is not None or note.is_sure:
            yield Stated(factor or 0, _("ô %(cell)s “%(text)s”") % {"cell": note.cell, "text": note.text[:40]})


def _agree(draft: Draft, key: str, stated: list[Stated]) -> bool:
    """Whether there is one unit; refuses the row otherwise."""
    remedy = _("Ghi một đơn vị tính cho cả bảng: đồng, nghìn đồng, triệu đồng hoặc tỷ đồng.")
    if unknown := next((said for said in stated if not said.factor), None):
        draft.refuse(key, _("Không rõ đơn vị tính: %(where)s.") % {"where": unknown.where}, remedy)
        return False
    if other := next((said for said in stated if said.factor != stated[0].factor), None):
        told = {
            "one": unit_name(stated[0].factor),
            "here": stated[0].where,
            "two": unit_name(other.factor),
            "there": other.where,
        }
        reason = _("Hai đơn vị tính khác nhau: %(here)s là %(one)s, %(there)s là %(two)s.") % told
        draft.refuse(key, reason, _("Sửa cho khớp; số tiền chưa được đổi ra đồng."))
        return False
    return True


def _convert(draft: Draft, key: str, stated: Stated) -> None:
    """Read the cell in its unit; says how it was read where the file's own signs leave a doubt."""
    factor = stated.factor
    if factor != _COLUMN_UNITS.get(key, 1):
        draft.reread(key, DongIn(factor, unit_name(factor)) if factor > 1 else Dong())
    if factor > 1:
        draft.data[READ_IN] = unit_name(factor)
    raw, amount = draft.row.raw(key), draft.data[key]
    if factor > 1 and amount and isinstance(raw, str) and _ONE_GROUP.fullmatch(raw.strip()):
        told = {"written": raw.strip(), "unit": unit_name(factor), "amount": format_number(amount)}
        draft.remark(key, _("Dấu chấm tách hàng nghìn: %(written)s %(unit)s là %(amount)s đồng.") % told)


def _header_factor(header: str) -> int | None:
    """The unit in a column's name: in brackets, or spoken out (kế hoạch triệu đồng; hợp đồng is none)."""
    for inside in _BRACKETS.findall(header):
        if (factor := factor_of(inside)) is not None:
            return factor
    found = _IN_A_HEADER.search(fold(header))
    return None if found is None else _factor(found)


def _factor(found: re.Match[str]) -> int:
    return next((factor for name, factor in _FACTORS.items() if found[name]), 1)
