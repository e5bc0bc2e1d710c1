"""The columns of a roster: households and members on two sheets, or both in one list of persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from areas.models import Area
from areas.place_names import CommuneNames
from catalogs.models import EthnicGroup, RelationToHead
from core.imports.declaration import ImportSheet, Layout, Part
from core.spreadsheets import Column, Row
from core.spreadsheets.kinds import Choice, CitizenNumber, Code, Text, Whole, YesNo
from households.imports.kinds import BirthDay, OwnCommune, PersonName, Phone
from households.models import Member

HOUSEHOLD, MEMBER = "household", "member"
# Ways of writing a relation that the catalogue's names do not hold.
_OTHER_RELATIONS: Mapping[str, Sequence[str]] = {
    "Con": ("Con trai", "Con gái", "Con đẻ", "Con ruột", "Con nuôi"),
    "Cháu": ("Cháu nội", "Cháu ngoại"),
    "Quan hệ khác": ("Khác",),
}


@dataclass
class RosterColumns:
    """Columns for one commune, with its villages to choose from."""

    commune: Area

    @cached_property
    def villages(self) -> dict[str, Area]:
        """By id as text, in Vietnamese order."""
        found = self.commune.children.filter(level=Area.Level.VILLAGE).in_force(timezone.localdate())
        return {str(area.pk): area for area in found.order_by("sort_key", "id")}

    @cached_property
    def head_relation(self) -> str:
        return str(RelationToHead.objects.values_list("pk", flat=True).get(is_head=True))

    @cached_property
    def household(self) -> Part:
        place = [self._commune, self._village]
        head = Column(
            "head_name", _("Họ và tên chủ hộ"), PersonName(), True, ("Chủ hộ", "Tên chủ hộ"), "Nguyễn Văn An", width=26
        )
        year = Whole(1900, timezone.localdate().year)
        note = _("Cần khi không ghi mã hộ.")
        born = Column("head_year", _("Năm sinh chủ hộ"), year, False, ("Năm sinh",), "1980", note, width=10)
        columns = (self._ref, self._code, *place, head, born, *self._details)
        return Part(HOUSEHOLD, _("Hộ gia đình"), columns, ref_column="ref", secret=frozenset({"phone"}))

    @cached_property
    def member(self) -> Part:
        number = Column(
            "citizen_id",
            _("Số định danh cá nhân"),
            CitizenNumber(),
            aliases=("Số định danh", "Số CCCD", "CCCD", "Số CMND", "Số CCCD/CMND", "Số căn cước"),
            example="000080001234",
            width=18,
        )
        insured = Column(
            "has_health_insurance", _("Có thẻ BHYT"), YesNo(), aliases=("BHYT", "Bảo hiểm y tế"), example="Có", width=10
        )
        columns = (self._ref, self._name, *self._person, number, insured)
        return Part(MEMBER, _("Thành viên"), columns, secret=frozenset({"citizen_id"}))

    def layouts(self) -> Sequence[Layout]:
        two = [
            ImportSheet("households", _("Hộ gia đình"), self.household, self.household.columns),
            ImportSheet("members", _("Thành viên"), self.member, self.member.columns),
        ]
        return [two, self._one_list()]

    def _one_list(self) -> Layout:
        """Every person a row; what is said of the household stands in the row of its head."""
        place = (self._code, self._commune, self._village)
        columns = (self._ref, *place, *self.member.columns[1:], *self._details)
        fills = {"head_name": "full_name", "head_year": "birth"}
        heads = ImportSheet("list", _("Danh sách"), self.household, columns, self._is_head, fills)
        return [heads, ImportSheet("list", _("Danh sách"), self.member, columns)]

    def _is_head(self, row: Row) -> bool:
        return bool(row.values.get("relation") == self.head_relation)

    @cached_property
    def _ref(self) -> Column:
        note = _("Số của hộ trong tệp này, giống nhau ở hai trang.")
        aliases = ("Số thứ tự hộ", "Hộ số", "Số hộ")
        return Column("ref", _("STT hộ"), Text(20), True, aliases, "1", note, width=9)

    @cached_property
    def _code(self) -> Column:
        note = _("Để trống nếu hộ mới; hệ thống sẽ cấp mã.")
        return Column("code", _("Mã hộ"), Code(max_length=30), aliases=("Mã số hộ",), note=note, width=18)

    @cached_property
    def _commune(self) -> Column:
        kind = OwnCommune(CommuneNames((self.commune.path,)), timezone.localdate())
        return Column("commune", _("Xã, phường"), kind, aliases=("Xã", "Phường", "Xã/phường"), width=20)

    @cached_property
    def _village(self) -> Column:
        labels = {pk: area.full_name for pk, area in self.villages.items()}
        names = {pk: (area.name,) for pk, area in self.villages.items()}
        aliases = ("Thôn", "Ấp", "Khóm", "Thôn/ấp", "Tổ dân phố", "Thôn, ấp", "Khóm, ấp")
        example = next(iter(labels.values()), "")
        return Column("village", _("Thôn, ấp, khóm"), Choice(labels, names), False, aliases, example, width=22)

    @cached_property
    def _details(self) -> tuple[Column, ...]:
        return (
            Column("address", _("Địa chỉ"), Text(200), aliases=("Nơi ở",), example="Số 12, tổ 3", width=28),
            Column("phone", _("Điện thoại"), Phone(), aliases=("Số điện thoại", "SĐT"), width=14),
            Column("is_minority", _("Hộ dân tộc thiểu số"), YesNo(), aliases=("Hộ DTTS", "DTTS"), width=12),
            Column("has_merit", _("Có người có công"), YesNo(), aliases=("Người có công", "NCC"), width=12),
            Column("has_no_labour", _("Không có khả năng lao động"), YesNo(), aliases=("Không có KNLĐ",), width=14),
        )

    @cached_property
    def _name(self) -> Column:
        return Column(
            "full_name", _("Họ và tên"), PersonName(), True, ("Họ tên", "Họ tên thành viên"), "Nguyễn Văn An", width=26
        )

    @cached_property
    def _person(self) -> tuple[Column, ...]:
        relations = RelationToHead.objects.order_by("code")
        groups = EthnicGroup.objects.order_by("code_1979")
        relation = Choice(
            {str(row.pk): row.name for row in relations}, {str(row.pk): relation_names(row.name) for row in relations}
        )
        ethnic = Choice(
            {str(row.pk): row.name for row in groups}, {str(row.pk): tuple(row.other_spellings) for row in groups}
        )
        sex = Choice({Member.Sex.MALE.value: _("Nam"), Member.Sex.FEMALE.value: _("Nữ")})
        return (
            Column("relation", _("Quan hệ với chủ hộ"), relation, True, ("Quan hệ",), _("Chủ hộ"), width=22),
            Column("sex", _("Giới tính"), sex, True, example=_("Nam"), width=10),
            Column(
                "birth", _("Ngày sinh"), BirthDay(), True, ("Ngày, tháng, năm sinh", "Năm sinh"), "5/8/1980", width=14
            ),
            Column("ethnic_group", _("Dân tộc"), ethnic, example="Kinh", width=14),
        )


def relation_names(name: str) -> tuple[str, ...]:
    """ "Vợ/chồng" is also found as "Vợ" and "Chồng"."""
    plain = name.partition("(")[0]
    return (plain.strip(), *(part.strip() for part in plain.split("/")), *_OTHER_RELATIONS.get(name, ()))
