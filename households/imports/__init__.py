"""Importing the roster of a commune: households and their members, from Excel or CSV."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.imports import place_of
from areas.models import Area
from core.imports.declaration import Importer, Layout, Place, Undone
from core.imports.draft import Draft
from core.models import ImportBatch
from households.imports import finish, undoing, writing
from households.imports.check_households import HouseholdCheck
from households.imports.check_members import MemberCheck
from households.imports.columns import HOUSEHOLD, RosterColumns


class RosterImport(Importer):
    kind = "households.roster"
    slug = "ho-gia-dinh"
    label = _("Danh sách hộ và thành viên")
    lead = _("Hộ gia đình và các thành viên của một xã, phường; hộ đã có được so sánh và cập nhật.")
    right = "households.import"
    nav_section = "households"
    done_url_name = "households:list"
    guide = (
        _("Trang “Hộ gia đình”: mỗi hộ một dòng. Trang “Thành viên”: mỗi người một dòng, gồm cả chủ hộ."),
        _("“STT hộ” nối hai trang: thành viên ghi cùng số với hộ của mình."),
        _("Hộ đã có được nhận ra theo mã hộ, hoặc theo thôn, tên chủ hộ và năm sinh chủ hộ."),
        _("Ô để trống giữ nguyên số liệu đã có; người không có trong tệp vẫn ở trong hộ."),
        _("Tệp CSV hoặc bảng một trang: mỗi người một dòng, thông tin của hộ ghi ở dòng chủ hộ."),
    )
    undo_note = _("Hộ và thành viên mới chưa ai sửa được xóa; số liệu đã đổi được trả lại như trước.")

    @classmethod
    def places(cls, access: Any) -> Sequence[Place]:
        """Communes of one's own, as they stand today: a roster is of one commune."""
        communes = Area.objects.at(timezone.localdate()).visible_to(access).of_level(Area.Level.COMMUNE)
        return [place_of(area) for area in communes.order_by("sort_key", "id")]

    @cached_property
    def commune(self) -> Area:
        return Area.objects.by_ref(self.scope.place.ref)

    @cached_property
    def columns(self) -> RosterColumns:
        return RosterColumns(self.commune)

    @cached_property
    def households(self) -> HouseholdCheck:
        return HouseholdCheck(self.scope, self.columns)

    @cached_property
    def members(self) -> MemberCheck:
        return MemberCheck(self.scope, self.columns)

    def layouts(self) -> Sequence[Layout]:
        return self.columns.layouts()

    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        if drafts and drafts[0].part.code == HOUSEHOLD:
            self.households.check(drafts)
        else:
            self.members.check(batch, drafts)

    def finish(self, batch: ImportBatch) -> None:
        finish.finish(batch, self.columns.head_relation)

    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        return writing.write(batch, self.scope, self.columns.head_relation)

    def undoable(self, batch: ImportBatch) -> Undone:
        return undoing.Written(batch).outcome()

    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        return undoing.undo(batch)


IMPORTERS = (RosterImport,)
