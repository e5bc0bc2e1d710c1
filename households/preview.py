"""The result beside the form: points against the line, what is lacking and by whom, what is still to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.formats import format_number
from households.progress import STATE_WORDS, Gap, Progress
from households.questions import BY_CODE, SECTIONS, Section
from households.rules.errors import RuleError
from households.rules.outcome import Outcome
from households.rules.rows import POOR, Row
from households.rules.texts import CLASS_NAMES

TONES = {"poor": "poor", "near_poor": "near", "average_living": "todo", "not_poor": "good"}
# Where the line stands on a bar: room is left for those above it.
LINE_AT = Fraction(78, 100)


@dataclass(frozen=True)
class Bar:
    """One measure against its line, both as shares of the bar."""

    label: str
    text: str
    value: Fraction
    line: Fraction | None
    tone: str = ""


FOUND: dict[bool | None, tuple[str | Promise, str]] = {
    True: (gettext_lazy("thiếu hụt"), "poor"),
    False: (gettext_lazy("không thiếu hụt"), "good"),
    None: (gettext_lazy("chưa rõ"), "todo"),
}


@dataclass(frozen=True)
class IndicatorLine:
    """`reason` is the officer's, where the finding is his own."""

    code: str
    name: str
    word: str | Promise
    tone: str
    reason: str


@dataclass(frozen=True)
class OpenSection:
    section: Section
    gaps: Sequence[Gap]


class Preview:
    """What the template shows of a `Progress`; `problem` when the rules cannot work with the answers."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.problem = ""
        self.outcome: Outcome | None = None
        try:
            self.outcome = progress.outcome
        except RuleError as error:
            self.problem = str(error)

    @cached_property
    def open_sections(self) -> list[OpenSection]:
        found = [OpenSection(section, self.progress.gaps(section.code)) for section in SECTIONS[:-1]]
        return [item for item in found if item.gaps]

    @property
    def class_name(self) -> str:
        """The class, once nothing is missing."""
        result = self.outcome.result_class if self.outcome else None
        return str(CLASS_NAMES[result]) if result else ""

    @property
    def tone(self) -> str:
        return TONES.get((self.outcome and self.outcome.result_class) or "", "todo")

    @property
    def left(self) -> str:
        count = sum(len(item.gaps) for item in self.open_sections) + len(self.progress.undecided)
        words = ngettext("còn %(n)s mục", "còn %(n)s mục", count)
        return words % {"n": format_number(count)} if count else ""

    def lines(self, *kinds: str) -> list[str]:
        outcome = self.outcome
        return [line.text for line in outcome.explanation if line.kind in kinds] if outcome else []

    @property
    def range(self) -> list[str]:
        return self.lines("range")

    @property
    def rules(self) -> list[str]:
        return self.lines("rule")

    @property
    def cautions(self) -> list[str]:
        return self.lines("caution")

    @property
    def lacking(self) -> list[str]:
        return self.lines("deprivation", "override")

    @property
    def legal_basis(self) -> str:
        return str(self.progress.book.row.legal_basis)

    @property
    def undecided(self) -> list[dict[str, str]]:
        """Indicators the officer has to find: their codes and names."""
        names = self.progress.book.indicator_names
        return [{"code": code, "name": names[code]} for code in self.progress.undecided]

    @property
    def result_lines(self) -> list[str]:
        return self.lines("result")

    @property
    def is_ready(self) -> bool:
        return not self.problem and self.progress.is_ready

    @property
    def indicators(self) -> list[IndicatorLine]:
        """Every indicator with what stands now, for the last page."""
        outcome, found = self.outcome, self.progress.assessment.overrides
        names = self.progress.book.indicator_names
        if outcome is None:
            return []
        return [
            IndicatorLine(d.code, names[d.code], *FOUND[d.deprived], found.get(d.code, {}).get("reason", ""))
            for d in outcome.deprivations
        ]

    @cached_property
    def bars(self) -> list[Bar]:
        outcome = self.outcome
        row = self._poor_row()
        if outcome is None or row is None:
            return []
        return [bar for bar in (self._means_bar(outcome, row), self._lacks_bar(outcome, row)) if bar]

    def _poor_row(self) -> Row | None:
        outcome = self.outcome
        if outcome is None:
            return None
        rows = self.progress.book.standard.rows(outcome.method, outcome.zone)
        return next((row for row in rows if row.result == POOR and row.means.upto is not None), None)

    def _means_bar(self, outcome: Outcome, row: Row) -> Bar | None:
        line = row.means.upto or 1
        if outcome.method == "income":
            income = outcome.income
            text = _("chưa có") if income is None else format_number(round(income))
            return _bar(_("Thu nhập"), text, Fraction(income or 0), line, outcome.income is not None)
        if outcome.b1 is None:
            return None
        known = outcome.b1.is_complete
        value = outcome.b1.total if known else outcome.b1.lower
        text = format_number(value) if known else _("từ %(n)s") % {"n": format_number(value)}
        return _bar(_("Điểm B1"), text, Fraction(value), line, known)

    def _lacks_bar(self, outcome: Outcome, row: Row) -> Bar:
        points = outcome.method == "points"
        value, most = (outcome.b2, outcome.b2_upper) if points else (outcome.count, None)
        unknown = bin(outcome.unknown_mask).count("1")
        is_open = unknown > 0 if most is None else value != most
        total = len(outcome.deprivations) * (self.progress.book.standard.points_per_deprivation if points else 1)
        least = None if row.lacks.over is None else row.lacks.over + 1
        shown = format_number(value)
        reached = least is not None and value >= least
        return Bar(
            _("Điểm B2") if points else _("Chỉ số thiếu hụt"),
            _("từ %(n)s") % {"n": shown} if is_open else shown,
            Fraction(value, total or 1),
            None if least is None else Fraction(least, total or 1),
            "late" if reached else "",
        )


def _bar(label: str, text: str, value: Fraction, line: int, is_known: bool) -> Bar:
    """The lower the measure, the poorer: at or under the line it is shown as poor."""
    share = value / line * LINE_AT
    return Bar(label, text, share, LINE_AT, "late" if is_known and value <= line else "")


def steps(progress: Progress, current: str, url: Any) -> list[dict[str, Any]]:
    """The sections for components/steps.html; `url(section)` is where each leads."""
    items = []
    for number, section in enumerate(SECTIONS, 1):
        label = f"{number}. {section.label}"
        if section.code == "members" and progress.members:
            label = f"{label} ({len(progress.members)})"
        word, tone = ("", "") if section.code == "check" else STATE_WORDS[progress.state(section)]
        items.append(
            {
                "label": label,
                "url": url(section),
                "state": word,
                "tone": tone,
                "current": section.code == current,
            }
        )
    return items


def next_section(current: str) -> Section:
    codes = list(BY_CODE)
    return BY_CODE[codes[min(codes.index(current) + 1, len(codes) - 1)]]


def previous_section(current: str) -> Section | None:
    position = list(BY_CODE).index(current)
    return SECTIONS[position - 1] if position else None
