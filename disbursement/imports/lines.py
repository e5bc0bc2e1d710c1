"""The columns that name a capital line, and the line that a row of a sheet means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import NO_ACCESS, Access, access_of_user
from accounts.models import Agency, User
from catalogs.models import CapitalKind, CapitalKindLabel, CapitalSource, Component, Programme
from core.imports.declaration import Scope
from core.imports.draft import Draft
from core.spreadsheets import Column
from core.spreadsheets.kinds import Choice, Code, Whole
from disbursement.imports.amounts import amount_columns, read_amount
from disbursement.services.fitness import ended_words
from disbursement.services.line_keys import LineKey

FIRST_YEAR = 2016


@dataclass
class LineNames:
    """Agencies, components, kinds and sources as sheets name them, within one scope."""

    scope: Scope
    # How many years ahead a line's budget year may be; a medium-term plan ends later than next year.
    years_ahead: int = 1
    ended: dict[int, str] = field(default_factory=dict)

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
    def by_component(self) -> dict[int, Component]:
        """Every component by its id: what is allocated from another's line names one that is not one's own."""
        return Component.objects.in_bulk()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Of every import of capital."""
        years = Whole(FIRST_YEAR, timezone.localdate().year + self.years_ahead)
        programmes = Programme.objects.order_by("-valid_from")
        return (
            Column("budget_year", _("Năm ngân sách"), years, required=True, aliases=("Năm",), example="2026", width=10),
            Column("holder", _("Đơn vị"), self.holder_kind, True, ("Chủ đầu tư", "Đơn vị sử dụng vốn"), width=34),
            Column("holder_code", _("Mã đơn vị"), Code(max_length=40), note=_("Chỉ cần khi trùng tên."), width=14),
            Column(
                "programme",
                _("Chương trình"),
                Choice({str(p.pk): p.short_name for p in programmes}, {str(p.pk): (p.code,) for p in programmes}),
                required=True,
                aliases=("Tên chương trình", "CTMTQG"),
                width=34,
            ),
            Column("component", _("Mã dự án, nội dung"), self.component_kind, True, ("Dự án", "Nội dung"), width=16),
            Column("kind", _("Loại vốn"), _kinds(), required=True, width=22),
            Column("source", _("Nguồn vốn"), _named(CapitalSource), required=True, width=22),
            Column(
                "tranche_year",
                _("Vốn của năm"),
                years,
                aliases=("Năm giao vốn",),
                note=_("Chỉ ghi khi là vốn năm trước kéo dài."),
                width=10,
            ),
            *amount_columns(),
        )

    @cached_property
    def holder_kind(self) -> Choice:
        return Choice({agency.name: agency.name for agency in self.agencies})

    @cached_property
    def component_kind(self) -> Choice:
        spoken = {c.code: (c.number,) for c in self.components.values()}
        return Choice({code: code for _programme, code in self.components}, spoken)

    def resolve(self, draft: Draft, unit: str | None = None) -> LineKey | None:
        """The line's dimensions and its amount; None after refusing what is not known."""
        data = draft.data
        read_amount(draft, unit)
        holder, component = self.agency(draft), self.component(draft)
        year = data["budget_year"]
        tranche = data["tranche_year"] or year
        if year and tranche > year:
            draft.refuse("tranche_year", _("Vốn của năm sau năm ngân sách."), _("Để trống, hoặc ghi năm trước đó."))
        if not (draft.is_good and holder and component):
            return None
        return LineKey(component.pk, holder.pk, int(data["kind"]), int(data["source"]), year, tranche)

    def agency(self, draft: Draft, key: str = "holder", code_key: str = "holder_code") -> Agency | None:
        """By code, else by name among those that stood in the budget year; None where nothing is written, too."""
        name, code, year = draft.data[key], draft.data[code_key], draft.data["budget_year"]
        if not name or not year:
            return None
        named = [a for a in self.agencies if a.name == name and (not code or a.code == code)]
        standing = [a for a in named if a.valid_from <= date(year, 12, 31) and not _ended_before(a, year)]
        if len(standing) == 1:
            return standing[0]
        if standing:
            codes = ", ".join(agency.code for agency in standing)
            draft.refuse(code_key, _("Có nhiều đơn vị cùng tên."), _("Ghi mã một trong: %s.") % codes)
        elif gone := [a for a in named if _ended_before(a, year)]:
            draft.refuse(key, self._ended(gone[-1]), _("Ghi đơn vị kế tục, hoặc kiểm tra năm ngân sách."))
        else:
            reason = _("Không có đơn vị này trong năm %(year)d.") % {"year": year}
            draft.refuse(key, reason, _("Chọn trong danh mục của tệp mẫu; kiểm tra năm và mã đơn vị."))
        return None

    def _ended(self, agency: Agency) -> str:
        if agency.pk not in self.ended:
            self.ended[agency.pk] = ended_words(agency)
        return self.ended[agency.pk]

    def component(self, draft: Draft, key: str = "component") -> Component | None:
        programme, code = draft.data["programme"], draft.data[key]
        if not programme or not code:
            return None
        found = self.components.get((programme, code))
        if found is None:
            remedy = _("Ghi mã như danh mục của chương trình, ví dụ DA4.TDA1.")
            draft.refuse(key, _("Chương trình này không có nội dung mã %s.") % code, remedy)
        elif not found.programme.valid_from.year <= (draft.data["budget_year"] or 0):
            draft.refuse("programme", _("Chương trình chưa có trong năm ngân sách này."), _("Kiểm tra lại năm."))
        return found


def officer_of(scope: Scope) -> Access:
    """Whoever imports, in the post in which they upload the file, within the scope of the import."""
    user = User.objects.filter(pk=scope.owner_id).first()
    found = access_of_user(user, timezone.localdate(), scope.post_id) if user else NO_ACCESS
    return replace(found, paths=scope.paths, component_ids=scope.component_ids)


def _ended_before(agency: Agency, year: int) -> bool:
    return agency.valid_to is not None and agency.valid_to < date(year, 1, 1)


def _kinds() -> Choice:
    """Also by what a kind is called in another period: "Kinh phí thường xuyên" from 2026."""
    named = _named(CapitalKind)
    spoken = {value: [*names] for value, names in named.aliases.items()}
    for label in CapitalKindLabel.objects.exclude(name__in=named.options.values()):
        spoken[str(label.kind_id)].append(label.name)
    return Choice(named.options, {value: tuple(dict.fromkeys(names)) for value, names in spoken.items()})


def _named(model: Any) -> Choice:
    """Kinds or sources by name, by code, or by the name without its first word (đầu tư phát triển)."""
    rows = list(model.objects.order_by("position"))
    short = {str(row.pk): (row.code, row.name.partition(" ")[2]) for row in rows}
    return Choice({str(row.pk): row.name for row in rows}, short)


def key_of(data: Mapping[str, Any], name: str = "line") -> LineKey:
    return LineKey(*data[name])
