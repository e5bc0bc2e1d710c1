"""Importing how many households and persons live in each commune, by year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.forms import FIRST_YEAR
from areas.models import Area, Population
from areas.place_names import CommuneNames
from core.imports.applying import changed_meanwhile
from core.imports.declaration import Importer, ImportRefused, ImportSheet, Layout, Part, Place, Undone
from core.imports.draft import Draft
from core.imports.staging import good_rows
from core.models import ImportBatch, ImportRow
from core.spreadsheets import Column
from core.spreadsheets.kinds import BadCell, Text, Whole

TOTALS = ("households", "persons", "source")


def place_of(area: Area) -> Place:
    return Place(area.ref, area.full_name, area.path, (area.path, *area.origin_paths))


class AreaImporter(Importer):
    """An importer for the area of the post one acts in."""

    @classmethod
    def places(cls, access: Any) -> Sequence[Place]:
        return [place_of(access.area)] if access.area is not None else []


@dataclass(frozen=True)
class Totals:
    """A staged row once more: which commune and year, and which version it was compared with."""

    row: ImportRow
    area_id: int
    year: int

    @classmethod
    def of(cls, row: ImportRow) -> "Totals":
        area_id, year = row.key.split("|")
        return cls(row, int(area_id), int(year))

    def version(self, values: Mapping[str, Any], *, number: int, reason: str, batch: ImportBatch) -> Population:
        """The next version of the totals with these values."""
        return Population(
            area_id=self.area_id,
            year=self.year,
            version=number,
            entered_by_id=batch.owner_id,
            reason=reason if number > 1 else "",
            **{name: values[name] for name in TOTALS},
        )


class PopulationImport(AreaImporter):
    kind = "areas.population"
    slug = "dan-so"
    label = gettext_lazy("Tổng số hộ, nhân khẩu")
    lead = gettext_lazy("Mẫu số của tỷ lệ hộ nghèo, theo xã và năm.")
    right = "population.edit"
    guide = (
        gettext_lazy("Mỗi dòng là một xã, phường trong một năm rà soát."),
        gettext_lazy("Số đã ghi mà nay khác được ghi thành lần điều chỉnh; phải nêu lý do."),
    )
    undo_note = gettext_lazy("Số liệu ghi lần đầu không xóa được: hãy nhập số đúng thay vào, có lý do điều chỉnh.")

    @cached_property
    def communes(self) -> CommuneNames:
        return CommuneNames(self.scope.paths)

    @cached_property
    def part(self) -> Part:
        this_year = timezone.localdate().year
        columns = (
            Column("code", _("Mã xã"), Text(10), aliases=("Mã đơn vị", "Mã"), example="30292", width=10),
            Column("name", _("Xã, phường, đặc khu"), Text(120), aliases=("Xã", "Tên xã", "Đơn vị"), width=28),
            Column("year", _("Năm"), Whole(FIRST_YEAR, this_year), required=True, aliases=("Năm rà soát",), width=8),
            Column("households", _("Tổng số hộ"), Whole(1), required=True, aliases=("Số hộ", "Tổng số hộ dân cư")),
            Column("persons", _("Tổng số nhân khẩu"), Whole(1), required=True, aliases=("Số nhân khẩu", "Nhân khẩu")),
            Column("source", _("Nguồn số liệu"), Text(200), required=True, aliases=("Nguồn",), width=36),
            Column("reason", _("Lý do điều chỉnh"), Text(300), aliases=("Lý do",), width=36),
        )
        return Part("population", _("Tổng số hộ, nhân khẩu"), columns)

    def layouts(self) -> Sequence[Layout]:
        return [[ImportSheet("population", _("Số hộ, nhân khẩu"), self.part, self.part.columns)]]

    def template_rows(self, sheet: ImportSheet) -> Sequence[Sequence[Any]]:
        """Every commune of today's list with what is recorded for this year."""
        today = timezone.localdate()
        communes = [area for area in self.communes.communes if area.is_in_force(today)]
        recorded = self._recorded({(area.pk, today.year) for area in communes})
        rows = []
        for area in communes:
            row = recorded.get((area.pk, today.year))
            totals = [getattr(row, name) for name in TOTALS] if row else [None, None, ""]
            rows.append([area.code, area.full_name, today.year, *totals, ""])
        return rows

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        found = [(draft, self._commune(draft)) for draft in drafts]
        placed = [(draft, area) for draft, area in found if area is not None]
        recorded = self._recorded({(area.pk, draft.data["year"]) for draft, area in placed})
        for draft, area in placed:
            year = draft.data["year"]
            draft.key, draft.label = f"{area.pk}|{year}", f"{area.full_name}, {year}"
            self._check_totals(draft)
            if row := recorded.get((area.pk, year)):
                self._match(draft, row)

    def _commune(self, draft: Draft) -> Area | None:
        """The commune by its code, else by its name; refuses the row otherwise."""
        year = draft.data["year"]
        key = "code" if draft.data["code"] else "name"
        if year is None:
            return None
        if not draft.data[key]:
            draft.refuse("name", _("Thiếu mã hoặc tên xã, phường."), _("Ghi mã hoặc tên như tệp mẫu."))
            return None
        try:
            return self.communes.find(draft.data[key], date(year, 12, 31))
        except BadCell as bad:
            draft.refuse(key, bad.reason, bad.remedy)
            return None

    def _check_totals(self, draft: Draft) -> None:
        households, persons = draft.data["households"], draft.data["persons"]
        if households and persons and persons < households:
            draft.refuse("persons", _("Số nhân khẩu ít hơn số hộ."), _("Kiểm tra lại hai số."))

    def _match(self, draft: Draft, row: Population) -> None:
        draft.match(row.pk, {name: getattr(row, name) for name in TOTALS}, row.version)
        if draft.old and not draft.data["reason"]:
            draft.refuse(
                "reason", _("Năm này đã có số liệu khác."), _("Nêu lý do điều chỉnh, hoặc xóa dòng nếu số cũ đúng.")
            )

    def _recorded(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Population]:
        wanted = set(places)
        rows = Population.objects.current().filter(
            area__in={area for area, _year in wanted}, year__in={year for _area, year in wanted}
        )
        return {(row.area_id, row.year): row for row in rows}

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        totals = [Totals.of(row) for row in good_rows(batch, self.part.code)]
        if self._unchanged_since(totals, written=0) != totals:
            raise ImportRefused(changed_meanwhile())
        Population.objects.bulk_create(
            item.version(
                item.row.data,
                number=(item.row.target_version or 0) + 1,
                reason=item.row.data["reason"] or "",
                batch=batch,
            )
            for item in totals
        )
        return {"population": len(totals)}

    def _unchanged_since(self, totals: list[Totals], *, written: int) -> list[Totals]:
        """Those whose current version is still the one compared with, or `written` versions later; locks them."""
        list(Area.objects.select_for_update(no_key=True).filter(pk__in={t.area_id for t in totals}).order_by("pk"))
        recorded = self._recorded({(item.area_id, item.year) for item in totals})
        versions = {place: row.version for place, row in recorded.items()}
        return [t for t in totals if versions.get((t.area_id, t.year), 0) == (t.row.target_version or 0) + written]

    def undoable(self, batch: ImportBatch) -> Undone:
        totals = [Totals.of(row) for row in good_rows(batch, self.part.code)]
        undone = len(self._restorable(totals))
        return Undone(undone, len(totals) - undone)

    def _restorable(self, totals: list[Totals]) -> list[Totals]:
        return self._unchanged_since([item for item in totals if item.row.target_version], written=1)

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        """The earlier totals become the newest version; first totals stay (Population is append-only)."""
        totals = [Totals.of(row) for row in good_rows(batch, self.part.code)]
        restorable = self._restorable(totals)
        if not restorable:
            raise ImportRefused(str(self.undo_note))
        Population.objects.bulk_create(
            item.version(
                {name: item.row.data[name] for name in TOTALS} | item.row.old,
                number=(item.row.target_version or 0) + 2,
                reason=reason,
                batch=batch,
            )
            for item in restorable
        )
        return Undone(len(restorable), len(totals) - len(restorable))


IMPORTERS = (PopulationImport,)
