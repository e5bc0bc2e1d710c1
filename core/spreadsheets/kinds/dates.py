"""Columns of days: a date cell of Excel, or 22/11/2026 as text."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext as _

from core.spreadsheets.kinds.base import BadCell, Raw, as_text

_DAY_FIRST = re.compile(r"^(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})$", re.ASCII)
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?$", re.ASCII)
_SHORT_YEAR = re.compile(r"^\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2}$", re.ASCII)
_YEAR_ONLY = re.compile(r"^\d{4}$", re.ASCII)
# What a workbook can hold and a person may mean; narrower bounds are worth telling.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Day:
    """A day from `earliest` to `latest`."""

    earliest: date = FIRST_DAY
    latest: date = LAST_DAY
    repeats: ClassVar[bool] = True

    def parse(self, raw: Raw) -> date | None:
        value = self._read(raw)
        if value is not None and not self.earliest <= value <= self.latest:
            raise BadCell(_("Ngày ngoài khoảng cho phép."), self.hint())
        return value

    def _read(self, raw: Raw) -> date | None:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        text = as_text(raw).strip()
        if not text:
            return None
        if parts := _DAY_FIRST.match(text):
            return self._day(int(parts[3]), int(parts[2]), int(parts[1]))
        if parts := _ISO.match(text):
            return self._day(int(parts[1]), int(parts[2]), int(parts[3]))
        if isinstance(raw, (int, float)) and len(text) > 4:
            raise BadCell(_("Ô là số, chưa phải ngày."), _("Định dạng ô là Ngày (Date). %s") % self.hint())
        raise BadCell(self._reason(text), self.hint())

    def _day(self, year: int, month: int, day: int) -> date:
        try:
            return date(year, month, day)
        except ValueError as error:
            reason = _("Không có tháng %(month)d.") % {"month": month} if month > 12 else _("Không có ngày này.")
            raise BadCell(reason, self.hint()) from error

    def _reason(self, text: str) -> str:
        if _SHORT_YEAR.match(text):
            return _("Năm chỉ có hai chữ số.")
        if _YEAR_ONLY.match(text):
            return _("Chỉ có năm, thiếu ngày và tháng.")
        return _("Không phải ngày tháng.")

    def hint(self) -> str:
        if (self.earliest, self.latest) == (FIRST_DAY, LAST_DAY):
            return _("Ngày/tháng/năm, ví dụ 22/11/2026.")
        bounds = {"earliest": f"{self.earliest:%d/%m/%Y}", "latest": f"{self.latest:%d/%m/%Y}"}
        return _("Ngày/tháng/năm, ví dụ 22/11/2026, từ %(earliest)s đến %(latest)s.") % bounds
