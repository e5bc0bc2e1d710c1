"""Acts on a review form: the officer's own finding, the result, sending back, confirming."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_pages import ActPage, DecisionPage
from core.transitions import NotAllowed
from households.conflicts import conflict_page
from households.errors import Incomplete, StaleVersion
from households.forms.rounds import CorrectForm, DecideForm, LeaveOneForm, OverrideForm, ReturnForm
from households.models import Assessment, Indicator
from households.questions import SECTIONS
from households.rules.errors import RuleError
from households.services import leaving, results, review
from households.views.review import AssessmentMixin

CHANGED = gettext_lazy("Phiếu vừa được sửa ở nơi khác; xem lại rồi thực hiện.")


class ReviewAct(AssessmentMixin, ActPage):
    """A button under the form; the version in the page must still be the stored one."""

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return reverse("households:review", args=[self.assessment.pk])

    def version(self) -> int:
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() else 0


class ScoreReview(ReviewAct):
    right_required = "households.edit"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        try:
            results.score_assessment(access=self.access, assessment_id=self.assessment.pk, version=self.version())
        except Incomplete as error:
            raise NotAllowed(_("Phiếu chưa đủ câu trả lời; xem các mục còn thiếu.")) from error
        except RuleError as error:
            raise NotAllowed(str(error)) from error
        except StaleVersion as error:
            raise NotAllowed(str(CHANGED)) from error
        return self.result_url()

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.section_url(SECTIONS[-1])


class ReopenReview(ReviewAct):
    right_required = "households.edit"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        try:
            results.reopen_assessment(access=self.access, assessment_id=self.assessment.pk, version=self.version())
        except StaleVersion as error:
            raise NotAllowed(str(CHANGED)) from error
        return self.section_url(SECTIONS[-1])


class TakeUpReview(ReviewAct):
    """A form that was left is reviewed after all."""

    right_required = "households.decide"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        try:
            leaving.take_up_assessment(access=self.access, assessment_id=self.assessment.pk, version=self.version())
        except StaleVersion as error:
            raise NotAllowed(str(CHANGED)) from error
        return self.result_url()


class ReviewDecision(AssessmentMixin, DecisionPage):
    """A form that decides about the review form; a stale one is answered with what is stored now."""

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": self.assessment.version}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except StaleVersion as stale:
            self.forget()
            return conflict_page(
                self.request,
                typed=[form],
                stored=[self.get_form_class()(initial=self.get_initial())],
                fresh={"version": stale.current.version},
                reload_url=self.request.get_full_path(),
            )

    def crumbs(self) -> list[dict[str, str]]:
        household = self.assessment.household
        return [
            {
                "label": f"{household.head_name} ({household.code})",
                "url": reverse("households:detail", args=[household.pk]),
            },
            {"label": str(self.assessment.round), "url": self.get_success_url()},
        ]

    def get_success_url(self) -> str:
        return reverse("households:review", args=[self.assessment.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=self.crumbs(), **kwargs)


class OverridePage(ReviewDecision):
    """The officer finds otherwise than the answers say."""

    right_required = "households.edit"
    title = gettext_lazy("Xác định một chỉ số thiếu hụt")
    template_name = "households/override.html"
    form_class = OverrideForm
    saved_message = gettext_lazy("Đã ghi kết quả xác định.")

    @property
    def indicator(self) -> Indicator:
        rows = self.progress.book.indicator_rows
        found = next((row for row in rows if row.code == self.kwargs["indicator"]), None)
        if found is None:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        found = self.assessment.overrides.get(self.kwargs["indicator"])
        if found is None:
            return super().get_initial() | {"finding": OverrideForm.KEEP}
        said = {"finding": "yes" if found["deprived"] else "no", "reason": found["reason"]}
        return super().get_initial() | said

    def save(self, form: OverrideForm) -> Model:
        return review.override_deprivation(
            access=self.access,
            assessment_id=self.assessment.pk,
            version=form.cleaned_data["version"],
            indicator=self.indicator.code,
            deprived=form.deprived,
            reason=form.cleaned_data["reason"],
        )

    def get_success_url(self) -> str:
        return self.section_url(SECTIONS[-1])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.indicator
        derived = next(d.derived for d in self.progress.outcome.deprivations if d.code == row.code)
        words = {True: _("thiếu hụt"), False: _("không thiếu hụt"), None: _("chưa xác định được")}
        given = {"indicator": row, "derived": words[derived]}
        return super().get_context_data(**given, **kwargs)


class ReturnReview(ReviewDecision):
    right_required = "households.decide"
    title = gettext_lazy("Trả lại phiếu cho người rà soát")
    form_class = ReturnForm
    saved_message = gettext_lazy("Đã trả lại phiếu.")
    submit_label = gettext_lazy("Trả lại")

    def save(self, form: ReturnForm) -> Model:
        return results.return_assessment(
            access=self.access,
            assessment_id=self.assessment.pk,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )


class DecideReview(ReviewDecision):
    right_required = "households.decide"
    title = gettext_lazy("Xác nhận kết quả phân loại")
    template_name = "households/decide.html"
    form_class = DecideForm
    saved_message = gettext_lazy("Đã xác nhận kết quả.")
    submit_label = gettext_lazy("Xác nhận")

    def save(self, form: DecideForm) -> Assessment:
        data = form.cleaned_data
        results.decide_assessment(
            access=self.access,
            assessment_id=self.assessment.pk,
            version=data["version"],
            on=data["on"],
            decision=data["decision"],
        )
        return self.assessment


class LeaveReview(ReviewDecision):
    right_required = "households.decide"
    title = gettext_lazy("Để lại hộ trong đợt này")
    lead = gettext_lazy("Hộ không được rà soát trong đợt này, giữ nguyên phân loại hiện có và không tính vào số liệu.")
    form_class = LeaveOneForm
    saved_message = gettext_lazy("Đã để lại hộ, có lý do.")
    submit_label = gettext_lazy("Để lại")

    def save(self, form: LeaveOneForm) -> Model:
        data = form.cleaned_data
        return leaving.leave_assessment(
            access=self.access, assessment_id=self.assessment.pk, version=data["version"], reason=data["reason"]
        )


class CorrectReview(ReviewDecision):
    right_required = "households.decide"
    title = gettext_lazy("Đính chính kết quả")
    lead = gettext_lazy(
        "Phiếu được trả về cho người rà soát để sửa. Số liệu đã chốt giữ nguyên cho đến khi cấp tỉnh chốt lại."
    )
    form_class = CorrectForm
    saved_message = gettext_lazy("Đã mở phiếu để đính chính.")
    submit_label = gettext_lazy("Đính chính")

    def save(self, form: CorrectForm) -> Model:
        data = form.cleaned_data
        return leaving.correct_assessment(
            access=self.access, assessment_id=self.assessment.pk, version=data["version"], reason=data["reason"]
        )
