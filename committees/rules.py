"""How documents are numbered."""

import re

from catalogs.rules import is_document_number


def number_fits(number: str, pattern: str) -> bool:
    """Whether `number` ("130/KH-UBND") has the general form and that of its kind (Decree 30/2020)."""
    return is_document_number(number) and re.fullmatch(pattern, number) is not None
