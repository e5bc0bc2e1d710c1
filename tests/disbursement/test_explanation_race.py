"""Several officers ask the same holders at the same moment: each holder is asked once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from core.acting import SYSTEM, acting_as
from core.models import Event, Notice
from core.transitions import NotAllowed
from disbursement.models import ExplanationRequest
from disbursement.services.explanations import Basis, Late, ask
from tests.databases import Database
from tests.office import COMMUNE, OTHER_COMMUNE, Office

CLIENTS = 6


def test_each_holder_is_asked_once_whoever_asks(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        office = Office()
        access = office.access("finance")
        late = [Late(office.agency(ref), 100, 0) for ref in (COMMUNE, OTHER_COMMUNE)]
        people = [office.user("commune_officer", ref).pk for ref in (COMMUNE, OTHER_COMMUNE)]
        today = timezone.localdate()
    basis = Basis(budget_year=2026, as_of=today, average_disbursed_vnd=50, average_plan_vnd=100)

    def tried(client: int) -> int:
        """How many this client has asked; they come in another order each time."""
        with closing(connection), acting_as(SYSTEM):
            try:
                with transaction.atomic():
                    rows = late if client % 2 else late[:1]
                    due = today + timedelta(days=5)
                    return len(ask(access=access, basis=basis, late=rows, question="Vì sao chậm?", due=due))
            except NotAllowed:
                return 0

    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = list(pool.map(tried, range(CLIENTS)))
    assert sum(asked) == 2
    with acting_as(SYSTEM), transaction.atomic():
        assert ExplanationRequest.objects.count() == 2
        assert Event.objects.filter(act="disbursement.ask_explanation").count() == 2
        assert Notice.objects.filter(user__in=people).count() == 2
