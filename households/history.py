"""The history of a household's rows in words: who changed what, when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import HistoryRow
from households.models import Assessment, Classification, Household, Member

MODELS = {model._meta.db_table: model for model in (Household, Member, Assessment, Classification)}
TABLES: dict[str, str | Promise] = {
    Household._meta.db_table: gettext_lazy("Hồ sơ hộ"),
    Member._meta.db_table: gettext_lazy("Thành viên"),
    Assessment._meta.db_table: gettext_lazy("Phiếu rà soát"),
    Classification._meta.db_table: gettext_lazy("Phân loại"),
}
ACTS: dict[str, str | Promise] = {
    "insert": gettext_lazy("lập"),
    "update": gettext_lazy("sửa"),
    "delete": gettext_lazy("xóa"),
}
# Keys for sorting, searching and concurrency: they follow the columns that are shown.
HIDDEN = {
    "version",
    "edit_token",
    "scope_path",
    "head_name_sort",
    "head_name_fold",
    "name_sort",
    "name_fold",
    "citizen_id_index",
    "citizen_id_masked",
    "phone_masked",
    "explanation",
    "saved_sections",
}
SEALED = {"citizen_id_sealed", "phone_sealed"}
LONG = 80


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One changed row; `changes` is empty for a row that was made or removed."""

    at: datetime
    who: str
    title: str
    changes: list[Change]


def history_of(household: Household, limit: int = 50) -> list[Entry]:
    """The latest changes of the household, its members, reviews and classes."""
    wanted = Q(pk__in=[])
    for table, ids in _row_ids(household).items():
        wanted |= Q(table_name=table, row_id__in=[str(pk) for pk in ids])
    members = dict(Member.objects.filter(household=household).values_list("pk", "full_name"))
    names = {str(pk): name for pk, name in members.items()}
    found = [_entry(row, names) for row in HistoryRow.objects.filter(wanted).order_by("-id")[:limit]]
    return [entry for entry in found if entry is not None]


def _row_ids(household: Household) -> dict[str, list[Any]]:
    return {
        table: [household.pk]
        if model is Household
        else list(model._default_manager.filter(household=household).values_list("pk", flat=True))
        for table, model in MODELS.items()
    }


def _entry(row: HistoryRow, names: dict[str, str]) -> Entry | None:
    changes = list(_changes(row)) if row.act == "update" else []
    if row.act == "update" and not changes:
        return None
    title = f"{TABLES[row.table_name]}: {ACTS[row.act]}"
    if name := names.get(row.row_id):
        title = f"{TABLES[row.table_name]} {name}: {ACTS[row.act]}"
    return Entry(row.at, row.actor_label or _("hệ thống"), title, changes)


def _changes(row: HistoryRow) -> Iterator[Change]:
    model, old, new = MODELS[row.table_name], row.old or {}, row.new or {}
    columns = {field.column: field for field in model._meta.concrete_fields}
    for column, value in new.items():
        if column in HIDDEN or column not in columns:
            continue
        label = str(columns[column].verbose_name)
        if column in SEALED:
            yield Change(_sealed_label(column), "", _("đã đổi (không hiện)"))
        else:
            yield Change(label, _shown(columns[column], old.get(column)), _shown(columns[column], value))


def _sealed_label(column: str) -> str:
    return _("số định danh") if column.startswith("citizen") else _("số điện thoại")


def _shown(field: Any, value: Any) -> str:
    if value in (None, "", {}, []):
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dict | list):
        return _("%(n)d mục") % {"n": len(value)}
    text = str(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"
