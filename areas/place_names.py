"""Communes and villages as people write them in a sheet: by code or name, with or without the kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from areas.models import Area
from areas.rules import split_kind
from core.spreadsheets.kinds import BadCell
from core.text import fold, one_line


@dataclass
class CommuneNames:
    """The communes below some paths, of every list; what lies elsewhere is told apart from what is nowhere."""

    paths: tuple[str, ...]

    @cached_property
    def communes(self) -> list[Area]:
        found = Area.objects.below_paths(self.paths).of_level(Area.Level.COMMUNE)
        return list(found.order_by("sort_key", "id"))

    @cached_property
    def by_id(self) -> dict[int, Area]:
        return {area.pk: area for area in self.communes}

    @cached_property
    def oldest_day(self) -> date:
        """Before the oldest list that we hold, the oldest list is read."""
        first = Area.objects.filter(parent=None).order_by("valid_from").values_list("valid_from", flat=True).first()
        return first or date.min

    @cached_property
    def _by_word(self) -> dict[str, list[Area]]:
        words: dict[str, list[Area]] = {}
        for area in self.communes:
            for word in {area.code, area.name_fold, fold(area.full_name)}:
                words.setdefault(word, []).append(area)
        return words

    def find(self, text: str, on: date) -> Area:
        """The commune meant by a code or a name, on the list of that day; raises BadCell."""
        day = max(on, self.oldest_day)
        found = [area for area in self._meant(text) if area.is_in_force(day)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"{area.full_name} ({area.code})" for area in found)
            raise BadCell(_("Có nhiều đơn vị cùng tên."), _("Ghi mã của một trong: %(names)s.") % {"names": names})
        raise self._unknown(text, day)

    def _meant(self, text: str) -> Iterable[Area]:
        folded = fold(text)
        kind, rest = split_kind(folded)
        named = self._by_word.get(folded, [])
        return named or [area for area in self._by_word.get(rest, []) if not kind or area.kind == kind]

    def _unknown(self, text: str, day: date) -> BadCell:
        everywhere = Area.objects.of_level(Area.Level.COMMUNE).in_force(day)
        if everywhere.named(text).exists() or everywhere.filter(code=one_line(text)).exists():
            return BadCell(
                _("Đơn vị này ngoài địa bàn được giao."), _("Chỉ nhập số liệu của địa bàn mình; xóa dòng này.")
            )
        return BadCell(
            _("Không có xã, phường này trong danh mục ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"},
            _("Ghi đúng tên hoặc mã như tệp mẫu."),
        )
