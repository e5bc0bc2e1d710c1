"""Cells of a roster that the common kinds do not know: a name, a birth date known in part, a telephone number."""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from areas.place_names import CommuneNames
from core.formats import format_known_date
from core.person_names import NotAPersonName, accepted, person_name
from core.spreadsheets.kinds import BadCell, Raw, Text
from core.spreadsheets.kinds.base import as_text
from core.text import one_line
from households.forms.fields import Birth, parse_birth

_PHONE = re.compile(r"(\+84|0)\d{8,10}", re.ASCII)
_PHONE_SIGNS = re.compile(r"[\s.\-()]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name on one line."""

    repeats: ClassVar[bool] = False

    def parse(self, raw: Raw) -> str | None:
        text = Text(120).parse(raw)
        try:
            return person_name(text) if text else None
        except NotAPersonName as error:
            raise BadCell(_("Không phải họ và tên."), self.hint()) from error

    def hint(self) -> str:
        return f"{accepted()}."


@dataclass(frozen=True, slots=True)
class BirthDay:
    """1990-08-05, 1990-08 or 1990: as much of a birth date as is known."""

    repeats: ClassVar[bool] = True
    cell_format: ClassVar[str] = "@"  # or Excel turns the day and the month around

    def parse(self, raw: Raw) -> str | None:
        text = as_text(raw).strip()
        if not text:
            return None
        try:
            return birth_code(parse_birth(text))
        except ValidationError as error:
            raise BadCell(_("Không phải ngày sinh."), " ".join(error.messages) + ".") from error

    def hint(self) -> str:
        return _("Ngày/tháng/năm, ví dụ 5/8/1990; không rõ ngày thì ghi 8/1990 hoặc 1990.")

    def show(self, value: str) -> str:
        return format_known_date(*birth_of(value))


def birth_code(birth: tuple[int | None, int | None, int | None]) -> str:
    day, month, year = birth
    parts = [f"{year:04d}", f"{month:02d}" if month else "", f"{day:02d}" if day and month else ""]
    return "-".join(part for part in parts if part)


def birth_of(code: str) -> Birth:
    year, month, day = (*map(int, code.split("-")), None, None)[:3]
    return Birth(day, month, year or 0)


@dataclass(frozen=True, slots=True)
class Phone:
    repeats: ClassVar[bool] = False
    cell_format: ClassVar[str] = "@"

    def parse(self, raw: Raw) -> str | None:
        text = _PHONE_SIGNS.sub("", as_text(raw))
        if not text:
            return None
        if not isinstance(raw, str) and not text.startswith("0"):
            text = f"0{text}"  # a number cell has lost it
        if not _PHONE.fullmatch(text):
            raise BadCell(_("Không phải số điện thoại."), self.hint())
        return text

    def hint(self) -> str:
        return _("Từ 9 đến 11 số, bắt đầu bằng 0; định dạng ô là Văn bản (Text).")


@dataclass(frozen=True)
class OwnCommune:
    """The commune that the file is for, by name or code; any other is refused."""

    names: CommuneNames
    on: date
    repeats: ClassVar[bool] = True
    cell_format: ClassVar[str] = "@"

    def parse(self, raw: Raw) -> str | None:
        text = one_line(as_text(raw))
        return self.names.find(text, self.on).full_name if text else None

    def hint(self) -> str:
        own = ", ".join(area.full_name for area in self.names.communes)
        return _("Chỉ nhập hộ của %(own)s.") % {"own": own}
