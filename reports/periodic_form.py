"""What the periodic table is asked: period, breakdown, unit, denominator."""

from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.selection import Selection
from core.filters import KeptField
from core.forms import PortalForm
from core.papers.units import MILLIONS, UNITS
from reports.periods import Period

BREAKDOWNS = {"don-vi": "holder", "du-an": "project", "dia-ban": "area"}
DENOMINATORS = {"duoc-giao": "given", "chi-tiet": "detailed"}


class PeriodicForm(PortalForm):
    """Read from the address; what is missing there has its usual value. Place, year, day and programme stay as chosen
    in the context bar."""

    mark_optional = False

    ky = forms.ChoiceField(label=_("Kỳ báo cáo"))
    theo = forms.ChoiceField(
        label=_("Chia theo"),
        choices=[("don-vi", _("Đơn vị")), ("du-an", _("Dự án, tiểu dự án")), ("dia-ban", _("Địa bàn"))],
    )
    dvt = forms.ChoiceField(
        label=_("Đơn vị tính"), choices=[("dong", _("đồng")), ("trieu", _("triệu đồng")), ("ty", _("tỷ đồng"))]
    )
    mau_so = forms.ChoiceField(
        label=_("Mẫu số của tỷ lệ"),
        choices=[("duoc-giao", _("Kế hoạch được giao")), ("chi-tiet", _("Kế hoạch đã phân bổ chi tiết"))],
    )
    keo_dai = forms.BooleanField(label=_("Tính cả vốn kéo dài"), required=False)
    dia_ban, nam, tinh_den, chuong_trinh = KeptField(), KeptField(), KeptField(), KeptField(required=False)

    def __init__(self, data: Any, *, chosen: Selection, periods: list[Period], usual: Period) -> None:
        asked = {name: value for name, value in data.items() if value != ""}
        given = {"ky": usual.code, "theo": "don-vi", "dvt": MILLIONS.code, "mau_so": "duoc-giao"}
        super().__init__({**given, **asked, **dict(parse_qsl(chosen.query()))})
        if chosen.programme is None:
            del self.fields["chuong_trinh"]
        choices = [(period.code, _capital(period.name)) for period in periods]
        self.fields["ky"].choices = choices  # type: ignore[attr-defined]

    def clean_dvt(self) -> Any:
        return UNITS[self.cleaned_data["dvt"]]


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
