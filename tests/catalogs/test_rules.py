import pytest

from catalogs.rules import ethnic_key, is_document_number

# Read on official papers (domain reference, 4.5).
REAL_NUMBERS = [
    "1752/UBND-VXNV",
    "2146/LDTBXH-VPQGGN",
    "1552/BTTTT-THH",
    "130/KH-UBND",
    "1798/KH-UBND",
    "1245/KH-BCĐCCTMTQG",
    "2270/QĐ-UBND",
    "217/QĐ-BLĐTBXH",
    "71/QĐ-LĐTBXH",
    "3973/QĐ-BCĐCTMTQG",
    "90/QĐ-TTg",
    "25/2022/QĐ-UBND",
    "24/2021/QĐ-TTg",
    "05-NQ/TU",
    "24-NQ/TU",
    "42/NQ-HĐND",
    "24/2021/QH15",
    "257/2025/QH15",
    "76/2025/UBTVQH15",
    "07/2021/NĐ-CP",
    "10/2022/TT-BLĐTBXH",
    "07/CT-UBND",
    "631/TB-VPCP",
    "66/TTr-SYT",
    "25/BC-HĐTĐNN",
]


@pytest.mark.parametrize("number", REAL_NUMBERS)
def test_numbers_of_real_documents_are_recognised(number: str) -> None:
    assert is_document_number(number)


@pytest.mark.parametrize("text", ["", "1752", "UBND-VXNV", "ngày 8/4/2019", "1752/", "17 52/UBND", "1752/ubnd-vx"])
def test_other_texts_are_not_numbers(text: str) -> None:
    assert not is_document_number(text)


def test_spaces_around_a_number_do_not_matter() -> None:
    assert is_document_number("  90/QĐ-TTg ")


@pytest.mark.parametrize("text", ["Hmông", "H'Mông", "H’mông", "HMÔNG", "h mong", "Hmo\u0302ng"])
def test_spellings_of_one_group_have_one_key(text: str) -> None:
    assert ethnic_key(text) == "hmong"
