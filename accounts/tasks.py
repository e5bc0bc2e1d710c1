"""Work behind the pages of administration."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.events import GENESIS, digest
from core.formats import format_number
from core.jobs import JobFailed, Step, job_handler
from core.models import EventSeal, Job

CHUNK = 2000


@job_handler("accounts.verify_events", as_system=True)
def verify_events(job: Job) -> Iterator[Step]:
    """Walk the chain in chunks; the cursor is the last link that was checked and its hash."""
    after, previous_hex = job.cursor or [0, GENESIS.hex()]
    previous, done = bytes.fromhex(previous_hex), job.done
    total = EventSeal.objects.count()
    while True:
        links = list(EventSeal.objects.select_related("event").filter(pk__gt=after).order_by("pk")[:CHUNK])
        if not links:
            break
        for link in links:
            if bytes(link.hash) != digest(previous, link.event):
                raise JobFailed(
                    _("Nhật ký đã bị sửa: sự kiện %(event)s không khớp với mắt xích %(seal)s.")
                    % {"event": link.event_id, "seal": link.pk}
                )
            previous = bytes(link.hash)
        after, done = links[-1].pk, done + len(links)
        yield Step(
            done,
            max(total, done),
            _("Đã kiểm tra %(n)s sự kiện") % {"n": format_number(done)},
            [after, previous.hex()],
        )
    yield Step(
        done,
        done,
        _("%(n)s sự kiện khớp, không có dấu hiệu bị sửa.") % {"n": format_number(done)},
        [after, previous.hex()],
    )
