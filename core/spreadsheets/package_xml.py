"""The fixed parts of a workbook's package (ECMA-376): what a worksheet needs around its rows."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SPREADSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_OPEN = f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'


def parts(sheet_names: Sequence[str], header_rows: Sequence[int]) -> dict[str, str]:
    """Every part but the styles and the sheets; the rows down to each header are printed on every page."""
    return {
        "[Content_Types].xml": _content_types(len(sheet_names)),
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(sheet_names, header_rows),
        "xl/_rels/workbook.xml.rels": _relationships(
            [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheet_names) + 1)]
            + [("styles", "styles.xml")]
        ),
    }


def frozen_below(row: int) -> str:
    """The rows down to `row` stay in view."""
    return (
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{row}" topLeftCell="A{row + 1}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )


def page_setup(footer: str) -> str:
    """A4 across, one page wide, the page number at the right of every foot."""
    left = f"&L{footer.replace('&', '&&')}" if footer else ""
    return (
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{escape(left)}&amp;R&amp;P/&amp;N</oddFooter></headerFooter>"
    )


def _content_types(sheets: int) -> str:
    overrides = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    overrides += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    return (
        f'<Types xmlns="{_CONTENT_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="{part}" ContentType="{_SPREADSHEET_TYPE}.{kind}+xml"/>' for part, kind in overrides
        )
        + "</Types>"
    )


def _workbook(sheet_names: Sequence[str], header_rows: Sequence[int]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheet_names, start=1)
    )
    print_titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{escape(_quoted(name))}!$1:${row}</definedName>'
        for place, (name, row) in enumerate(zip(sheet_names, header_rows, strict=True))
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE_RELATIONSHIPS}"><sheets>{sheets}</sheets>'
        f"<definedNames>{print_titles}</definedNames></workbook>"
    )


def _quoted(sheet_name: str) -> str:
    """The name as formulas write it."""
    return "'" + sheet_name.replace("'", "''") + "'"


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE_RELATIONSHIPS}">{lines}</Relationships>'
