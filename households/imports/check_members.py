"""The rows about persons: of which household, who of the registry they are, whose citizen number they give."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core import citizen_id, crypto
from core.ids import uuid7
from core.imports.declaration import Scope
from core.imports.draft import Diff, Draft
from core.imports.sealing import recorded, sealed
from core.models import ImportBatch
from core.spreadsheets import CellError
from core.text import fold, name_sort_key, titlecase_name
from households.forms.people import SEXES
from households.imports.columns import HOUSEHOLD, MEMBER, RosterColumns
from households.imports.kinds import birth_code, birth_of
from households.imports.matching import KnownMembers, find_members, log_elsewhere
from households.models import Member
from households.services.people import CITIZEN_ID


class StagedHousehold(NamedTuple):
    """What a member's row has to know of its household's row."""

    ref: str
    diff: str
    number: int
    target_id: str
    target_version: int | None

    @property
    def is_recorded(self) -> bool:
        return self.diff in (Diff.CHANGED, Diff.UNCHANGED)


class MemberCheck:
    def __init__(self, scope: Scope, columns: RosterColumns) -> None:
        self.scope, self.columns = scope, columns
        self.indexes: dict[str, bytes] = {}
        self.today = timezone.localdate()

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        staged = _staged_households(batch, {draft.data["ref"] for draft in drafts if draft.data["ref"]})
        for draft in drafts:
            self._complete(draft)
            self._place(draft, staged)
        named = [draft for draft in drafts if draft.data["full_name"] and draft.ref in staged]
        numbers = {number for draft in named if isinstance(number := draft.data["citizen_id"], str)}
        self.indexes = {number: crypto.blind_index(CITIZEN_ID, number) for number in numbers}
        recorded_ids = [row.target_id for row in staged.values() if row.is_recorded]
        known = find_members(self.scope, recorded_ids, list(self.indexes.values()))
        log_elsewhere(self.columns.commune, known.elsewhere.values())
        doubled = _staged_numbers(batch, (index.hex() for index in self.indexes.values()))
        for draft in named:
            self._find(draft, staged[draft.ref], known, doubled)

    def _complete(self, draft: Draft) -> None:
        name = titlecase_name(draft.data["full_name"] or "")
        draft.data |= {"full_name": name or None, "name_sort": name_sort_key(name), "name_fold": fold(name)}
        draft.data["cell"] = draft.row.ref("ref")
        draft.ref, draft.label = draft.data["ref"] or "", name

    def _place(self, draft: Draft, staged: dict[str, StagedHousehold]) -> None:
        """The household must stand in the file, in a row without errors."""
        row = staged.get(draft.ref)
        if row is None and draft.ref:
            reason = _("Trong tệp không có hộ số %(ref)s.") % {"ref": draft.ref}
            draft.refuse("ref", reason, _("Ghi STT hộ như ở dòng của hộ, hoặc thêm dòng của hộ (chủ hộ)."))
        elif row is not None and row.diff == Diff.ERROR:
            draft.errors.append(household_error(draft.row.error("ref", "", ""), row.number))

    def _find(self, draft: Draft, household: StagedHousehold, known: KnownMembers, doubled: dict[str, int]) -> None:
        number = draft.data["citizen_id"] if isinstance(draft.data["citizen_id"], str) else ""
        index = self.indexes[number].hex() if number else ""
        birth = birth_of(draft.data["birth"]) if draft.data["birth"] else None
        found = known.match(household.target_id, draft.data["full_name"], birth.year if birth else None, index)
        found = found if household.is_recorded else None
        draft.target_id, draft.data["household_id"] = str(found.pk) if found else str(uuid7()), household.target_id
        draft.version = household.target_version
        if number:
            self._check_number(draft, number, index, known, doubled)
            masked = citizen_id.mask(number)
            draft.data["citizen_id"] = sealed(CITIZEN_ID, draft.target_id, number, masked, index)
        if household.is_recorded:
            self._check_head(draft, found, known.of_household.get(household.target_id, []))
        draft.key = self._key(draft, found, index)
        if found:
            draft.match(found.pk, _recorded(found), household.target_version)

    def _key(self, draft: Draft, found: Member | None, index: str) -> str:
        if found:
            return str(found.pk)
        return f"number:{index}" if index else f"{draft.ref}|{draft.data['full_name']}|{draft.data['birth']}"

    def _check_number(
        self, draft: Draft, number: str, index: str, known: KnownMembers, doubled: dict[str, int]
    ) -> None:
        holder = known.holders.get(index)
        if holder and str(holder.pk) != draft.target_id:
            place = _("%(name)s, hộ %(code)s") % {"name": holder.full_name, "code": holder.household.code}
            reason = _("Số định danh này đã ghi cho %(place)s.") % {"place": place}
            draft.refuse("citizen_id", reason, _("Kiểm tra lại số, hoặc sửa người kia trước."))
        elif commune := known.elsewhere.get(index):
            reason = _("Số định danh này đã có ở %(commune)s.") % {"commune": commune}
            draft.refuse("citizen_id", reason, _("Liên hệ UBND nơi đó để thống nhất nơi quản lý."))
        elif (line := doubled.setdefault(index, draft.row.number)) != draft.row.number:
            reason = _("Số định danh trùng với dòng %(line)d của tệp.") % {"line": line}
            draft.refuse("citizen_id", reason, _("Kiểm tra lại hai số."))
        self._remark_number(draft, number)

    def _remark_number(self, draft: Draft, number: str) -> None:
        birth = birth_of(draft.data["birth"]) if draft.data["birth"] else None
        sex = SEXES.get(Member.Sex(draft.data["sex"])) if draft.data["sex"] else None
        for finding in citizen_id.check(number, sex, birth.year if birth else None, today=self.today):
            draft.remark("citizen_id", finding.message)

    def _check_head(self, draft: Draft, found: Member | None, members: list[Member]) -> None:
        """Of a recorded household the head stays: another one is a decision of its own."""
        head = next((member for member in members if member.relation.is_head), None)
        gives_head = draft.data["relation"] == self.columns.head_relation
        is_head = found is not None and found.relation.is_head
        remedy = _("Dùng chức năng “Đổi chủ hộ” trong hồ sơ hộ.")
        if gives_head and head and not is_head:
            reason = _("Hộ đã có chủ hộ là “%(name)s”.") % {"name": head.full_name}
            draft.refuse("relation", reason, remedy)
        elif is_head and not gives_head and draft.data["relation"]:
            draft.refuse("relation", _("Người này đang là chủ hộ."), remedy)
        elif is_head and found and found.full_name != draft.data["full_name"]:
            reason = _("Tên chủ hộ đang ghi là “%(name)s”.") % {"name": found.full_name}
            draft.refuse("full_name", reason, _("Sửa tên chủ hộ trong hồ sơ hộ."))


def household_error(at: CellError, number: int) -> CellError:
    """The error of a person whose household, in row `number`, cannot be written; at the place of `at`."""
    reason = _("Dòng của hộ (dòng %(number)d) có lỗi.") % {"number": number}
    return replace(at, reason=reason, remedy=_("Sửa lỗi ở dòng của hộ trước."))


def _staged_households(batch: ImportBatch, refs: Iterable[str]) -> dict[str, StagedHousehold]:
    """By STT; where two rows have it, the one without errors."""
    rows = batch.rows.filter(part=HOUSEHOLD, ref__in=list(refs)).values_list(*StagedHousehold._fields)
    found = sorted((StagedHousehold(*row) for row in rows), key=lambda row: row.diff == Diff.ERROR, reverse=True)
    return {row.ref: row for row in found}


def _staged_numbers(batch: ImportBatch, indexes: Iterable[str]) -> dict[str, int]:
    """Which of these blind indexes earlier rows of the file have, and in which row."""
    rows = batch.rows.exclude(diff=Diff.ERROR).filter(part=MEMBER, data__citizen_id__index__in=list(indexes))
    return dict(rows.values_list("data__citizen_id__index", "number"))


def _recorded(member: Member) -> dict[str, Any]:
    birth = (member.birth_day, member.birth_month, member.birth_year)
    return {
        "full_name": member.full_name,
        "relation": str(member.relation_id),
        "sex": member.sex,
        "birth": birth_code(birth) if member.birth_year else None,
        "ethnic_group": str(member.ethnic_group_id) if member.ethnic_group_id else None,
        "citizen_id": recorded(member.citizen_id_sealed, member.citizen_id_index, member.citizen_id_masked),
        "has_health_insurance": member.has_health_insurance,
    }
