"""Forms of the ledger. What the ledger itself refuses is said by the service (LedgerRefused)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from core.form_fields import DayField, VndField, YearField
from core.formats import format_date, format_number
from core.forms import PortalForm
from disbursement.models import CapitalLine, Disbursement, Settlement
from disbursement.services.approvals import SUBJECTS
from disbursement.services.periods import may_be_late
from disbursement.subject_forms import SubjectForm


class AdvanceField(forms.ModelChoiceField):
    """An advance of the line that is not closed yet."""

    def label_from_instance(self, obj: Disbursement) -> str:
        told = {"voucher": obj.voucher, "day": format_date(obj.value_date), "left": format_number(obj.left_vnd)}
        return gettext("%(voucher)s ngày %(day)s, còn %(left)s đồng") % told


class VoucherForm(SubjectForm):
    """A voucher on one line. Advances, lateness and a second use of a reference are asked for where they matter."""

    field_order = (
        "kind",
        "advance",
        "voucher",
        "value_date",
        "amount_vnd",
        "treasury_ref",
        *SUBJECTS,
        "note",
        "reason",
    )

    needed_at_times = frozenset({"advance", "reason"})

    kind = forms.ChoiceField(label=_("Loại"), choices=Disbursement.Kind.choices)
    advance = AdvanceField(
        label=_("Chứng từ tạm ứng"),
        queryset=Disbursement.objects.none(),
        required=False,
        help_text=_("Chọn khi thu hồi tạm ứng, hoặc khi nộp trả từ tạm ứng."),
    )
    voucher = forms.CharField(label=_("Số chứng từ"), max_length=60)
    value_date = DayField(label=_("Ngày chứng từ"), latest=timezone.localdate)
    amount_vnd = VndField(label=_("Số tiền"), min_value=1)
    treasury_ref = forms.CharField(label=_("Mã tham chiếu Kho bạc"), max_length=60, required=False)
    same_ref = forms.BooleanField(label=_("Vẫn ghi mã tham chiếu này"), required=False)
    note = forms.CharField(label=_("Nội dung"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Lý do điều chỉnh"),
        max_length=300,
        required=False,
        help_text=_("Chỉ ghi khi chứng từ vào sau hạn giải ngân hoặc vào kỳ đã chốt."),
    )

    def __init__(self, *args: Any, line: CapitalLine, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        advances = line.disbursements.outstanding(timezone.localdate()).order_by("value_date", "id")
        self._offer("advance", advances)
        self.offer_subjects(line, access)
        self._same_ref = self.fields.pop("same_ref")
        if self.data.get("same_ref"):
            self.ask_same_ref()
        if not may_be_late(line):
            del self.fields["reason"]

    def ask_same_ref(self) -> None:
        """Whether the treasury's reference, which another voucher has, may stand on this one too."""
        self.fields["same_ref"] = self._same_ref

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        settles = data.get("kind") == Disbursement.Kind.SETTLEMENT
        if settles and not data.get("advance") and not self.has_error("advance"):
            where = "advance" if "advance" in self.fields else "kind"
            words = gettext("Chọn chứng từ tạm ứng được thu hồi.")
            self.add_error(where, words if where == "advance" else gettext("Dòng vốn không còn tạm ứng chưa thu hồi."))
        if data.get("advance") and data.get("kind") in (Disbursement.Kind.PAYMENT, Disbursement.Kind.ADVANCE):
            self.add_error("advance", gettext("Chỉ thu hồi tạm ứng và nộp trả mới gắn với chứng từ tạm ứng."))
        return data


class SettlementForm(SubjectForm):
    """What to do about one item of a reconciliation; `acts` are those open now. With `line`, what the row that is
    entered on it was paid for."""

    mark_optional = False  # whether a reason is needed depends on the act
    field_order = ("act", *SUBJECTS, "reason")
    act = forms.ChoiceField(label=_("Cách xử lý"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Không cần khi chỉ ghi vào sổ đúng như bảng kê."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, acts: Iterable[Settlement.Act], line: CapitalLine | None, access: Access, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(act.value, act.label) for act in acts]
        self.fields["act"].choices = choices  # type: ignore[attr-defined]
        if Settlement.Act.RECORD not in dict(choices):
            self.fields["reason"].help_text = ""
        if line is not None:
            self.fields["contract"].help_text = gettext("Chỉ chọn khi ghi chứng từ theo bảng kê và chi theo hợp đồng.")
            self.offer_subjects(line, access)
        else:
            for name in SUBJECTS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in SUBJECTS if data.get("act") != Settlement.Act.RECORD else ():
            if data.get(name):
                self.add_error(name, gettext("Chỉ chọn khi ghi chứng từ theo bảng kê; cách xử lý khác thì để trống."))
        if data.get("act") not in (None, Settlement.Act.RECORD) and not data.get("reason"):
            self.add_error("reason", gettext("Nêu lý do."))
        return data


class PeriodForm(PortalForm):
    """A month that has ended, of a budget year."""

    MONTHS = 24

    budget_year = YearField(label=_("Năm ngân sách"), min_value=2016, max_value=2100)
    month = forms.TypedChoiceField(label=_("Tháng"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = list(islice(months_before(timezone.localdate()), self.MONTHS))
        self.fields["month"].choices = [(f"{m:%Y-%m-%d}", f"{m:%m/%Y}") for m in months]  # type: ignore[attr-defined]
        self.fields["budget_year"].initial = months[0].year


def months_before(day: date) -> Iterator[date]:
    """The first days of the months that had ended by that day, the latest first."""
    first = day.replace(day=1)
    while True:
        first = (first - timedelta(days=1)).replace(day=1)
        yield first
