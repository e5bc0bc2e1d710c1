"""A capital line as pages, papers and sentences name it."""

from django.utils.translation import gettext as _

from catalogs.kind_names import KindNames
from disbursement.models import CapitalLine


def line_words(line: CapitalLine, names: KindNames | None = None) -> str:
    """Whose it is, and what; with all that names the line loaded. `names` is given where many lines are named."""
    return f"{line.holder.name} · {words_within_holder(line, names)}"


def words_within_holder(line: CapitalLine, names: KindNames | None = None) -> str:
    """Where the page or paper is about the lines of one holder."""
    kind = (names or KindNames.load()).of(line.kind, line.budget_year)
    return " · ".join((line.component.number, kind, str(line.source), years_of(line)))


def years_of(line: CapitalLine) -> str:
    """The budget year, with the tranche of carried-over money, or the period of a medium-term plan."""
    if line.horizon == CapitalLine.Horizon.MEDIUM:
        return f"{line.tranche_year}-{line.budget_year}"
    if line.is_carried_over:
        return _("%(year)s (vốn %(tranche)s kéo dài)") % {"year": line.budget_year, "tranche": line.tranche_year}
    return str(line.budget_year)
