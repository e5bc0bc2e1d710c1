"""Which account is asked for: whose, of which year and lines, between which days. Page, file and REST ask alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.access import Access
from accounts.models import Agency
from accounts.people import with_predecessors
from catalogs.models import Programme
from core.filters import in_words
from core.papers.paper import Paper
from disbursement.account import Account, account_of
from disbursement.account_paper import account_paper
from disbursement.ledger_filters import AccountFilter
from disbursement.models import CapitalLine


def holder_or_404(access: Access, **wanted: Any) -> Agency:
    """404 for an agency that is neither in the reader's area nor holds a line that the reader sees."""
    lines = CapitalLine.objects.visible_to(access)
    known = Q(area__path__descendant_of=access.paths) | Q(pk__in=lines.values("holder"))
    found = Agency.objects.filter(known, **wanted).select_related("area").first()
    if found is None:
        raise Http404(*wanted.values())
    return found


@dataclass(frozen=True)
class AccountAsked:
    """`query` narrows it by the names of AccountFilter."""

    access: Access
    holder: Agency
    budget_year: int
    programme: Programme | None
    query: Mapping[str, str]

    @cached_property
    def filter(self) -> AccountFilter:
        return AccountFilter(self.query or None, queryset=self._lines())

    def _lines(self) -> QuerySet[CapitalLine]:
        own = {self.holder.pk}
        holders = with_predecessors(own) if self.query.get("sap_nhap") else own
        wanted: dict[str, Any] = {"holder__in": holders, "budget_year": self.budget_year}
        if self.programme:
            wanted["component__programme"] = self.programme
        lines = CapitalLine.objects.visible_to(self.access).filter(horizon=CapitalLine.Horizon.YEAR, **wanted)
        return lines.with_dimensions().order_by("component__path", "kind", "source", "tranche_year", "id")

    @property
    def is_understood(self) -> bool:
        return not self.filter.is_bound or bool(self.filter.form.is_valid())

    @cached_property
    def account(self) -> Account:
        """Filters that are not understood find nothing: no paper is made of that."""
        if not self.is_understood:
            return account_of(self.holder, [])
        days = self.filter.form.cleaned_data if self.filter.is_bound else {}
        return account_of(self.holder, self.filter.qs, days.get("tu_ngay"), days.get("den_ngay"))

    def paper(self) -> Paper:
        """To be made in Vietnamese: so a paper is filed."""
        return account_paper(self.account, self.budget_year, self.access, timezone.localdate(), self.narrowed)

    def as_parameters(self) -> dict[str, Any]:
        """For a job that makes the same paper (disbursement.tasks)."""
        return {
            "holder": self.holder.pk,
            "year": self.budget_year,
            "programme": self.programme.pk if self.programme else None,
            "query": dict(self.query.items()),
            "post_id": self.access.post.pk if self.access.post else None,
        }

    @property
    def narrowed(self) -> str:
        """What leaves lines or days out, in words."""
        programme = self.programme.short_name if self.programme else ""
        return "; ".join(words for words in (programme, in_words(self.filter)) if words)
