"""Brings the English catalogue up to date: `python -m core.catalogue`, then fill in the empty ones.

The sentences in code and templates are Vietnamese; locale/en holds their English. New sentences are added
empty, translations are kept, and what nothing says any more is dropped. Babel reads the Python, and the
templates after Django has turned them into calls of gettext, so that no GNU gettext is needed. For
developers: ./run and ./test only compile what is there (core.local_servers.catalogues).
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

CHECKOUT = Path(__file__).resolve().parent.parent
ENGLISH = CHECKOUT / "locale" / "en" / "LC_MESSAGES" / "django.po"

# Beside Babel's own (_, gettext, ngettext, pgettext, npgettext): Django's lazy ones.
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_SCREENS = {"tests", "docs", "locale", "static", "node_modules", "var", "staticfiles", "migrations"}
LINE = 110


class Sentence(NamedTuple):
    """One call of gettext: where it stands, and what is to be translated (a pair for a plural)."""

    path: str
    line: int
    id: str | tuple[str, ...]
    context: str | None


def python_files(checkout: Path = CHECKOUT) -> list[Path]:
    return [path for path in _files(checkout, "*.py") if path.name != "manage.py"]


def template_files(checkout: Path = CHECKOUT) -> list[Path]:
    """Pages and mails; every file in templates/ is one."""
    return [path for path in _files(checkout / "templates", "*") if path.is_file()]


def sentences(checkout: Path = CHECKOUT) -> Iterator[Sentence]:
    """Everything that code and templates have translated, file by file."""
    for path in [*python_files(checkout), *template_files(checkout)]:
        source = path.read_text(encoding="utf-8")
        calls = source if path.suffix == ".py" else _as_calls(source)
        for line, found, _comments, context in extract("python", BytesIO(calls.encode()), keywords=KEYWORDS):
            yield Sentence(str(path.relative_to(checkout)), line, found, context)


def update(path: Path = ENGLISH, checkout: Path = CHECKOUT) -> Catalog:
    """Rewrite the catalogue at `path` for the sentences of today; what it holds now."""
    catalogue = read_catalogue(path)
    catalogue.update(_as_template(checkout), no_fuzzy_matching=True, update_creation_date=False)
    unfinished = path.with_suffix(".po.new")
    with unfinished.open("wb") as target:
        write_po(target, catalogue, width=LINE, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    unfinished.replace(path)
    return catalogue


def read_catalogue(path: Path = ENGLISH) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale="en", domain="django")


def is_translated(translation: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether there is a text, and for a plural each of its forms."""
    return bool(translation) if isinstance(translation, str | None) else all(translation)


def _files(folder: Path, pattern: str) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob(pattern))
        if not any(part in NOT_SCREENS or part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def _as_calls(template: str) -> str:
    """A template as Python that calls gettext; its indentation means nothing there."""
    return "\n".join(line.lstrip() for line in templatize(template).splitlines())


def _as_template(checkout: Path) -> Catalog:
    template = Catalog(domain="django")
    for sentence in sentences(checkout):
        template.add(sentence.id, locations=[(sentence.path, sentence.line)], context=sentence.context)
    return template


def main() -> int:
    catalogue = update()
    missing = [message.id for message in catalogue if message.id and not is_translated(message.string)]
    sys.stdout.writelines(f"{text}\n" for text in missing)
    sys.stdout.write(f"{len(catalogue)} sentences, {len(missing)} without translation\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
