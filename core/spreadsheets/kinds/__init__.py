"""What a column of an imported sheet may hold: each kind reads a cell and says what it accepts."""

from core.spreadsheets.kinds.base import BadCell, Kind, Raw
from core.spreadsheets.kinds.choices import Choice, YesNo
from core.spreadsheets.kinds.dates import Day
from core.spreadsheets.kinds.numbers import Dong, DongIn, Number, Whole
from core.spreadsheets.kinds.text import CitizenNumber, Code, Text

__all__ = [
    "BadCell",
    "Choice",
    "CitizenNumber",
    "Code",
    "Day",
    "Dong",
    "DongIn",
    "Kind",
    "Number",
    "Raw",
    "Text",
    "Whole",
    "YesNo",
]
