"""How forms look and read: one renderer, one bound field, one mixin. The fields are imported from here."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _

from core.form_fields import (
    CountField,
    DayField,
    DayInput,
    FigureInput,
    NumberField,
    PercentField,
    VndField,
    YearField,
)
from core.text import nfc

__all__ = [
    "CountField",
    "DayField",
    "DayInput",
    "FigureInput",
    "NumberField",
    "PercentField",
    "PortalBoundField",
    "PortalForm",
    "PortalFormMixin",
    "PortalModelForm",
    "PortalRenderer",
    "VndField",
    "YearField",
    "portal_formfield",
]

PICKERS = (forms.Select, forms.SelectMultiple)
DASHES = "---------"  # django.db.models.fields.BLANK_CHOICE_DASH
TICKS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


class PortalBoundField(BoundField):
    """A field as templates/django/forms/field.html draws it: unit, last answer, all ids wired for readers."""

    @property
    def unit(self) -> Any:
        return getattr(self.field, "unit", "")

    @property
    def last_answer(self) -> str:
        """What was answered the year before, already in words ("2023: 34 m²"); empty when unknown."""
        answers: dict[str, str] = getattr(self.form, "last_answers", {})
        return answers.get(self.name, "")

    @property
    def is_single_tick(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def shows_optional(self) -> bool:
        marks = getattr(self.form, "mark_optional", False)
        is_left_open = not self.field.required and self.name not in getattr(self.form, "needed_at_times", ())
        return bool(marks) and is_left_open and not self.is_single_tick

    @property
    def error_target(self) -> str:
        """The id an error summary links to: the first choice of a group, otherwise the control."""
        return f"{self.auto_id}_0" if self.use_fieldset and self.auto_id else self.id_for_label

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if described is None or self.is_hidden or not self.auto_id:
            return described
        ids = [described] if described else []
        if self.last_answer:
            ids.append(f"{self.auto_id}_last")
        return " ".join(ids)

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        if shown.is_hidden:
            return built
        classes = [shown.attrs.get("class", ""), _bootstrap_class(shown), "is-invalid" if self.errors else ""]
        built["class"] = " ".join(name for name in classes if name)
        if self.field.required and not self.use_fieldset:
            built["aria-required"] = "true"
        return built


class PortalRenderer(TemplatesSetting):
    """settings.FORM_RENDERER: every form, ours or a library's, is drawn by templates/django/forms/."""

    bound_field_class = PortalBoundField


class PortalFormMixin:
    """Base of every form. `last_answers` maps field names to last year's answers in words. `needed_at_times`: fields of
    which their help says when they are required.

    Text is normalised to NFC. The browser's own "required" bubbles are off: the error summary speaks.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    label_suffix = ""
    use_required_attribute = False
    mark_optional = True
    needed_at_times: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, last_answers: dict[str, str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.last_answers = last_answers or {}
        for field in self.fields.values():
            _name_what_is_missing(field)
            _say_nothing_is_chosen(field)

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        values = self.cleaned_data if cleaned is None else cleaned
        for name, value in values.items():
            if isinstance(value, str) and not _is_secret(self.fields.get(name)):
                values[name] = nfc(value)
        return values


class PortalForm(PortalFormMixin, forms.Form):
    """A form that belongs to no single row."""


def portal_formfield(db_field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The form field for a model's field: days and money get ours, the rest Django's."""
    if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
        kwargs.setdefault("form_class", DayField)
    elif isinstance(db_field, models.IntegerField) and db_field.name.endswith("_vnd"):
        return _plain_formfield(db_field, VndField, **kwargs)
    elif isinstance(db_field, models.DecimalField):
        kwargs.setdefault("decimal_places", db_field.decimal_places)
        return _plain_formfield(db_field, NumberField, **kwargs)
    return db_field.formfield(**kwargs)


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form over one row. Subclasses write `class Meta(PortalModelForm.Meta)` to get our fields."""

    class Meta:
        formfield_callback = portal_formfield


def _plain_formfield(
    db_field: "models.Field[Any, Any]", form_class: type[forms.Field], **kwargs: Any
) -> forms.Field | None:
    """`formfield` of the base class: numeric model fields would add limits that our fields do not take."""
    return models.Field.formfield(db_field, form_class=form_class, **kwargs)


def _bootstrap_class(widget: forms.Widget) -> str:
    if isinstance(widget, TICKS):
        return ""
    return "form-select" if isinstance(widget, PICKERS) else "form-control"


def _name_what_is_missing(field: forms.Field) -> None:
    """Chưa nhập or chưa chọn, not "this field is required"; the error summary puts the label before it."""
    if field.required:
        picked = isinstance(field.widget, (*PICKERS, *TICKS, forms.FileInput))
        field.error_messages["required"] = _("Chưa chọn") if picked else _("Chưa nhập")


def _say_nothing_is_chosen(field: forms.Field) -> None:
    """Words for the empty choice of a list, where Django puts a row of dashes."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = _("Chưa chọn")
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, list):
        field.choices = [(value, _("Chưa chọn") if label == DASHES else label) for value, label in field.choices]


def _is_secret(field: forms.Field | None) -> bool:
    return field is not None and isinstance(field.widget, forms.PasswordInput)
