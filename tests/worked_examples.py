"""Worked examples that stand beside the project, not in it: exact fractions and tables of classes."""

import json
from fractions import Fraction
from typing import Any

import pytest
from django.conf import settings


def shared_json(path: str) -> Any:
    """A file of the folder `shared` beside the checkout; the test is skipped where there is none."""
    file = settings.BASE_DIR.parent / "shared" / path
    if not file.exists():
        pytest.skip(f"shared/{path} is not beside this checkout")
    return json.loads(file.read_text(encoding="utf-8"))


def worked_examples() -> dict[str, Any]:
    examples: dict[str, Any] = shared_json("domain/mpi/worked_examples.json")
    return examples


def fractions(values: dict[str, Any]) -> dict[str, Fraction]:
    return {name: Fraction(value["frac"]) for name, value in values.items()}
