"""The rows about households: where they live, which household of the registry they mean, what they change."""

from typing import Any

from django.utils.translation import gettext as _

from areas.models import Area
from core import crypto
from core.ids import uuid7
from core.imports.declaration import Scope
from core.imports.draft import Draft
from core.imports.sealing import sealed
from core.text import fold, name_sort_key, titlecase_name
from households.imports.columns import RosterColumns
from households.imports.matching import KnownHouseholds, find_households, log_elsewhere
from households.models import Household
from households.services.registry import PHONE

FLAGS = ("is_minority", "has_merit", "has_no_labour")


class HouseholdCheck:
    def __init__(self, scope: Scope, columns: RosterColumns) -> None:
        self.scope, self.columns = scope, columns

    def check(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            self._complete(draft)
        named = [draft for draft in drafts if draft.data["head_name"]]
        codes = [draft.data["code"] for draft in drafts if draft.data["code"]]
        known = find_households(self.scope, codes, {_head(draft) for draft in named})
        log_elsewhere(self.columns.commune, known.elsewhere.values())
        for draft in named:
            self._find(draft, known)
            self._seal_phone(draft)

    def _complete(self, draft: Draft) -> None:
        """What the columns say, with the keys that the registry sorts and finds by."""
        data = draft.data
        name = titlecase_name(data["head_name"] or "")
        year = data["head_year"]
        area = self.columns.villages.get(data["village"] or "", self.columns.commune)
        data |= {
            "head_name": name or None,
            "head_year": int(str(year)[:4]) if year else None,
            "head_name_sort": name_sort_key(name),
            "head_name_fold": fold(name),
            "area_id": area.pk,
            "scope_path": area.path,
            "commune_code": self.columns.commune.code,
            "cell": draft.row.ref(draft.fills.get("head_name", "head_name")),
        }
        draft.ref, draft.label = data["ref"] or "", name

    def _find(self, draft: Draft, known: KnownHouseholds) -> None:
        code = draft.data["code"]
        found = self._by_code(draft, code, known) if code else self._by_head(draft, known)
        if found is None:
            draft.target_id = str(uuid7())
            draft.key = draft.key or f"{draft.data['area_id']}|{draft.data['head_name']}|{draft.data['head_year']}"
            return
        draft.key, draft.label = str(found.pk), f"{found.head_name} ({found.code})"
        self._compare(draft, found)

    def _by_code(self, draft: Draft, code: str, known: KnownHouseholds) -> Household | None:
        found = known.by_code.get(code)
        draft.key = f"code:{code}"
        if found is None:
            if commune := known.elsewhere.get(code):
                reason = _("Mã hộ này đã có ở %(commune)s.") % {"commune": commune}
                draft.refuse("code", reason, _("Liên hệ UBND nơi đó, hoặc để trống mã nếu là hộ khác."))
            self._remark_alike(draft, known.by_head.get(_head(draft), []))
            return None
        if found.head_name != draft.data["head_name"]:
            reason = _("Mã hộ này đang ghi chủ hộ “%(name)s”.") % {"name": found.head_name}
            draft.refuse("head_name", reason, _("Kiểm tra mã hộ. Đổi chủ hộ hoặc sửa tên: làm trong hồ sơ hộ."))
        return found

    def _by_head(self, draft: Draft, known: KnownHouseholds) -> Household | None:
        """The household of that head in the same village; one whose village is not known counts too."""
        if draft.data["head_year"] is None:
            if not draft.is_refused("head_year"):
                draft.refuse("head_year", _("Thiếu năm sinh chủ hộ."), _("Ghi năm sinh, hoặc ghi mã hộ đã có."))
            return None
        alike = known.by_head.get(_head(draft), [])
        here = [household for household in alike if self._may_be_here(draft, household.area)]
        same = [household for household in here if household.area_id == draft.data["area_id"]]
        if len(same or here) > 1:
            codes = ", ".join(household.code for household in same or here)
            draft.refuse(
                "head_name",
                _("Có nhiều hộ cùng tên chủ hộ, cùng năm sinh: %(codes)s.") % {"codes": codes},
                _("Ghi mã hộ."),
            )
        elif not here:
            self._remark_alike(draft, alike)
        return next(iter(same or here), None)

    def _remark_alike(self, draft: Draft, alike: list[Household]) -> None:
        """A new household beside one of the same head's name and year: perhaps the same."""
        for household in alike[:1]:
            reason = _("Ở %(place)s đã có hộ cùng tên chủ hộ, cùng năm sinh (mã %(code)s).")
            told = {"place": household.area.full_name, "code": household.code}
            draft.remark("head_name", reason % told, _("Kiểm tra có phải cùng một hộ."))

    def _may_be_here(self, draft: Draft, area: Area) -> bool:
        own = self.columns.commune.pk
        return draft.data["area_id"] in (area.pk, own) or area.pk == own

    def _compare(self, draft: Draft, found: Household) -> None:
        if found.state != Household.State.ACTIVE:
            draft.refuse("code", _("Hộ này không còn trong danh sách quản lý."), _("Xóa dòng, hoặc lập hồ sơ mới."))
        if draft.data["village"] and found.area_id != draft.data["area_id"]:
            reason = _("Hộ đang ghi ở %(place)s.") % {"place": found.area.full_name}
            draft.refuse("village", reason, _("Sửa thôn cho đúng, hoặc dùng chức năng “Chuyển nơi ở” trong hồ sơ hộ."))
        recorded: dict[str, Any] = {name: getattr(found, name) for name in FLAGS}
        recorded |= {"address": found.address, "phone": _phone(found)}
        self._index_phone(draft)
        draft.match(found.pk, recorded, found.version)

    def _index_phone(self, draft: Draft) -> None:
        """The typed number in the shape of a recorded one, to compare with it."""
        if isinstance(number := draft.data["phone"], str):
            draft.data["phone"] = {"index": _index(number), "typed": number}

    def _seal_phone(self, draft: Draft) -> None:
        """Sealed for the household it belongs to."""
        given = draft.data["phone"]
        number = given["typed"] if isinstance(given, dict) else given
        if number and draft.target_id:
            draft.data["phone"] = sealed(PHONE, draft.target_id, number, crypto.mask(number, tail=3))
        elif number:
            draft.data["phone"] = None


def _head(draft: Draft) -> tuple[str, int | None]:
    return draft.data["head_name"], draft.data["head_year"]


def _index(number: str) -> str:
    return crypto.blind_index(PHONE, number).hex()


def _phone(household: Household) -> dict[str, str] | None:
    if household.phone_sealed is None:
        return None
    number = crypto.unseal(PHONE, household.pk, household.phone_sealed)
    return {
        "sealed": bytes(household.phone_sealed).hex(),
        "index": _index(number),
        "masked": household.phone_masked,
    }
