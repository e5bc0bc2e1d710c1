"""A row of an annex, while it is checked: by which decision, about which line, and what the draft says of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from committees.models import OfficialDocument
from core.formats import format_date
from core.imports.draft import Draft
from core.models import ImportRow
from core.text import one_line
from disbursement.imports.annex_columns import GIVE, HALVES, MOVEMENTS, TAKE, written_as
from disbursement.imports.lines import LineNames, key_of
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry, Movement
from disbursement.services.annex_rows import why_closed
from disbursement.services.decisions import DECIDING
from disbursement.services.line_keys import LineKey, Lines, find_lines

Act = DraftEntry.Act
Horizon = CapitalLine.Horizon
# Cells that a finding of the checking may be about (services.checking.Finding.about).
NAMED = (
    "decision", "holder", "component", "kind", "source", "budget_year", "tranche_year", "movement", "above", "taker",
    "until", "on",
)  # fmt: skip
EntryKey = tuple[str, str, LineKey, LineKey | None]


class Papers:
    """The decisions that a chunk names, as the register has them and as far as their annexes are open."""

    def __init__(self, scope: Any, numbers: Iterable[str]) -> None:
        moved = Movement.objects.filter(decision=OuterRef("pk"))
        found = OfficialDocument.objects.editable_by(scope).filter(number__in=[one_line(n) for n in numbers])
        documents = found.select_related("kind", "capital_decision").annotate(has_moved=Exists(moved))
        self.by_number: dict[str, list[Any]] = defaultdict(list)
        for document in documents.order_by("issued_on", "id"):
            self.by_number[document.number].append(document)

    def find(self, draft: Draft) -> OfficialDocument | None:
        """The one that the row means, if its annex may still be written; refuses the row otherwise."""
        number, day = draft.data["decision"], draft.data["decided_on"]
        if not number:
            return None
        documents = [d for d in self.by_number.get(number, []) if day is None or d.issued_on.isoformat() == day]
        if len(documents) == 1:
            return documents[0] if self._is_open(draft, documents[0]) else None
        if documents:
            days = ", ".join(format_date(document.issued_on) for document in documents)
            reason = _("Có nhiều quyết định cùng số, ngày %(days)s.") % {"days": days}
            draft.refuse("decided_on", reason, _("Ghi ngày quyết định."))
        else:
            remedy = _("Vào sổ văn bản trước, hoặc kiểm tra lại số và ngày.")
            draft.refuse("decision", _("Sổ văn bản chưa có quyết định này."), remedy)
        return None

    def _is_open(self, draft: Draft, document: Any) -> bool:
        decision = decision_of(document)
        if document.kind.code not in DECIDING:
            reason = _("Không giao vốn bằng %(kind)s được.") % {"kind": document.kind.name}
            draft.refuse("decision", reason, _("Ghi số của quyết định hoặc nghị quyết."))
        elif why := why_closed(decision, has_moved=document.has_moved):
            draft.refuse("decision", why, _("Kiểm tra lại số quyết định; thay đổi vốn thì ghi theo quyết định mới."))
        else:
            self._ask_day(draft, document, decision)
            return True
        return False

    def _ask_day(self, draft: Draft, document: OfficialDocument, decision: CapitalDecision | None) -> None:
        given = draft.data["on"]
        if given is None:
            return
        if date.fromisoformat(given) < document.issued_on:
            draft.refuse("on", _("Ngày hiệu lực trước ngày ban hành quyết định."), _("Sửa lại ngày hiệu lực."))
        elif decision is not None and decision.on.isoformat() != given:
            reason = _("Dự thảo của quyết định có hiệu lực từ ngày %(day)s.") % {"day": format_date(decision.on)}
            draft.refuse("on", reason, _("Để trống, hoặc bỏ dự thảo rồi nhập lại."))


def decision_of(document: OfficialDocument) -> CapitalDecision | None:
    return getattr(document, "capital_decision", None)


@dataclass
class Named:
    """What a row names: the lines that it is about as far as its own words tell."""

    draft: Draft
    document: OfficialDocument
    line: LineKey
    counter: LineKey | None = None


@dataclass
class AnnexRows:
    """The rows of one chunk against the ledger's lines and the drafts' rows."""

    names: LineNames
    scope: Any
    lines: Lines = field(default_factory=dict)

    def name(self, draft: Draft, document: OfficialDocument | None) -> Named | None:
        """Refuses what is not known, everything wrong with the row at once."""
        key = self.names.resolve(draft)
        taker = self._taker(draft)
        _ask_until(draft)
        if document is None or key is None or not draft.is_good:
            return None
        key = self._horizon(draft, key)
        counter = None
        if draft.data["movement"] == Act.TRANSFER and taker is not None:
            holder, component = taker
            counter = key._replace(holder_id=holder, component_id=component or key.component_id)
        return Named(draft, document, key, counter) if draft.is_good else None

    def _taker(self, draft: Draft) -> tuple[int, int | None] | None:
        is_transfer = draft.data["movement"] == Act.TRANSFER
        if draft.data["movement"] and not is_transfer and draft.data["taker"]:
            draft.refuse("taker", _("Chỉ điều chuyển mới có đơn vị nhận."), _("Để trống, hoặc chọn loại điều chuyển."))
        if not is_transfer:
            return None
        if not draft.data["taker"] and not draft.is_refused("taker"):
            draft.refuse(
                "taker",
                _("Chưa ghi đơn vị nhận điều chuyển."),
                _("Ghi đơn vị nhận, hoặc ghi hai dòng: điều chuyển đi và điều chuyển đến."),
            )
        holder = self.names.agency(draft, "taker", "taker_code")
        component = self.names.component(draft, "taker_component")
        return (holder.pk, component.pk if component else None) if holder else None

    def _horizon(self, draft: Draft, key: LineKey) -> LineKey:
        if draft.data["horizon"] != Horizon.MEDIUM:
            return key
        if draft.data["tranche_year"] is None:
            draft.refuse("tranche_year", _("Thiếu năm đầu của giai đoạn trung hạn."), _("Ghi ở cột Vốn của năm."))
        return key._replace(horizon=Horizon.MEDIUM.value)

    def place(self, named: list[Named]) -> None:
        """Which of a holder's two possible lines each row is about (level), and whether it stands already."""
        keys = [key for one in named for key in (one.line, one.counter) if key]
        self.lines = find_lines(
            self.scope, [key._replace(is_detailed=level) for key in keys for level in (True, False)]
        )
        for one in named:
            one.line = self._at_level(one.draft, one.line)
            if one.counter:
                one.counter = one.counter._replace(is_detailed=one.line.is_detailed)
            if MOVEMENTS[one.draft.data["movement"]].takes and one.line not in self.lines and one.draft.is_good:
                one.draft.refuse(
                    "component",
                    _("Kế hoạch năm %(year)d chưa có dòng vốn này.") % {"year": one.line.budget_year},
                    _(
                        "Kiểm tra đơn vị, nội dung, loại vốn, nguồn, năm và cấp phân bổ;"
                        " nếu là vốn mới thì chọn giao hoặc bổ sung."
                    ),
                )

    def _at_level(self, draft: Draft, key: LineKey) -> LineKey:
        given = draft.data["level"]
        if given is not None:
            return key._replace(is_detailed=given == "1")
        levels = [level for level in (True, False) if key._replace(is_detailed=level) in self.lines]
        if len(levels) == 2:
            reason = _("Đơn vị có hai dòng vốn: một dòng còn phân bổ tiếp, một dòng đã phân bổ chi tiết.")
            draft.refuse("level", reason, _("Ghi cột “Cấp phân bổ”."))
        return key._replace(is_detailed=levels[0] if levels else True)


def _ask_until(draft: Draft) -> None:
    if draft.data["until"] and draft.data["movement"] not in (None, Act.CARRY_OVER):
        reason = _("Chỉ vốn kéo dài mới có hạn giải ngân riêng.")
        draft.refuse("until", reason, _("Để trống, hoặc chọn loại kéo dài."))


def compare(named: Iterable[Named], names: LineNames) -> None:
    """Sets key, label and target of the rows, and what the draft of their decision says of them now."""
    rows = list(named)
    recorded = recorded_entries({one.document.pk for one in rows})
    for one in rows:
        draft, data = one.draft, one.draft.data
        data["line"], data["counter"] = list(one.line), list(one.counter) if one.counter else None
        data["decision_id"] = str(one.document.pk)
        data["cells"] = {name: _cell(draft, name) for name in NAMED}
        key = entry_key(draft)
        draft.key = "|".join((*key[:2], one.line.text, one.counter.text if one.counter else ""))
        draft.label = f"{one.document.number}: {names.by_id[one.line.holder_id].name}, {data['component']}"
        if (found := recorded.get(key)) is not None:
            draft.match(*found)
            _tell_kept(draft, found[1].get("until"))


def _tell_kept(draft: Draft, until: date | None) -> None:
    """Whoever empties the cell may mean to take the deadline away, which an import does not do."""
    if until and draft.data["until"] is None:
        told = {"until": format_date(until)}
        draft.remark("until", _("Dự thảo ghi giải ngân đến hết ngày %(until)s; ô trống giữ nguyên hạn đó.") % told)


def entry_key(row: Draft | ImportRow) -> EntryKey:
    """What a checked row is about in the draft of its decision: no two rows of a file share it."""
    word = row.data["movement"]
    counter = key_of(row.data, "counter") if row.data["counter"] else None
    act = word if word in HALVES else str(MOVEMENTS[word].act)
    return row.data["decision_id"], act, key_of(row.data), counter


def _cell(draft: Draft, name: str) -> tuple[str, str]:
    at = draft.row.error(name, "", "")
    return at.cell, at.value


def recorded_entries(documents: Iterable[Any]) -> dict[EntryKey, tuple[str, dict[str, Any]]]:
    """The rows of these drafts: their id and what they say. A half of a transfer is the sum of its pairs."""
    found: dict[EntryKey, tuple[str, dict[str, Any]]] = {}
    halves: dict[EntryKey, int] = defaultdict(int)
    entries = DraftEntry.objects.filter(decision__document__in=list(documents))
    for entry in entries.select_related("line", "counter_line", "decision"):
        paper, line = str(entry.decision.document_id), LineKey.of(entry.line)
        counter = LineKey.of(entry.counter_line) if entry.counter_line else None
        if entry.act == Act.TRANSFER and counter:
            halves[paper, GIVE, line, None] += entry.amount_vnd
            halves[paper, TAKE, counter, None] += entry.amount_vnd
        says = {"movement": written_as(entry), "amount_vnd": abs(entry.amount_vnd), "note": entry.note}
        says |= {"until": entry.until} if entry.act == Act.CARRY_OVER else {}
        shown = counter if entry.act == Act.TRANSFER else None
        found[paper, str(entry.act), line, shown] = (str(entry.pk), says)
    return found | {key: ("", {"amount_vnd": amount}) for key, amount in halves.items()}
