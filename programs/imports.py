"""Importing the lists of contributions that communes send."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency, User
from areas.imports import AreaImporter
from areas.models import Area
from areas.place_names import CommuneNames
from catalogs.models import CapitalSource, Component, Programme
from core.imports.applying import changed_meanwhile
from core.imports.declaration import ImportRefused, ImportSheet, Layout, Part, Undone
from core.imports.draft import Draft
from core.imports.staging import good_rows
from core.models import ImportBatch, ImportRow
from core.spreadsheets import Column
from core.spreadsheets.kinds import BadCell, Choice, Day, Dong, Text, Whole
from core.text import fold
from core.transitions import NotAllowed
from programs.models import Contribution, LivelihoodProject, Works
from programs.rules import CREDIT, ContributionData, misplaced, problems, stands_in
from programs.services.contributions import (
    SAME,
    contribution_of,
    hold_areas,
    oldest_day,
    opposite_of,
    write_contributions,
)

FIRST_YEAR = 2016
TEXTS = ("value_basis", "contributor", "other_programme", "receipt", "note")
Subject = Works | LivelihoodProject


class ContributionImport(AreaImporter):
    kind = "programs.contributions"
    slug = "dong-gop-long-ghep"
    label = gettext_lazy("Đóng góp, lồng ghép")
    lead = gettext_lazy("Nguồn lực ngoài ngân sách mà các xã ghi nhận: tiền, hiện vật, ngày công, hiến đất.")
    right = "programs.edit"
    nav_section = "programs"
    done_url_name = "programs:contributions"
    guide = (
        gettext_lazy("Mỗi dòng là một khoản đã nhận. Vốn ngân sách và vốn đã qua Kho bạc ghi trong sổ vốn."),
        gettext_lazy("Tiền, hiện vật phải ghi giá trị; ngày công, hiến đất ghi số lượng, có giá trị thì nêu căn cứ."),
        gettext_lazy("Người dân đóng góp chỉ ghi số hộ, không ghi tên."),
        gettext_lazy("Khoản giống hệt đã có trong sổ được bỏ qua."),
    )
    undo_note = gettext_lazy("Sổ chỉ ghi thêm: mỗi khoản được đảo bằng một bút toán ngược.")

    @cached_property
    def communes(self) -> CommuneNames:
        return CommuneNames(self.scope.paths)

    @cached_property
    def sources(self) -> dict[str, CapitalSource]:
        return {str(row.pk): row for row in CapitalSource.objects.filter(counts_in_rate=False).exclude(code=CREDIT)}

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        return {str(row.pk): row for row in Programme.objects.order_by("-valid_from")}

    @cached_property
    def components(self) -> dict[tuple[str, str], Component]:
        """By programme id as text and code."""
        allowed = self.scope.component_ids
        found = Component.objects.order_by("programme", "path")
        return {(str(c.programme_id), c.code): c for c in found if allowed is None or c.pk in allowed}

    @cached_property
    def subjects(self) -> dict[str, list[Subject]]:
        """Works and livelihood projects by their folded names."""
        found: dict[str, list[Subject]] = {}
        for model in (Works, LivelihoodProject):
            for row in model.objects.visible_to(self.scope).select_related("component", "area"):
                found.setdefault(fold(row.name), []).append(row)
        return found

    @cached_property
    def _component_by_id(self) -> dict[int, Component]:
        return {component.pk: component for component in self.components.values()}

    @cached_property
    def _subject_by_id(self) -> dict[str, Subject]:
        return {str(row.pk): row for rows in self.subjects.values() for row in rows}

    @cached_property
    def agency(self) -> Agency | None:
        """Of the person whose file it is."""
        owner = User.objects.select_related("agency").filter(pk=self.scope.owner_id).first()
        return owner.agency if owner else None

    @cached_property
    def oldest_day(self) -> date:
        return oldest_day()

    @cached_property
    def part(self) -> Part:
        today = timezone.localdate()
        forms = {form.value: str(form.label) for form in Contribution.Form}
        names = {"labour_days": ("Ngày công lao động", "Công"), "land_m2": ("Đất", "Hiến đất (m2)")}
        sources = {pk: row.name for pk, row in self.sources.items()}
        programmes = {pk: row.short_name for pk, row in self.programmes.items()}
        codes = {code: code for _programme, code in self.components}
        partly = self.scope.component_ids is not None
        columns = (
            Column("commune", _("Xã, phường"), Text(120), True, ("Địa bàn", "Tên xã", "Mã xã"), "30292", width=24),
            Column("received_on", _("Ngày nhận"), Day(latest=today), True, ("Ngày",), width=13),
            Column("source", _("Nguồn"), Choice(sources, self._codes()), True, ("Nguồn vốn",), width=34),
            Column("form", _("Hình thức"), Choice(forms, names), True, ("Hình thức đóng góp",), width=14),
            Column("quantity", _("Số lượng"), Whole(1), note=_("Số ngày công, hoặc m² đất (số nguyên)."), width=12),
            Column("value_vnd", _("Giá trị (đồng)"), Dong(), aliases=("Số tiền (đồng)", "Thành tiền"), width=18),
            Column("value_basis", _("Căn cứ quy ra tiền"), Text(300), width=30),
            Column("contributor", _("Tổ chức đóng góp"), Text(200), aliases=("Doanh nghiệp, tổ chức",), width=30),
            Column("households", _("Số hộ đóng góp"), Whole(1, 10**6), aliases=("Số hộ",), width=10),
            Column("other_programme", _("Chương trình được lồng ghép"), Text(250), width=30),
            Column("programme", _("Chương trình"), Choice(programmes, self._programme_codes()), True, width=34),
            Column("component", _("Mã dự án, nội dung"), Choice(codes), partly, ("Nội dung",), width=16),
            Column("subject", _("Công trình, dự án"), Text(250), note=_("Tên như trong danh sách."), width=34),
            Column("receipt", _("Số biên bản, phiếu thu"), Text(60), aliases=("Số biên bản", "Số phiếu thu"), width=18),
            Column("year", _("Năm báo cáo"), Whole(FIRST_YEAR, today.year), note=_("Để trống: năm nhận."), width=10),
            Column("note", _("Ghi chú"), Text(300), aliases=("Diễn giải",), width=36),
        )
        return Part("contribution", _("Đóng góp"), columns)

    def _codes(self) -> dict[str, tuple[str, ...]]:
        return {pk: (row.code,) for pk, row in self.sources.items()}

    def _programme_codes(self) -> dict[str, tuple[str, ...]]:
        return {pk: (row.code,) for pk, row in self.programmes.items()}

    def layouts(self) -> Sequence[Layout]:
        return [[ImportSheet("contributions", _("Đóng góp"), self.part, self.part.columns)]]

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        rows = [(draft, self._read(draft)) for draft in drafts]
        placed = [(draft, data) for draft, data in rows if data is not None]
        recorded = self._recorded(data for _draft, data in placed)
        for draft, data in placed:
            row = contribution_of(data, None)
            draft.key, draft.target_id = key_of(row), str(row.pk)
            draft.label = f"{data.area.full_name}, {data.received_on:%d/%m/%Y}"
            if found := recorded.get(draft.key):
                draft.match(found.pk, {})

    def _read(self, draft: Draft) -> ContributionData | None:
        """What the row says; None after refusing what cannot be."""
        area, component = self._area(draft), self._component(draft)
        subject = self._subject(draft, area)
        if self.agency is None:
            remedy = _("Nhờ quản trị gắn cơ quan cho tài khoản, rồi tải lại tệp.")
            draft.refuse("commune", _("Tài khoản của anh/chị chưa gắn với cơ quan nào."), remedy)
        if not draft.is_good or area is None:
            return None
        draft.data |= {
            "area_id": area.pk,
            "component_id": component.pk if component else None,
            "works_id": str(subject.pk) if isinstance(subject, Works) else None,
            "project_id": str(subject.pk) if isinstance(subject, LivelihoodProject) else None,
        }
        draft.data["year"] = draft.data["year"] or date.fromisoformat(draft.data["received_on"]).year
        data = self._data(draft.data, area, component, subject)
        if wrong := misplaced(area, data.year, self.oldest_day):
            draft.refuse("commune", wrong, _("Kiểm tra đơn vị và năm."))
        for name, sentence in problems(data):
            draft.refuse("subject" if name in ("works", "project") else name, sentence, _("Sửa ô này."))
        return data if draft.is_good else None

    def _data(
        self, given: Mapping[str, Any], area: Area, component: Component | None, subject: Subject | None
    ) -> ContributionData:
        assert self.agency is not None
        return ContributionData(
            area=area,
            agency=self.agency,
            programme=self.programmes[given["programme"]],
            source=self.sources[given["source"]],
            form=given["form"],
            received_on=date.fromisoformat(given["received_on"]),
            year=given["year"],
            component=component,
            quantity=given["quantity"],
            value_vnd=given["value_vnd"] or None,
            households=given["households"],
            works=subject if isinstance(subject, Works) else None,
            project=subject if isinstance(subject, LivelihoodProject) else None,
            **{name: given[name] or "" for name in TEXTS},
        )

    def _area(self, draft: Draft) -> Area | None:
        """The commune as it was called on the day."""
        if not draft.data["commune"] or not draft.data["received_on"]:
            return None
        try:
            return self.communes.find(draft.data["commune"], date.fromisoformat(draft.data["received_on"]))
        except BadCell as bad:
            draft.refuse("commune", bad.reason, bad.remedy)
            return None

    def _component(self, draft: Draft) -> Component | None:
        code = draft.data["component"]
        if not code or not draft.data["programme"]:
            return None
        found = self.components.get((draft.data["programme"], code))
        if found is None:
            reason = _("Chương trình này không có nội dung mã %s.") % code
            draft.refuse("component", reason, _("Ghi mã như danh mục của chương trình, ví dụ DA4.TDA1."))
        return found

    def _subject(self, draft: Draft, area: Area | None) -> Subject | None:
        """Of that name in the commune: others elsewhere may be called alike."""
        name = draft.data["subject"]
        if not name or area is None:
            return None
        found = [subject for subject in self.subjects.get(fold(name), []) if stands_in(subject, area)]
        if len(found) == 1:
            return found[0]
        if found:
            reason = _("Có nhiều công trình, dự án cùng tên.")
            draft.refuse("subject", reason, _("Ghi khoản này ở trang Ghi đóng góp để chọn đúng công trình, dự án."))
        else:
            reason = _("Không có công trình, dự án này ở %(area)s.") % {"area": area.full_name}
            draft.refuse("subject", reason, _("Ghi đúng tên trong danh sách, hoặc để trống."))
        return None

    def _recorded(self, data: Iterable[ContributionData]) -> dict[str, Contribution]:
        """What stands in the register of the same places and days, by key."""
        given = list(data)
        rows = Contribution.objects.not_reversed().filter(
            area__in={row.area.pk for row in given}, received_on__in={row.received_on for row in given}
        )
        return {key_of(row): row for row in rows}

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        staged = list(good_rows(batch, self.part.code))
        places = Area.objects.in_bulk([row.data["area_id"] for row in staged])
        hold_areas(list(places))
        data = [self._staged(row, places) for row in staged]
        recorded = self._recorded(data)
        rows = [contribution_of(item, batch.owner_id) for item in data]
        for row, told in zip(rows, staged, strict=True):
            row.id = told.target_id
        if any(key_of(row) in recorded for row in rows):
            raise ImportRefused(changed_meanwhile())
        self._write(rows)
        return {"contributions": len(rows), "amount_vnd": sum(row.value_vnd or 0 for row in rows)}

    def _staged(self, row: ImportRow, places: Mapping[int, Area]) -> ContributionData:
        given = row.data
        component = self._component_by_id.get(given["component_id"])
        subject = self._subject_by_id.get(given["works_id"] or given["project_id"])
        return self._data(given, places[given["area_id"]], component, subject)

    def _write(self, rows: Sequence[Contribution]) -> None:
        try:
            write_contributions(rows)
        except NotAllowed as refused:
            raise ImportRefused(str(refused)) from refused

    def undoable(self, batch: ImportBatch) -> Undone:
        total, undone = good_rows(batch, self.part.code).count(), len(self._reversible(batch))
        return Undone(undone, total - undone)

    def _reversible(self, batch: ImportBatch) -> list[Contribution]:
        ids = good_rows(batch, self.part.code).values_list("target_id", flat=True)
        return list(Contribution.objects.not_reversed().filter(pk__in=list(ids)).order_by("id"))

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        rows, total = self._reversible(batch), good_rows(batch, self.part.code).count()
        if not rows:
            raise ImportRefused(_("Các khoản này đều đã được đảo."))
        self._write([opposite_of(row, reason=reason, recorded_by_id=batch.owner_id) for row in rows])
        return Undone(len(rows), total - len(rows))


def key_of(row: Contribution) -> str:
    """One text for all that makes two rows the same contribution."""
    values = (getattr(row, name) for name in SAME)
    return sha256("|".join("" if value is None else str(value) for value in values).encode()).hexdigest()


IMPORTERS = (ContributionImport,)
