"""What a voucher is paid for: a contract, or without one works or a livelihood project of the line."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from core.formats import format_date
from core.forms import PortalForm
from disbursement.models import CapitalLine, Contract
from disbursement.services.approvals import SUBJECTS
from disbursement.subject_fields import choose_or_name, subjects_to_choose
from programs.models import LivelihoodProject, Works


class ContractField(forms.ModelChoiceField):
    """A contract by its number; one number may stand on several lines."""

    def label_from_instance(self, obj: Contract) -> str:
        return f"{obj.number} ({format_date(obj.signed_on)}, {obj.contractor})"


NAMED_HELP = _("Ghi tên hoặc một phần tên, chỉ khi chi không theo hợp đồng.")


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
            found = subjects_to_choose(line, model, access)
            self._offer(name, found)
            if name in self.fields:
                self.fields[name] = choose_or_name(self.fields[name], found, NAMED_HELP)

    def _offer(self, name: str, found: QuerySet[Any]) -> None:
        """The choices of a field that is not asked for where there are none."""
        self.fields[name].queryset = found  # type: ignore[attr-defined]
        if not found.exists():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [name for name in SUBJECTS if data.get(name)]
        if len(chosen) > 1:
            self.add_error(chosen[-1], gettext("Chỉ chọn một: hợp đồng, công trình hoặc dự án sinh kế."))
        return data
