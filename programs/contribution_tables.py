"""Contributions and policy credit as rows of lists and facts of pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogs.models import CapitalSource
from core.formats import format_date, format_number
from core.tables import Cell, Column, Row
from programs.models import Contribution, CreditTurnover

Form = Contribution.Form


def source_name(source: CapitalSource) -> str:
    return source.name_en if get_language() == "en" else source.name


def giver(row: Contribution) -> str:
    """An organisation, another programme, or how many households."""
    if row.given_by:
        return row.given_by
    return _("%(n)s hộ dân") % {"n": format_number(abs(row.households or 0))}


def quantity(row: Contribution) -> str:
    if row.quantity is None:
        return ""
    unit = _("ngày công") if row.form == Form.LABOUR else "m²"
    return f"{format_number(row.quantity)} {unit}"


def value(row: Contribution) -> str:
    return _("chưa quy ra tiền") if row.value_vnd is None else format_number(row.value_vnd)


def amount_words(row: Contribution) -> str:
    return value(row) if row.value_vnd is None else _("%(amount)s đồng") % {"amount": value(row)}


def standing(row: Contribution | CreditTurnover) -> str:
    """What became of the row since, as a note behind it."""
    if row.reverses_id:
        return _("đảo bút toán")
    return _("đã đảo") if hasattr(row, "reversed_by") else ""


def contribution_columns() -> list[Column]:
    return [
        Column(_("Bên đóng góp")),
        Column(_("Ngày nhận"), num=True, desc="newest", asc="oldest"),
        Column(_("Nguồn")),
        Column(_("Hình thức")),
        Column(_("Số lượng"), num=True),
        Column(_("Giá trị (đồng)"), num=True),
        Column(_("Địa bàn")),
        Column(_("Cho công trình, dự án")),
    ]


def contribution_row(row: Contribution) -> Row:
    subject = row.works or row.project
    return Row(
        [
            Cell(giver(row), url=reverse("programs:contribution", args=[row.pk]), note=standing(row)),
            Cell(format_date(row.received_on)),
            Cell(source_name(row.source)),
            Cell(row.get_form_display()),
            Cell(quantity(row)),
            Cell(value(row)),
            Cell(row.area.full_name),
            Cell(subject.name if subject else ""),
        ]
    )


def contribution_facts(row: Contribution) -> list[dict[str, Any]]:
    return [fact for fact in _facts(row) if fact["value"]]


def _facts(row: Contribution) -> Iterator[dict[str, Any]]:
    subject = row.works or row.project
    of = {"cong_trinh": row.works_id} if row.works_id else {"du_an": row.project_id}
    yield {"label": _("Nguồn"), "value": source_name(row.source)}
    yield {"label": _("Bên đóng góp"), "value": row.given_by}
    yield {"label": _("Số hộ đóng góp"), "value": "" if row.households is None else format_number(row.households)}
    yield {"label": _("Hình thức"), "value": row.get_form_display()}
    yield {"label": _("Số lượng"), "value": quantity(row)}
    yield {"label": _("Giá trị"), "value": amount_words(row)}
    yield {"label": _("Căn cứ quy ra tiền"), "value": row.value_basis}
    yield {"label": _("Ngày nhận"), "value": format_date(row.received_on)}
    yield {"label": _("Năm báo cáo"), "value": str(row.year)}
    yield {"label": _("Địa bàn"), "value": row.area.full_name}
    yield {"label": _("Chương trình"), "value": row.programme.short_name}
    yield {"label": _("Nội dung chương trình"), "value": str(row.component or "")}
    url = f"{reverse('programs:contributions')}?{next(iter(of))}={next(iter(of.values()))}&moi_nam=on"
    yield {"label": _("Cho công trình, dự án"), "value": subject.name if subject else "", "url": url}
    yield {"label": _("Số biên bản, phiếu thu"), "value": row.receipt}
    yield {"label": _("Văn bản"), "value": row.document.number if row.document else ""}
    yield {"label": _("Ghi chú"), "value": row.note}
    yield {"label": _("Cơ quan ghi nhận"), "value": row.agency.name}


def credit_columns() -> list[Column]:
    return [
        Column(_("Ngày"), desc="newest", asc="oldest"),
        Column(_("Địa bàn")),
        Column(_("Loại")),
        Column(_("Số tiền (đồng)"), num=True),
        Column(_("Lượt hộ vay"), num=True),
        Column(_("Số báo cáo, chứng từ")),
        Column("", said=_("Việc cần làm")),
    ]


def credit_row(row: CreditTurnover, *, may_reverse: bool) -> Row:
    is_open = may_reverse and not standing(row)
    act = Cell(_("Đảo bút toán"), url=reverse("programs:credit_reverse", args=[row.pk])) if is_open else Cell("")
    return Row(
        [
            Cell(format_date(row.on), note=standing(row)),
            Cell(row.area.full_name),
            Cell(row.get_kind_display()),
            Cell(format_number(row.amount_vnd)),
            Cell("" if row.households is None else format_number(row.households)),
            Cell(row.receipt, note=row.note),
            act,
        ]
    )
