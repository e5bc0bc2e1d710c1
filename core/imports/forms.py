"""Forms of an import: which file for which place, and which column of it is which."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import CountField, PortalForm
from core.imports.declaration import ImportSheet, Layout, Place
from core.imports.layouts import check_kind
from core.spreadsheets import SpreadsheetError, preview, sheet_names
from core.spreadsheets.archive import Limits
from core.spreadsheets.columns import SEARCHED_ROWS, find_layout
from core.spreadsheets.safety import check_size

ACCEPT = ".xlsx,.csv"


class ImportFileField(forms.FileField):
    """A workbook or CSV file that is safe to read; anything else is refused with what to do."""

    def __init__(self, **kwargs: Any) -> None:
        limit = Limits().max_bytes // 2**20
        hint = _("Tệp Excel (.xlsx) hoặc CSV, nhiều nhất %(limit)d MB; macro không được nhận.") % {"limit": limit}
        super().__init__(label=gettext_lazy("Tệp"), help_text=hint, allow_empty_file=True, **kwargs)
        self.widget.attrs["accept"] = ACCEPT

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            check_file(cast(BinaryIO, upload), upload.name or "")
        return upload


def check_file(upload: BinaryIO, name: str) -> None:
    """Raises ValidationError for what cannot be read at all."""
    try:
        check_size(upload, Limits())
        check_kind(upload, name)
        names = sheet_names(upload)
        preview(upload, names[0] if names else None, 1)
    except SpreadsheetError as refused:
        raise ValidationError(refused.message, code=refused.code) from refused


class UploadForm(PortalForm):
    """The place is asked only where there are several."""

    place = forms.ChoiceField(label=gettext_lazy("Địa bàn"))
    file = ImportFileField()

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.ref: place for place in places}
        if len(places) == 1:
            del self.fields["place"]
        else:
            choices = [("", _("Chưa chọn")), *((place.ref, place.name) for place in places)]
            self.fields["place"].choices = choices  # type: ignore[attr-defined]

    @property
    def place_given(self) -> Place:
        ref = self.cleaned_data.get("place")
        return self.places[ref] if ref else next(iter(self.places.values()))


class ColumnsForm(PortalForm):
    """For one layout of a file: the sheet of each of our sheets, its header row, and a header for each column.

    `chosen` is what was chosen before (ImportBatch.mapping); what is missing there is guessed.
    """

    mark_optional = False

    def __init__(self, *args: Any, source: BinaryIO, layout: Layout, chosen: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = {sheet.code: sheet for sheet in layout}
        self.heads: dict[str, list[list[str]]] = {}
        names = sheet_names(source)
        for position, sheet in enumerate(self.sheets.values()):
            self._add_sheet(source, names, sheet, chosen.get(sheet.code, {}), position)

    def _add_sheet(
        self, source: BinaryIO, names: Sequence[str], sheet: ImportSheet, chosen: Mapping[str, Any], position: int
    ) -> None:
        name = self.given(f"{sheet.code}-sheet") or chosen.get("sheet") or names[min(position, len(names) - 1)]
        head = self.heads[sheet.code] = preview(source, name if name in names else None, SEARCHED_ROWS)
        found = find_layout(head, sheet.columns, mapping=chosen.get("columns"))
        row = int(
            self.given(f"{sheet.code}-row")
            or chosen.get("header_row")
            or (found.positions and found.header_row)
            or first_full_row(head)
        )
        headers = list(dict.fromkeys(text for text in head[row - 1] if text)) if 0 < row <= len(head) else []
        guessed = {key: found.headers[place] for key, place in found.positions.items()}
        self.fields[f"{sheet.code}-sheet"] = forms.ChoiceField(
            label=_("Trang trong tệp"), choices=[(text, text) for text in names], initial=name
        )
        self.fields[f"{sheet.code}-row"] = CountField(
            label=_("Tiêu đề cột ở dòng"), min_value=1, max_value=SEARCHED_ROWS, initial=row
        )
        options = [(text, text) for text in headers]
        for column in sheet.columns:
            self.fields[f"{sheet.code}-{column.key}"] = forms.ChoiceField(
                label=column.header,
                choices=[("", _("Chưa chọn") if column.required else _("Không có trong tệp")), *options],
                required=column.required,
                initial=guessed.get(column.key, ""),
                error_messages={"required": _("Chưa chọn")},
            )

    def given(self, name: str) -> str:
        text = (self.data.get(self.add_prefix(name)) or "").strip() if self.is_bound else ""
        return text if not name.endswith("-row") or text.isdecimal() else ""

    def groups(self) -> Iterator[dict[str, Any]]:
        """Each sheet with its fields, for the template."""
        for code, sheet in self.sheets.items():
            yield {
                "name": sheet.name,
                "sheet": self[f"{code}-sheet"],
                "row": self[f"{code}-row"],
                "needed": [self[f"{code}-{column.key}"] for column in sheet.columns if column.required],
                "others": [self[f"{code}-{column.key}"] for column in sheet.columns if not column.required],
                "head": list(islice(self.heads[code], 8)),
            }

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for code, sheet in self.sheets.items():
            taken: dict[str, str] = {}
            for column in sheet.columns:
                name = f"{code}-{column.key}"
                header = self.cleaned_data.get(name)
                if header and header in taken:
                    text = _("Cột này đã chọn cho “%(other)s”; chọn cột khác.") % {"other": taken[header]}
                    self.add_error(name, text)
                elif header:
                    taken[header] = column.header
        return cleaned

    def mapping(self) -> dict[str, Any]:
        """What was chosen, for ImportBatch.mapping."""
        data = self.cleaned_data
        return {
            code: {
                "sheet": data[f"{code}-sheet"],
                "header_row": data[f"{code}-row"],
                "columns": {c.key: data[f"{code}-{c.key}"] for c in sheet.columns if data[f"{code}-{c.key}"]},
            }
            for code, sheet in self.sheets.items()
        }


def first_full_row(rows: Sequence[Sequence[str]]) -> int:
    """The first row with several texts, counted from 1: most likely the header."""
    return next((number for number, row in enumerate(rows, start=1) if sum(map(bool, row)) >= 3), 1)
