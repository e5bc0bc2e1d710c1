"""Pages that change one record: create, edit, act. The scope is asked again after every save (design 6)."""

from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import CreateView, FormView, UpdateView, View

from core.pages import PageMixin
from core.transitions import NotAllowed

FORM_TEMPLATE = "core/form_page.html"


def ask_scope_again(record: Model, access: Any) -> None:
    """After a save: whoever moved a record out of his own area undoes it. Rolls the request back."""
    own = cast(Any, type(record))._default_manager.editable_by(access)
    if not own.filter(pk=record.pk).exists():
        raise PermissionDenied


class SavePage(PageMixin):
    """What creating and editing share. `cancel_url` is where the second button leads."""

    template_name = FORM_TEMPLATE
    saved_message: str | Promise = _("Đã lưu.")
    submit_label: ClassVar[str | Promise] = _("Lưu")
    lead: ClassVar[str | Promise] = ""
    multipart: ClassVar[bool] = False
    asks_scope: ClassVar[bool] = True

    def why_not(self) -> str:
        """Why what this page is for cannot be done now, and what can; "" when it can."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What is not open now is said before anything is filled in, on the page that one would go back to."""
        if problem := self.why_not():
            messages.error(request, problem)
            return HttpResponseRedirect(self.cancel_url())
        return cast(HttpResponse, cast(Any, super()).get(request, *args, **kwargs))

    def to_lock(self) -> QuerySet[Any] | None:
        """What the save locks first, where the form says what was seen (core.seen): it is held before it is read."""
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (rows := self.to_lock()) is not None:
            list(rows.select_for_update(of=("self",)))
        return cast(HttpResponse, cast(Any, super()).post(request, *args, **kwargs))

    def save(self, form: Any) -> Model:
        return cast(Model, form.save())

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            with transaction.atomic():
                self.object = self.save(form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return cast(Any, self).form_invalid(form)
        if self.asks_scope:
            ask_scope_again(self.object, self.access)
        messages.success(self.request, str(self.saved_message))
        return HttpResponseRedirect(cast(Any, self).get_success_url())

    def cancel_url(self) -> str:
        return str(cast(Any, self).get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {
            "cancel_url": self.cancel_url(),
            "submit_label": self.submit_label,
            "lead": self.lead,
            "multipart": self.multipart,
        }
        return super().get_context_data(**given, **kwargs)


class CreatePage(SavePage, CreateView):
    """A new record. The form's instance carries its scope before it is checked."""


class UpdatePage(SavePage, UpdateView):
    """A record of one's own area; anything else is 404."""

    def get_queryset(self) -> QuerySet[Any]:
        manager = cast(Any, self.model)._default_manager
        return cast(QuerySet[Any], manager.editable_by(self.access))


class DecisionPage(SavePage, FormView):
    """A form whose save is a decision of a service, which asks for scope and right itself."""

    asks_scope = False


class ActPage(PageMixin, View):
    """One act on one record by POST: `act` does it and gives the address to go on to.

    What is not open now is said on the page one comes back to, not as an error page.
    """

    http_method_names: ClassVar[list[str]] = ["post", "options"]

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        raise TypeError(f"{type(self).__name__} must say what it does")

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        raise TypeError(f"{type(self).__name__} must say where it goes back to")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return HttpResponseRedirect(self.act(request, *args, **kwargs))
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.back_url(*args, **kwargs))
