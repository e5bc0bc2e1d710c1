"""Raw workbooks for the tests: packages put together by hand, so that they can be wrong in every way."""

import io
import struct
import zipfile

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def sheet_xml(rows: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def parts(
    rows: str = ONE_CELL, shared: str = "", name: str = "Hộ", target: str = "worksheets/sheet1.xml"
) -> dict[str, str]:
    """The parts of a workbook of one sheet, to be changed and then packed."""
    return {
        "[Content_Types].xml": (
            f'<?xml version="1.0"?><Types xmlns="{_TYPES}">'
            f'<Default Extension="rels" ContentType="{_RELATIONSHIPS}+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="{target}"/>'
            f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>"
        ),
        "xl/worksheets/sheet1.xml": sheet_xml(rows),
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{_MAIN}">{shared}</sst>',
    }


def packed(content: dict[str, str] | dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        for name, text in content.items():
            file.writestr(name, text)
    return archive.getvalue()


def with_part(name: str, text: str | bytes) -> bytes:
    return packed({**parts(), name: text})


def declaring_less(data: bytes, name: str, size: int) -> bytes:
    """The archive with a smaller expanded size written for one entry, in its header and in the directory."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        header = file.getinfo(name).header_offset
    changed[header + 22 : header + 26] = struct.pack("<I", size)
    place = 0
    while (place := changed.find(b"PK\x01\x02", place)) >= 0:
        length = struct.unpack_from("<H", changed, place + 28)[0]
        if changed[place + 46 : place + 46 + length].decode() == name:
            changed[place + 24 : place + 28] = struct.pack("<I", size)
        place += 4
    return bytes(changed)
