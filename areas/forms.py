"""Entering how many households and persons live in a commune."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area, Population
from core.form_fields import CountField, YearField
from core.formats import format_number
from core.forms import PortalForm

FIRST_YEAR = 2015


class PopulationForm(PortalForm):
    """The totals of one review year. A second entry for a year is a correction and needs its reason."""

    year = YearField(label=gettext_lazy("Năm rà soát"), min_value=FIRST_YEAR)
    households = CountField(label=gettext_lazy("Tổng số hộ dân cư"), min_value=1, unit=gettext_lazy("hộ"))
    persons = CountField(label=gettext_lazy("Tổng số nhân khẩu"), min_value=1, unit=gettext_lazy("người"))
    source = forms.CharField(
        label=gettext_lazy("Nguồn số liệu"),
        max_length=200,
        help_text=gettext_lazy("Ghi số, ngày văn bản hoặc tên báo cáo, ví dụ: Báo cáo 25/BC-UBND ngày 20/11/2026."),
    )
    evidence = forms.FileField(label=gettext_lazy("Tệp minh chứng"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Lý do điều chỉnh"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ cần khi năm này đã có số liệu."),
    )

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        self.area = area
        super().__init__(*args, last_answers=_before(area, kwargs.get("initial")), **kwargs)

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise ValidationError(_("Chưa đến năm %(year)d") % {"year": year})
        if not Area.objects.at(date(year, 12, 31)).filter(pk=self.area.pk).exists():
            raise ValidationError(
                _("Cuối năm %(year)d không có đơn vị hành chính này; nhập cho đơn vị có tại thời điểm đó")
                % {"year": year}
            )
        return year

    def clean_evidence(self) -> UploadedFile | None:
        evidence: UploadedFile | None = self.cleaned_data["evidence"]
        if evidence and evidence.size and evidence.size > settings.PORTAL_UPLOAD_LIMIT:
            limit = settings.PORTAL_UPLOAD_LIMIT // 1024 // 1024
            raise ValidationError(_("Chọn tệp không quá %(limit)d MB") % {"limit": limit})
        return evidence

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        households, persons = self.cleaned_data.get("households"), self.cleaned_data.get("persons")
        if households and persons and persons < households:
            self.add_error("persons", _("Số nhân khẩu không được ít hơn số hộ; kiểm tra lại hai số"))
        if self._corrects() and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", _("Năm này đã có số liệu: nêu lý do điều chỉnh"))
        return cleaned

    def _corrects(self) -> bool:
        """Whether the year has other totals already."""
        year = self.cleaned_data.get("year")
        current = Population.objects.current().filter(area=self.area, year=year).first() if year else None
        given = tuple(self.cleaned_data.get(name) for name in ("households", "persons", "source"))
        return current is not None and given != (current.households, current.persons, current.source)


def _before(area: Area, initial: dict[str, Any] | None) -> dict[str, str]:
    """The totals of the year before the one asked for, in words, to compare while typing."""
    year = (initial or {}).get("year")
    if year is None:
        return {}
    row = Population.objects.current().filter(area=area, year__lt=year).order_by("-year").first()
    if row is None:
        return {}
    return {name: f"{row.year}: {format_number(getattr(row, name))}" for name in ("households", "persons")}
