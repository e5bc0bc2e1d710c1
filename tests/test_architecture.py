"""What must stay true of the whole code base: walls, order of the apps, pages, templates, sizes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from core.models.scoped import ScopedModel
from core.pages import PageMixin

ROOT = Path(settings.BASE_DIR)
# From the bottom of the import order to its top (docs/decisions/0001).
ORDER = (
    "core",
    "catalogs",
    "areas",
    "accounts",
    "committees",
    "households",
    "programs",
    "disbursement",
    "inspections",
    "reports",
    "demo",
    "config",
)
LONGEST_FUNCTION = 70
LONGEST_FILE = 400
PUBLIC_VIEWS = {"SignIn", "set_language", "healthz", "readyz"}

# Tables that every signed-in request may read. A new one gets a wall in its migration, or its name here.
WITHOUT_WALL = {
    # Logs without personal data, read by those with the right; schedules.
    "core_accesslogentry",
    "core_event",
    "core_eventseal",
    "core_schedule",
    # Whoever gives a task rings another's bell; each reads the own.
    "core_notice",
    # Reference data of the registry: standards with their rules and points, questions and answers, rounds.
    "households_answeroption",
    "households_cause",
    "households_dimension",
    "households_indicator",
    "households_pointsrow",
    "households_povertystandard",
    "households_reviewround",
    "households_rulerow",
    "households_scoreitem",
    "households_scoreoption",
    "households_scoretable",
}
# Reference data, people and posts: whom one manages is asked by `manageable_by`.
APPS_WITHOUT_WALL = ("accounts", "areas", "catalogs")


def our_models() -> Iterator[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name in ORDER:
            yield from config.get_models(include_auto_created=True)


def python_files() -> Iterator[Path]:
    for app in ORDER:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def template_files() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def views() -> Iterator[Any]:
    def walk(resolver: Any) -> Iterator[Any]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry)
            elif isinstance(entry, URLPattern):
                yield getattr(entry.callback, "view_class", None) or getattr(entry.callback, "cls", entry.callback)

    yield from walk(get_resolver("config.urls"))


# --- the second wall ---------------------------------------------------------------------------------------


@pytest.fixture
def walls(db: None) -> dict[str, set[str]]:
    """Table -> the roles that its policies name; only tables with row-level security on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, r.rolname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " JOIN pg_roles r ON r.oid = ANY (p.polroles)"
            " WHERE c.relrowsecurity AND NOT c.relforcerowsecurity"
        )
        found: dict[str, set[str]] = {}
        for table, role in cursor.fetchall():
            found.setdefault(table, set()).add(role)
        return found


def test_every_scoped_table_stands_behind_the_second_wall(walls: dict[str, set[str]]) -> None:
    open_tables = [
        model._meta.db_table
        for model in our_models()
        if issubclass(model, ScopedModel) and walls.get(model._meta.db_table) != {"portal_web", "portal_system"}
    ]
    assert open_tables == []


def test_a_table_without_a_wall_is_one_that_was_decided(walls: dict[str, set[str]]) -> None:
    tables = {
        model._meta.db_table
        for model in our_models()
        if model._meta.app_label not in APPS_WITHOUT_WALL and model._meta.db_table not in walls
    }
    assert tables == WITHOUT_WALL | tables_of_figures()


def tables_of_figures() -> set[str]:
    """Sums over areas: whoever reads them asks for areas that access allows (reports.figures)."""
    figures = {model for model in our_models() if model._meta.app_label == "reports"}
    return {model._meta.db_table for model in figures if not issubclass(model, ScopedModel)}


def test_no_role_of_the_portal_goes_round_the_wall(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'portal%%' AND rolname <> 'portal_owner'"
            " AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        )
        assert cursor.fetchall() == []


# --- the order of the apps ---------------------------------------------------------------------------------


def test_foreign_keys_point_down() -> None:
    user = settings.AUTH_USER_MODEL
    wrong = []
    for model in our_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not (field.concrete and field.is_relation and isinstance(target, type)):
                continue
            if target._meta.label != user and _height(target) > _height(model):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert wrong == []


def _height(model: type[models.Model]) -> int:
    label = model._meta.app_label
    return ORDER.index(label) if label in ORDER else -1


# --- pages -------------------------------------------------------------------------------------------------


def test_every_view_names_its_right_or_is_public() -> None:
    nameless = []
    for view in views():
        declares = isinstance(view, type) and issubclass(view, PageMixin | APIView) and hasattr(view, "right_required")
        if not declares and getattr(view, "__name__", "") not in PUBLIC_VIEWS:
            nameless.append(getattr(view, "__qualname__", repr(view)))
    assert nameless == []


def test_a_stream_is_opened_in_one_place_only() -> None:
    """A stream runs after the request's transaction: only core.exports opens a scoped one for it."""
    streaming = [path for path in python_files() if "StreamingHttpResponse" in path.read_text()]
    assert [str(path.relative_to(ROOT)) for path in streaming] == ["core/exports.py"]


def test_rules_do_not_hang_on_saves() -> None:
    """Bulk writes would pass them by (design section 2). A field's own pre_save() is called, a signal never."""
    hooks = re.compile(r"\b(post_save|pre_save|post_delete|pre_delete|m2m_changed)\b(?!\()")
    assert [str(path) for path in python_files() if hooks.search(path.read_text())] == []


# --- templates ---------------------------------------------------------------------------------------------


def test_no_template_has_inline_script_or_style() -> None:
    """The content policy would refuse them."""
    inline = re.compile(
        r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\ssrc=)""", re.IGNORECASE
    )
    comment = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
    found = {path.name: inline.findall(comment.sub("", path.read_text())) for path in template_files()}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_every_template_says_what_it_needs() -> None:
    """An opening comment lists its context, so that nobody has to read the views."""
    silent = [
        str(path.relative_to(ROOT / "templates"))
        for path in template_files()
        if "{% comment %}" not in path.read_text()[:400]
    ]
    assert silent == []


def test_every_template_is_used() -> None:
    names = {str(path.relative_to(ROOT / "templates")) for path in template_files()}
    # Found by name in Django, axes and the error handlers, or through FORM_RENDERER.
    known = {"400.html", "403_csrf.html", "registration/locked.html"}
    known |= {name for name in names if name.startswith("django/forms/")}
    known |= {f"{status}.html" for status in (403, 404, 500)}
    sources = [path.read_text() for path in [*python_files(), *template_files()]]
    named = re.findall(r"""["']([\w/.{}-]+\.html)["']""", "\n".join(sources))
    # "reports/home_{self.kind}.html" names every template of that form.
    shapes = re.compile("|".join(re.sub(r"\\{.*?\\}", r"\\w+", re.escape(name)) for name in set(named)))
    assert {name for name in names - known if not shapes.fullmatch(name)} == set()


def test_every_template_that_is_named_exists() -> None:
    names = {str(path.relative_to(ROOT / "templates")) for path in template_files()}
    for path in template_files():
        for named in re.findall(r"""{% (?:include|extends) ["']([\w/.-]+\.html)["']""", path.read_text()):
            assert named in names, f"{path.name} names {named}"


def test_no_template_is_drawn_with_one_of_an_app_above() -> None:
    wrong = []
    for path in template_files():
        app = path.relative_to(ROOT / "templates").parts[0]
        for named in re.findall(r"""{% (?:include|extends) ["']([\w/.-]+\.html)["']""", path.read_text()):
            other = named.partition("/")[0]
            if app in ORDER and other in ORDER and ORDER.index(other) > ORDER.index(app):
                wrong.append(f"{app}/{path.name} names {named}")
    assert wrong == []


# --- sizes -------------------------------------------------------------------------------------------------


def test_no_function_is_too_long_to_read() -> None:
    long = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines} lines")
    assert long == []


def test_no_file_is_too_long_to_read() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in python_files()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_nothing_is_left_to_do_in_comments() -> None:
    marks = re.compile(r"(#|\{%|<!--).*\b(TODO|FIXME|XXX|HACK)\b")
    assert [str(path) for path in [*python_files(), *template_files()] if marks.search(path.read_text())] == []


# --- settings ----------------------------------------------------------------------------------------------


def test_the_content_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    for name in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
        assert directives[name] == ["'self'"]
    assert directives["frame-ancestors"] == ["'none'"]


def test_every_session_cookie_is_out_of_the_reach_of_scripts() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF
