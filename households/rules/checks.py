"""What must hold of a standard before anything is decided by it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from households.rules.errors import InvalidStandardError
from households.rules.rows import CLASSES, NOT_POOR, ZONES, Row, RowT, Zone, rows_of

if TYPE_CHECKING:
    from households.rules.standard import Standard

MAX_INDICATORS = 31  # a mask is kept in a four-byte integer column


def check_standard(standard: "Standard") -> None:
    """Raise InvalidStandardError with one sentence when the standard could not classify every household."""
    for problem in _problems(standard):
        raise InvalidStandardError(f"{standard.code}: {problem}")


def _problems(standard: "Standard") -> Iterable[str]:
    yield from _indicator_problems(standard)
    yield from _weight_problems(standard)
    yield from _row_problems(standard.rules)
    if standard.points:
        yield from _row_problems(standard.points)


def _indicator_problems(standard: "Standard") -> Iterable[str]:
    count = len(standard.indicators)
    if sorted(i.position for i in standard.indicators) != list(range(count)):
        yield _("vị trí của các chỉ số phải là 0, 1, 2, … không trùng và không thiếu.")
    if count > MAX_INDICATORS:
        yield _("chuẩn có quá nhiều chỉ số.")
    if len({i.code for i in standard.indicators}) != count:
        yield _("có hai chỉ số trùng mã.")


def _weight_problems(standard: "Standard") -> Iterable[str]:
    weights = standard.mpi_weights
    if weights and (len(weights) != len(standard.indicators) or min(weights) <= 0):
        yield _("mỗi chỉ số phải có đúng một quyền số dương.")
    if not 0 < standard.mpi_cutoff <= 1:
        yield _("ngưỡng k phải lớn hơn 0 và không quá 1.")


def _row_problems(rows: Sequence[RowT]) -> Iterable[str]:
    for row in rows:
        yield from _bound_problems(row)
    for zone in ZONES:
        yield from _end_problems(rows_of(rows, zone), zone)


def _bound_problems(row: Row) -> Iterable[str]:
    if row.result not in CLASSES:
        yield _("dòng %(order)s có kết quả lạ: %(result)s.") % {"order": row.order, "result": row.result}
    if row.means.is_empty or row.lacks.is_empty:
        yield _("dòng %(order)s có cận dưới không nhỏ hơn cận trên.") % {"order": row.order}


def _end_problems(rows: Sequence[Row], zone: Zone) -> Iterable[str]:
    repeated = [order for order, times in Counter(row.order for row in rows).items() if times > 1]
    if repeated:
        yield _("khu vực %(zone)s có hai dòng cùng thứ tự %(order)s.") % {"zone": zone, "order": repeated[0]}
    last = rows[-1] if rows else None
    if last is None or last.result != NOT_POOR or not (last.means.is_open and last.lacks.is_open):
        yield _("khu vực %(zone)s phải kết thúc bằng dòng “không nghèo” áp dụng cho mọi hộ.") % {"zone": zone}
