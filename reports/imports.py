"""Importing published statistics: each printed value with its source, doubtful ones flagged and never mended."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area, Region
from areas.rules import split_kind
from core.imports.applying import changed_meanwhile
from core.imports.declaration import Importer, ImportRefused, ImportSheet, Layout, Part, Undone
from core.imports.draft import Draft
from core.imports.staging import good_rows
from core.models import ImportBatch, ImportRow
from core.spreadsheets import Column
from core.spreadsheets.kinds import BadCell, Choice, Code, Raw, Text, Whole
from core.text import fold
from reports.models import PublishedFigure

Level = PublishedFigure.Level
# How the file names our two lists: by how many provinces they have.
EDITIONS = {"2024": "63", "2025": "34"}
PRINTED = ("value", "unit", "source", "confidence", "note")
# What a figure is about; the rest is what was printed.
NATURAL_KEY = ("area_id", "region_id", "place", "edition", "year", "standard_period", "indicator")
DOUBTFUL = "doubtful"
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PlainNumber:
    """A number as machines write it: 1234.56, the dot is the decimal sign and nothing groups thousands."""

    places: int = 4
    repeats: ClassVar[bool] = False
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"-?\d+(\.\d+)?", re.ASCII)

    def parse(self, raw: Raw) -> Decimal | None:
        text = f"{raw:.15g}" if isinstance(raw, float) else str(raw).strip()
        if not text:
            return None
        if not self._shape.fullmatch(text):
            raise BadCell(_("Không phải số."), self.hint())
        value = Decimal(text)
        if value != round(value, self.places):
            raise BadCell(_("Quá nhiều chữ số thập phân."), self.hint())
        return value

    def hint(self) -> str:
        return _("Số viết liền, dấu chấm trước phần lẻ, ví dụ 1234.56.")


class PublishedImport(Importer):
    kind = "reports.published"
    slug = "so-lieu-cong-bo"
    label = gettext_lazy("Số liệu công bố")
    lead = gettext_lazy("Số liệu thống kê đã công bố, mỗi giá trị kèm nguồn và mức độ tin cậy.")
    right = "reports.import"
    nav_section = "reports"
    done_url_name = "reports:published"
    guide = (
        gettext_lazy("Mỗi dòng là một giá trị như đã in: không làm tròn, không sửa."),
        gettext_lazy("Giá trị in lại khác lần trước được ghi thành phiên bản mới; bản cũ vẫn giữ."),
    )

    @cached_property
    def part(self) -> Part:
        latest = timezone.localdate().year
        columns = (
            Column("level", "level", Choice(_levels()), required=True, aliases=(_("Cấp"),)),
            Column("geo_version", "geo_version", Choice(EDITIONS), required=True, aliases=(_("Danh mục"),)),
            Column("geo_code", "geo_code", Code(max_length=10), aliases=(_("Mã đơn vị"),)),
            Column("geo_name", "geo_name", Text(120), required=True, aliases=(_("Tên đơn vị"),)),
            Column("region", "region", Text(80), aliases=(_("Vùng"),)),
            Column("year", "year", Whole(1990, latest), required=True, aliases=(_("Năm"),)),
            Column("standard_period", "standard_period", Text(20), aliases=(_("Giai đoạn chuẩn nghèo"),)),
            Column("indicator", "indicator", Code(max_length=60), required=True, aliases=(_("Chỉ tiêu"),)),
            Column("value", "value", PlainNumber(), required=True, aliases=(_("Giá trị"),)),
            Column("unit", "unit", Text(40), required=True, aliases=(_("Đơn vị tính"),)),
            Column("source", "source", Text(400), required=True, aliases=(_("Nguồn"),)),
            Column("confidence", "confidence", Text(100), required=True, aliases=(_("Mức độ tin cậy"),)),
            Column("note", "note", Text(400), aliases=(_("Ghi chú"),)),
        )
        return Part("figure", _("Số liệu công bố"), columns, empty_keeps=False)

    def layouts(self) -> Sequence[Layout]:
        return [[ImportSheet("figures", _("Số liệu công bố"), self.part, self.part.columns)]]

    @cached_property
    def places_by_code(self) -> dict[tuple[str, str], Area]:
        """Provinces by list and code; the country of each list under an empty code."""
        found = Area.objects.filter(level__in=[Area.Level.COUNTRY, Area.Level.PROVINCE])
        return {(a.edition, "" if a.parent_id is None else a.code): a for a in found}

    @cached_property
    def regions(self) -> dict[str, Region]:
        return {fold(region.name): region for region in Region.objects.all()}

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        for draft in drafts:
            if draft.is_good:
                self._place(draft)
        good = [draft for draft in drafts if draft.is_good]
        recorded = self._recorded([key_of(draft.data) for draft in good])
        for draft in good:
            key = key_of(draft.data)
            draft.key = "|".join("" if part is None else str(part) for part in key)
            draft.label = f"{draft.data['geo_name']}, {draft.data['year']}: {draft.data['indicator']}"
            self._flag(draft)
            if figure := recorded.get(key):
                draft.match(figure.pk, {name: getattr(figure, name) for name in PRINTED}, figure.version)

    def _place(self, draft: Draft) -> None:
        """Whose figure it is, beside the columns of the file: area, region, or the source's words alone."""
        data = draft.data
        data |= {"area_id": None, "region_id": None, "place": "", "edition": data["geo_version"]}
        data["standard_period"] = data["standard_period"] or ""
        if data["level"] == Level.REGION:
            self._place_region(draft)
        elif data["level"] == Level.PROVINCE and not data["geo_code"]:
            data["level"], data["place"] = Level.UNNAMED.value, data["geo_name"]
            draft.remark("geo_name", _("Nguồn không nêu là tỉnh nào; giá trị được giữ, không tính cho tỉnh nào."))
        else:
            self._place_area(draft)

    def _place_region(self, draft: Draft) -> None:
        region = self.regions.get(fold(draft.data["geo_name"]))
        if region is None:
            names = ", ".join(region.name for region in self.regions.values())
            draft.refuse("geo_name", _("Không có vùng này."), _("Một trong: %(names)s.") % {"names": names})
        else:
            draft.data["region_id"] = region.pk

    def _place_area(self, draft: Draft) -> None:
        code = "" if draft.data["level"] == Level.COUNTRY else draft.data["geo_code"]
        area = self.places_by_code.get((draft.data["edition"], code))
        if area is None:
            reason = _("Không có tỉnh mã này trong danh mục %(list)s tỉnh.")
            listed = EDITIONS[draft.data["edition"]]
            draft.refuse("geo_code", reason % {"list": listed}, _("Ghi mã hai chữ số của tỉnh trong danh mục đó."))
        else:
            draft.data["area_id"] = area.pk
            self._compare_name(draft, area)

    def _compare_name(self, draft: Draft, area: Area) -> None:
        """A name that is another province's is a slip; an older name of the same one is looked at again."""
        written = split_kind(fold(draft.data["geo_name"]))[1]
        if area.parent_id is None or area.name_fold in written:
            return
        reason = _("Mã %(code)s là %(name)s.") % {"code": area.code, "name": area.full_name}
        remedy = _("Kiểm tra lại mã và tên.")
        if (area.edition, written) in self.names:
            draft.refuse("geo_name", reason, remedy)
        else:
            draft.remark("geo_name", reason, remedy)

    @cached_property
    def names(self) -> set[tuple[str, str]]:
        return {(area.edition, area.name_fold) for area in self.places_by_code.values()}

    def _flag(self, draft: Draft) -> None:
        draft.data["doubtful"] = draft.data["confidence"].startswith(DOUBTFUL)
        if draft.data["doubtful"]:
            reason = _("Giá trị nghi có sai sót: %(note)s.") % {"note": draft.data["note"] or draft.data["confidence"]}
            draft.remark("value", reason, _("Giữ nguyên như nguồn và đánh dấu cần kiểm tra lại."))

    def _recorded(self, keys: Sequence[Key]) -> dict[Key, PublishedFigure]:
        wanted = set(keys)
        years, indicators = {key[4] for key in wanted}, {key[6] for key in wanted}
        figures = PublishedFigure.objects.filter(superseded=False, year__in=years, indicator__in=indicators)
        found = {tuple(getattr(figure, name) for name in NATURAL_KEY): figure for figure in figures}
        return {key: figure for key, figure in found.items() if key in wanted}

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        rows = list(good_rows(batch, self.part.code))
        if len(self._current(rows, written=0)) != len(rows):
            raise ImportRefused(changed_meanwhile())
        replaced = [int(row.target_id) for row in rows if row.target_id]
        PublishedFigure.objects.filter(pk__in=replaced).update(superseded=True)
        PublishedFigure.objects.bulk_create([_figure(row, batch) for row in rows])
        return {"figures": len(rows), "superseded": len(replaced)}

    def _current(self, rows: Sequence[ImportRow], *, written: int) -> list[tuple[ImportRow, PublishedFigure | None]]:
        """The rows whose current version is the one compared with, or `written` versions later."""
        recorded = self._recorded([key_of(row.data) for row in rows])
        pairs = [(row, recorded.get(key_of(row.data))) for row in rows]
        return [
            (row, figure)
            for row, figure in pairs
            if (figure.version if figure else 0) == (row.target_version or 0) + written
        ]

    def undoable(self, batch: ImportBatch) -> Undone:
        rows = list(good_rows(batch, self.part.code))
        undone = len(self._current(rows, written=1))
        return Undone(undone, len(rows) - undone)

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        """The versions of this import go, those before them are current again."""
        rows = list(good_rows(batch, self.part.code))
        pairs = self._current(rows, written=1)
        if not pairs:
            raise ImportRefused(_("Các số liệu này đã có phiên bản mới hơn; không còn gì để hoàn tác."))
        PublishedFigure.objects.filter(pk__in=[figure.pk for _row, figure in pairs if figure]).delete()
        before = [int(row.target_id) for row, _figure in pairs if row.target_id]
        PublishedFigure.objects.filter(pk__in=before).update(superseded=False)
        return Undone(len(pairs), len(rows) - len(pairs))


def _levels() -> dict[str, str]:
    """The levels of the file; which province an unnamed one is, is told by its missing code."""
    return {level.value: str(level.label) for level in (Level.COUNTRY, Level.REGION, Level.PROVINCE)}


def key_of(data: Mapping[str, Any]) -> Key:
    return tuple(data[name] for name in NATURAL_KEY)


def _figure(row: ImportRow, batch: ImportBatch) -> PublishedFigure:
    data = row.data
    given = {name: data[name] for name in (*NATURAL_KEY, "level", "unit", "source", "confidence", "doubtful")}
    return PublishedFigure(
        **given,
        value=Decimal(data["value"]),
        note=data["note"] or "",
        version=(row.target_version or 0) + 1,
        imported_by_id=batch.job_id,
    )


IMPORTERS = (PublishedImport,)
