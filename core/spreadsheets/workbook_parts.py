"""Which part of a workbook's archive holds which sheet."""

import posixpath
from collections.abc import Callable
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.spreadsheets.archive import broken

_WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"


def sheet_names_by_part(read_part: Callable[[str], bytes]) -> dict[str, str]:
    """{"xl/worksheets/sheet1.xml": "Hộ"}, parts in lower case; raises UnsafeFile when it cannot be read."""
    targets = {
        element.get("Id", ""): _inside_archive(element.get("Target", ""))
        for element in _parsed(read_part(_RELATIONSHIPS))
    }
    names = {}
    for element in _parsed(read_part(_WORKBOOK)).iter():
        if _local(element.tag) == "sheet":
            part = targets.get(_relationship_id(element))
            if part is None:
                raise broken()
            names[part.casefold()] = element.get("name", "")
    return names


def _parsed(content: bytes) -> Element:
    try:
        parsed: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise broken() from error
    return parsed


def _inside_archive(target: str) -> str:
    """Targets are relative to xl/, or absolute within the archive."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _relationship_id(element: Element) -> str:
    """The r:id attribute, under the transitional or the strict namespace."""
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
