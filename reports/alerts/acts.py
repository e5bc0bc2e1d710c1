"""What can be done about an alert from its list: each act is a column with the addresses that it leads to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from disbursement.explanation_machine import may_ask
from reports.alerts.words import sentence
from reports.models import Alert, AlertKind

TITLE_LONGEST = 200
# Kinds about the disbursement of a holder; the others are about one line or advance.
LATE = (AlertKind.NOTHING_DISBURSED, AlertKind.BELOW_AVERAGE)
Urls = Mapping[Any, str]


@dataclass(frozen=True)
class AlertAct:
    """`urls` gives the address for each alert by its id, none for who may not do it."""

    label: str | Promise
    urls: Callable[[Access, Sequence[Alert]], Urls]


def task_urls(access: Access, alerts: Sequence[Alert]) -> Urls:
    """The page that gives a task to the holder; it knows who follows one that is no more."""
    if not access.can("committees.edit"):
        return {}
    return {alert.pk: _task_url(alert) for alert in alerts if alert.is_standing}


def _task_url(alert: Alert) -> str:
    # A task is a record: it is titled in Vietnamese, whatever the language of the page.
    with translation.override("vi"):
        told = {"holder": alert.holder.name, "what": sentence(alert)}
        title = _("Khắc phục cảnh báo giải ngân của %(holder)s: %(what)s") % told
    query = {"viec": title[:TITLE_LONGEST], "don_vi": str(alert.holder_id)}
    return f"{reverse('committees:task_add')}?{urlencode(query)}"


def ask_urls(access: Access, alerts: Sequence[Alert]) -> Urls:
    """The page that asks the holder why it is late; one that was asked already is shown there."""
    if not may_ask(access):
        return {}
    return {alert.pk: _ask_url(alert) for alert in alerts if alert.is_standing and alert.kind in LATE}


def _ask_url(alert: Alert) -> str:
    query = {"nam": alert.budget_year, "don_vi": alert.holder_id}
    return f"{reverse('reports:ask_explanation')}?{urlencode(query)}"


ACTS: list[AlertAct] = [
    AlertAct(gettext_lazy("Đôn đốc"), task_urls),
    AlertAct(gettext_lazy("Yêu cầu giải trình"), ask_urls),
]
