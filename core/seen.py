"""Of two who change one record at once, the second is told what the first did before it is written over.

A form carries what its record said when the page was made. When the record says something else on saving, nothing is
saved: what was typed stays, beside it stands what is stored now, and that counts as seen from then on, so that saving
once more is a decision. A form opts in by its first base (`class NeedForm(SeenRecord, PortalModelForm)`), its page by
SavePage.to_lock: nobody changes the record between the comparison and the save.
"""

import hashlib
import json
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.field_words import in_words
from core.formats import format_datetime
from core.models import HistoryRow

SEEN = "seen"
STORED_SHOWN = 300


class SeenRecord:
    """Base of a form about a record that several people change. `record` is given where the form has no instance.

    What was seen is not signed: who forges it gets no further than who saves twice.
    """

    fields: dict[str, forms.Field]
    data: Any

    def __init__(self, *args: Any, record: Model | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        self.record = instance if record is None and instance is not None and not instance._state.adding else record
        if self.record is not None:
            # A callable, because a form may add fields after this.
            self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self.digest)

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean()
        if self.record is not None and cleaned.pop(SEEN, None) != self.digest():
            self._tell_what_is_stored()
        return cleaned

    def digest(self) -> str:
        """A short name of what the record said when this form was made from it."""
        canonical = json.dumps(self.stored(), sort_keys=True, default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    def stored(self) -> dict[str, Any]:
        """What the record says, by field; a form adds here what its fields do not show."""
        form: Any = self
        return {name: form.get_initial_for_field(field, name) for name, field in self.fields.items() if name != SEEN}

    def _tell_what_is_stored(self) -> None:
        """Nothing to tell when both say the same: then it was this reader's own answer that got lost on the way."""
        form: Any = self
        differing = [name for name in form.changed_data if name != SEEN and not self._says_the_same(name)]
        for name in differing:
            if not isinstance(self.fields[name], forms.FileField):
                form.add_error(name, _now(self.fields[name], form[name].initial))
        if differing:
            form.add_error(None, self._who_changed_it())
            self.data = self.data.copy()
            self.data[form.add_prefix(SEEN)] = self.digest()

    def _says_the_same(self, name: str) -> bool:
        """Browsers send line ends of their own."""
        form: Any = self
        stored, typed = form[name].initial, form[name].data
        return isinstance(stored, str) and isinstance(typed, str) and stored.split() == typed.split()

    def _who_changed_it(self) -> str:
        assert self.record is not None
        rows = HistoryRow.objects.filter(table_name=self.record._meta.db_table, row_id=str(self.record.pk))
        last = rows.order_by("-id").first()
        changed = _("Nội dung này đã được sửa sau khi anh/chị mở trang.")
        if last is not None and last.actor_label:
            told = {"who": last.actor_label, "at": format_datetime(last.at)}
            changed = _("Nội dung này đã được sửa sau khi anh/chị mở trang; lần sửa cuối: %(who)s, %(at)s.") % told
        how = _(
            "Chưa lưu gì. Mục nào khác thì có ghi nội dung hiện nay; lưu lần nữa sẽ thay bằng nội dung anh/chị nhập."
        )
        return f"{changed} {how}"


def _now(field: forms.Field, stored: Any) -> str:
    if stored in (None, ""):
        return _("Hiện để trống")
    return _("Hiện là: %(stored)s") % {"stored": Truncator(in_words(field, stored)).chars(STORED_SHOWN)}
