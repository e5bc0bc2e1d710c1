"""How far a review form is: what each section still asks, and the result as far as it can be told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from households import facts, questions
from households.models import Assessment, Member, ScoreItem
from households.questions import SECTIONS, Question, Section
from households.rulebook import Rulebook
from households.rules.answers import SOURCES, Known
from households.rules.assess import assess
from households.rules.facts import HouseholdFacts
from households.rules.outcome import Outcome
from households.rules.rows import Zone

DONE, STARTED, FAULTY, TODO = "done", "started", "faulty", "todo"
STATE_WORDS: dict[str, tuple[str | Promise, str]] = {
    DONE: (_("Xong"), "good"),
    STARTED: (_("Đang làm"), "warn"),
    FAULTY: (_("Có lỗi"), "late"),
    TODO: (_("Chưa làm"), "todo"),
}


@dataclass(frozen=True)
class Gap:
    """One question without an answer; `member` where it is about a person."""

    label: str | Promise
    section: str
    member: Member | None = None


class Progress:
    """One assessment with its members and its rulebook, read once for a page."""

    def __init__(self, assessment: Assessment, members: Sequence[Member], book: Rulebook) -> None:
        self.assessment, self.members, self.book = assessment, members, book
        self.zone = cast(Zone, assessment.zone)
        self.on = assessment.round.reference_date

    @cached_property
    def needed(self) -> frozenset[str]:
        return questions.needed_facts(self.book, self.zone)

    @cached_property
    def facts(self) -> HouseholdFacts:
        return facts.household_facts(self.assessment, self.members, options=self.book.options, on=self.on)

    @cached_property
    def outcome(self) -> Outcome:
        """The result of the answers so far; complete only when every deciding one is in."""
        table = self.book.table(self.zone)
        return assess(
            self.facts,
            self.book.standard,
            zone=self.zone,
            options=self.book.options,
            on=self.on,
            overrides={code: (o["deprived"], o["reason"]) for code, o in self.assessment.overrides.items()},
            score_table=table,
            answers=facts.score_answers(self.assessment.answers, table) if table else None,
            income=facts.monthly_income(self.assessment, len(self.members)),
        )

    def household_questions(self, section: str) -> list[Question]:
        return questions.household_questions(section, self.needed | {"income_12_months"})

    def member_questions(self, section: str, member: Member) -> list[Question]:
        return questions.member_questions(section, self.needed, member, self.on)

    def items(self, section: str) -> list[ScoreItem]:
        """Scored items to ask: those without a source, and those whose facts are in but leave it open."""
        asked = questions.score_items(self.book, self.zone, section)
        return asked + [item for item in questions.sourced_items(self.book, self.zone, section) if self._is_open(item)]

    def _is_open(self, item: ScoreItem) -> bool:
        if any(self._fact_gaps(item.section)):
            return False
        return SOURCES[item.source](Known(self.facts, self.book.options, self.on)) is None

    def gaps(self, section: str) -> list[Gap]:
        """What the result waits for in a section."""
        answers = self.assessment.answers
        items = [
            Gap(item.name, section)
            for item in self.items(section)
            if answers.get(questions.item_field(item.code)) is None
        ]
        return [*self._fact_gaps(section), *items]

    def _fact_gaps(self, section: str) -> Iterator[Gap]:
        for question in self.household_questions(section):
            if question.needed and question.name in self.needed and self.answer(question.name) is None:
                yield Gap(question.label, section)
        for member in self.members:
            given = self.member_answers(member)
            for question in self.member_questions(section, member):
                if self.is_asked(question, given) and given.get(question.name) is None:
                    yield Gap(question.label, section, member)

    def is_asked(self, question: Question, given: Mapping[str, Any]) -> bool:
        """Whether a question that hangs on another answer is to be answered."""
        if question.only_if is None:
            return True
        name, flag = question.only_if
        options = questions.list_of(name)
        code = given.get(name, "")
        known = code in self.book.options.lists.get(options, {})
        return bool(known and self.book.options.flag(options, code, flag))

    def answer(self, name: str) -> Any:
        return self.assessment.answers.get(name)

    def member_answers(self, member: Member) -> Mapping[str, Any]:
        given: Mapping[str, Any] = self.assessment.member_facts.get(str(member.pk), {})
        return given

    def state(self, section: Section) -> str:
        """done, started, faulty or todo. A section is done when it was saved and waits for nothing."""
        if self.assessment.drafts.get(section.code):
            return FAULTY
        if section.code == "members" and not self.members:
            return TODO
        if section.code not in self.assessment.saved_sections:
            return TODO
        return STARTED if self.gaps(section.code) else DONE

    @property
    def first_open(self) -> Section:
        """The section to go on with."""
        return next((s for s in SECTIONS[:-1] if self.state(s) != DONE), SECTIONS[-1])

    @property
    def undecided(self) -> list[str]:
        """Indicators that all answers leave open: the officer has to find (an override with a reason)."""
        if any(self.gaps(section.code) for section in SECTIONS[:-1]):
            return []
        return [d.code for d in self.outcome.deprivations if d.deprived is None]

    @property
    def is_ready(self) -> bool:
        """Whether the form may be sent: a class comes out and nothing unreadable is left."""
        return self.outcome.complete and not any(self.assessment.drafts.values())
