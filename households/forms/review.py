"""The sections of the review form, made out of the questions that the standard needs."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from core.forms import CountField, NumberField, PortalForm, VndField, YearField
from households import questions
from households.forms.fields import AnswerField, SeveralField, YesNoField
from households.last_answers import LastAnswers
from households.models import AnswerOption, Cause, Member, ScoreItem
from households.progress import Progress
from households.questions import Question
from households.services.review import SectionAnswers

HOUSEHOLD_PREFIX = "ho"
# A draft keeps what was typed, not whole essays.
MOST_TYPED = 200


def question_field(question: Question, options: Mapping[str, list[AnswerOption]]) -> forms.Field:
    named: dict[str, Any] = {"label": question.label, "help_text": question.hint}
    rows = [(option.code, option.name) for option in options.get(question.options, [])]
    if question.kind == questions.YES_NO:
        return YesNoField(**named)
    if question.kind == questions.SEVERAL:
        return SeveralField(choices=rows, **named)
    if question.kind == questions.AREA_M2:
        return NumberField(min_value=4, max_value=1000, example=36, unit="m²", required=False, **named)
    if question.kind == questions.YEAR:
        return YearField(min_value=1900, max_value=timezone.localdate().year, required=False, **named)
    if question.kind == questions.MONEY:
        return VndField(required=False, **named)
    return AnswerField(choices=rows, **named)


def item_field(item: ScoreItem) -> forms.Field:
    rows = [(option.code, option.name) for option in item.options.all()]
    if item.kind == ScoreItem.Kind.CHOICE:
        return AnswerField(choices=rows, label=item.name)
    if item.kind == ScoreItem.Kind.SEVERAL:
        return SeveralField(choices=rows, label=item.name)
    if item.kind == ScoreItem.Kind.PER_UNIT:
        return CountField(max_value=9999, example=2, required=False, label=item.name, unit=item.unit)
    return NumberField(min_value=0, max_value=1_000_000, example=50, required=False, label=item.name, unit=item.unit)


class AnswersForm(PortalForm):
    """The questions of a section about the household, or about one member."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        asked: Iterable[Question],
        options: Mapping[str, list[AnswerOption]],
        items: Iterable[ScoreItem] = (),
        optional: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        optional_words = _("Không bắt buộc.")
        for question in asked:
            field = question_field(question, options)
            if question.name in optional:
                field.help_text = f"{field.help_text} {optional_words}".strip()
            self.fields[question.name] = field
            self._tie(question, options)
        for item in items:
            self.fields[questions.item_field(item.code)] = item_field(item)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """A figure is stored as exact text; it is drawn as people here write it."""
        value = super().get_initial_for_field(field, field_name)
        return Decimal(value) if isinstance(field, NumberField) and isinstance(value, str) else value

    def _tie(self, question: Question, options: Mapping[str, list[AnswerOption]]) -> None:
        """Tell assessment.js after which answers to another question this one is asked at all."""
        if question.only_if is None:
            return
        name, flag = question.only_if
        rows = options.get(questions.list_of(name), [])
        attrs = self.fields[question.name].widget.attrs
        attrs["data-after"] = self.add_prefix(name)
        attrs["data-after-values"] = " ".join(option.code for option in rows if option.flags.get(flag))

    def answers(self) -> dict[str, Any]:
        """What is stored: None where nothing, or nothing readable, was given."""
        return {name: _stored(self.cleaned_data.get(name)) for name in self.fields}

    def unreadable(self) -> dict[str, Any]:
        """What was typed into fields with an error, by the name in the page."""
        names = [self.add_prefix(name) for name in self.errors if name in self.fields]
        data: Any = self.data
        return {name: [text[:MOST_TYPED] for text in data.getlist(name)] for name in names}


def _stored(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


class CausesForm(PortalForm):
    mark_optional = False

    causes = forms.MultipleChoiceField(
        label=_("Nguyên nhân nghèo"), required=False, widget=forms.CheckboxSelectMultiple
    )
    wishes = forms.CharField(
        label=_("Nguyện vọng của hộ"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Ví dụ: vay vốn chăn nuôi, học nghề, sửa nhà."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(cause.code, cause.name) for cause in Cause.objects.all()]
        self.fields["causes"].choices = rows  # type: ignore[attr-defined]


class SectionForms:
    """All forms on the page of one section: about the household, and about each member.

    Without `data` the stored answers are shown, and with them what was typed before and cannot be read.
    """

    def __init__(self, progress: Progress, section: str, last: LastAnswers, data: Any = None) -> None:
        self.progress, self.section, self.last = progress, section, last
        self.options = _options_by_list()
        draft = progress.assessment.drafts.get(section)
        self.data = data if data is not None else (self._drawn_with(draft) if draft else None)
        self.household = self._household_form(self.data)
        self.members = list(self._member_forms(self.data))

    def _household_form(self, data: Any) -> AnswersForm | CausesForm:
        assessment = self.progress.assessment
        if self.section == "causes":
            initial = {"causes": assessment.causes, "wishes": assessment.wishes}
            return CausesForm(data, prefix=HOUSEHOLD_PREFIX, initial=initial, last_answers=self.last.causes())
        asked = self.progress.household_questions(self.section)
        return AnswersForm(
            data,
            prefix=HOUSEHOLD_PREFIX,
            asked=asked,
            optional={question.name for question in asked} - self.progress.needed,
            options=self.options,
            items=self.progress.items(self.section),
            initial=assessment.answers,
            last_answers=self.last.of_household(),
        )

    def _member_forms(self, data: Any) -> Iterator[tuple[Member, AnswersForm]]:
        for member in self.progress.members:
            asked = self.progress.member_questions(self.section, member)
            if asked:
                yield (
                    member,
                    AnswersForm(
                        data,
                        prefix=f"tv-{member.pk.hex}",
                        asked=asked,
                        options=self.options,
                        initial=dict(self.progress.member_answers(member)),
                        last_answers=self.last.of_member(member),
                    ),
                )

    def _drawn_with(self, draft: Mapping[str, list[str]]) -> MultiValueDict[str, str]:
        """The stored answers as a browser would send them, and the draft over them."""
        shown: MultiValueDict[str, str] = MultiValueDict()
        for form in (self._household_form(None), *(form for _member, form in self._member_forms(None))):
            for field in form:
                value = field.value()
                texts = value if isinstance(value, list) else [value]
                shown.setlist(field.html_name, [str(text) for text in texts if text not in (None, "")])
        for name, texts in draft.items():
            shown.setlist(name, texts)
        return shown

    @property
    def forms(self) -> list[PortalForm]:
        return [self.household, *(form for _member, form in self.members)]

    def is_valid(self) -> bool:
        found = [form.is_valid() for form in self.forms]  # each of them, so that every error is shown
        return all(found)

    @property
    def keeps_all(self) -> bool:
        """Whether all that was sent is stored, be it as a draft: of causes and wishes only what is valid is."""
        return not isinstance(self.household, CausesForm) or self.household.is_valid()

    def given(self) -> SectionAnswers:
        """What to store of bound forms, whether or not all of it could be read."""
        members = {str(member.pk): form.answers() for member, form in self.members if form.is_bound}
        if isinstance(self.household, CausesForm):
            data = self.household.cleaned_data  # without what has an error, which leaves the stored alone
            return SectionAnswers(self.section, causes=data.get("causes"), wishes=data.get("wishes"))
        drafts = [form.unreadable() for form in self.forms if isinstance(form, AnswersForm)]
        return SectionAnswers(
            self.section,
            answers=self.household.answers(),
            members=members,
            draft={name: typed for draft in drafts for name, typed in draft.items()},
        )

    def asked(self) -> SectionAnswers:
        """The questions on the page, without answers."""
        if isinstance(self.household, CausesForm):
            return SectionAnswers(self.section, causes=[])
        return SectionAnswers(
            self.section,
            answers=dict.fromkeys(self.household.fields),
            members={str(member.pk): dict.fromkeys(form.fields) for member, form in self.members},
        )


def _options_by_list() -> dict[str, list[AnswerOption]]:
    lists: dict[str, list[AnswerOption]] = {}
    for option in AnswerOption.objects.all():
        lists.setdefault(option.question, []).append(option)
    return lists
