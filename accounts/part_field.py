"""What every answer with sums of capital says: whether it is about all of it."""

from typing import Any

from rest_framework import serializers


class PartField(serializers.CharField):
    """Reads `part_holder` of the serializer's context (Access.part_holder)."""

    def __init__(self) -> None:
        told = (
            "the agency whose components alone are counted, for an officer who answers for some components only;"
            " empty where all of them are"
        )
        super().__init__(source="*", read_only=True, help_text=told)

    def to_representation(self, value: Any) -> str:
        holder: str = self.context["part_holder"]
        return holder
