"""API clients of one's own area: list, create (the token is shown once), revoke."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services
from accounts.forms import SCOPE_LABELS, ApiClientForm, ReasonForm
from accounts.models import ApiClient
from core.form_pages import DecisionPage
from core.formats import format_date, format_datetime
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row


class ManagesClients(PageMixin):
    right_required = "accounts.manage"
    nav_section = "accounts"

    def clients(self) -> QuerySet[ApiClient]:
        own = ApiClient.objects.filter(area__path__descendant_of=self.access.paths)
        return own.select_related("area")


class ClientList(ManagesClients, TablePage):
    title = gettext_lazy("Hệ thống kết nối")
    lead = gettext_lazy("Hệ thống khác đọc số liệu của địa bàn qua REST API bằng mã truy cập có thời hạn.")
    empty_text = gettext_lazy("Chưa có hệ thống nào được cấp mã truy cập.")
    add_label = gettext_lazy("Cấp mã truy cập")
    orderings: ClassVar[dict[str, Ordering]] = {"name": Ordering(("name", "id"))}

    def add_url(self) -> str:
        return reverse("accounts:client_add")

    def get_queryset(self) -> QuerySet[ApiClient]:
        return self.clients()

    def columns(self) -> list[Column]:
        names = [_("Hệ thống"), _("Địa bàn"), _("Phạm vi"), _("Mã"), _("Hết hạn"), _("Dùng lần cuối"), _("Tình trạng")]
        return [*(Column(name) for name in names), Column("", said=_("Việc có thể làm"))]

    def row(self, record: ApiClient) -> Row:
        used = format_datetime(record.last_used_at) if record.last_used_at else _("chưa dùng")
        is_open = record.revoked_at is None and record.expires_at > timezone.now()
        revoke = Cell(_("Thu hồi"), url=reverse("accounts:client_revoke", args=[record.pk])) if is_open else Cell("")
        return Row(
            [
                Cell(record.name),
                Cell(record.area.full_name),
                Cell("; ".join(str(SCOPE_LABELS.get(scope, scope)) for scope in record.scopes)),
                Cell(f"…{record.token_hint}"),
                Cell(format_date(record.expires_at)),
                Cell(used),
                client_state(record),
                revoke,
            ]
        )


def client_state(client: ApiClient) -> Cell:
    if client.revoked_at is not None:
        return Cell(_("đã thu hồi"), tag="todo")
    if client.expires_at <= timezone.now():
        return Cell(_("hết hạn"), tag="late")
    return Cell(_("đang dùng"), tag="good")


class ClientAdd(ManagesClients, DecisionPage):
    title = gettext_lazy("Cấp mã truy cập")
    submit_label = gettext_lazy("Cấp mã")
    form_class = ApiClientForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def get_success_url(self) -> str:
        return reverse("accounts:clients")

    def form_valid(self, form: Any) -> HttpResponse:
        """The token is on this one page and nowhere else, so there is no redirect."""
        client, token = services.create_client(**form.cleaned_data)
        context = {
            "title": _("Mã truy cập của %(name)s") % {"name": client.name},
            "label": _("Mã truy cập"),
            "secret": token,
            "facts": [
                {"label": _("Địa bàn"), "value": client.area.full_name},
                {"label": _("Hết hạn"), "value": format_date(client.expires_at)},
            ],
            "note": _("Mã chỉ hiện một lần. Gửi trong tiêu đề: Authorization: Bearer <mã>."),
            "next_url": self.get_success_url(),
            "next_label": _("Về danh sách hệ thống kết nối"),
        }
        response = render(self.request, "accounts/secret.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response


class ClientRevoke(ManagesClients, DecisionPage):
    title = gettext_lazy("Thu hồi mã truy cập")
    submit_label = gettext_lazy("Thu hồi")
    saved_message = gettext_lazy("Đã thu hồi mã truy cập.")
    form_class = ReasonForm

    @cached_property
    def client(self) -> ApiClient:
        return get_object_or_404(self.clients(), pk=self.kwargs["pk"])

    def save(self, form: Any) -> ApiClient:
        services.revoke_client(client=self.client, reason=form.cleaned_data["reason"])
        return self.client

    def get_success_url(self) -> str:
        return reverse("accounts:clients")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = f"{self.client.name} – {self.client.area.full_name}"
        return super().get_context_data(danger=True, **kwargs) | {"lead": lead}
