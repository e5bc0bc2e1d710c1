"""Figures and days as people here write them, and read back without a guess."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.formats import (
    FormatError,
    NotANumberError,
    format_date,
    format_datetime,
    format_month,
    format_number,
    format_percent,
    format_points,
    parse_date,
    parse_number,
    parse_percent,
    parse_vnd,
)
from core.rates import Rate


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1234567, None, "1.234.567"),
        (0, None, "0"),
        (-1234, None, "−1.234"),
        (Decimal("1234567.89"), None, "1.234.567,89"),
        (Decimal("36.00"), None, "36"),
        (Decimal("36.50"), None, "36,5"),
        (Decimal("1E+6"), None, "1.000.000"),
        (Fraction(1, 3), None, "0,33"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.001"), 2, "0,00"),
        (999_999, 1, "999.999,0"),
        (36.5, None, "36,5"),
    ],
)
def test_numbers(value: Decimal, places: int | None, shown: str) -> None:
    assert format_number(value, places) == shown


def test_english_screens_have_english_figures() -> None:
    with translation.override("en"):
        assert format_number(Decimal("1234567.89")) == "1,234,567.89"
        assert format_percent(Rate(4654, 10_000)) == "46.54%"
        assert format_date(date(2026, 11, 22)) == "22 Nov 2026"
        assert parse_number("1,234.5") == Decimal("1234.5")
        assert parse_vnd("1,234,567") == 1_234_567
        assert parse_vnd("1.5 million") == 1_500_000
        with pytest.raises(FormatError):
            parse_vnd("1.234")


def test_shares_and_points() -> None:
    assert format_percent(Rate(170_014_620_000, 365_300_000_000)) == "46,54%"
    assert format_percent(Decimal("0.0202")) == "2,02%"
    assert format_percent(Rate(1, None)) is None
    assert format_points(Fraction(-2817, 10_000)) == "−28,17"
    assert format_points(Decimal("0.021")) == "+2,10"
    assert format_points(0) == "0,00"
    assert format_points(Decimal("0.00001")) == "0,00"


def test_days_are_written_day_first_in_the_time_of_viet_nam() -> None:
    late_evening_in_london = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
    assert format_date(date(2026, 2, 1)) == "01/02/2026"
    assert format_date(late_evening_in_london) == "22/11/2026"
    assert format_datetime(late_evening_in_london) == "01:05 22/11/2026"
    assert format_month(date(2026, 2, 1)) == "02/2026"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1234567,89", "1234567.89"),
        ("1 234 567", "1234567"),
        ("1\u00a0234\u202f567", "1234567"),
        (" 36,5 ", "36.5"),
        ("1.234", "1234"),
        ("-5", "-5"),
        ("−5,25", "-5.25"),
        ("３６", "36"),
        ("007", "7"),
    ],
)
def test_numbers_are_read(typed: str, value: str) -> None:
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["36.5", "1.50", "1,234.5", "1.2345"])
def test_a_foreign_decimal_point_is_refused_and_explained(typed: str) -> None:
    with pytest.raises(FormatError, match=r"phần lẻ viết sau dấu “,”, ví dụ 1\.234,5") as refusal:
        parse_number(typed)
    assert not isinstance(refusal.value, NotANumberError)


@pytest.mark.parametrize("typed", ["36m", "", "ba", "1.23.456", "1,2,3", "12 34", "--5", "1e5", "٣٦", "1.", ",5"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotANumberError):
        parse_number(typed)


def test_a_long_text_is_refused_and_not_cut() -> None:
    with pytest.raises(FormatError, match="40"):
        parse_number("1" * 41)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.234.567", 1_234_567),
        ("1234567", 1_234_567),
        ("1 234 567 đồng", 1_234_567),
        ("1.234.567đ", 1_234_567),
        ("1.234.567,00", 1_234_567),
        ("1,5 triệu", 1_500_000),
        ("1,5tr", 1_500_000),
        ("170 tỷ", 170_000_000_000),
        ("170 TỈ đồng", 170_000_000_000),
        ("365,3 tỷ", 365_300_000_000),
        ("500 nghìn", 500_000),
        ("500 ngàn đồng", 500_000),
        ("1.500 triệu", 1_500_000_000),
        ("0", 0),
    ],
)
def test_amounts_are_read_in_whole_dong(typed: str, amount: int) -> None:
    assert parse_vnd(typed) == amount


@pytest.mark.parametrize(
    "typed", ["1,234", "1,000", "1.5", "1.5 triệu", "0,5", "1,2345678 triệu", "1,2,3", "triệu", ""]
)
def test_amounts_with_two_readings_or_part_of_a_dong_are_refused(typed: str) -> None:
    with pytest.raises(FormatError):
        parse_vnd(typed)


def test_a_decomposed_unit_word_is_read() -> None:
    assert parse_vnd("2 trie\u0323\u0302u") == 2_000_000


@pytest.mark.parametrize(("typed", "share"), [("46,54%", "0.4654"), ("46,54", "0.4654"), ("100 %", "1"), ("0", "0")])
def test_shares_are_read_from_per_cent(typed: str, share: str) -> None:
    assert parse_percent(typed) == Decimal(share)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("22/11/2026", date(2026, 11, 22)),
        ("1/2/2026", date(2026, 2, 1)),
        ("01/02/2026", date(2026, 2, 1)),
        ("01-02-2026", date(2026, 2, 1)),
        ("1.2.2026", date(2026, 2, 1)),
        ("01022026", date(2026, 2, 1)),
        ("2026-02-01", date(2026, 2, 1)),
        (" 29/2/2024 ", date(2024, 2, 29)),
    ],
)
def test_days_are_read_day_first(typed: str, day: date) -> None:
    assert parse_date(typed) == day


@pytest.mark.parametrize(
    "typed", ["1/2/26", "22/11", "2026", "11/22/2026", "31/2/2026", "1/2-2026", "mai", "", "1/1/1850"]
)
def test_other_days_are_refused(typed: str) -> None:
    with pytest.raises(FormatError):
        parse_date(typed)


def test_a_refused_day_says_what_is_accepted() -> None:
    with pytest.raises(FormatError, match=r"ngày/tháng/năm, năm đủ bốn chữ số, ví dụ 22/11/2026"):
        parse_date("1/2/26")


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_a_shown_amount_is_read_back(amount: int) -> None:
    assert parse_vnd(format_number(amount)) == amount


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_shown_number_is_read_back(value: Decimal) -> None:
    assert parse_number(format_number(value)) == value


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_shown_day_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day


@given(st.text(max_size=45))
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    for parse in (parse_number, parse_vnd, parse_percent, parse_date):
        with contextlib.suppress(FormatError):
            parse(typed)
