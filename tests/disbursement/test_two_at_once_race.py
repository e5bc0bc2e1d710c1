"""Who saves while another one's save is not finished is compared with what that one leaves, not with what it was."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from django.db import connection, transaction

from core.acting import SYSTEM, acting_as
from disbursement.models import DraftEntry
from disbursement.services.decisions import change_amount
from tests.core.cancelling import until_somebody_waits
from tests.databases import Database
from tests.disbursement.test_two_at_once import MILLION, row_form
from tests.office import Office
from tests.seen import page_of


def test_a_save_that_ends_while_one_waits_is_told(own_database: Database) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        office = Office()
        form = row_form(office)
        client, access = office.client("finance"), office.access("provincial_officer")
    typed = page_of(client, form.url) | {"note": "Của tôi"}

    def send() -> Any:
        with closing(connection):
            return client.post(form.url, typed).content.decode()

    with ThreadPoolExecutor(1) as pool:
        with acting_as(access.actor()), transaction.atomic():
            row = DraftEntry.objects.get(pk=form.record.pk)
            change_amount(row=row, amount_vnd=250 * MILLION, note="", access=access)
            answer = pool.submit(send)
            until_somebody_waits()
        assert "Hiện là: 250.000.000" in answer.result()
    with acting_as(SYSTEM), transaction.atomic():
        assert form.now() == (250 * MILLION, "")
