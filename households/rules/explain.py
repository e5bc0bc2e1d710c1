"""The explanation of an outcome in plain sentences, in the order in which one reads them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from core.formats import format_number
from households.rules.deprivation import Deprivation, Override
from households.rules.facts import HouseholdFacts
from households.rules.namer import Namer
from households.rules.options import Options
from households.rules.outcome import Line, Outcome
from households.rules.rows import NOT_POOR, POOR, VERIFIED, Row
from households.rules.score_table import ScoreOption
from households.rules.scoring import PointsLine
from households.rules.standard import Standard
from households.rules.texts import CLASS_NAMES, ZONE_NAMES, class_text, condition, localized


@dataclass(frozen=True, slots=True)
class Subject:
    outcome: Outcome
    standard: Standard
    namer: Namer


def explain(
    outcome: Outcome, standard: Standard, facts: HouseholdFacts, *, options: Options, on: date
) -> tuple[Line, ...]:
    """Sentences about an outcome, in the active language; members are named by the label in the facts.

    Kinds: result, range, rule, caution, note, b1, points, income, b2, deprivation, override, missing.
    """
    namer = Namer({member.id: member for member in facts.members}, options, on)
    subject = Subject(outcome, standard, namer)
    return tuple(line for part in PARTS for line in part(subject))


def _result(subject: Subject) -> Iterator[Line]:
    outcome = subject.outcome
    if outcome.row:
        yield Line("result", _("Kết quả: %(result)s.") % {"result": class_text(outcome.row)})
        return
    left = format_number(len(outcome.missing))
    yield Line("result", _("Chưa đủ dữ liệu: còn %(left)s mục chưa trả lời.") % {"left": left})
    if outcome.possible:
        yield Line("range", _range(outcome.possible))


def _range(possible: tuple[str, ...]) -> str:
    names = ", ".join(str(CLASS_NAMES[result]) for result in possible)
    if len(possible) == 1:
        return _("Các mục còn thiếu không làm đổi kết quả: %(classes)s.") % {"classes": names}
    return _("Kết quả có thể là: %(classes)s.") % {"classes": names}


def _rules(subject: Subject) -> Iterator[Line]:
    outcome, standard = subject.outcome, subject.standard
    rows = standard.rows(outcome.method, outcome.zone)
    if outcome.method == "points" and outcome.b1 is None:
        text = _("%(standard)s chưa có bảng điểm: nhập thu nhập bình quân đầu người để xếp loại.")
        yield Line("caution", text % {"standard": localized(standard)})
    told = [outcome.row] if outcome.row else [row for row in rows if row.result == POOR]
    for row in told:
        yield Line("rule", _rule(row, subject))
    if any(row.confidence != VERIFIED for row in told):
        yield Line("caution", _("Mức quy định này cần đối chiếu văn bản."))
    if outcome.row and outcome.method == "points" and outcome.row.result == NOT_POOR:
        yield Line("note", _("Hộ có mức sống trung bình được xét bằng phiếu riêng, không theo điểm B1."))


def _rule(row: Row, subject: Subject) -> str:
    words = {
        "standard": localized(subject.standard),
        "zone": str(ZONE_NAMES[subject.outcome.zone]),
        "result": class_text(row),
        "condition": condition(row),
    }
    if not words["condition"]:
        return _("%(standard)s, %(zone)s: các trường hợp còn lại là %(result)s.") % words
    return _("%(standard)s, %(zone)s: %(result)s khi %(condition)s.") % words


def _b1(subject: Subject) -> Iterator[Line]:
    outcome, points = subject.outcome, subject.outcome.b1
    if points is None:
        return
    if points.is_complete:
        text = _("Điểm B1: %(b1)s%(distance)s.")
        distance = _distance(points.total, subject, _("điểm")) if outcome.method == "points" else ""
        yield Line("b1", text % {"b1": format_number(points.total), "distance": distance})
    else:
        ends = {"lower": format_number(points.lower), "upper": format_number(points.upper)}
        yield Line("b1", _("Điểm B1 từ %(lower)s đến %(upper)s, tùy các mục chưa trả lời.") % ends)
    if outcome.score_table and not outcome.score_table.official:
        yield Line("caution", f"{localized(outcome.score_table)}.")
    for line in points.lines:
        yield Line("points", _points_line(line))


def _distance(value: int | Fraction, subject: Subject, unit: str) -> str:
    """Words for how far a value is from the lines around it: "; thấp hơn 12 điểm so với mức 140"."""
    rows = subject.standard.rows(subject.outcome.method, subject.outcome.zone)
    lines = {row.means.upto for row in rows if row.means.upto is not None}
    passed, ahead = [x for x in lines if x < value], [x for x in lines if x >= value]
    found = []
    if passed:
        found.append(_line_words(_("cao hơn %(by)s %(unit)s so với mức %(line)s"), max(passed), value, unit))
    if ahead and min(ahead) == value:
        found.append(_line_words(_("đúng bằng mức %(line)s"), min(ahead), value, unit))
    elif ahead:
        found.append(_line_words(_("thấp hơn %(by)s %(unit)s so với mức %(line)s"), min(ahead), value, unit))
    return "".join(f"; {words}" for words in found)


def _line_words(text: str, line: int, value: int | Fraction, unit: str) -> str:
    by = abs(Fraction(value) - line)
    return text % {"line": format_number(line), "by": format_number(by), "unit": unit}


def _points_line(line: PointsLine) -> str:
    words = {
        "item": localized(line.item),
        "answer": _answer_words(line),
        "points": format_number(line.points),
    }
    return _("%(item)s: %(answer)s – %(points)s điểm") % words


def _answer_words(line: PointsLine) -> str:
    if line.scored.amount is not None:
        return f"{format_number(line.scored.amount)} {line.item.unit}".strip()
    names = [localized(chosen) for chosen in line.scored.chosen if isinstance(chosen, ScoreOption)]
    return ", ".join(names) or _("không có")


def _income(subject: Subject) -> Iterator[Line]:
    income = subject.outcome.income
    if income is None:
        return
    distance = _distance(income, subject, _("đồng")) if subject.outcome.method == "income" else ""
    text = _("Thu nhập bình quân: %(income)s đồng/người/tháng%(distance)s.")
    yield Line("income", text % {"income": format_number(income), "distance": distance})


def _b2(subject: Subject) -> Iterator[Line]:
    outcome, all_of_them = subject.outcome, len(subject.standard.indicators)
    open_count = outcome.unknown_mask.bit_count()
    words = {
        "b2": format_number(outcome.b2),
        "b2_upper": format_number(outcome.b2_upper),
        "count": format_number(outcome.count),
        "most": format_number(outcome.count + open_count),
        "all": format_number(all_of_them),
    }
    if outcome.method == "income":
        told = _("Số chỉ số thiếu hụt: %(count)s trên %(all)s.")
        between = _("Số chỉ số thiếu hụt: từ %(count)s đến %(most)s trên %(all)s.")
    else:
        told = _("Điểm B2: %(b2)s (thiếu hụt %(count)s trên %(all)s chỉ số).")
        between = _("Điểm B2 từ %(b2)s đến %(b2_upper)s (thiếu hụt từ %(count)s đến %(most)s chỉ số).")
    yield Line("b2", (between if open_count else told) % words)


def _deprivations(subject: Subject) -> Iterator[Line]:
    for found in subject.outcome.deprivations:
        if found.override:
            yield Line("override", _override_words(found.code, found.override, subject))
        elif found.deprived:
            yield Line("deprivation", _indicator_words(found, subject))
    told = [subject.standard.indicator(d.code) for d in subject.outcome.deprivations if d.deprived]
    if any(indicator.confidence != VERIFIED for indicator in told):
        yield Line("caution", _("Ngưỡng thiếu hụt của các chỉ số cần đối chiếu văn bản."))


def _indicator_words(found: Deprivation, subject: Subject) -> str:
    reasons = "; ".join(subject.namer.words(reason) for reason in found.reasons)
    return f"{localized(subject.standard.indicator(found.code))}: {reasons}."


def _override_words(code: str, override: Override, subject: Subject) -> str:
    words = {
        "indicator": localized(subject.standard.indicator(code)),
        "finding": _("có thiếu hụt") if override.deprived else _("không thiếu hụt"),
        "reason": override.reason.strip().rstrip("."),
    }
    return _("%(indicator)s: cán bộ rà soát xác định %(finding)s; lý do: %(reason)s.") % words


def _missing(subject: Subject) -> Iterator[Line]:
    outcome = subject.outcome
    if outcome.b1 and outcome.b1.missing:
        names = "; ".join(localized(item) for item in outcome.b1.missing)
        yield Line("missing", _("Mục chấm điểm chưa trả lời: %(items)s.") % {"items": names})
    if outcome.method == "income" and outcome.income is None:
        yield Line("missing", _("Chưa nhập thu nhập bình quân đầu người."))
    for found in outcome.deprivations:
        if found.deprived is None:
            yield Line("missing", _indicator_words(found, subject))


PARTS: tuple[Callable[[Subject], Iterator[Line]], ...] = (
    _result,
    _rules,
    _b1,
    _income,
    _b2,
    _deprivations,
    _missing,
)
