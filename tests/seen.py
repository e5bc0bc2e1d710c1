"""A browser that sends a form as its page was made: with what was seen of the record (core.seen)."""

from typing import Any

from django.test import Client


def page_of(client: Client, url: str) -> dict[str, Any]:
    """What the page would send when nothing is typed."""
    return sent_from(client.get(url))


def sent_from(page: Any) -> dict[str, Any]:
    """What a page with a form would send as it stands; files aside."""
    values = {field.html_name: field.value() for field in page.context["form"]}
    return {name: "on" if value is True else value for name, value in values.items() if value not in (None, False)}
