"""Citizen numbers: shape, what they tell, what is doubtful, what is shown."""

from datetime import date

import pytest

from core import citizen_id
from core.citizen_id import check, mask, normalise

TODAY = date(2026, 11, 22)


def codes(number: str, sex: str | None = None, birth_year: int | None = None) -> list[str]:
    return [finding.code for finding in check(number, sex, birth_year, today=TODAY)]


class TestNormalise:
    @pytest.mark.parametrize(
        ("written", "number"),
        [
            ("079215000001", "079215000001"),
            (" 079 215 000 001 ", "079215000001"),
            ("079-215-000.001", "079215000001"),
            ("'079215000001", "079215000001"),
            ("０７９２１５０００００１", "079215000001"),
            (79215000001, "079215000001"),
            (79215000001.0, "079215000001"),
            (1215000001, "001215000001"),
            (12345678, "012345678"),
            (352123456, "352123456"),
            ("7921500000A", "7921500000A"),
            (1.5, "1.5"),
            ("", ""),
        ],
    )
    def test_forms(self, written: str | int | float, number: str) -> None:
        assert normalise(written) == number

    def test_text_without_its_zero_is_not_mended(self) -> None:
        """Typed as text, a digit may be missing anywhere."""
        assert codes(normalise("79215000001")) == ["shape"]


class TestWhatItTells:
    @pytest.mark.parametrize(
        ("number", "sex", "year"),
        [
            ("079215000001", "male", 2015),
            ("001056000001", "male", 1956),
            ("096199123456", "female", 1999),
            ("089303123456", "female", 2003),
            ("089400123456", "male", 2100),
            ("089999123456", "female", 2399),
        ],
    )
    def test_sex_and_year(self, number: str, sex: str, year: int) -> None:
        assert (citizen_id.sex_in(number), citizen_id.birth_year_in(number)) == (sex, year)

    def test_sixty_three_provinces(self) -> None:
        assert len(citizen_id.PROVINCES) == 63
        assert citizen_id.PROVINCES["079"] == "Thành phố Hồ Chí Minh"
        assert citizen_id.PROVINCES["083"] == "Bến Tre"


class TestCheck:
    def test_a_number_that_agrees_gives_nothing(self) -> None:
        assert codes("079215000001", "male", 2015) == []
        assert codes("079215000001") == []

    @pytest.mark.parametrize("number", ["", "12345", "0792150000012", "07921500000A", "０79215000001", "1234567890"])
    def test_only_the_shape_is_an_error(self, number: str) -> None:
        (finding,) = check(number)
        assert finding.is_error
        assert finding.code == "shape"

    @pytest.mark.parametrize(
        ("number", "sex", "year", "found"),
        [
            ("352123456", "male", 1960, ["old_card"]),
            ("003215000001", None, None, ["unknown_province"]),
            ("099215000001", None, None, ["unknown_province"]),
            ("301215000001", None, None, ["birth_abroad"]),
            ("079215000001", "female", 2015, ["sex"]),
            ("079215000001", "male", 2014, ["birth_year"]),
            ("079215000001", "female", 1915, ["sex", "birth_year"]),
            ("079450000001", None, None, ["future_birth"]),
        ],
    )
    def test_the_rest_are_warnings(self, number: str, sex: str | None, year: int | None, found: list[str]) -> None:
        assert codes(number, sex, year) == found
        assert not any(finding.is_error for finding in check(number, sex, year, today=TODAY))

    def test_a_simulated_number_is_known_as_such(self) -> None:
        assert codes("000215000001", "male", 2015) == []
        assert citizen_id.is_simulated("000215000001")
        assert not citizen_id.is_simulated("079215000001")


class TestMask:
    def test_little_is_shown(self) -> None:
        assert mask("079215000001") == "0792••••••01"
        assert mask("352123456") == "•••••••56"
        assert mask("12") == "••"
