"""Forms of explanations: the answer with its schedule, and the words that go with an act."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import DayField, VndField
from core.formats import format_month
from core.forms import PortalForm
from disbursement.rules.schedules import faults
from disbursement.services.explanations import Answer, dues


class DueField(DayField):
    """From today on, and within a year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(earliest=lambda: dues()[0], latest=lambda: dues()[1], **kwargs)


def _words(rows: int, label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class AnswerForm(PortalForm):
    """Why, what is done about it, and month by month what will have been disbursed in all."""

    cause = _words(5, gettext_lazy("Nguyên nhân chậm"))
    measures = _words(5, gettext_lazy("Biện pháp"))
    difficulties = _words(4, gettext_lazy("Khó khăn vượt thẩm quyền, kiến nghị (nếu có)"), required=False)
    # Months at the end may be left empty, those in between may not: the hint says it.
    mark_optional = False

    def __init__(self, *args: Any, months: Iterable[date], plan_vnd: int, disbursed_vnd: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_vnd, self.disbursed_vnd = plan_vnd, disbursed_vnd
        self.months = {name_of(month): month for month in months}
        for name, month in self.months.items():
            label = _("Đến hết %(month)s") % {"month": format_month(month)}
            self.fields[name] = VndField(label=label, required=False)

    @property
    def words(self) -> list[Any]:
        return [self[name] for name in ("cause", "measures", "difficulties")]

    @property
    def grid(self) -> list[Any]:
        return [self[name] for name in self.months]

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        unread = set(self.months) & set(self.errors)
        if not unread:
            promised = {month: self.cleaned_data.get(name) for name, month in self.months.items()}
            wrong = faults(promised, plan_vnd=self.plan_vnd, disbursed_vnd=self.disbursed_vnd)
            for month, text in wrong.items():
                self.add_error(name_of(month), text)
        return values

    def answer(self) -> Answer:
        given = {month: self.cleaned_data[name] for name, month in self.months.items()}
        schedule = {month: amount for month, amount in given.items() if amount is not None}
        words = {name: self.cleaned_data[name] for name in ("cause", "measures", "difficulties")}
        return Answer(schedule=schedule, **words)


def name_of(month: date) -> str:
    return f"thang_{month:%Y_%m}"


def initial_of(words: Mapping[str, str], steps: Mapping[date, int]) -> dict[str, Any]:
    """An earlier version, to go on from."""
    return {**words, **{name_of(month): amount for month, amount in steps.items()}}


class RemarkForm(PortalForm):
    """Accepting needs no words."""

    text = _words(3, gettext_lazy("Ý kiến"), required=False)


class ReasonForm(PortalForm):
    """Why the request ends."""

    text = _words(4, gettext_lazy("Lý do"))


class ReturnForm(PortalForm):
    text = _words(4, gettext_lazy("Lý do trả lại"))
    due = DueField(label=gettext_lazy("Hạn giải trình lại"))
