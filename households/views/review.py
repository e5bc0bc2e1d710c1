"""The review form: one section a page, the result explained beside it."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.acts import timeline
from core import access_log, drafts
from core.form_errors import ErrorLink, error_links
from core.form_pages import ActPage
from core.models import AccessLogEntry
from core.pages import PageMixin
from core.transitions import NotAllowed, available
from households.conflicts import conflict_page
from households.doubts import doubts_of
from households.errors import StaleVersion
from households.forms.household import DetailsForm
from households.forms.review import AnswersForm, SectionForms
from households.last_answers import LastAnswers
from households.machines import ASSESSMENT
from households.models import Assessment, Classification, Household, Member
from households.preview import Preview, next_section, previous_section, steps
from households.progress import Progress
from households.questions import BY_SLUG, Section
from households.rows import full_address
from households.rulebook import load_rulebook
from households.services.registry import save_household
from households.services.results import present_members
from households.services.review import Seen, save_answers, section_digest
from households.services.rounds import list_for_round


class AssessmentMixin(PageMixin):
    """`assessment` by the URL; outside one's area it does not exist."""

    nav_section = "households"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def assessment(self) -> Assessment:
        own = Assessment.objects.visible_to(self.access)
        own = own.select_related("round", "household__area__parent", "area", "standard", "reviewer")
        found: Assessment = get_object_or_404(own, pk=self.kwargs["pk"])
        return found

    @cached_property
    def progress(self) -> Progress:
        members = list(present_members(self.assessment))
        return Progress(self.assessment, members, load_rulebook(self.assessment.standard_id))

    def forget(self) -> None:
        """Read again what was just changed."""
        self.__dict__.pop("assessment", None)
        self.__dict__.pop("progress", None)

    def section_url(self, section: Section) -> str:
        return reverse("households:section", args=[self.assessment.pk, section.slug])

    def result_url(self) -> str:
        return reverse("households:result", args=[self.assessment.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        household = self.assessment.household
        given = {
            "assessment": self.assessment,
            "household": household,
            "place": full_address(household),
            "former": self._former(household),
        }
        return super().get_context_data(**(given | kwargs))

    def _former(self, household: Household) -> Classification | None:
        """The class it had when this round's day came."""
        classes = Classification.objects.national().in_force(self.assessment.round.opens_on)
        found: Classification | None = classes.filter(household=household).first()
        return found


class StartReview(ActPage):
    """Put a household on the list of an open round (on its request) and begin its form."""

    right_required = "households.edit"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        own = Household.objects.visible_to(self.access)
        household = get_object_or_404(own, pk=kwargs["pk"])
        list_for_round(access=self.access, round_id=kwargs["round_id"], household_ids=[household.pk])
        made = get_object_or_404(Assessment, household=household, round_id=kwargs["round_id"])
        return reverse("households:review", args=[made.pk])

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return reverse("households:detail", args=[kwargs["pk"]])


class ReviewPage(AssessmentMixin, TemplateView):
    """The way in: to the first section that is not done, or to the result."""

    right_required = "households.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (self.assessment.is_being_filled and self.access.can("households.edit")):
            return redirect(self.result_url())
        return redirect(self.section_url(self.progress.first_open))


class SectionPage(AssessmentMixin, TemplateView):
    """One section: shown, saved (by a button or by itself), answered with the next one."""

    right_required = "households.edit"
    template_name = "households/section.html"

    @cached_property
    def section(self) -> Section:
        found = BY_SLUG.get(self.kwargs["slug"])
        if found is None:
            raise Http404
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A form that is finished, left or of a recognised round is read on its result page; changing begins there.
        if self.access.can(self.right_required) and not self.assessment.is_being_filled:
            return redirect(self.result_url())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access_log.note(request, AccessLogEntry.Kind.OPEN, self.assessment)
        if self.section.code == "check":
            return render(request, "households/check.html", self.get_context_data())
        return self.render_to_response(self.get_context_data(**self.shown(self.forms())))

    def forms(self, data: Any = None) -> SectionForms:
        last = LastAnswers(self.assessment, self.progress.book)
        return SectionForms(self.progress, self.section.code, last, data)

    def details_form(self, data: Any = None) -> DetailsForm | None:
        """The first section changes the household's own record."""
        if self.section.code != "household":
            return None
        return DetailsForm(data, household=self.assessment.household)

    def shown(self, forms: SectionForms, details: DetailsForm | None = None) -> dict[str, Any]:
        details = details or self.details_form()
        return {
            "forms": forms,
            "people": self._people(forms),
            "details": details,
            "errors": _errors(forms, details),
            "digest": section_digest(self.assessment, forms.asked()),
            "token": self.request.POST.get("token") or uuid.uuid4().hex,
        }

    def _people(self, forms: SectionForms) -> list[tuple[Member, AnswersForm, list[str]]]:
        """Each with what to check about them, where the section is about who they are."""
        found = doubts_of(self.progress.members, self.progress.on) if self.section.code == "members" else {}
        return [(member, form, found.get(member.pk, [])) for member, form in forms.members]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.section.code == "check":
            raise Http404
        is_autosave = request.POST.get("go") == "auto"
        forms, details = self.forms(request.POST), self.details_form(request.POST)
        valid = all([forms.is_valid(), details is None or details.is_valid()])
        try:
            self.save(forms, details, is_autosave)
        except StaleVersion as stale:
            return self._stale(forms, details, stale, is_autosave)
        except NotAllowed:
            return redirect(self.result_url())
        if is_autosave:
            return self._autosaved(forms)
        if not valid:
            context = self.get_context_data(**self.shown(forms, details))
            return self.render_to_response(context, status=422)
        wanted = next_section(self.section.code) if request.POST.get("go") == "next" else self.section
        return drafts.arrived(request, redirect(self.section_url(wanted)))

    def save(self, forms: SectionForms, details: DetailsForm | None, is_autosave: bool) -> None:
        """What can be read becomes an answer, the rest is kept as typed."""
        seen = Seen(
            version=_whole(self.request.POST.get("seen_version")),
            digest=self.request.POST.get("digest", ""),
            token=self.request.POST.get("token", "")[:32],
            is_autosave=is_autosave,
        )
        with transaction.atomic():
            if details is not None and not self._save_details(details, is_autosave):
                return
            save_answers(access=self.access, assessment_id=self.assessment.pk, seen=seen, given=forms.given())
        self.forget()

    def _save_details(self, details: DetailsForm, is_autosave: bool) -> bool:
        if is_autosave or not details.is_valid():
            return False
        if details.has_changed():
            save_household(
                access=self.access,
                household_id=self.assessment.household_id,
                version=details.cleaned_data["version"],
                changes=details.details(),
                phone=details.phone_given,
            )
        return True

    def _stale(
        self, forms: SectionForms, details: DetailsForm | None, stale: StaleVersion, is_autosave: bool
    ) -> HttpResponse:
        if is_autosave:
            return self._fragment({"state": "error"}, status=200)
        self.forget()
        now, stored = self.forms(), self.details_form()
        fresh = {
            "digest": section_digest(self.assessment, now.asked()),
            "seen_version": self.assessment.version,
            "version": self.assessment.household.version,
        }
        return conflict_page(
            self.request,
            typed=[*forms.forms, *([details] if details else [])],
            stored=[*now.forms, *([stored] if stored else [])],
            fresh=fresh,
            reload_url=self.section_url(self.section),
            who=str(self.assessment.reviewer or ""),
        )

    def _autosaved(self, sent: SectionForms) -> HttpResponse:
        """What is stored now, with what of it cannot be read yet."""
        answer = self._fragment({"state": "server", **self.shown(self.forms())})
        return drafts.arrived(self.request, answer) if sent.keeps_all else answer

    def _fragment(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context = self.get_context_data(**context)
        return render(self.request, "households/_autosaved.html", context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        previous = previous_section(self.section.code)
        given = {
            "section": self.section,
            "number": list(BY_SLUG).index(self.section.slug) + 1,
            "steps": steps(self.progress, self.section.code, self.section_url),
            "preview": Preview(self.progress),
            "next": next_section(self.section.code),
            "previous_url": self.section_url(previous) if previous else "",
            "section_url": self.section_url(self.section),
        }
        return super().get_context_data(**(given | kwargs))


class ResultPage(AssessmentMixin, TemplateView):
    """The result with its full explanation; printed, it is the sheet for the household."""

    right_required = "households.view"
    template_name = "households/result.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access_log.note(request, AccessLogEntry.Kind.OPEN, self.assessment)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.assessment
        finished = assessment.state in Assessment.COUNTED_STATES
        given = {
            "finished": finished,
            "lines": _lines(assessment.explanation.get("lines", [])) if finished else {},
            "preview": None if finished else Preview(self.progress),
            "acts": {row.act for row in available(ASSESSMENT, assessment, self.access)},
            "happened": timeline(assessment),
        }
        return super().get_context_data(**(given | kwargs))


def _lines(stored: Iterable[dict[str, str]]) -> dict[str, list[str]]:
    """The sentences of the explanation by kind."""
    found: dict[str, list[str]] = {}
    for line in stored:
        found.setdefault(line["kind"], []).append(line["text"])
    return found


def _errors(forms: SectionForms, details: DetailsForm | None) -> list[ErrorLink]:
    """Every error with a link; those about a member name the person."""
    found = error_links([details] if details and details.is_bound else [])
    if forms.household.is_bound:
        found += error_links([forms.household])
    for member, form in forms.members:
        if form.is_bound:
            found += [replace(link, label=_named(link, member)) for link in error_links([form])]
    return found


def _named(link: ErrorLink, member: Member) -> str:
    return _("%(label)s của %(name)s") % {"label": link.label, "name": member.full_name}


def _whole(text: str | None) -> int:
    """The version sent along; anything else is older than every version."""
    return int(text) if text and text.isascii() and text.isdigit() else 0
