"""What waits for a user, asked of every app that has a module `work`.

Such a module has SECTION (the section of the navigation where the work is done), `waiting_count(access, today)`
(one query) and `waiting(access, today, limit)`, the most urgent first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Protocol, cast

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do. `kind` says what ("nhiệm vụ"), `note` where or for whom."""

    kind: Any
    label: str
    url: str
    due: date | None = None
    note: str = ""


class WorkModule(Protocol):
    SECTION: str

    def waiting_count(self, access: Any, today: date) -> int: ...

    def waiting(self, access: Any, today: date, limit: int) -> Iterable[Work]: ...


def modules() -> Iterator[WorkModule]:
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "work") and config.name != "core":
            yield cast(WorkModule, import_module(f"{config.name}.work"))


def waiting_counts(access: Any, today: date) -> dict[str, int]:
    """How much waits in each section of the navigation."""
    counts: dict[str, int] = {}
    for module in modules():
        counts[module.SECTION] = counts.get(module.SECTION, 0) + module.waiting_count(access, today)
    return counts


def waiting(access: Any, today: date, limit: int = 20) -> list[Work]:
    """The most urgent work of all apps, what is due first on top, what has no day last."""
    found = [item for module in modules() for item in module.waiting(access, today, limit)]
    return sorted(found, key=lambda item: (item.due or date.max, str(item.kind), item.label))[:limit]
