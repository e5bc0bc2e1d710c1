"""The filters and pictures of templates: right figures, said gaps, strings that an attribute can hold."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import django_filters
import pytest
from django import forms
from django.db.models import QuerySet
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from core.charts import chart_table
from core.keyset import Page
from core.rates import Rate
from core.tables import Cell, Column, Row, Table
from core.templatetags import portal


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


def render(source: str, **context: Any) -> str:
    return Template("{% load portal %}" + source).render(Context(context))


def render_at(address: str, name: str, **context: Any) -> str:
    """A component on the page at `address`, whose query its links keep."""
    page = Context(context)
    page.request = RequestFactory().get(address)  # type: ignore[attr-defined]
    html: str = get_template(name).template.render(page)  # type: ignore[attr-defined]
    return html.replace("\n<", "<")


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ v|number }}", 1234567, "1.234.567"),
        ("{{ v|number:1 }}", Decimal("2.25"), "2,3"),
        ("{{ v|vnd }}", 1234567, "1.234.567"),
        ("{{ v|million }}", 1_250_000, "1,3"),
        ("{{ v|million:2 }}", 1_250_000, "1,25"),
        ("{{ v|amount }}", 170_014_620_000, "170,0 tỷ đồng"),
        ("{{ v|amount }}", 30_600_000, "31 triệu đồng"),
        ("{{ v|amount }}", 900, "900 đồng"),
        ("{{ v|percent }}", Rate(4654, 10000), "46,54%"),
        ("{{ v|percent:0 }}", Decimal("0.555"), "56%"),
        ("{{ v|points }}", Decimal("-0.2817"), "−28,17"),
        ("{{ v|datevn }}", date(2026, 2, 1), "01/02/2026"),
        ("{{ v|datetimevn }}", datetime(2024, 10, 28, 0, 12, tzinfo=UTC), "07:12 28/10/2024"),
        ("{{ v|month }}", date(2026, 2, 1), "02/2026"),
    ],
)
def test_figures_and_days(source: str, value: Any, shown: str) -> None:
    assert render(source, v=value) == shown


@pytest.mark.parametrize(
    "name", ["number", "vnd", "million", "amount", "percent", "points", "datevn", "datetimevn", "month"]
)
def test_none_is_a_dash_that_says_why(name: str) -> None:
    html = render("{{ v|" + name + " }}", v=None)
    assert 'title="Chưa có số liệu"' in html
    assert "–" in html
    assert render("{{ v|" + name + "|plain }}", v=None) == "Chưa có số liệu"


def test_a_rate_without_denominator_says_so() -> None:
    assert render("{{ v|percent|plain }}", v=Rate(10, None)) == "Thiếu mẫu số"
    assert render("{{ v|percent|plain }}", v=Rate(None, None)) == "Chưa có số liệu"
    assert render("{{ v|percent|plain }}", v=Rate(1, 4)) == "25,00%"


@pytest.mark.parametrize("value", [Rate(-1, 4), Rate(1, None), None])
def test_a_bar_of_nothing_is_empty(value: Rate | None) -> None:
    assert "bar-fill" not in render("{% bar v %}", v=value)


def test_a_bar_is_never_longer_than_full() -> None:
    assert 'bar-fill" y="3" width="100.00%"' in render("{% bar v %}", v=Decimal("1.5"))


def test_bar_has_no_style_and_no_comma_in_its_attributes() -> None:
    html = render('{% bar v w tone="late" %}', v=Rate(4654, 10000), w=Decimal("0.95"))
    assert 'width="46.54%"' in html
    assert 'x="95.00%"' in html
    assert "bar-late" in html
    assert "style=" not in html


def test_an_empty_bar_draws_no_fill_and_no_tick() -> None:
    html = render("{% bar v w %}", v=Rate(0, 4), w=None)
    assert "bar-fill" not in html
    assert "bar-tick" not in html


@pytest.mark.parametrize(
    ("share", "name"),
    [
        ("0", "heat-1"),
        ("0.1999", "heat-1"),
        ("0.2", "heat-2"),
        ("0.4", "heat-3"),
        ("0.6", "heat-4"),
        ("0.8", "heat-5"),
        ("1", "heat-5"),
    ],
)
def test_heat_classes(share: str, name: str) -> None:
    assert portal.heat(Decimal(share)) == name


def test_heat_takes_other_limits_and_says_nothing_of_the_unknown() -> None:
    assert portal.heat(Decimal("0.02"), "1,2,3,4") == "heat-3"
    assert portal.heat(None) == "heat-0"
    assert portal.heat(Rate(1, None)) == "heat-0"


SPEC = {
    "kind": "line",
    "unit": "%",
    "places": 2,
    "head": "Tháng",
    "categories": ["T1", "T2"],
    "series": [{"name": "Năm 2024", "values": [Decimal("1.2"), None], "tone": "good"}],
    "band": {"name": "Dự báo", "low": [None, Decimal(1)], "high": [None, Decimal(3)]},
    "reference": {"name": "Mục tiêu", "value": 95},
    "links": ["/thang/1/", None],
}


def test_the_table_beside_a_chart_has_its_numbers() -> None:
    table = chart_table(SPEC)
    assert table.head == ["Tháng", "Năm 2024", "Dự báo, thấp", "Dự báo, cao"]
    assert [row.cells for row in table.rows] == [["1,20%", "–", "–"], ["–", "1,00%", "3,00%"]]
    assert [row.url for row in table.rows] == ["/thang/1/", ""]
    assert table.notes == ["Mục tiêu: 95,00%"]


def test_a_chart_carries_its_spec_as_exact_text() -> None:
    html = render_to_string("components/chart.html", {"id": "curve", "label": "Lũy kế", "spec": SPEC})
    assert 'data-chart="curve-spec"' in html
    assert '<script id="curve-spec" type="application/json">' in html
    assert '"values": ["1.2", null]' in html
    assert "echarts.common.min.js" in html


def test_a_table_heads_its_rows_labels_its_cells_and_sorts() -> None:
    table = Table(
        "Hộ",
        [
            Column("Chủ hộ", asc="name", desc="-name"),
            Column("Điểm", num=True, asc="b1"),
            Column("", said="Việc"),
        ],
        [Row([Cell("Lê Thị Ánh", url="/ho/1/"), Cell("118"), Cell("Quá hạn", tag="late")], tone="late")],
        total=[Cell("Cộng"), Cell("118"), Cell("")],
        ordering="name",
    )
    html = render_at("/ho/?q=anh&cursor=x", "components/table.html", table=table)
    assert '<th scope="row"><a href="/ho/1/">Lê Thị Ánh</a></th>' in html
    assert '<td class="num" data-label="Điểm">118</td>' in html
    assert 'aria-sort="ascending"' in html
    assert 'href="?q=anh&amp;sort=-name"' in html
    assert 'href="?q=anh&amp;sort=b1"' in html
    assert "tag-late" in html
    assert 'data-label="Việc"' in html
    assert "<tfoot>" in html


def test_a_row_of_another_length_than_the_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Table("Hộ", [Column("Chủ hộ")], [Row([Cell("a"), Cell("b")])]).lines  # noqa: B018


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_no_context(page: str) -> None:
    html = render_to_string(page)
    assert html.startswith("<!doctype html>")
    assert 'lang="vi"' in html
    assert "style=" not in html


def test_the_scripts_get_their_sentences_in_the_language_of_the_page() -> None:
    assert 'id="client-text"' in render("{% client_messages %}")


def test_a_pager_leads_to_its_neighbours_and_keeps_the_filters() -> None:
    page = Page(items=[1, 2], next_cursor="later", previous_cursor=None)
    html = render_at("/ho/?q=anh", "components/pager.html", page=page, total=10_000, total_is_more=True)
    assert 'rel="next" href="?q=anh&amp;cursor=later"' in html
    assert 'rel="prev"' not in html
    assert "trong hơn 10.000 dòng" in html


class HouseholdFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Tên")
    late = django_filters.BooleanFilter(label="Quá hạn", widget=forms.CheckboxInput)


def test_only_filters_that_are_set_count() -> None:
    assert portal.active_filters(HouseholdFilter(None, queryset=QuerySet())) == 0
    assert portal.active_filters(HouseholdFilter({"sort": "name"}, queryset=QuerySet())) == 0
    assert portal.active_filters(HouseholdFilter({"q": "anh", "late": "on"}, queryset=QuerySet())) == 2


def test_the_filter_bar_keeps_the_ordering_and_offers_to_clear() -> None:
    bound = HouseholdFilter({"q": "anh"}, queryset=QuerySet())
    html = render_to_string("components/filter_bar.html", {"filter": bound, "ordering": "name"})
    assert '<input type="hidden" name="sort" value="name">' in html
    assert 'value="anh"' in html
    assert 'href="?"' in html
