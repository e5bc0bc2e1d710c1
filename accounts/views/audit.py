"""The event log and the state of its chain (right accounts.audit)."""

from typing import Any, ClassVar

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts import act_label
from accounts.event_words import Words
from accounts.filters import EventFilter
from accounts.models import ApiClient, Assignment
from areas.models import Area
from core import events, jobs
from core.form_pages import ActPage
from core.formats import format_datetime, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.models import Event, EventSeal
from core.tables import Cell, Column, Row

SYSTEM_SEEN_FROM = (Area.Level.COUNTRY, Area.Level.PROVINCE)


def events_of_area(access: Any) -> QuerySet[Event]:
    """What people and systems of one's own area did; from a province up also what the portal did by itself.

    An event names records by code only; who acted decides whose log it stands in.
    """
    inside = Q(area__path__descendant_of=access.paths)
    people = Assignment.objects.filter(inside).values(actor=Cast("user_id", CharField()))
    systems = ApiClient.objects.filter(inside).values(actor=Concat(Value("api:"), Cast("id", CharField())))
    theirs = Q(actor_id__in=people) | Q(actor_id__in=systems)
    if access.area is not None and access.area.level in SYSTEM_SEEN_FROM:
        theirs |= Q(actor_id="")
    return Event.objects.filter(theirs)


class EventList(TablePage):
    right_required = "accounts.audit"
    nav_section = "audit"
    title = gettext_lazy("Nhật ký hệ thống")
    template_name = "accounts/events.html"
    filterset_class = EventFilter
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("id",), descending=True)}

    def get_queryset(self) -> QuerySet[Event]:
        return events_of_area(self.access)

    def columns(self) -> list[Column]:
        names = [_("Thời điểm"), _("Người thực hiện"), _("Việc"), _("Đối tượng"), _("Lý do"), _("Chi tiết")]
        return [Column(name) for name in names]

    def row(self, record: Event) -> Row:
        return Row(
            [
                Cell(format_datetime(record.at)),
                Cell(record.actor_label or _("hệ thống")),
                Cell(act_label(record.act)),
                Cell(self.words.subject(record)),
                Cell(record.reason),
                Cell(self.words.details(record)),
            ]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.words = Words.of(kwargs["rows"])
        return super().get_context_data(chain=chain_facts(), **kwargs)


def chain_facts() -> list[dict[str, str]]:
    """How far the chain reaches and what its newest link is, to compare with a copy kept elsewhere."""
    newest = EventSeal.objects.order_by("-id").first()
    sealed = format_number(newest.pk) if newest else "0"
    facts = [
        {"label": _("Sự kiện đã niêm phong"), "value": sealed},
        {"label": _("Chưa niêm phong"), "value": format_number(events.unsealed_count())},
    ]
    if newest:
        facts.append({"label": _("Niêm phong lần cuối"), "value": format_datetime(newest.sealed_at)})
        facts.append({"label": _("Mắt xích mới nhất (SHA-256)"), "value": bytes(newest.hash).hex()})
    return facts


class VerifyEvents(ActPage):
    """Walks the whole chain in the background."""

    right_required = "accounts.audit"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        job = jobs.enqueue(
            "accounts.verify_events",
            owner_id=request.user.pk,
            subject=_("Kiểm tra chuỗi nhật ký"),
            dedupe_key="verify",
        )
        return reverse("job", args=[job.pk])
