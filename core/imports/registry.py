"""Which importers there are: those of every app that has a module `imports`."""

from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from core.imports.declaration import Importer, Scope
from core.models import ImportBatch


@cache
def importers() -> dict[str, type[Importer]]:
    """By kind, from the bottom of the import order to its top."""
    found: dict[str, type[Importer]] = {}
    for config in apps.get_app_configs():
        if config.name != "core" and config.module is not None and module_has_submodule(config.module, "imports"):
            module = import_module(f"{config.name}.imports")
            found |= {importer.kind: importer for importer in module.IMPORTERS}
    return found


def allowed(access: Any) -> list[type[Importer]]:
    """What this person may import."""
    return [importer for importer in importers().values() if access.can(importer.right)]


def importer_of(batch: ImportBatch) -> Importer:
    """The importer of a batch, limited as the batch was when it was uploaded."""
    return importers()[batch.kind](Scope.of_batch(batch))
