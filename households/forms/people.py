"""Forms about one person: as a member, as the head of a new household, leaving, becoming head."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from catalogs.models import EthnicGroup, RelationToHead
from core import citizen_id
from core.forms import DayField, PortalForm
from households.forms.fields import Birth, BirthField, CitizenIdField, PersonNameField
from households.models import Member
from households.services.people import Person, holder_of

SEXES = {Member.Sex.MALE: "male", Member.Sex.FEMALE: "female"}


class PersonForm(PortalForm):
    """Who somebody is. `warnings` says what to look at again; it stops nothing."""

    full_name = PersonNameField(label=gettext_lazy("Họ và tên"))
    relation = forms.ModelChoiceField(
        RelationToHead.objects.all(), label=gettext_lazy("Quan hệ với chủ hộ"), empty_label=gettext_lazy("Chưa chọn")
    )
    sex = forms.ChoiceField(label=gettext_lazy("Giới tính"), choices=Member.Sex.choices, widget=forms.RadioSelect)
    birth = BirthField(label=gettext_lazy("Ngày sinh"))
    ethnic_group = forms.ModelChoiceField(
        EthnicGroup.objects.all(), label=gettext_lazy("Dân tộc"), required=False, empty_label=gettext_lazy("Chưa rõ")
    )
    number = CitizenIdField(label=gettext_lazy("Số định danh cá nhân"))

    def __init__(self, *args: Any, access: Access, member: Member | None = None, **kwargs: Any) -> None:
        self.access, self.member = access, member
        super().__init__(*args, **kwargs)
        self.warnings: list[str] = []
        self.fields["number"].help_text = self._number_help()

    def _number_help(self) -> str:
        if self.member is None or not self.member.citizen_id_masked:
            return _("12 số, hoặc 9 số của chứng minh nhân dân cũ.")
        return _("Đang có %(masked)s; để trống nếu không đổi.") % {"masked": self.member.citizen_id_masked}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if number := self.cleaned_data.get("number"):
            self._check_number(number)
        return cleaned

    def _check_number(self, number: str) -> None:
        where = holder_of(access=self.access, number=number, member_id=self.member.pk if self.member else None)
        if where:
            self.add_error("number", _("Số này đã ghi cho %(where)s") % {"where": where})
        birth: Birth | None = self.cleaned_data.get("birth")
        sex = SEXES.get(self.cleaned_data.get("sex", ""))
        found = citizen_id.check(number, sex, birth.year if birth else None)
        self.warnings = [finding.message for finding in found if not finding.is_error]

    def person(self, relation: RelationToHead | None = None) -> Person:
        data = self.cleaned_data
        birth: Birth = data["birth"]
        return Person(
            full_name=data["full_name"],
            relation=relation or data["relation"],
            sex=data["sex"],
            birth_day=birth.day,
            birth_month=birth.month,
            birth_year=birth.year,
            ethnic_group=data["ethnic_group"],
        )

    @property
    def number_given(self) -> str | None:
        """None leaves a recorded number alone."""
        return self.cleaned_data["number"] or None


class MemberForm(PersonForm):
    """A member; of the head the relation is not asked, it changes by another act."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.member is not None and self.member.pk and self.member.relation.is_head:
            del self.fields["relation"]
        else:
            self.fields["relation"].queryset = RelationToHead.objects.filter(is_head=False)  # type: ignore[attr-defined]

    def person(self, relation: RelationToHead | None = None) -> Person:
        kept = self.member.relation if self.member is not None and "relation" not in self.fields else None
        return super().person(relation or kept)


def person_initial(member: Member) -> dict[str, Any]:
    return {
        "full_name": member.full_name,
        "relation": member.relation_id,
        "sex": member.sex,
        "birth": member.birth_text,
        "ethnic_group": member.ethnic_group_id,
    }


class LeaveForm(PortalForm):
    """A member leaves the household."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=gettext_lazy("Rời hộ ngày"), latest=timezone.localdate)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: chuyển đi, tách hộ, kết hôn, qua đời."),
    )


class HeadForm(PortalForm):
    """Another member becomes head."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    member = forms.ModelChoiceField(
        Member.objects.none(), label=gettext_lazy("Chủ hộ mới"), empty_label=gettext_lazy("Chưa chọn")
    )
    old_head_relation = forms.ModelChoiceField(
        RelationToHead.objects.filter(is_head=False),
        label=gettext_lazy("Quan hệ của chủ hộ cũ với chủ hộ mới"),
        empty_label=gettext_lazy("Chưa chọn"),
    )
    on = DayField(label=gettext_lazy("Từ ngày"), latest=timezone.localdate)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members.filter(relation__is_head=False)  # type: ignore[attr-defined]
