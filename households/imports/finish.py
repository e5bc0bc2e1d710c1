"""What only the whole roster shows: every new household has one head, nobody hangs on a household in error."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalogs.models import EthnicGroup
from core.imports.draft import Diff
from core.imports.staging import amend_rows, fail_rows
from core.models import ImportBatch
from core.spreadsheets import CellError
from households.imports.check_members import household_error
from households.imports.columns import HOUSEHOLD, MEMBER


class Staged(NamedTuple):
    """The little of a staged row that is asked here; `name` is the head's of a household, a member's own."""

    pk: int
    ref: str
    sheet: str
    number: int
    diff: str
    name: str | None
    relation: str | None
    ethnic_group: str | None
    cell: str

    def error(self, reason: str, remedy: str) -> CellError:
        return CellError(self.sheet, self.cell, self.name or "", reason, remedy)


def finish(batch: ImportBatch, head_relation: str) -> None:
    households = list(_staged(batch, HOUSEHOLD, "data__head_name"))
    members = list(_staged(batch, MEMBER, "data__full_name"))
    heads: dict[str, list[Staged]] = defaultdict(list)
    for member in members:
        if member.relation == head_relation:
            heads[member.ref].append(member)
    failed = {row.pk: [error] for row, error in _without_head(households, heads)}
    bad_refs = {row.ref: row.number for row in households if row.pk in failed}
    for member in members:
        if member.ref in bad_refs and member.diff != Diff.ERROR:
            failed[member.pk] = [household_error(member.error("", ""), bad_refs[member.ref])]
    fail_rows(failed)
    amend_rows(_of_minorities(households, heads))


def _staged(batch: ImportBatch, part: str, name: str) -> Iterator[Staged]:
    rows = batch.rows.filter(part=part).order_by("id")
    fields = ("pk", "ref", "sheet", "number", "diff", name, "data__relation", "data__ethnic_group", "data__cell")
    return (Staged(*row) for row in rows.values_list(*fields))


def _without_head(households: Iterable[Staged], heads: dict[str, list[Staged]]) -> Iterator[tuple[Staged, CellError]]:
    for row in households:
        if row.diff == Diff.ERROR:
            continue
        given = heads[row.ref]
        if problem := _problem(row, given):
            yield row, row.error(*problem)


def _of_minorities(households: Iterable[Staged], heads: dict[str, list[Staged]]) -> dict[int, dict[str, bool]]:
    """A new household whose head is of an ethnic minority counts as one, whatever its cell says."""
    groups = {str(pk) for pk in EthnicGroup.objects.filter(is_minority=True).values_list("pk", flat=True)}
    new = (row for row in households if row.diff == Diff.NEW)
    return {row.pk: {"is_minority": True} for row in new if any(h.ethnic_group in groups for h in heads[row.ref])}


def _problem(row: Staged, heads: list[Staged]) -> tuple[str, str] | None:
    """Why the household cannot be written, and what to do."""
    good = [head for head in heads if head.diff != Diff.ERROR]
    if row.diff == Diff.NEW and not good:
        if heads:
            reason = _("Dòng của chủ hộ (dòng %(number)d) có lỗi.") % {"number": heads[0].number}
            return reason, _("Sửa lỗi ở dòng đó trước.")
        return _("Hộ chưa có chủ hộ trong danh sách thành viên."), _("Thêm dòng của chủ hộ ở trang Thành viên.")
    if len(good) > 1:
        lines = ", ".join(str(head.number) for head in good)
        reason = _("Hộ có nhiều chủ hộ (dòng %(lines)s).") % {"lines": lines}
        return reason, _("Chỉ để một người là chủ hộ.")
    if good and good[0].name != row.name:
        reason = _("Chủ hộ ở danh sách thành viên là “%(name)s” (dòng %(number)d).")
        told = {"name": good[0].name, "number": good[0].number}
        return reason % told, _("Ghi tên chủ hộ giống nhau ở hai nơi.")
    return None
