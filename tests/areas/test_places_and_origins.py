"""What a unit lies in, what it came from, and how it is found."""

from datetime import date

import pytest

from areas.models import Area, Succession
from areas.origins import refresh_origins
from areas.rules import outermost, split_kind
from areas.services import (
    ancestors,
    breadcrumb,
    create_village,
    predecessor_paths,
    record_succession,
    search_areas,
)

OLD, NEW = date(2024, 10, 28), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "kind", "rest"),
    [
        ("xa my hoa hung", "xã", "my hoa hung"),
        ("x. my hoa hung", "xã", "my hoa hung"),
        ("thanh pho ho chi minh", "thành phố", "ho chi minh"),
        ("tp. ho chi minh", "thành phố", "ho chi minh"),
        ("tt an phu", "thị trấn", "an phu"),
        ("p.7", "phường", "7"),
        ("phuong", "", "phuong"),
        ("xam", "", "xam"),
        ("an phu", "", "an phu"),
    ],
)
def test_a_kind_before_a_name_is_told_apart(typed: str, kind: str, rest: str) -> None:
    assert split_kind(typed) == (kind, rest)


def test_only_the_outermost_paths_are_kept() -> None:
    assert outermost({"e.p1", "e.p1.d2", "e.p10", "e.p1.d2.c3", "f.p1"}) == ("e.p1", "e.p10", "f.p1")


@pytest.mark.django_db
class TestOrigins:
    def test_a_merged_province_reaches_back_to_its_parts(self) -> None:
        assert predecessor_paths(Area.objects.by_ref("2025-91")) == ("e2024.p89", "e2024.p91")

    def test_a_commune_reaches_back_to_those_merged_whole(self) -> None:
        paths = predecessor_paths(Area.objects.by_ref("2025-30292"))
        assert paths == tuple(f"e2024.p89.d883.c{code}" for code in ("30289", "30292", "30310"))

    def test_the_country_reaches_back_to_the_country(self) -> None:
        assert predecessor_paths(Area.objects.by_ref("2025-VN")) == ("e2024",)

    def test_a_split_commune_belongs_to_no_single_heir(self) -> None:
        part = Succession.objects.filter(extent="split").select_related("old", "new").first()
        assert part is not None
        assert part.old.path not in predecessor_paths(part.new)

    def test_an_old_unit_reaches_back_to_nothing(self) -> None:
        assert predecessor_paths(Area.objects.by_ref("2024-89")) == ()

    def test_a_chain_of_mergers_is_followed_to_its_start(self) -> None:
        new = Area.objects.by_ref("2025-91")
        next_list = Area.objects.create(
            edition="2027",
            level="country",
            code="VN",
            name="Cả nước",
            path="e2027",
            valid_from=date(2027, 1, 1),
        )
        later = Area.objects.create(
            edition="2027",
            level="province",
            code="91",
            name="Mới",
            path="e2027.p91",
            parent=next_list,
            valid_from=date(2027, 1, 1),
        )
        record_succession(old=new, new=later, on=date(2027, 1, 1), extent="whole", is_main=True, reason="Nghị quyết")
        later.refresh_from_db()
        assert predecessor_paths(later) == ("e2024.p89", "e2024.p91", "e2025.p91")

    def test_an_origin_that_was_taken_back_is_forgotten(self) -> None:
        island = Area.objects.get(edition="2025", name="Phú Quốc")
        assert predecessor_paths(island)
        Succession.objects.filter(new=island).delete()
        assert refresh_origins() == 1
        island.refresh_from_db()
        assert predecessor_paths(island) == ()

    def test_predecessors_and_successors_of_a_unit(self) -> None:
        new = Area.objects.by_ref("2025-91")
        assert [area.ref for area in Area.objects.predecessors_of(new)] == ["2024-89", "2024-91"]
        old = Area.objects.by_ref("2024-89")
        assert [area.ref for area in Area.objects.successors_of(old)] == ["2025-91"]


@pytest.mark.django_db
class TestTree:
    def test_the_way_up(self) -> None:
        commune = Area.objects.by_ref("2024-30337")
        assert [str(area) for area in ancestors(commune)] == ["Cả nước", "Tỉnh An Giang", "Huyện An Phú"]
        assert [area.ref for area in breadcrumb(commune)] == ["2024-89", "2024-886", "2024-30337"]
        country = Area.objects.by_ref("2025-VN")
        assert breadcrumb(country) == [country]

    def test_within_holds_the_unit_and_everything_below(self) -> None:
        province = Area.objects.by_ref("2025-91")
        assert Area.objects.within(province).count() == 1 + 102

    def test_villages_get_the_next_number_of_their_commune(self) -> None:
        commune = Area.objects.by_ref("2025-30292")
        first = create_village(commune=commune, kind="khóm", name="Bình  Đức 1")
        second = create_village(commune=commune, kind="khóm", name="Bình Đức 2")
        assert (first.name, first.ref, first.path) == (
            "Bình Đức 1",
            "2025-30292001",
            "e2025.p91.c30292.v30292001",
        )
        assert second.code == "30292002"
        assert list(commune.children.all()) == [first, second]


@pytest.mark.django_db
class TestSearch:
    @pytest.mark.parametrize("text", ["bình đức", "binh duc", "PHƯỜNG BÌNH ĐỨC", "p. binh duc", "bi\u0300nh đư\u0301c"])
    def test_with_and_without_accents_and_kind(self, text: str) -> None:
        found = search_areas(text, ["e2025.p91"], NEW)
        assert [area.ref for area in found] == ["2025-30292"]

    def test_only_the_tree_of_the_day(self) -> None:
        found = search_areas("an phu", ["e2024.p89", "e2025.p91"], OLD)
        assert {area.edition for area in found} == {"2024"}
        assert found[0].full_name == "Huyện An Phú"

    def test_only_below_the_paths_of_the_reader(self) -> None:
        assert search_areas("an phu", ["e2025.p91.c30292"], NEW) == []
        assert search_areas("an phu", [], NEW) == []

    def test_names_that_begin_so_come_first_and_the_list_is_short(self) -> None:
        found = search_areas("tan", ["e2025"], NEW)
        assert len(found) == 20
        assert all(area.name_fold.startswith("tan") for area in found)

    def test_nothing_typed_finds_nothing(self) -> None:
        assert search_areas("  ", ["e2025"], NEW) == []

    def test_a_wildcard_is_only_a_letter(self) -> None:
        assert search_areas("%", ["e2025"], NEW) == []

    def test_a_name_of_a_file_is_matched_exactly(self) -> None:
        named = Area.objects.named("TT. An Phú").below_paths(["e2024.p89"])
        assert [area.ref for area in named] == ["2024-30337"]
        assert [area.level for area in Area.objects.named("an phu").below_paths(["e2024.p89"])].count("district") == 1
