"""Last year's answers in words, to stand beside this year's fields; they never count as this year's."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_number
from households import questions
from households.models import Assessment, Member
from households.questions import HOUSEHOLD, MEMBER, Question
from households.rulebook import Rulebook
from households.rules.texts import localized

_UNITS = {questions.AREA_M2: "m²", questions.MONEY: gettext_lazy("đồng")}


class LastAnswers:
    """Of the household's last finished review before this one; empty when there was none."""

    def __init__(self, assessment: Assessment, book: Rulebook) -> None:
        self.assessment, self.book = assessment, book

    @cached_property
    def before(self) -> Assessment | None:
        found = Assessment.objects.before(self.assessment).select_related("round").first()
        return found if isinstance(found, Assessment) else None

    def of_household(self) -> dict[str, str]:
        if self.before is None:
            return {}
        given = self.before.answers
        said = self._said(HOUSEHOLD, given)
        for item in self.book.item_rows.get(self.assessment.zone, []):
            value = given.get(name := questions.item_field(item.code))
            if value is not None:
                names = {option.code: option.name for option in item.options.all()}
                said[name] = self._dated(_listed(value, names) or _figure(value, item.unit))
        return said

    def of_member(self, member: Member) -> dict[str, str]:
        """As the last review had it; for a household that came without one, as the member's row has it."""
        if self.before is not None:
            return self._said(MEMBER, self.before.member_facts.get(str(member.pk), {}))
        if self.assessment.state in Assessment.COUNTED_STATES:
            return {}
        stored = {question.name: getattr(member, question.name) for question in MEMBER}
        return self._said(MEMBER, {name: value for name, value in stored.items() if value not in (None, "")})

    def causes(self) -> dict[str, str]:
        if self.before is None or not self.before.wishes:
            return {}
        return {"wishes": self._dated(self.before.wishes[:200])}

    def _said(self, asked: tuple[Question, ...], given: Mapping[str, Any]) -> dict[str, str]:
        return {
            question.name: self._dated(self._words(question, given[question.name]))
            for question in asked
            if given.get(question.name) is not None
        }

    def _words(self, question: Question, value: Any) -> str:
        if isinstance(value, bool):
            return _("có") if value else _("không")
        known = self.book.options.lists.get(question.options, {})
        names = {code: localized(option) for code, option in known.items()}
        if question.kind == questions.YEAR:
            return str(value)
        return _listed(value, names) or _figure(value, str(_UNITS.get(question.kind, "")))

    def _dated(self, words: str) -> str:
        return f"{self.before.round.year}: {words}" if self.before else _("Trước đây: %(words)s") % {"words": words}


def _listed(value: Any, names: Mapping[str, str]) -> str:
    """The names of the chosen options; empty when they are no options (a figure)."""
    if value == []:
        return _("không có")
    chosen = value if isinstance(value, list) else [value]
    found = [names[code] for code in chosen if code in names]
    return ", ".join(found)


def _figure(value: Any, unit: str) -> str:
    try:
        return f"{format_number(Decimal(str(value)))} {unit}".strip()
    except InvalidOperation:
        return str(value)
