"""Row-level security: what is left when a view forgets its filter; in real transactions, as portal_web."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from committees.models import OfficialDocument, Task
from core.acting import NOBODY, SYSTEM, Actor, acting_as
from core.db.postgresql.base import OutsideTransaction
from core.models import HistoryRow, Job, StoredFile
from tests.databases import Database
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office
from tests.tasks_made import make_document, make_task


@pytest.fixture(scope="module")
def office(own_database: Database) -> Office:
    office = Office()
    with acting_as(SYSTEM), transaction.atomic():
        plan = make_document(office, PROVINCE)
        make_document(office, PROVINCE, number="131/KH-UBND")
        make_task(office, COMMUNE, title="của xã", document=plan)
        make_task(office, OTHER_COMMUNE, title="của xã khác")
        for ref in (COMMUNE, OTHER_COMMUNE):
            owner = office.user("commune_officer", ref)
            Job.objects.create(kind="k", owner=owner)
            StoredFile.objects.create(name=ref, purpose="p", owner=owner)
    return office


def actor(office: Office, role: str = "commune_officer", ref: str = COMMUNE) -> Actor:
    return office.access(role, ref).actor()


def test_with_no_scope_set_no_row_is_seen(office: Office) -> None:
    with acting_as(NOBODY), transaction.atomic():
        seen = [model.objects.count() for model in (Task, OfficialDocument, Job, StoredFile, HistoryRow)]
    assert seen == [0, 0, 0, 0, 0]


def test_outside_a_transaction_no_row_is_seen(office: Office) -> None:
    """Nothing is scoped outside a transaction: nobody sees nothing, and somebody's query is a mistake."""
    assert Task.objects.count() == 0
    with acting_as(actor(office)), pytest.raises(OutsideTransaction):
        Task.objects.count()


def test_each_sees_the_rows_of_the_own_subtree(office: Office) -> None:
    with acting_as(actor(office)), transaction.atomic():
        assert list(Task.objects.values_list("title", flat=True)) == ["của xã"]
    with acting_as(actor(office, "leader", PROVINCE)), transaction.atomic():
        assert Task.objects.count() == 2
    with acting_as(SYSTEM), transaction.atomic():
        assert Task.objects.count() == 2


def test_the_paper_a_task_rests_on_is_read_but_not_changed(office: Office) -> None:
    with acting_as(actor(office)), transaction.atomic():
        assert list(OfficialDocument.objects.values_list("number", flat=True)) == ["130/KH-UBND"]
        assert OfficialDocument.objects.update(abstract="khác") == 0
    with acting_as(actor(office, ref=OTHER_COMMUNE)), transaction.atomic():
        assert OfficialDocument.objects.count() == 0


def test_jobs_and_files_are_their_owners(office: Office) -> None:
    with acting_as(actor(office)), transaction.atomic():
        assert Job.objects.get().owner == office.user("commune_officer", COMMUNE)
        assert StoredFile.objects.get().name == COMMUNE
    with acting_as(actor(office, "leader", PROVINCE)), transaction.atomic():
        assert Job.objects.count() == 0


def test_history_is_seen_where_its_row_is(office: Office) -> None:
    with acting_as(actor(office)), transaction.atomic():
        tables = set(HistoryRow.objects.values_list("table_name", flat=True))
        assert tables == {"committees_task"}
        assert HistoryRow.objects.get(act="insert").new["title"] == "của xã"


def test_a_row_cannot_be_put_outside_the_own_subtree(office: Office) -> None:
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting_as(actor(office)), refused, transaction.atomic():
        make_task(office, OTHER_COMMUNE)


def test_a_row_cannot_be_moved_out_of_the_own_subtree(office: Office) -> None:
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting_as(actor(office)), refused, transaction.atomic():
        Task.objects.update(scope_path=office.other_commune.path)


def test_what_cannot_be_seen_cannot_be_changed_or_deleted(office: Office) -> None:
    with acting_as(actor(office)), transaction.atomic():
        assert Task.objects.filter(title="của xã khác").update(title="x") == 0
        assert Task.objects.filter(title="của xã khác").delete()[0] == 0


def test_history_is_written_by_triggers_and_by_nobody_else(office: Office) -> None:
    for who in (actor(office), SYSTEM):
        with acting_as(who), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM core_historyrow")


def test_a_bulk_write_is_in_the_history_with_who_did_it(office: Office) -> None:
    who = actor(office, "leader", PROVINCE)
    with acting_as(who), transaction.atomic():
        Task.objects.update(detail="rà lại")
    with acting_as(who), transaction.atomic():
        rows = list(HistoryRow.objects.filter(act="update", table_name="committees_task"))
    assert len(rows) == 2
    assert {(row.actor_id, row.new["detail"], row.old["detail"]) for row in rows} == {(who.actor_id, "rà lại", "")}


def test_the_frame_of_a_page_is_drawn_inside_the_scoped_transaction(office: Office) -> None:
    """Django would draw it after the commit, where the second wall shows nothing and every count is 0."""
    with acting_as(SYSTEM), transaction.atomic():
        client = office.client("commune_officer", COMMUNE)
    page = client.get("/nhiem-vu/")
    counts = {item["label"]: item["count"] for item in page.context["nav"]}
    assert counts["Chỉ đạo, văn bản"] == 1
