"""Normal form, search, sorting, names and sums in words."""

import csv
import json
import random
import shutil
import subprocess
import unicodedata
from collections.abc import Callable

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.collation import name_sort_key, sort_key
from core.text import fold, money_in_words, name_tokens, nfc, one_line, titlecase_name

VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèéẹềếệìíịòóọồốộờớợùúụừứựỳýỵ AĂĐÊƠƯ'-19", max_size=24)


def in_order(texts: list[str], key: Callable[[str], str]) -> bool:
    """Whether `key` sorts the texts, given in any order, into the order they stand in."""
    return sorted(random.sample(texts, len(texts)), key=key) == texts


class TestNormalForm:
    def test_decomposed_text_is_composed(self) -> None:
        assert nfc(unicodedata.normalize("NFD", "Nguyễn Thị Đào")) == "Nguyễn Thị Đào"

    def test_invisible_signs_disappear(self) -> None:
        assert nfc("\ufeffAn\u200b Gi\u00adang\x00") == "An Giang"

    def test_lines_stay_in_notes_and_go_in_names(self) -> None:
        assert nfc("dòng 1\ndòng 2") == "dòng 1\ndòng 2"
        assert one_line("  Nguyễn \u00a0 Văn\n A ") == "Nguyễn Văn A"


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Nguyễn Thị Đào", "nguyen thi dao"),
            ("ĐẶNG  Ngọc\tƯỚC", "dang ngoc uoc"),
            ("hoà", "hoa"),
            ("hòa", "hoa"),
            ("H\u2019Mông", "h'mong"),
            ("Ðắk Lắk", "dak lak"),
            ("PHƯỜNG  BÌNH ĐỨC", "phuong binh duc"),
            ("", ""),
        ],
    )
    def test_no_accents_no_case(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @given(VIETNAMESE)
    def test_is_ascii_stable_and_blind_to_the_normal_form(self, text: str) -> None:
        assert fold(text).isascii()
        assert fold(fold(text)) == fold(text) == fold(unicodedata.normalize("NFD", text))

    def test_tokens_join_across_apostrophes_and_split_at_hyphens(self) -> None:
        assert name_tokens("K'Brếu Ksor-H'Bia") == ("kbreu", "ksor", "hbia")
        assert name_tokens(" -- ") == ()


class TestSorting:
    def test_letters_and_tones_of_given_names(self) -> None:
        names = ["An", "Ánh", "Ân", "Ẩn", "Ba", "Bình", "Dung", "Dũng", "Đào", "Đạt", "Ổn", "Ơn"]
        assert in_order(names, name_sort_key)

    def test_the_six_tones_in_dictionary_order(self) -> None:
        names = ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ"]
        assert in_order(names, sort_key)

    def test_the_whole_alphabet(self) -> None:
        letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
        assert in_order(letters, sort_key)

    def test_given_name_then_middle_then_family(self) -> None:
        people = [
            "Trần Văn An",
            "Đỗ Thị Anh",
            "Lê Thị Anh",
            "Bùi Văn Anh",
            "Nguyễn Thị Ánh",
            "Lê Bình",
            "Phạm An Bình",
        ]
        assert in_order(people, name_sort_key)

    def test_tone_decides_only_after_every_letter(self) -> None:
        assert sort_key("Tân An") < sort_key("Tần Anh") < sort_key("Tân Ân")
        assert sort_key("Hà Nội") < sort_key("Hạ Nội") < sort_key("Hà Nộia")

    def test_all_of_one_given_name_stand_together(self) -> None:
        """The tone of the given name counts before the middle name's letters."""
        assert name_sort_key("Trần Văn Anh") < name_sort_key("Lê An Ánh")

    def test_old_and_new_tone_placement_are_one(self) -> None:
        assert sort_key("Hoà Bình") == sort_key("Hòa Bình")
        assert name_sort_key("Lê Thuý") == name_sort_key("Lê Thúy")

    def test_numbers_count_as_numbers(self) -> None:
        places = ["Khóm 1", "Khóm 2", "Khóm 2A", "Khóm 10", "Khóm 12", "Khóm Đông"]
        assert in_order(places, sort_key)

    def test_case_does_not_count(self) -> None:
        assert sort_key("THỊ TRẤN ÓC EO") == sort_key("thị trấn Óc Eo")

    @pytest.mark.parametrize("name", ["", "An", "Y", "H'Bia Niê", "山田 An", "Zoë", "12"])
    def test_any_name_gives_printable_ascii(self, name: str) -> None:
        assert name_sort_key(name).isascii()
        assert name_sort_key(name).isprintable()

    @given(VIETNAMESE)
    def test_normal_form_does_not_count(self, text: str) -> None:
        assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(unicodedata.normalize("NFC", text))
        assert name_sort_key(text).isascii()

    def test_provinces_in_the_order_people_know(self) -> None:
        provinces = [
            "An Giang",
            "Bà Rịa - Vũng Tàu",
            "Bạc Liêu",
            "Bắc Giang",
            "Bắc Kạn",
            "Bắc Ninh",
            "Bến Tre",
        ]
        provinces += [
            "Cà Mau",
            "Cao Bằng",
            "Cần Thơ",
            "Đà Nẵng",
            "Đắk Lắk",
            "Đồng Nai",
            "Gia Lai",
            "Hà Giang",
        ]
        assert in_order(provinces, sort_key)

    def test_as_unicode_collation_sorts_every_area_name(self) -> None:
        names = _area_names()
        node = shutil.which("node")
        if node is None:
            pytest.skip("node is not here: its Vietnamese collation is what the keys are compared with")
        script = (
            "const names = JSON.parse(require('fs').readFileSync(0));"
            "const order = new Intl.Collator('vi', {numeric: true, sensitivity: 'accent'});"
            "console.log(JSON.stringify(names.sort(order.compare)))"
        )
        done = subprocess.run([node, "-e", script], input=json.dumps(names), capture_output=True, text=True, check=True)
        keys = [sort_key(name) for name in json.loads(done.stdout)]
        assert keys == sorted(keys)
        assert len(set(keys)) == len(names)


def _area_names() -> list[str]:
    path = settings.BASE_DIR.parent / "shared" / "domain" / "areas" / "administrative_units.csv"
    if not path.exists():
        pytest.skip("the list of areas that the project was given is not beside the checkout")
    with path.open(encoding="utf-8") as file:
        return sorted({row["name"].lower() for row in csv.DictReader(file)})


class TestTitlecase:
    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("NGUYỄN VĂN A", "Nguyễn Văn A"),
            ("nguyễn thị  ánh", "Nguyễn Thị Ánh"),
            ("KSOR H'BLÂM", "Ksor H'Blâm"),
            ("Giàng H'Mông Sử", "Giàng H'Mông Sử"),
            ("Y-BHĂM NIÊ", "Y-Bhăm Niê"),
            ("ĐẶNG đức Ê", "Đặng Đức Ê"),
            ("", ""),
        ],
    )
    def test_names(self, typed: str, name: str) -> None:
        assert titlecase_name(typed) == name


class TestMoneyInWords:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            (0, "không đồng"),
            (1, "một đồng"),
            (4, "bốn đồng"),
            (5, "năm đồng"),
            (10, "mười đồng"),
            (11, "mười một đồng"),
            (14, "mười bốn đồng"),
            (15, "mười lăm đồng"),
            (20, "hai mươi đồng"),
            (21, "hai mươi mốt đồng"),
            (24, "hai mươi tư đồng"),
            (25, "hai mươi lăm đồng"),
            (55, "năm mươi lăm đồng"),
            (100, "một trăm đồng"),
            (101, "một trăm linh một đồng"),
            (104, "một trăm linh tư đồng"),
            (105, "một trăm linh năm đồng"),
            (110, "một trăm mười đồng"),
            (115, "một trăm mười lăm đồng"),
            (1_000, "một nghìn đồng"),
            (1_005, "một nghìn không trăm linh năm đồng"),
            (1_015, "một nghìn không trăm mười lăm đồng"),
            (21_000, "hai mươi mốt nghìn đồng"),
            (1_200_000, "một triệu hai trăm nghìn đồng"),
            (1_000_005, "một triệu không trăm linh năm đồng"),
            (1_005_000, "một triệu không trăm linh năm nghìn đồng"),
            (
                1_234_567_891,
                "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt đồng",
            ),
            (170_000_000_000, "một trăm bảy mươi tỷ đồng"),
            (1_000_000_000_000, "một nghìn tỷ đồng"),
            (1_500_000_000_000, "một nghìn năm trăm tỷ đồng"),
            (1_000_000_001_000, "một nghìn tỷ không trăm linh một nghìn đồng"),
            (10**18, "một tỷ tỷ đồng"),
            (-1_500_000, "âm một triệu năm trăm nghìn đồng"),
        ],
    )
    def test_sums(self, amount: int, words: str) -> None:
        assert money_in_words(amount) == words

    @given(st.integers(0, 10**15), st.integers(0, 10**15))
    def test_different_sums_have_different_words(self, one: int, other: int) -> None:
        assert (money_in_words(one) == money_in_words(other)) == (one == other)
