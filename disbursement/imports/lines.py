"""The columns that name a capital line, and the line that a row of a sheet means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Agency
from catalogs.models import CapitalKind, CapitalSource, Component, Programme
from core.formats import MILLION
from core.imports.declaration import Scope
from core.imports.draft import Draft
from core.spreadsheets import Column
from core.spreadsheets.kinds import Choice, Code, Dong, Number, Whole
from disbursement.models import CapitalLine

FIRST_YEAR = 2016
DIMENSIONS = ("component_id", "holder_id", "kind_id", "source_id", "budget_year", "tranche_year")
MILLIONS = "amount_million"


class LineKey(NamedTuple):
    """What makes a line one line (CapitalLine); a list in JSON."""

    component_id: int
    holder_id: int
    kind_id: int
    source_id: int
    budget_year: int
    tranche_year: int

    @property
    def text(self) -> str:
        return "/".join(map(str, self))


@dataclass
class LineNames:
    """Agencies, components, kinds and sources as sheets name them, within one scope."""

    scope: Scope

    @cached_property
    def agencies(self) -> list[Agency]:
        return list(Agency.objects.visible_to(self.scope).select_related("area").order_by("name", "code"))

    @cached_property
    def by_id(self) -> dict[int, Agency]:
        return {agency.pk: agency for agency in self.agencies}

    @cached_property
    def components(self) -> dict[tuple[str, str], Component]:
        """By programme id as text and code."""
        found = Component.objects.select_related("programme").order_by("programme", "path")
        allowed = self.scope.component_ids
        return {(str(c.programme_id), c.code): c for c in found if allowed is None or c.pk in allowed}

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Of both imports; the amount stands in dong or in million dong."""
        years = Whole(FIRST_YEAR, timezone.localdate().year + 1)
        names = {agency.name: agency.name for agency in self.agencies}
        codes = {code: code for _programme, code in self.components}
        spoken = {c.code: (c.number,) for c in self.components.values()}
        programmes = Programme.objects.order_by("-valid_from")
        return (
            Column("budget_year", _("Năm ngân sách"), years, required=True, aliases=("Năm",), example="2026", width=10),
            Column("holder", _("Đơn vị"), Choice(names), True, ("Chủ đầu tư", "Đơn vị sử dụng vốn"), width=34),
            Column("holder_code", _("Mã đơn vị"), Code(max_length=40), note=_("Chỉ cần khi trùng tên."), width=14),
            Column(
                "programme",
                _("Chương trình"),
                Choice({str(p.pk): p.short_name for p in programmes}, {str(p.pk): (p.code,) for p in programmes}),
                required=True,
                aliases=("Tên chương trình", "CTMTQG"),
                width=34,
            ),
            Column("component", _("Mã dự án, nội dung"), Choice(codes, spoken), True, ("Dự án", "Nội dung"), width=16),
            Column("kind", _("Loại vốn"), _named(CapitalKind), required=True, width=22),
            Column("source", _("Nguồn vốn"), _named(CapitalSource), required=True, width=22),
            Column(
                "tranche_year",
                _("Vốn của năm"),
                years,
                aliases=("Năm giao vốn",),
                note=_("Chỉ ghi khi là vốn năm trước kéo dài."),
                width=10,
            ),
            Column("amount_vnd", _("Số tiền (đồng)"), Dong(), aliases=("Số tiền", "Số vốn (đồng)"), width=18),
            Column(
                MILLIONS,
                _("Số tiền (triệu đồng)"),
                Number(6, maximum=10**9),
                aliases=("Số vốn (triệu đồng)", "Kế hoạch vốn (triệu đồng)"),
                width=16,
            ),
        )

    def resolve(self, draft: Draft) -> LineKey | None:
        """The line's dimensions; None after refusing what is not known."""
        data = draft.data
        self._read_amount(draft)
        holder, component = self._holder(draft), self._component(draft)
        year = data["budget_year"]
        tranche = data["tranche_year"] or year
        if year and tranche > year:
            draft.refuse("tranche_year", _("Vốn của năm sau năm ngân sách."), _("Để trống, hoặc ghi năm trước đó."))
        if not (draft.is_good and holder and component):
            return None
        return LineKey(component.pk, holder.pk, int(data["kind"]), int(data["source"]), year, tranche)

    def _read_amount(self, draft: Draft) -> None:
        """Whole dong, from the one of the two columns that is filled."""
        dong, millions = draft.data["amount_vnd"], draft.data.pop(MILLIONS)
        draft.data["cell"] = draft.row.ref("amount_vnd" if dong is not None else MILLIONS)
        if dong is not None and millions is not None:
            draft.refuse("amount_vnd", _("Số tiền ghi ở cả hai cột."), _("Chỉ ghi một cột: đồng hoặc triệu đồng."))
        if millions is not None:
            draft.data["amount_vnd"] = dong = int(Decimal(millions) * MILLION)
        if dong is not None and dong <= 0:
            draft.refuse("amount_vnd", _("Số tiền phải lớn hơn 0."), _("Ghi số dương; thu hồi thì chọn loại thu hồi."))
        if dong is None and not draft.is_refused("amount_vnd", MILLIONS):
            draft.refuse("amount_vnd", _("Thiếu số tiền."), _("Ghi số tiền bằng đồng, hoặc bằng triệu đồng."))

    def _holder(self, draft: Draft) -> Agency | None:
        """By code, else by name among those that stood in the budget year."""
        name, code, year = draft.data["holder"], draft.data["holder_code"], draft.data["budget_year"]
        if not name or not year:
            return None
        named = [a for a in self.agencies if a.name == name and (not code or a.code == code)]
        standing = [a for a in named if a.valid_from <= date(year, 12, 31) and not _ended_before(a, year)]
        if len(standing) == 1:
            return standing[0]
        if standing:
            codes = ", ".join(agency.code for agency in standing)
            draft.refuse("holder_code", _("Có nhiều đơn vị cùng tên."), _("Ghi mã một trong: %s.") % codes)
        else:
            reason = _("Không có đơn vị này trong năm %(year)d.") % {"year": year}
            draft.refuse("holder", reason, _("Chọn trong danh mục của tệp mẫu; kiểm tra năm và mã đơn vị."))
        return None

    def _component(self, draft: Draft) -> Component | None:
        programme, code = draft.data["programme"], draft.data["component"]
        if not programme or not code:
            return None
        found = self.components.get((programme, code))
        if found is None:
            remedy = _("Ghi mã như danh mục của chương trình, ví dụ DA4.TDA1.")
            draft.refuse("component", _("Chương trình này không có nội dung mã %s.") % code, remedy)
        elif not found.programme.valid_from.year <= (draft.data["budget_year"] or 0):
            draft.refuse("programme", _("Chương trình chưa có trong năm ngân sách này."), _("Kiểm tra lại năm."))
        return found


def _ended_before(agency: Agency, year: int) -> bool:
    return agency.valid_to is not None and agency.valid_to < date(year, 1, 1)


def _named(model: Any) -> Choice:
    """Kinds or sources by name, by code, or by the name without its first word (đầu tư phát triển)."""
    rows = list(model.objects.order_by("position"))
    short = {str(row.pk): (row.code, row.name.partition(" ")[2]) for row in rows}
    return Choice({str(row.pk): row.name for row in rows}, short)


def find_lines(scope: Scope, keys: Iterable[LineKey]) -> dict[LineKey, CapitalLine]:
    """The lines of these dimensions that stand in the ledger."""
    wanted = set(keys)
    lines = (
        CapitalLine.objects.visible_to(scope)
        .open_for_vouchers()
        .filter(budget_year__in={key.budget_year for key in wanted}, holder__in={key.holder_id for key in wanted})
    )
    found = {LineKey(*(getattr(line, name) for name in DIMENSIONS)): line for line in lines}
    return {key: line for key, line in found.items() if key in wanted}


def key_of(data: Mapping[str, Any]) -> LineKey:
    return LineKey(*data["line"])
