"""Workbooks and CSV files, in and out.

In: `open_table` and `read_table` check a file and read it by columns (`Column`, kinds in `kinds`), every
error naming its cell; `template_xlsx` makes the file to fill in, `annotate_xlsx` marks what was wrong.
Out: `write_xlsx` and `csv_rows` stream rows of any number.
"""

from core.spreadsheets.annotate import annotate_xlsx, error_list
from core.spreadsheets.archive import Limits
from core.spreadsheets.columns import Column
from core.spreadsheets.csv_export import csv_rows
from core.spreadsheets.errors import BadTable, CellError, SpreadsheetError, UnreadableFile, UnsafeFile
from core.spreadsheets.reading import Row, Table, open_table, preview, read_table
from core.spreadsheets.safety import XlsxFacts, check_xlsx
from core.spreadsheets.sheets import sheet_names
from core.spreadsheets.template import TemplateSheet, template_xlsx
from core.spreadsheets.units import UnitNote
from core.spreadsheets.writing import ExportColumn, Sheet, write_xlsx

__all__ = [
    "BadTable",
    "CellError",
    "Column",
    "ExportColumn",
    "Limits",
    "Row",
    "Sheet",
    "SpreadsheetError",
    "Table",
    "TemplateSheet",
    "UnitNote",
    "UnreadableFile",
    "UnsafeFile",
    "XlsxFacts",
    "annotate_xlsx",
    "check_xlsx",
    "csv_rows",
    "error_list",
    "open_table",
    "preview",
    "read_table",
    "sheet_names",
    "template_xlsx",
    "write_xlsx",
]
