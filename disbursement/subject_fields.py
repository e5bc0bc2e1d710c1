"""Choosing the works or the livelihood project that a contract or a voucher is about."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from accounts.access import Access
from core.text import nfc
from disbursement.models import CapitalLine
from disbursement.services.subjects import fitting_subjects
from programs.models import LivelihoodProject, Works


def subjects_to_choose(
    line: CapitalLine, model: type[Works | LivelihoodProject], access: Access
) -> QuerySet[Works | LivelihoodProject]:
    """Those of the line's component and place, by name."""
    return fitting_subjects(line, model.objects.visible_to(access)).select_related("area").order_by("name", "pk")


def choose_or_name(field: Any, found: QuerySet[Any], named_help: Any) -> forms.Field:
    """The field as a list, or where that would be long as a box for the name."""
    if found[: NamedField.FROM].count() < NamedField.FROM:
        field.queryset = found
        return field
    return NamedField(found=found, label=field.label, required=False, help_text=named_help)


class NamedField(forms.CharField):
    """One of very many by its name or a part of it; where several fit, they are named with their place."""

    FROM, SHOWN = 100, 5

    def __init__(self, *, found: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.found = found

    def clean(self, value: Any) -> Any:
        wanted = nfc(super().clean(value))
        if not wanted:
            return None
        name = wanted.rpartition(" (")[0] or wanted
        same = self.found.filter(Q(name__iexact=wanted) | Q(name__iexact=name))
        fitting = [row for row in same if wanted.casefold() in (row.name.casefold(), _placed(row).casefold())]
        if not fitting and name == wanted:
            fitting = list(self.found.filter(name__icontains=name)[: self.SHOWN])
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            raise forms.ValidationError(
                gettext("Không có tên này ở địa bàn và nội dung của dòng vốn. Thử chỉ gõ một phần tên.")
            )
        shown = "; ".join(_placed(row) for row in fitting[: self.SHOWN])
        raise forms.ValidationError(gettext("Có nhiều tên như vậy; ghi đủ như một trong các tên: %s.") % shown)


def _placed(row: Any) -> str:
    return f"{row.name} ({row.area.full_name})"
