"""The file of one household: to read, to open, to change, to move, to close."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from catalogs.models import RelationToHead
from core import access_log, drafts
from core.form_pages import DecisionPage
from core.models import AccessLogEntry
from households.doubts import doubts_of
from households.forms.household import CloseForm, DetailsForm, DiscardForm, MoveForm, RegisterForm
from households.forms.people import HeadForm
from households.history import history_of
from households.models import Assessment, Household, Member, ReviewRound
from households.rows import full_address
from households.services import registry
from households.services.people import reveal_citizen_id
from households.views.base import HouseholdFormPage, HouseholdMixin


@dataclass(frozen=True)
class MemberRow:
    """`number` is the full citizen number where it was just asked for, otherwise empty; `doubts` are to be checked."""

    member: Member
    age: int | None
    doubts: Sequence[str] = ()
    number: str = ""


class HouseholdPage(HouseholdMixin, TemplateView):
    """Everything about one household; opening it goes to the access log."""

    right_required = "households.view"
    title = _("Hộ gia đình")
    tab = "households:list"
    template_name = "households/household.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access_log.note(request, AccessLogEntry.Kind.OPEN, self.household)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, revealed: dict[Any, str] | None = None, **kwargs: Any) -> dict[str, Any]:
        household, today = self.household, timezone.localdate()
        reviews = list(household.assessments.select_related("round").order_by("-round__year", "round__kind"))
        classes = list(household.classifications.select_related("standard").order_by("-valid_from"))
        members = household.members.select_related("relation", "ethnic_group").order_by("order", "id")
        present = [member for member in members if member.left_on is None]
        doubts = doubts_of(present, today)
        current = next((c for c in classes if c.valid_from <= today and not (c.valid_to and c.valid_to < today)), None)
        given = {
            "household": household,
            "place": full_address(household),
            "members": [
                MemberRow(m, m.age_on(today), doubts.get(m.pk, ()), (revealed or {}).get(m.pk, "")) for m in present
            ],
            "left_members": [m for m in members if m.left_on is not None],
            "classes": classes,
            "current": current,
            "reviews": reviews,
            "open_rounds": self._open_rounds(reviews),
            "events": household.events.select_related("from_area", "to_area", "recorded_by"),
            "history": history_of(household),
            "can_edit": self.access.can("households.edit"),
            "can_decide": self.access.can("households.decide"),
            "can_reveal": self.access.can("households.reveal"),
        }
        return super().get_context_data(**given, **kwargs)

    def _open_rounds(self, reviews: list[Assessment]) -> list[ReviewRound]:
        """Open rounds that do not list this household yet."""
        listed = {review.round_id for review in reviews}
        if self.household.state != Household.State.ACTIVE or not self.access.can("households.edit"):
            return []
        return [r for r in ReviewRound.objects.filter(state=ReviewRound.State.OPEN) if r.pk not in listed]


class RevealCitizenId(HouseholdPage):
    """One member's full number, for this one answer; the page that follows hides it again."""

    right_required = "households.reveal"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member: Member = get_object_or_404(self.household.members, pk=self.kwargs["member_pk"])
        number = reveal_citizen_id(access=self.access, member=member)
        access_log.note(request, AccessLogEntry.Kind.REVEAL, member)
        response: HttpResponse = self.render_to_response(self.get_context_data(revealed={member.pk: number}))
        response.headers["Cache-Control"] = "no-store"
        return response


class RegisterPage(DecisionPage):
    """A new file, with the head as the first member."""

    right_required = "households.edit"
    nav_section = "households"
    title = _("Lập hồ sơ hộ")
    template_name = "households/register.html"
    form_class = RegisterForm
    saved_message = _("Đã lập hồ sơ; thêm các thành viên còn lại của hộ.")
    submit_label = _("Lập hồ sơ")
    request: HttpRequest
    object: Household

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"access": self.access}

    def save(self, form: RegisterForm) -> Model:
        data = form.cleaned_data
        head = RelationToHead.objects.get(is_head=True)
        household = registry.register_household(
            access=self.access,
            area=data["area"],
            head=form.person(head),
            on=timezone.localdate(),
            details=form.details(),
            phone=data["phone"],
            number=data["number"],
        )
        warn(self.request, form.warnings)
        return household

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_valid(form)
        return drafts.arrived(self.request, answer) if answer.status_code == 302 else answer

    def get_success_url(self) -> str:
        return reverse("households:detail", args=[self.object.pk])

    def cancel_url(self) -> str:
        return reverse("households:list")


def warn(request: HttpRequest, warnings: list[str]) -> None:
    """Doubts about what was saved as typed."""
    for text in warnings:
        messages.warning(request, text)


class DetailsPage(HouseholdFormPage):
    title = _("Sửa thông tin hộ")
    form_class = DetailsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs() | {"household": self.household}
        kwargs.pop("initial")
        return kwargs

    def save(self, form: DetailsForm) -> Model:
        return registry.save_household(
            access=self.access,
            household_id=self.household.pk,
            version=form.cleaned_data["version"],
            changes=form.details(),
            phone=form.phone_given,
        )


class MovePage(HouseholdFormPage):
    title = _("Chuyển nơi ở")
    lead = _("Dùng khi hộ chuyển đến nơi khác trong địa bàn phụ trách.")
    form_class = MoveForm
    saved_message = _("Đã ghi nơi ở mới.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"access": self.access}

    def save(self, form: MoveForm) -> Model:
        data = form.cleaned_data
        return registry.move_household(
            access=self.access,
            household_id=self.household.pk,
            version=data["version"],
            area=data["area"],
            address=data["address"],
            on=data["on"],
            note=data["note"],
        )


class ClosePage(HouseholdFormPage):
    title = _("Đưa hộ ra khỏi danh sách quản lý")
    lead = _("Hồ sơ được giữ lại; hộ không còn trong danh sách và các đợt rà soát sau.")
    form_class = CloseForm
    saved_message = _("Đã đưa hộ ra khỏi danh sách quản lý.")
    submit_label = _("Đưa ra khỏi danh sách")

    def save(self, form: CloseForm) -> Model:
        data = form.cleaned_data
        if data["state"] == Household.State.MISTAKEN:
            return _discard(self, form)
        return registry.close_household(
            access=self.access,
            household_id=self.household.pk,
            version=data["version"],
            state=data["state"],
            on=data["on"],
            reason=data["reason"],
        )


class DiscardPage(HouseholdFormPage):
    """For who confirms results and enters none: also a file with a recognised class."""

    right_required = "households.decide"
    title = _("Bỏ hồ sơ lập nhầm, trùng")
    lead = _("Hồ sơ được giữ lại để tra cứu; phiếu của hộ trong các đợt đang mở bị bỏ và không tính vào số liệu.")
    form_class = DiscardForm
    saved_message = _("Đã đưa hộ ra khỏi danh sách quản lý.")
    submit_label = _("Bỏ hồ sơ")

    def save(self, form: DiscardForm) -> Model:
        return _discard(self, form)


def _discard(page: HouseholdFormPage, form: DiscardForm) -> Model:
    data = form.cleaned_data
    return registry.discard_household(
        access=page.access,
        household_id=page.household.pk,
        version=data["version"],
        on=data["on"],
        reason=data["reason"],
    )


class HeadPage(HouseholdFormPage):
    title = _("Đổi chủ hộ")
    form_class = HeadForm
    saved_message = _("Đã đổi chủ hộ.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"members": self.household.members.present()}

    def save(self, form: HeadForm) -> Model:
        data = form.cleaned_data
        return registry.change_head(
            access=self.access,
            household_id=self.household.pk,
            version=data["version"],
            member_id=data["member"].pk,
            old_head_relation=data["old_head_relation"],
            on=data["on"],
            note=data["note"],
        )
