"""What the pages of one household share: finding it in one's area, its head line, answering a conflict."""

from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.form_pages import DecisionPage
from core.pages import PageMixin
from households.conflicts import conflict_page
from households.errors import StaleVersion
from households.models import Household


class HouseholdMixin(PageMixin):
    """`household` by the URL; outside one's area it does not exist."""

    nav_section = "households"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def household(self) -> Household:
        own = Household.objects.visible_to(self.access).select_related("area__parent")
        found: Household = get_object_or_404(own, pk=self.kwargs["pk"])
        return found

    def household_url(self) -> str:
        return reverse("households:detail", args=[self.household.pk])

    def crumbs(self) -> list[dict[str, str]]:
        label = f"{self.household.head_name} ({self.household.code})"
        return [{"label": label, "url": self.household_url()}]


class HouseholdFormPage(HouseholdMixin, DecisionPage):
    """A form whose save changes the household; a stale one is answered with both versions."""

    right_required = "households.edit"

    def get_success_url(self) -> str:
        return self.household_url()

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": self.household.version}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except StaleVersion as stale:
            return self.conflict(form, stale.current)

    def conflict(self, form: forms.Form, current: Household) -> HttpResponse:
        del self.household
        return conflict_page(
            self.request,
            typed=[form],
            stored=[self.unbound()],
            fresh={"version": current.version},
            reload_url=self.request.get_full_path(),
        )

    def unbound(self) -> forms.Form:
        """The form as it would be drawn now."""
        kwargs = self.get_form_kwargs()
        kwargs.pop("data", None)
        kwargs.pop("files", None)
        return self.get_form_class()(**kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=self.crumbs(), **kwargs)
