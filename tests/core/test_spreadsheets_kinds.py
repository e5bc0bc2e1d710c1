"""What a cell may hold: each kind takes what is clear, refuses what is not, and says what to write."""

import time
from contextlib import suppress
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets.kinds import (
    BadCell,
    Choice,
    CitizenNumber,
    Code,
    Day,
    Dong,
    DongIn,
    Kind,
    Number,
    Raw,
    Text,
    Whole,
    YesNo,
)

SEX = Choice({"male": "Nam", "female": "Nữ"})
GROUPS = Choice({"08": "Hmông", "09": "Dao", "12": "Ê-đê"}, {"08": ("Mông", "H'Mông", "Mèo")})
ALL_KINDS: list[Kind] = [
    Text(),
    Code(),
    Code(5),
    CitizenNumber(),
    Dong(),
    DongIn(1000, "nghìn đồng"),
    Whole(),
    Number(),
    Day(),
    SEX,
    YesNo(),
]


def reason(kind: Kind, raw: Raw) -> str:
    with pytest.raises(BadCell) as caught:
        kind.parse(raw)
    assert caught.value.remedy
    return caught.value.reason


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: type(kind).__name__)
def test_an_empty_cell_is_nothing(kind: Kind) -> None:
    assert kind.parse("") is None
    assert kind.parse("  ") is None


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: type(kind).__name__)
@given(
    raw=st.one_of(
        st.text(max_size=30),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
    )
)
def test_whatever_stands_there_it_is_taken_or_refused_in_words(kind: Kind, raw: Raw) -> None:
    said = ("taken", "")
    try:
        kind.parse(raw)
    except BadCell as bad:
        said = (bad.reason, bad.remedy)
    assert said == ("taken", "") or all(said)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: type(kind).__name__)
@pytest.mark.parametrize("sign", [" ", "(", "1", ".", "đ", "/", "'"])
def test_the_longest_cell_of_one_sign_is_read_at_once(kind: Kind, sign: str) -> None:
    started = time.perf_counter()
    with suppress(BadCell):
        kind.parse("1" + sign * 32_000 + "x")
    assert time.perf_counter() - started < 1


class TestText:
    def test_normal_form_and_single_spaces(self) -> None:
        assert Text().parse("  Nguye\u0302\u0303n  Văn\nA ") == "Nguyễn Văn A"

    def test_lines_stay_where_they_are_wanted(self) -> None:
        assert Text(multiline=True).parse(" a\nb ") == "a\nb"

    def test_a_number_cell_reads_as_it_looks(self) -> None:
        assert Text().parse(12.0) == "12"
        assert Text().parse(date(2026, 11, 22)) == "22/11/2026"

    def test_too_long(self) -> None:
        assert reason(Text(5), "sáu ký tự") == "Dài 9 ký tự."


class TestCode:
    @pytest.mark.parametrize(
        ("raw", "code"), [("30337", "30337"), (889.0, "00889"), (889, "00889"), (" 00889 ", "00889")]
    )
    def test_lost_zeros_come_back(self, raw: Raw, code: str) -> None:
        assert Code(5).parse(raw) == code

    @pytest.mark.parametrize("raw", ["889", "0088A", 123456.0, "٠٠٨٨٩"])
    def test_anything_else_is_refused(self, raw: Raw) -> None:
        reason(Code(5), raw)

    def test_free_codes(self) -> None:
        assert Code().parse("7009/TT_DM") == "7009/TT_DM"


class TestCitizenNumber:
    @pytest.mark.parametrize(
        ("raw", "number"),
        [("079215000001", "079215000001"), (79215000001.0, "079215000001"), (352123456.0, "352123456")],
    )
    def test_taken(self, raw: Raw, number: str) -> None:
        assert CitizenNumber().parse(raw) == number

    @pytest.mark.parametrize("raw", ["0792150000", "07921500000X", 1.5, True, date(2026, 1, 1)])
    def test_refused(self, raw: Raw) -> None:
        reason(CitizenNumber(), raw)


class TestDong:
    @pytest.mark.parametrize(
        ("raw", "amount"),
        [
            (1234567.0, 1_234_567),
            (1234567, 1_234_567),
            ("1234567", 1_234_567),
            ("1.234.567", 1_234_567),
            ("1 234 567", 1_234_567),
            ("1\u00a0234\u202f567", 1_234_567),
            ("1,234,567", 1_234_567),
            ("1.500", 1_500),
            ("1.234.567,00", 1_234_567),
            ("1500,0", 1_500),
            ("1.234.567 đồng", 1_234_567),
            ("1.234.567đ", 1_234_567),
            ("1.234.567 VNĐ", 1_234_567),
            ("１.５００", 1_500),
            (1200000 * 1.1, 1_320_000),
            ("-", None),
            ("0", 0),
            (0.0, 0),
        ],
    )
    def test_taken(self, raw: Raw, amount: int | None) -> None:
        assert Dong().parse(raw) == amount

    @pytest.mark.parametrize(
        "raw", ["1.5", "1,5", "1.50", "1,500", "1.234,5", "1.23.456", "12.34", "1..000", 1.5, "1.2345"]
    )
    def test_what_could_mean_two_amounts_is_refused(self, raw: Raw) -> None:
        assert "hai cách" in reason(Dong(), raw)

    @pytest.mark.parametrize("raw", ["1,5 triệu", "170 tỷ", "500 nghìn", "3tr"])
    def test_amounts_in_other_units_are_refused(self, raw: str) -> None:
        assert "triệu" in reason(Dong(), raw)

    @pytest.mark.parametrize("raw", ["mười", True, date(2026, 1, 1), "1e6", "#N/A", "=1+1"])
    def test_what_is_no_amount_is_refused(self, raw: Raw) -> None:
        reason(Dong(), raw)

    @pytest.mark.parametrize("raw", ["-1.000", "(1.000)", -1000.0, "\u22121000"])
    def test_below_zero_only_where_it_is_meant(self, raw: Raw) -> None:
        assert reason(Dong(), raw) == "Số tiền âm."
        assert Dong(signed=True).parse(raw) == -1000

    @pytest.mark.parametrize("raw", [1e16, 10**16, "9" * 16, "9" * 5000])
    def test_beyond_what_excel_keeps(self, raw: Raw) -> None:
        reason(Dong(), raw)

    @given(st.integers(0, 10**15))
    def test_every_amount_comes_back_from_every_way_to_write_it(self, amount: int) -> None:
        grouped = f"{amount:,}".replace(",", ".")
        assert {Dong().parse(raw) for raw in (amount, float(amount), str(amount), grouped)} == {amount}


class TestNumbers:
    @pytest.mark.parametrize(
        ("raw", "number"),
        [
            ("12,5", "12.5"),
            ("12.5", "12.5"),
            (12.5, "12.5"),
            (0.1 + 0.2, "0.3"),
            ("1.234,56", "1234.56"),
            ("1.500", "1500"),
            ("46,54", "46.54"),
            (3, "3"),
        ],
    )
    def test_decimals(self, raw: Raw, number: str) -> None:
        assert Number().parse(raw) == Decimal(number)

    def test_three_decimals_only_where_they_are_expected(self) -> None:
        reason(Number(places=2), "1,500")
        assert Number(places=3).parse("1,500") == Decimal("1.5")

    @pytest.mark.parametrize("raw", ["1.234.5", "abc", "12,345", 1.005, -1.0, 1e12, float("nan"), float("inf"), True])
    def test_refused(self, raw: Raw) -> None:
        reason(Number(), raw)

    def test_whole_numbers_keep_their_bounds(self) -> None:
        assert Whole(1900, 2100).parse("1956") == 1956
        assert Whole(1900, 2100).parse(1956.0) == 1956
        reason(Whole(1900, 2100), 56.0)
        reason(Whole(), 1.5)


class TestDay:
    @pytest.mark.parametrize(
        "raw",
        [
            "22/11/2026",
            "22-11-2026",
            "22.11.2026",
            " 22 / 11 / 2026 ",
            "2026-11-22",
            date(2026, 11, 22),
            datetime(2026, 11, 22, 8),
        ],
    )
    def test_taken(self, raw: Raw) -> None:
        assert Day().parse(raw) == date(2026, 11, 22)

    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            ("11/22/2026", "Không có tháng 22."),
            ("31/02/2026", "Không có ngày này."),
            ("22/11/26", "Năm chỉ có hai chữ số."),
            ("1956", "Chỉ có năm, thiếu ngày và tháng."),
            (1956.0, "Chỉ có năm, thiếu ngày và tháng."),
            (46348.0, "Ô là số, chưa phải ngày."),
            ("hôm qua", "Không phải ngày tháng."),
            (clock_time(8, 30), "Không phải ngày tháng."),
            ("22/11/2126", "Ngày ngoài khoảng cho phép."),
        ],
    )
    def test_refused(self, raw: Raw, why: str) -> None:
        assert reason(Day(), raw) == why


class TestChoice:
    @pytest.mark.parametrize(
        ("raw", "value"), [("Nữ", "female"), ("NU", "female"), ("female", "female"), (" nam ", "male")]
    )
    def test_label_value_case_and_accents(self, raw: str, value: str) -> None:
        assert SEX.parse(raw) == value

    @pytest.mark.parametrize("raw", ["Hmông", "H'Mông", "H\u2019MÔNG", "mông", "h mong", "08", "8"])
    def test_other_spellings(self, raw: str) -> None:
        if raw == "8":
            reason(GROUPS, raw)
        else:
            assert GROUPS.parse(raw) == "08"

    def test_a_slip_is_answered_with_the_nearest(self) -> None:
        with pytest.raises(BadCell) as caught:
            GROUPS.parse("Hmôg")
        assert "Có phải “Hmông”?" in caught.value.remedy

    def test_labels_that_differ_in_accents_alone_are_never_confused(self) -> None:
        places = Choice({"1": "Tân Hòa", "2": "Tân Hoá"})
        assert (places.parse("Tân Hòa"), places.parse("tân hoá")) == ("1", "2")
        reason(places, "tan hoa")


class TestYesNo:
    @pytest.mark.parametrize("raw", ["có", "Có", "CO", "x", "X", "✓", "1", 1.0, True])
    def test_yes(self, raw: Raw) -> None:
        assert YesNo().parse(raw) is True

    @pytest.mark.parametrize("raw", ["không", "Khong", "0", 0.0, False, "-"])
    def test_no(self, raw: Raw) -> None:
        assert YesNo().parse(raw) is False

    def test_blank_is_no_only_where_it_is_said(self) -> None:
        assert YesNo().parse("") is None
        assert YesNo(blank_is_no=True).parse("") is False

    @pytest.mark.parametrize("raw", ["có thể", 2.0, "✗", "?"])
    def test_anything_else_is_refused(self, raw: Raw) -> None:
        reason(YesNo(), raw)
