"""Pages that ask before an act that cannot be taken back: what it is about, what will happen, one button."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.form_pages import DecisionPage
from core.forms import PortalForm
from core.reversals import why_not_reverse


class ConfirmPage(DecisionPage):
    """Asks before what cannot be taken back: `facts` say what it is about, `statement` what will happen.

    The button has the focus where nothing else is asked, so that Enter answers.
    """

    template_name = "core/confirm_page.html"
    form_class = PortalForm
    statement: ClassVar[str | Promise] = ""
    danger: ClassVar[bool] = False

    def facts(self) -> list[dict[str, Any]]:
        raise TypeError(f"{type(self).__name__} must say what it is about")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"facts": self.facts(), "statement": self.statement, "danger": self.danger}
        return super().get_context_data(**(given | kwargs))


class ReversalForm(PortalForm):
    reason = forms.CharField(
        label=gettext_lazy("Lý do đảo bút toán"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReversalPage(ConfirmPage):
    """`row` is what will be reversed; `reverse_row` is the service."""

    title = gettext_lazy("Đảo bút toán")
    statement = gettext_lazy("Bút toán đảo được ghi thêm vào sổ; bút toán cũ vẫn giữ nguyên.")
    submit_label = gettext_lazy("Đảo bút toán")
    saved_message = gettext_lazy("Đã đảo bút toán.")
    form_class = ReversalForm
    danger = True
    row: Any

    def why_not(self) -> str:
        return why_not_reverse(self.row)

    def reverse_row(self, reason: str) -> Model:
        raise TypeError(f"{type(self).__name__} must say what reverses the row")

    def save(self, form: Any) -> Model:
        return self.reverse_row(form.cleaned_data["reason"])
