"""The citizen identification number (số định danh cá nhân) and its 9-digit forerunner (CMND).

Twelve digits PPP G YY RRRRRR: province of birth registration, century and sex, year of birth, random
(Decree 137/2015, Article 13; Circular 07/2016/TT-BCA, Article 7). There is no check digit. Papers of old
people are often wrong, so only the shape is an error; everything else is a warning.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.crypto import mask as mask_text

Sex = Literal["male", "female"]

CITIZEN_DIGITS = 12
OLD_CARD_DIGITS = 9
# No real number begins so; demonstration data uses it.
SIMULATED_PREFIX = "000"
_BIRTH_ABROAD_FROM = 100
_SEPARATORS = re.compile(r"[\s.\-'\u2010-\u2015\u200b\ufeff]")

# The 63 provinces of the list in force when the numbers were given out; they stay valid after 2025.
_PROVINCE_LIST = (
    "01 Hà Nội|02 Hà Giang|04 Cao Bằng|06 Bắc Kạn|08 Tuyên Quang|10 Lào Cai|11 Điện Biên|12 Lai Châu|"
    "14 Sơn La|15 Yên Bái|17 Hòa Bình|19 Thái Nguyên|20 Lạng Sơn|22 Quảng Ninh|24 Bắc Giang|25 Phú Thọ|"
    "26 Vĩnh Phúc|27 Bắc Ninh|30 Hải Dương|31 Hải Phòng|33 Hưng Yên|34 Thái Bình|35 Hà Nam|36 Nam Định|"
    "37 Ninh Bình|38 Thanh Hóa|40 Nghệ An|42 Hà Tĩnh|44 Quảng Bình|45 Quảng Trị|46 Thừa Thiên Huế|"
    "48 Đà Nẵng|49 Quảng Nam|51 Quảng Ngãi|52 Bình Định|54 Phú Yên|56 Khánh Hòa|58 Ninh Thuận|"
    "60 Bình Thuận|62 Kon Tum|64 Gia Lai|66 Đắk Lắk|67 Đắk Nông|68 Lâm Đồng|70 Bình Phước|72 Tây Ninh|"
    "74 Bình Dương|75 Đồng Nai|77 Bà Rịa - Vũng Tàu|79 Thành phố Hồ Chí Minh|80 Long An|82 Tiền Giang|"
    "83 Bến Tre|84 Trà Vinh|86 Vĩnh Long|87 Đồng Tháp|89 An Giang|91 Kiên Giang|92 Cần Thơ|"
    "93 Hậu Giang|94 Sóc Trăng|95 Bạc Liêu|96 Cà Mau"
)
PROVINCES: dict[str, str] = {f"0{entry[:2]}": entry[3:] for entry in _PROVINCE_LIST.split("|")}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or doubtful about a number; only an error may stop a save."""

    code: str
    message: str
    is_error: bool = False


def normalise(number: str | int | float) -> str:
    """The digits without spaces, dots and dashes; what else was typed stays, for `check` to name.

    A number cell of a workbook has lost its leading zeros: 8 digits were an old card of 9, and 10 or 11 were
    a citizen number, for every province code begins with 0.
    """
    if isinstance(number, str):
        return _SEPARATORS.sub("", unicodedata.normalize("NFKC", number))
    digits = str(int(number)) if float(number).is_integer() else str(number)
    if len(digits) == OLD_CARD_DIGITS - 1:
        return digits.zfill(OLD_CARD_DIGITS)
    return digits.zfill(CITIZEN_DIGITS) if len(digits) in (10, 11) else digits


def has_valid_shape(number: str) -> bool:
    """Twelve digits, or nine of an old card."""
    return number.isascii() and number.isdecimal() and len(number) in (CITIZEN_DIGITS, OLD_CARD_DIGITS)


def mask(number: str) -> str:
    """0792••••••01: enough to tell two members of a household apart, too little to use."""
    return mask_text(number, head=4, tail=2) if len(number) == CITIZEN_DIGITS else mask_text(number, tail=2)


def is_simulated(number: str) -> bool:
    return len(number) == CITIZEN_DIGITS and number.startswith(SIMULATED_PREFIX)


def birth_year_in(number: str) -> int:
    """The year of birth that a 12-digit number tells."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def sex_in(number: str) -> Sex:
    """The sex that a 12-digit number tells."""
    return "female" if int(number[3]) % 2 else "male"


def check(
    number: str, sex: str | None = None, birth_year: int | None = None, *, today: date | None = None
) -> list[Finding]:
    """What an officer should look at again; `number` is normalised, `sex` "male" or "female" where known."""
    if not has_valid_shape(number):
        return [Finding("shape", _wrong_shape(number), is_error=True)]
    if len(number) == OLD_CARD_DIGITS:
        return [Finding("old_card", _("Đây là số chứng minh nhân dân 9 số; hãy hỏi số định danh 12 số."))]
    findings = [_check_province(number), _check_sex(number, sex), _check_year(number, birth_year, today)]
    return [finding for finding in findings if finding]


def _wrong_shape(number: str) -> str:
    if not (number.isascii() and number.isdecimal()):
        return _("Số định danh chỉ gồm chữ số: 12 số, hoặc 9 số của chứng minh nhân dân cũ.")
    return _("Số định danh có 12 số (chứng minh nhân dân cũ 9 số); số này có %(count)d.") % {"count": len(number)}


def _check_province(number: str) -> Finding | None:
    code = number[:3]
    if code in PROVINCES or is_simulated(number):
        return None
    if int(code) >= _BIRTH_ABROAD_FROM:
        message = _("Ba số đầu %(code)s không phải mã tỉnh; chỉ đúng với người đăng ký khai sinh ở nước ngoài.")
        return Finding("birth_abroad", message % {"code": code})
    return Finding("unknown_province", _("Ba số đầu %(code)s không phải mã của tỉnh nào.") % {"code": code})


def _check_sex(number: str, sex: str | None) -> Finding | None:
    if sex not in ("male", "female") or sex == sex_in(number):
        return None
    told = _("nam") if sex_in(number) == "male" else _("nữ")
    return Finding("sex", _("Số định danh này là của %(sex)s, khác giới tính đã ghi.") % {"sex": told})


def _check_year(number: str, birth_year: int | None, today: date | None) -> Finding | None:
    told = birth_year_in(number)
    if birth_year is not None and birth_year != told:
        message = _("Số định danh này ứng với năm sinh %(told)d, khác năm sinh đã ghi %(year)d.")
        return Finding("birth_year", message % {"told": told, "year": birth_year})
    if told > (today or timezone.localdate()).year:
        message = _("Số định danh này ứng với năm sinh %(told)d, là năm chưa tới.")
        return Finding("future_birth", message % {"told": told})
    return None
