"""What a voucher is paid for: a contract, or without one works or a livelihood project of the line."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from core.formats import format_date
from core.forms import PortalForm
from core.text import nfc
from disbursement.models import CapitalLine, Contract
from disbursement.services.approvals import SUBJECTS
from disbursement.services.subjects import fitting_subjects
from programs.models import LivelihoodProject, Works


class ContractField(forms.ModelChoiceField):
    """A contract by its number; one number may stand on several lines."""

    def label_from_instance(self, obj: Contract) -> str:
        return f"{obj.number} ({format_date(obj.signed_on)}, {obj.contractor})"


NAMED_HELP = _("Ghi tên hoặc một phần tên, chỉ khi chi không theo hợp đồng.")


class NamedField(forms.CharField):
    """One of very many by its name or a part of it; where several fit, they are named with their place."""

    FROM, SHOWN = 100, 5

    def __init__(self, *, found: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.found = found

    def clean(self, value: Any) -> Any:
        wanted = nfc(super().clean(value))
        if not wanted:
            return None
        name = wanted.rpartition(" (")[0] or wanted
        near = list(self.found.filter(name__icontains=name)[: self.FROM])
        exact = [row for row in near if wanted.casefold() in (row.name.casefold(), _placed(row).casefold())]
        fitting = exact or ([] if name != wanted else near)
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            raise forms.ValidationError(gettext("Không có tên này ở địa bàn và nội dung của dòng vốn. Ghi ít chữ hơn."))
        shown = "; ".join(_placed(row) for row in fitting[: self.SHOWN])
        raise forms.ValidationError(gettext("Có nhiều tên như vậy; ghi đủ như một trong các tên: %s.") % shown)


def _placed(row: Any) -> str:
    return f"{row.name} ({row.area.full_name})"


class SubjectForm(PortalForm):
    """What a voucher of the line is paid for; only what there is to choose from is asked."""

    contract = ContractField(label=_("Hợp đồng"), queryset=Contract.objects.none(), required=False)
    works = forms.ModelChoiceField(
        label=_("Công trình"),
        queryset=Works.objects.none(),
        required=False,
        help_text=_("Chỉ chọn khi chi không theo hợp đồng."),
    )
    project = forms.ModelChoiceField(
        label=_("Dự án sinh kế"),
        queryset=LivelihoodProject.objects.none(),
        required=False,
        help_text=_("Chỉ chọn khi chi không theo hợp đồng."),
    )

    def offer_subjects(self, line: CapitalLine, access: Access) -> None:
        contracts = Contract.objects.filter(line__holder=line.holder_id, line__component=line.component_id)
        self._offer("contract", contracts.order_by("number", "id"))
        for name, model in (("works", Works), ("project", LivelihoodProject)):
            own = fitting_subjects(line, model.objects.visible_to(access))
            self._offer_subject(name, own.select_related("area").order_by("name", "pk"))

    def _offer(self, name: str, found: QuerySet[Any]) -> None:
        """The choices of a field that is not asked for where there are none."""
        self.fields[name].queryset = found  # type: ignore[attr-defined]
        if not found.exists():
            del self.fields[name]

    def _offer_subject(self, name: str, found: QuerySet[Any]) -> None:
        """A list, or where it would be long its name."""
        if found[: NamedField.FROM].count() < NamedField.FROM:
            self._offer(name, found)
            return
        field = self.fields[name]
        self.fields[name] = NamedField(found=found, label=field.label, required=False, help_text=NAMED_HELP)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [name for name in SUBJECTS if data.get(name)]
        if len(chosen) > 1:
            self.add_error(chosen[-1], gettext("Chỉ chọn một: hợp đồng, công trình hoặc dự án sinh kế."))
        return data
