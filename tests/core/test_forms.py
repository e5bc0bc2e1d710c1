"""Fields say what they accept, forms keep what was typed, markup is wired for readers."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.db import models
from django.test.utils import isolate_apps
from django.utils import translation

from core.form_errors import ErrorLink, error_links
from core.forms import (
    CountField,
    DayField,
    NumberField,
    PercentField,
    PortalForm,
    PortalModelForm,
    VndField,
    YearField,
)


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


class SurveyForm(PortalForm):
    area = NumberField(
        label="Diện tích ở", min_value=4, max_value=1000, example=36, unit="m²", help_text="Tính cả gác."
    )
    members = CountField(label="Số nhân khẩu", max_value=30)
    built = YearField(label="Năm xây", required=False)
    visited = DayField(label="Ngày rà soát", latest=date(2026, 11, 22))
    cost = VndField(label="Giá trị sửa chữa", required=False)
    share = PercentField(label="Tỷ lệ đối ứng", required=False)
    owner = forms.ChoiceField(label="Sở hữu", widget=forms.RadioSelect, choices=[("1", "Của hộ"), ("2", "Thuê")])
    electricity = forms.BooleanField(label="Có điện lưới", required=False)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)


GOOD = {
    "area": "36,5",
    "members": "5",
    "built": "1998",
    "visited": "1/2/2026",
    "cost": "1,5 triệu",
    "share": "46,54%",
    "owner": "1",
    "note": "xin cha\u0300o",
}


def survey(**changes: str) -> SurveyForm:
    return SurveyForm({**GOOD, **changes})


def only_error(field: str, typed: str) -> str:
    form = survey(**{field: typed})
    assert list(form.errors) == [field]
    return str(form.errors[field][0])


def test_typed_text_becomes_exact_values() -> None:
    form = survey()
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "area": Decimal("36.5"),
        "members": 5,
        "built": 1998,
        "visited": date(2026, 2, 1),
        "cost": 1_500_000,
        "share": Decimal("0.4654"),
        "owner": "1",
        "electricity": False,
        "note": "xin chào",
    }
    assert type(form.cleaned_data["cost"]) is int


def test_empty_optional_boxes_are_none() -> None:
    form = survey(built="", cost=" ", share="")
    assert form.is_valid()
    assert (form.cleaned_data["built"], form.cleaned_data["cost"], form.cleaned_data["share"]) == (
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("area", "36m", "Nhập số từ 4 đến 1.000, ví dụ 36 hoặc 36,5"),
        ("area", "3", "Nhập số từ 4 đến 1.000, ví dụ 36 hoặc 36,5"),
        ("area", "36.5", "Chưa rõ “36.5” là bao nhiêu: phần lẻ viết sau dấu “,”, ví dụ 1.234,5"),
        ("area", "36,123", "Nhập tối đa 2 chữ số sau dấu phẩy, ví dụ 36 hoặc 36,5"),
        ("area", "99999999999999999999", "Số quá lớn: nhập nhiều nhất 1.000"),
        ("cost", "99.999.999.999.999.999.999", "Số quá lớn: nhập nhiều nhất 1.000.000.000.000.000"),
        ("area", "36,99999999999999999999", "Số quá dài: nhập nhiều nhất 19 chữ số"),
        ("members", "2,5", "Nhập số nguyên từ 0 đến 30, ví dụ 12"),
        ("members", "31", "Nhập số nguyên từ 0 đến 30, ví dụ 12"),
        ("members", "", "Chưa nhập"),
        ("built", "98", "Nhập năm đủ bốn chữ số, từ 1900 đến 2100"),
        ("built", "1.998", "Nhập năm đủ bốn chữ số, từ 1900 đến 2100"),
        ("visited", "23/11/2026", "Nhập ngày không sau 22/11/2026"),
        ("visited", "31/2/2026", "Không có ngày “31/2/2026”; kiểm tra lại ngày và tháng"),
        ("cost", "-5", "Nhập số đồng nguyên từ 0 đến 1.000.000.000.000.000, ví dụ 1.500.000"),
        ("cost", "1,234", "“1,234” không phải là số đồng nguyên; nhập ví dụ 1.500.000 hoặc 1,5 triệu"),
        ("share", "120", "Nhập tỷ lệ % từ 0 đến 100, ví dụ 46,54"),
        ("share", "46,545", "Nhập tối đa 2 chữ số sau dấu phẩy, ví dụ 46,54"),
        ("owner", "", "Chưa chọn"),
    ],
)
def test_errors_say_what_is_accepted(field: str, typed: str, message: str) -> None:
    assert only_error(field, typed) == message


def test_what_was_typed_is_kept() -> None:
    form = survey(area="36m", cost="1.5 triệu")
    assert form["area"].value() == "36m"
    assert form["cost"].value() == "1.5 triệu"


def test_stored_values_are_shown_as_people_write_them() -> None:
    initial: dict[str, Any] = {
        "area": Decimal("36.50"),
        "built": 1998,
        "visited": date(2026, 2, 1),
        "cost": 1_500_000,
        "share": Decimal("0.4654"),
    }
    form = SurveyForm(initial=initial)
    assert [form[name].value() for name in initial] == ["36,5", "1998", "01/02/2026", "1.500.000", "46,54"]


def test_an_unchanged_form_knows_it() -> None:
    initial = {"cost": 1_500_000, "visited": date(2026, 2, 1), "area": Decimal("36.50")}
    form = SurveyForm({"cost": "1.500.000", "visited": "1/2/2026", "area": "36,5"}, initial=initial)
    assert not {"cost", "visited", "area"} & set(form.changed_data)


def test_a_field_is_drawn_with_label_hint_error_unit_and_last_answer() -> None:
    form = SurveyForm({**GOOD, "area": "36m"}, last_answers={"area": "2023: 34 m²"})
    html = form["area"].as_field_group()
    assert '<label for="id_area">Diện tích ở</label>' in html
    assert 'aria-describedby="id_area_helptext id_area_error id_area_last"' in html
    for piece in (
        'id="id_area_helptext"',
        'id="id_area_error"',
        'id="id_area_last"',
        "2023: 34 m²",
        "m²",
        "form-control is-invalid",
    ):
        assert piece in html
    assert "required>" not in html
    assert 'aria-required="true"' in html


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    form = SurveyForm()
    assert "(không bắt buộc)" in form["cost"].as_field_group()
    assert "(không bắt buộc)" not in form["area"].as_field_group()


def test_choices_stand_in_a_fieldset_and_a_tick_before_its_label() -> None:
    form = survey(owner="")
    group = form["owner"].as_field_group()
    assert "<fieldset" in group
    assert "<legend>Sở hữu</legend>" in group
    assert "form-control" not in group
    tick = form["electricity"].as_field_group()
    assert tick.index("<input") < tick.index("<label")
    assert tick.count("<label") == 1


def test_the_summary_links_to_each_field() -> None:
    form = survey(area="36m", owner="")
    assert error_links([form]) == [
        ErrorLink("Nhập số từ 4 đến 1.000, ví dụ 36 hoặc 36,5", "Diện tích ở", "id_area"),
        ErrorLink("Chưa chọn", "Sở hữu", "id_owner_0"),
    ]
    html = str(form)
    assert html.index("data-error-summary") < html.index('id="id_area"')
    assert 'href="#id_owner_0"' in html
    assert 'id="id_owner_0"' in html


def test_the_summary_covers_formsets_and_errors_of_the_whole_form() -> None:
    class Strict(SurveyForm):
        def clean(self) -> dict[str, Any] | None:
            super().clean()
            raise forms.ValidationError("Tổng không khớp")

    rows = forms.formset_factory(SurveyForm, extra=0)(
        {
            "form-TOTAL_FORMS": "1",
            "form-INITIAL_FORMS": "0",
            **{f"form-0-{k}": v for k, v in GOOD.items()},
            "form-0-area": "x",
        }
    )
    links = error_links([Strict(GOOD), rows])
    assert links[0] == ErrorLink("Tổng không khớp")
    assert links[1].target == "id_form-0-area"


def test_a_valid_form_has_no_summary() -> None:
    assert "data-error-summary" not in str(survey())


def test_a_password_is_not_touched() -> None:
    class SecretForm(PortalForm):
        password = forms.CharField(widget=forms.PasswordInput)

    form = SecretForm({"password": "ma\u0323t"})
    assert form.is_valid()
    assert form.cleaned_data["password"] == "ma\u0323t"


@isolate_apps("core")
def test_a_model_form_reads_days_and_money_our_way() -> None:
    class Voucher(models.Model):
        paid_on = models.DateField("ngày chi")
        amount_vnd = models.BigIntegerField("số tiền")
        area_m2 = models.DecimalField("diện tích", max_digits=7, decimal_places=1, null=True, blank=True)
        note = models.CharField("ghi chú", max_length=20, blank=True)

        class Meta:
            app_label = "core"

    class VoucherForm(PortalModelForm):
        class Meta(PortalModelForm.Meta):
            model = Voucher
            fields = ("paid_on", "amount_vnd", "area_m2", "note")

    form = VoucherForm({"paid_on": "1/2/2026", "amount_vnd": "1,5 triệu", "area_m2": "36,5", "note": "a"})
    assert form.is_valid(), form.errors
    voucher = form.save(commit=False)
    assert (voucher.paid_on, voucher.amount_vnd, voucher.area_m2) == (
        date(2026, 2, 1),
        1_500_000,
        Decimal("36.5"),
    )
    refused = VoucherForm({"paid_on": "1/2/26", "amount_vnd": "1,234", "area_m2": "36,55"})
    assert set(refused.errors) == {"paid_on", "amount_vnd", "area_m2"}
