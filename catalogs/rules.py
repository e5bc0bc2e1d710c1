"""Pure rules of the catalogues: how documents are numbered, how names of ethnic groups compare."""

import re

from core.text import fold, nfc

# số[/năm](/|-)ký hiệu: "1752/UBND-VXNV", "25/2022/QĐ-UBND", "05-NQ/TU", "24/2021/QH15" (Decree 30/2020).
_NUMBER = re.compile(r"\d+[a-z]?(?:/\d{4})?(?:/|-)[A-ZĐ][A-Za-zĐđ0-9&]*(?:[-/.][A-ZĐ][A-Za-zĐđ0-9&.]*)*", re.ASCII)


def is_document_number(text: str) -> bool:
    """Whether `text` has the form of a number and symbol of an official document, of any kind."""
    return _NUMBER.fullmatch(nfc(text).strip()) is not None


def ethnic_key(text: str) -> str:
    """The letters of an ethnic group's name: without accents, hyphens, apostrophes and spaces."""
    return re.sub(r"[^a-z0-9]", "", fold(text))
