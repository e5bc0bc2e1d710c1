"""What is taken for the name of a person, of every people of the country."""

import pytest

from core.person_names import NotAPersonName, person_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Nguyễn   Văn An ", "Nguyễn Văn An"),
        ("Hờ", "Hờ"),
        ("Danh Ươl", "Danh Ươl"),
        ("H'Lan Niê-Kđăm", "H'Lan Niê-Kđăm"),
        ("K’Brếu", "K’Brếu"),
        ("Y. Bhăm Ƀlo", "Y. Bhăm Ƀlo"),
        ("Siu Pơ\u0306h", "Siu Pơ\u0306h"),
        ("Đinh Thi\u0323 Hoa", "Đinh Thị Hoa"),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert person_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    ["12345", "- -", "a", "Nguyễn 😀 Văn", "<script>alert(1)</script>", "Nguyễn Văn 2", "...", "Иван", "", "A_B"],
)
def test_what_is_no_name(typed: str) -> None:
    with pytest.raises(NotAPersonName, match="chữ cái"):
        person_name(typed)
