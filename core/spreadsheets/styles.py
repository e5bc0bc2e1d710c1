"""The cell formats of the workbooks we write: one table for their numbers and for the XML that says them."""

HEADER_FILL = "FFDCE6F1"

_CUSTOM_FORMATS = {164: "dd/mm/yyyy", 165: "hh:mm dd/mm/yyyy"}
_FONTS = (
    '<font><sz val="11"/><name val="Calibri"/></font>',
    '<font><b/><sz val="11"/><name val="Calibri"/></font>',
)
_FILLS = (
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
    f'<fill><patternFill patternType="solid"><fgColor rgb="{HEADER_FILL}"/></patternFill></fill>',
)
_SIDES = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
_BORDERS = ("<border/>", f"<border>{_SIDES}</border>")
_CENTRED = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
# name -> number format, font, fill, border, alignment; 49 is Excel's own "@": text that stays so when edited.
_CELLS = {
    "general": (0, 0, 0, 0, ""),
    "header": (49, 1, 2, 1, _CENTRED),
    "title": (49, 1, 0, 0, ""),
    "text": (49, 0, 0, 0, ""),
    "whole": (3, 0, 0, 0, ""),
    "plain": (1, 0, 0, 0, ""),
    "decimal": (4, 0, 0, 0, ""),
    "percent": (10, 0, 0, 0, ""),
    "date": (164, 0, 0, 0, ""),
    "datetime": (165, 0, 0, 0, ""),
}
STYLES = {name: place for place, name in enumerate(_CELLS)}


def styles_xml() -> str:
    formats = [f'<numFmt numFmtId="{key}" formatCode="{code}"/>' for key, code in _CUSTOM_FORMATS.items()]
    cells = [
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
        'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f"{alignment}</xf>"
        for number, font, fill, border, alignment in _CELLS.values()
    ]
    return (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + _listed("numFmts", formats)
        + _listed("fonts", _FONTS)
        + _listed("fills", _FILLS)
        + _listed("borders", _BORDERS)
        + _listed("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'])
        + _listed("cellXfs", cells)
        + _listed("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'])
        + "</styleSheet>"
    )


def _listed(tag: str, items: "list[str] | tuple[str, ...]") -> str:
    return f'<{tag} count="{len(items)}">{"".join(items)}</{tag}>'
