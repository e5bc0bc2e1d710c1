"""What was brought in beside the budget: by source and form, credit, by unit, beside what the budget disbursed.

It stands beside the disbursement board, where whoever asks for money asks for all of it; what it counts is recorded
among the programmes.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area
from core.exports import Column
from core.formats import format_number, format_percent
from core.list_pages import with_query
from core.paging import sliced
from reports import exports
from reports.beyond_exports import BEYOND, beyond_rows, for_people
from reports.beyond_tables import beyond_news, credit_facts, source_table, unit_table
from reports.boards.beyond import BeyondBoard, mobilised_question
from reports.closing_words import provisional_words
from reports.figures.mobilised import UnitGiven
from reports.money import scale_of, spoken
from reports.views.base import ExportedPage

NOTHING = "chua-ghi"


class BeyondPage(ExportedPage):
    """`loc=chua-ghi` keeps the units that recorded nothing."""

    right_required = "disbursement.view"
    title = gettext_lazy("Nguồn lực ngoài ngân sách")
    nav_section = "disbursement"
    by_component = True
    template_name = "reports/beyond.html"
    export_name = "nguon-luc-ngoai-ngan-sach"
    groups = ("mobilised", "capital")

    @cached_property
    def board(self) -> BeyondBoard:
        chosen = self.chosen
        asked = mobilised_question(self.access, chosen.area, chosen.year, chosen.as_of, programme=chosen.programme)
        return BeyondBoard(asked)

    def units(self) -> Sequence[Area]:
        return self.board.asked.ground.units

    def heading(self) -> str:
        return beyond_news(self.board)

    def export_columns(self) -> list[Column]:
        return exports.columns(BEYOND)

    def export_rows(self) -> list[list[Any]]:
        return for_people(beyond_rows(self.board))

    def export_notes(self) -> list[str]:
        notes = [_("Đơn vị tính: đồng."), beside(), self.part_note, *state_words(self.board)]
        return [note for note in notes if note]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = self.board
        frozen, provisional = state_words(board)
        given = {
            "board": board,
            "frozen": frozen,
            "provisional": provisional,
            "heading": self.heading(),
            "exports": self.export_links(),
            "beside": beside(),
            "unvalued": self.unvalued(),
            "lists": self.lists(),
            "sources": source_table(board, self.links),
            "sources_unit": scale_of(board.mobilised.total_vnd).unit,
            "credit": credit_facts(board.credit) if not board.credit.is_nothing else [],
            "budget": self.budget(),
        }
        return super().get_context_data(**given | self.below(), **kwargs)

    def below(self) -> dict[str, Any]:
        """The units, fifty at once; none below a commune, which is all of itself."""
        rows = self.narrowed()
        if not [row for row in self.board.units if not row.is_own]:
            return {"children": None}
        page = sliced(self.request, rows, "don-vi")
        all_rows = self.board.units
        scale = scale_of(max((max(row.given.total_vnd, row.lent_vnd) for row in all_rows), default=0))
        table = unit_table(page.items, scale, self.links)
        return {"children": table, "page": page, "unit_tabs": self.unit_tabs(), "children_unit": scale.unit}

    def narrowed(self) -> Sequence[UnitGiven]:
        return self.board.without if self.request.GET.get("loc") == NOTHING else self.board.units

    def unit_tabs(self) -> list[dict[str, Any]]:
        board = self.board
        known = (("", _("Tất cả"), len(board.units)), (NOTHING, _("Chưa ghi nguồn lực nào"), len(board.without)))
        current = NOTHING if self.request.GET.get("loc") == NOTHING else ""
        return [
            {
                "label": label,
                "count": count,
                "url": f"{with_query(self.request, loc=code or None, trang=None)}#don-vi",
                "current": code == current,
            }
            for code, label, count in known
        ]

    def budget(self) -> list[dict[str, Any]]:
        """The disbursement of the budget beside it, with its rate as the board shows it."""
        board, amounts = self.board, self.board.budget
        rate, ratio = format_percent(amounts.rate), format_percent(board.ratio)
        disbursed = spoken(amounts.disbursed_vnd)
        url = self.links.page("reports:disbursement")
        return [
            {"label": _("Huy động ngoài ngân sách"), "value": spoken(board.mobilised.total_vnd)},
            {"label": _("Vốn ngân sách đã giải ngân"), "value": disbursed, "url": url},
            {"label": _("Huy động so với ngân sách đã giải ngân"), "value": ratio or _("chưa có số để so")},
            {"label": _("Tỷ lệ giải ngân vốn ngân sách"), "value": rate or _("chưa có kế hoạch")},
        ]

    def unvalued(self) -> dict[str, str] | None:
        number = self.board.mobilised.unvalued
        if number <= 0:
            return None
        text = _("%(n)s lượt đóng góp chưa quy ra tiền, chưa tính vào giá trị trên.") % {"n": format_number(number)}
        return {"text": text, "url": self.links.contributions(chua_quy_tien="on")}

    def lists(self) -> list[dict[str, str]]:
        """The registers behind the figures."""
        if not self.access.can("programs.view"):
            return []
        return [
            {"label": _("Sổ đóng góp, lồng ghép"), "url": self.links.page("programs:contributions")},
            {"label": _("Sổ tín dụng chính sách"), "url": self.links.page("programs:credit")},
        ]


def state_words(board: BeyondBoard) -> tuple[str, str]:
    """Whether the year is closed, and until when what its budget disbursed is provisional; "" for what it is not."""
    closed = _("Số liệu của năm đã chốt; khoản ghi thêm sau đó chỉ được tính khi chốt phiên bản mới.")
    return closed if board.is_frozen else "", provisional_words(board.disbursement)


def beside() -> str:
    return _("Nguồn lực ngoài ngân sách được báo cáo riêng, không cộng vào tử số hay mẫu số của tỷ lệ giải ngân.")
