"""The submission about an allocation, with the shares as its annex; in Vietnamese as it is filed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from accounts.issuers import RECEIVERS, Issuer, committee_of, council_of
from accounts.models import Agency
from catalogs.kind_names import KindNames
from core.demo import is_demo
from core.formats import format_number
from core.money_words import money_in_words
from core.papers.paper import (
    Cell,
    Closing,
    Head,
    HeadGroup,
    Line,
    Paper,
    PaperTable,
    Paragraph,
    Section,
    Value,
)
from core.papers.units import MILLIONS
from disbursement import allocation_tables
from disbursement.allocation_facts import source_line
from disbursement.comparison import Side, sides_of, sources_of
from disbursement.criterion_sources import find
from disbursement.models import AllocationPlan, Criterion
from disbursement.services.apportioning import reserve_vnd


def allocation_paper(plan: AllocationPlan, on: date) -> Paper:
    """Of the chosen alternative, in the name of one agency whoever reads it."""
    alternatives = plan.alternatives.filter(pk=plan.chosen_id).select_related("left_over_area")
    side = sides_of(alternatives.prefetch_related("coefficients__criterion"))[0]
    criteria = [row for row in plan.criteria.select_related("legal_text") if side.weights.get(row.measure)]
    agency = agency_of(plan)
    issuer, addressee = Issuer.of(agency) if agency else None, _addressee(plan, agency)
    kind, number = kind_of(plan), plan.component.number
    of_what = f"{kind} năm {plan.budget_year} thực hiện {number}"
    text = list(_paragraphs(plan, side, criteria, issuer, addressee))
    receivers = [RECEIVERS[0], "Các đơn vị nêu tại Phụ lục", *RECEIVERS[1:]]
    return Paper(
        body=Section("Tờ trình", f"Về việc phân bổ {of_what}", paragraphs=text),
        letterhead=issuer.letterhead("TTr-", on) if issuer else None,
        addressee=addressee,
        closing=Closing(receivers, issuer.posts) if issuer else None,
        annexes=[Section("Phụ lục", f"Phân bổ {of_what}", tables=[_shares(plan, side, criteria)])],
        is_demo=is_demo(),
    )


def agency_of(plan: AllocationPlan) -> Agency | None:
    """Of who chose the alternative, else of who made the plan."""
    people = (plan.chosen_by, plan.created_by)
    return next((person.agency for person in people if person is not None and person.agency is not None), None)


def _addressee(plan: AllocationPlan, agency: Agency | None) -> str:
    """A people's committee does not submit to itself but to the council of its level."""
    is_committee = agency is not None and agency.kind == Agency.Kind.PEOPLES_COMMITTEE
    return council_of(plan.area) if is_committee else committee_of(plan.area)


# --- the text -------------------------------------------------------------------------------------------


def _paragraphs(
    plan: AllocationPlan, side: Side, criteria: Sequence[Criterion], issuer: Issuer | None, addressee: str
) -> Iterator[Paragraph]:
    yield from (Paragraph(line, is_basis=True) for line in _listed(bases_of(plan)))
    envelope = f"{format_number(plan.envelope_vnd)} đồng ({money_in_words(plan.envelope_vnd)})"
    component = f"{plan.component.number} ({plan.component.name_vi})"
    submits = f"{issuer.name} trình" if issuer else "Trình"
    yield Paragraph(
        f"{submits} {addressee} xem xét, quyết định phân bổ {envelope} {kind_of(plan)}, nguồn"
        f" {plan.source.name.lower()}, năm {plan.budget_year}, để thực hiện {component}, như sau:"
    )
    yield Paragraph(_sums(plan, side), "1. Số vốn phân bổ.")
    weighed = (
        "Số vốn của mỗi đơn vị được chia theo tổng điểm. Điểm bằng số liệu nhân với số điểm cho một đơn vị tính của"
        " từng tiêu chí:"
    )
    yield Paragraph(weighed, "2. Tiêu chí và hệ số.")
    yield from (Paragraph(line) for line in _listed(_criterion(row, side) for row in criteria))
    yield Paragraph(f"{'; '.join(source_line(value) for value in sources_of(side))}.", "3. Số liệu.")
    yield Paragraph(_limits(plan, side), "4. Mức sàn, mức trần, làm tròn.")
    if plan.chosen is not None:
        reason = plan.chosen_reason
        yield Paragraph(
            reason if reason.endswith((".", "!", "?", "…")) else f"{reason}.",
            f"5. Lý do chọn phương án “{plan.chosen.name}”.",
        )
    yield Paragraph(f"Chi tiết theo Phụ lục kèm theo. Kính trình {addressee} xem xét, quyết định./.")


def kind_of(plan: AllocationPlan) -> str:
    """As that year's kind of capital is called."""
    return (KindNames.load().by_id(plan.kind_id, plan.budget_year) or plan.kind.name).lower()


def bases_of(plan: AllocationPlan) -> list[str]:
    """Each line of the legal basis as such a paper begins it."""
    lines = [line.strip() for line in plan.basis.splitlines() if line.strip()]
    return [line if line.lower().startswith("căn cứ") else f"Căn cứ {line}" for line in lines]


def _sums(plan: AllocationPlan, side: Side) -> str:
    whole, reserve = format_number(plan.envelope_vnd), reserve_vnd(plan)
    units = format_number(sum(share.share_vnd > 0 for share in side.shares.values()))
    if not reserve:
        return f"Tổng số {whole} đồng, phân bổ hết cho {units} đơn vị."
    divided, kept = format_number(plan.envelope_vnd - reserve), format_number(reserve)
    return f"Tổng số {whole} đồng, trong đó chia cho {units} đơn vị {divided} đồng, dự phòng chưa phân bổ {kept} đồng."


def _criterion(row: Criterion, side: Side) -> str:
    source = find(row.measure)
    points, unit = allocation_tables.tidy(side.weights[row.measure]), source.unit if source else ""
    basis = f" ({row.legal_text})" if row.legal_text else ""
    return f"- {row.label}: {points} điểm/{unit}{basis}"


def _listed(items: Iterable[str]) -> list[str]:
    """Each with a semicolon, the last with a full stop, whatever was typed at their ends."""
    bare = [item.rstrip(" ;,.") for item in items]
    return [f"{item}{'.' if number == len(bare) else ';'}" for number, item in enumerate(bare, 1)]


def _limits(plan: AllocationPlan, side: Side) -> str:
    of = side.alternative
    cap = f", mức trần chung {format_number(of.cap_vnd)} đồng" if of.cap_vnd is not None else ""
    need = ", không vượt nhu cầu đã tiếp nhận" if of.caps_at_need else ""
    rest = ""
    if of.left_over_area:
        rest = f"; phần lẻ {format_number(of.left_over_vnd)} đồng tính cho {of.left_over_area.full_name}"
    return (
        f"Mức sàn chung {format_number(of.floor_vnd)} đồng{cap}{need}. Số vốn làm tròn đến"
        f" {format_number(plan.rounding_vnd)} đồng theo phần dư lớn nhất{rest}."
    )


# --- the annex ------------------------------------------------------------------------------------------


def _shares(plan: AllocationPlan, side: Side, criteria: Sequence[Criterion]) -> PaperTable:
    reserve = reserve_vnd(plan)
    lines = [_share(number, share, criteria) for number, share in enumerate(side.shares.values(), 1)]
    sums = (("Cộng", side.total_vnd), ("Dự phòng", reserve), ("Tổng số", side.total_vnd + reserve))
    lines += [_sum(name, amount, len(criteria)) for name, amount in sums]
    unit = MILLIONS.exact_for([share.share_vnd for share in side.shares.values()] + [amount for _name, amount in sums])
    return PaperTable(_columns(side, criteria), lines, unit)


def _columns(side: Side, criteria: Sequence[Criterion]) -> list[Head | HeadGroup]:
    """The figures of a column have as many decimals as the longest of them."""
    shares = side.shares.values()
    known = allocation_tables.known
    measured = [
        Head(row.label, "count", places=allocation_tables.decimals(known(share, row.measure) for share in shares))
        for row in criteria
    ]
    groups = [HeadGroup("Số liệu theo tiêu chí", measured)] if measured else []
    of_points = allocation_tables.decimals(share.score for share in shares)
    last = [Head("Tổng điểm", "count", places=of_points), Head("Số vốn", "amount", 1.3), Head("Ghi chú", "text", 1.5)]
    return [Head("TT", "order", 0.5), Head("Đơn vị", "text", 2.5), *groups, *last]


def _share(number: int, share: Any, criteria: Sequence[Criterion]) -> Line:
    measured: list[Value] = [allocation_tables.known(share, row.measure) for row in criteria]
    score = "" if share.score is None else share.score
    standing = str(allocation_tables.standing(share))
    values: list[Value] = [str(number), share.area.full_name, *measured, score, share.share_vnd, standing]
    return Line([Cell(value) for value in values])


def _sum(name: str, amount_vnd: int, criteria: int) -> Line:
    values: list[Value] = ["", name, *[""] * criteria, "", amount_vnd, ""]
    return Line([Cell(value) for value in values], style="total")
