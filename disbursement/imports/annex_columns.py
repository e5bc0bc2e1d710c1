"""The columns of a decision's annex, and what its words do to a line."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from core.imports.declaration import Part
from core.spreadsheets import Column
from core.spreadsheets.kinds import Choice, Code, Day, Text
from disbursement.imports.lines import LineNames
from disbursement.models import CapitalLine, DraftEntry

Act = DraftEntry.Act
# The two halves of a transfer that stands in two rows of the annex.
GIVE, TAKE = "transfer_out", "transfer_in"
HALVES = (GIVE, TAKE)
RAISE, LOWER = "raise", "lower"


class Movement(NamedTuple):
    """A word of the annex: the act of the draft's row, the sign of its amount, whether its line must stand already."""

    act: str
    sign: int = 1
    takes: bool = False


MOVEMENTS = {
    Act.ASSIGN.value: Movement(Act.ASSIGN),
    Act.SUPPLEMENT.value: Movement(Act.SUPPLEMENT),
    Act.ALLOCATE.value: Movement(Act.ALLOCATE),
    RAISE: Movement(Act.ADJUST, takes=True),
    LOWER: Movement(Act.ADJUST, -1, takes=True),
    Act.TRANSFER.value: Movement(Act.TRANSFER, takes=True),
    GIVE: Movement(Act.TRANSFER, takes=True),
    TAKE: Movement(Act.TRANSFER),
    Act.CARRY_OVER.value: Movement(Act.CARRY_OVER, takes=True),
    Act.RECALL.value: Movement(Act.RECALL, takes=True),
}


def written_as(entry: DraftEntry) -> str:
    """The word of the annex for a row of the draft."""
    if entry.act == Act.ADJUST:
        return RAISE if entry.amount_vnd > 0 else LOWER
    return str(entry.act)


def movement_kind() -> Choice:
    names = {act.value: str(act.label) for act in Act if act != Act.ADJUST}
    own = {
        RAISE: _("điều chỉnh tăng"),
        LOWER: _("điều chỉnh giảm"),
        GIVE: _("điều chuyển đi"),
        TAKE: _("điều chuyển đến"),
    }
    aliases = {
        Act.ASSIGN.value: ("giao", "giao vốn"),
        Act.SUPPLEMENT.value: ("bổ sung",),
        Act.ALLOCATE.value: ("phân bổ",),
        Act.CARRY_OVER.value: ("kéo dài", "chuyển nguồn"),
        Act.RECALL.value: ("thu hồi", "hủy dự toán"),
        RAISE: ("tăng",),
        LOWER: ("giảm",),
        GIVE: ("điều chuyển giảm",),
        TAKE: ("điều chuyển tăng",),
    }
    return Choice({key: (names | own)[key] for key in MOVEMENTS}, aliases)


def annex_part(names: LineNames) -> Part:
    levels = Choice(
        {"1": _("chi tiết đến đơn vị sử dụng"), "0": _("còn phân bổ tiếp")},
        {"1": ("chi tiết",), "0": ("phân bổ tiếp",)},
    )
    horizons = Choice(
        {value: str(label) for value, label in CapitalLine.Horizon.choices},
        {CapitalLine.Horizon.MEDIUM.value: ("trung hạn",), CapitalLine.Horizon.YEAR.value: ("hằng năm", "năm")},
    )
    movements = movement_kind()
    columns = (
        Column("decision", _("Số quyết định"), Text(80), True, ("Quyết định", "Số QĐ"), "138/QĐ-UBND", width=18),
        Column("decided_on", _("Ngày quyết định"), Day(), aliases=("Ngày QĐ",), width=13),
        Column("movement", _("Loại điều chỉnh"), movements, True, ("Loại",), movements.options["assign"], width=24),
        *names.columns,
        Column("above", _("Phân bổ từ đơn vị"), names.holder_kind, note=_("Chỉ khi phân bổ chi tiết."), width=34),
        Column("above_code", _("Mã đơn vị phân bổ"), Code(max_length=40), note=_("Chỉ cần khi trùng tên."), width=14),
        Column(
            "above_component",
            _("Phân bổ từ mã dự án, nội dung"),
            names.component_kind,
            note=_("Chỉ cần khi đơn vị phân bổ có nhiều dòng vốn."),
            width=18,
        ),
        Column(
            "taker",
            _("Đơn vị nhận"),
            names.holder_kind,
            note=_("Chỉ ghi khi điều chuyển viết trên một dòng."),
            width=34,
        ),
        Column("taker_code", _("Mã đơn vị nhận"), Code(max_length=40), note=_("Chỉ cần khi trùng tên."), width=14),
        Column(
            "taker_component",
            _("Mã dự án, nội dung nhận"),
            names.component_kind,
            note=_("Để trống: như dòng vốn bị giảm."),
            width=18,
        ),
        Column(
            "until",
            _("Giải ngân đến hết ngày"),
            Day(),
            aliases=("Hạn giải ngân", "Thời hạn giải ngân", "Giải ngân đến ngày"),
            note=_("Chỉ khi kéo dài; để trống: theo hạn chung của năm sau."),
            width=14,
        ),
        Column("level", _("Cấp phân bổ"), levels, note=_("Để trống: chi tiết, hoặc như dòng vốn đã có."), width=24),
        Column("horizon", _("Kế hoạch"), horizons, note=_("Để trống: kế hoạch năm."), width=20),
        Column("on", _("Ngày hiệu lực"), Day(), note=_("Để trống: ngày ban hành quyết định."), width=13),
        Column("note", _("Ghi chú"), Text(300), aliases=("Diễn giải",), width=30),
    )
    return Part("movement", _("Kế hoạch vốn"), columns)
