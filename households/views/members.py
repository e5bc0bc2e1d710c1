"""Members of a household: to add, to change, to see off."""

from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.doubts import doubts_of
from households.errors import DuplicateCitizenId
from households.forms.people import LeaveForm, MemberForm, person_initial
from households.models import Household, Member
from households.services import people
from households.views.base import HouseholdFormPage
from households.views.household import warn


class MemberPage(HouseholdFormPage):
    """A form about one member; `?tiep=` says where to go back to (the review form)."""

    template_name = "households/member.html"
    object: Any

    @cached_property
    def member(self) -> Member | None:
        return None

    def get_success_url(self) -> str:
        back = self.request.GET.get("tiep", "")
        if self.request.POST.get("go") == "another":
            return self.request.get_full_path()
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/"):
            return back
        return f"{self.household_url()}#thanh-vien"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"access": self.access, "member": self.member}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except DuplicateCitizenId as duplicate:
            form.add_error("number", _("Số này đã ghi cho %(where)s") % {"where": duplicate.where})
            return self.form_invalid(form)

    def save(self, form: MemberForm) -> Model:
        saved = people.save_member(
            access=self.access,
            household_id=self.household.pk,
            version=form.cleaned_data["version"],
            person=form.person(),
            member_id=self.member.pk if self.member else None,
            number=form.number_given,
        )
        warn(self.request, [*form.warnings, *self._doubts(saved)])
        return saved

    def _doubts(self, saved: Member) -> list[str]:
        """What this person makes doubtful about himself and the others, with their names."""
        present = list(self.household.members.filter(left_on=None).select_related("relation"))
        found = doubts_of(present, timezone.localdate())
        about = present if saved.relation.is_head else [saved]
        return [f"{member.full_name}: {text}" for member in about for text in found.get(member.pk, ())]

    def cancel_url(self) -> str:
        return self.get_success_url()


class AddMember(MemberPage):
    title = gettext_lazy("Thêm thành viên")
    form_class = MemberForm
    saved_message = gettext_lazy("Đã thêm thành viên.")

    def get_initial(self) -> dict[str, Any]:
        """Most families are of one ethnic group: the head's is proposed."""
        head = self.household.members.filter(relation__is_head=True, left_on=None).first()
        return super().get_initial() | {"ethnic_group": head.ethnic_group_id if head else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(offers_another=True, **kwargs)


class EditMember(MemberPage):
    title = gettext_lazy("Sửa thông tin thành viên")
    form_class = MemberForm

    @cached_property
    def member(self) -> Member | None:
        own = self.household.members.filter(left_on=None).select_related("relation")
        return get_object_or_404(own, pk=self.kwargs["member_pk"])

    def get_initial(self) -> dict[str, Any]:
        assert self.member is not None
        return super().get_initial() | person_initial(self.member)

    def conflict(self, form: forms.Form, current: Household) -> HttpResponse:
        del self.member
        return super().conflict(form, current)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.member is not None
        leave = reverse("households:member_leave", args=[self.household.pk, self.member.pk])
        return super().get_context_data(
            member=self.member, leave_url="" if self.member.relation.is_head else leave, **kwargs
        )


class LeaveMember(HouseholdFormPage):
    title = gettext_lazy("Thành viên rời hộ")
    form_class = LeaveForm
    saved_message = gettext_lazy("Đã ghi thành viên rời hộ.")
    submit_label = gettext_lazy("Ghi nhận rời hộ")

    @cached_property
    def member(self) -> Member:
        own = self.household.members.filter(left_on=None)
        return get_object_or_404(own, pk=self.kwargs["member_pk"])

    def save(self, form: LeaveForm) -> Model:
        data = form.cleaned_data
        return people.remove_member(
            access=self.access,
            household_id=self.household.pk,
            version=data["version"],
            member_id=self.member.pk,
            on=data["on"],
            reason=data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("%(name)s không còn được tính vào nhân khẩu của hộ.") % {"name": self.member.full_name}
        context = super().get_context_data(**kwargs)
        return context | {"lead": lead}
