"""What an importer says of itself: sheets and columns, how a row is compared, how rows are written and undone."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.imports.draft import Draft
from core.models import ImportBatch
from core.spreadsheets import Column, Row

# Sheets and columns are named by it, whatever language the person chose for the pages.
FILE_LANGUAGE = "vi"


@dataclass(frozen=True)
class Place:
    """An area as this package knows it; `paths` are its subtree and those of the units merged whole into it."""

    ref: str = ""
    name: str = ""
    path: str | None = None
    paths: tuple[str, ...] = ()


NOWHERE = Place()


@dataclass(frozen=True)
class Scope:
    """Where and for whom a file is read; stands for an access in `visible_to(scope)`."""

    place: Place = NOWHERE
    owner_id: int | None = None
    component_ids: frozenset[int] | None = None
    # The post in which the owner acts.
    post_id: int | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        return self.place.paths

    def as_parameters(self) -> dict[str, Any]:
        components = None if self.component_ids is None else sorted(self.component_ids)
        return {"paths": list(self.paths), "component_ids": components, "post_id": self.post_id}

    @classmethod
    def of_batch(cls, batch: ImportBatch) -> "Scope":
        given = batch.parameters
        paths = tuple(given.get("paths", ()))
        components = given.get("component_ids")
        return cls(
            Place(batch.place, batch.place_name, batch.scope_path, paths),
            batch.owner_id,
            None if components is None else frozenset(components),
            given.get("post_id"),
        )


@dataclass(frozen=True)
class Part:
    """One kind of records in a file, with the columns that its rows keep."""

    code: str
    label: str | Promise
    columns: Sequence[Column]
    # Columns that no other value may tell twice in a file (STT hộ), and those never kept in the clear.
    ref_column: str = ""
    secret: frozenset[str] = frozenset()
    # An empty cell leaves what is recorded; otherwise it says that there is nothing.
    empty_keeps: bool = True

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


def every_row(_row: Row) -> bool:
    return True


@dataclass(frozen=True)
class ImportSheet:
    """One reading of one sheet of the file; `name` is the sheet's name in our template.

    Readings of one `code` read the same sheet. `fills` names, for a key of the part, the column that gives it
    where it is called otherwise.
    """

    code: str
    name: str
    part: Part
    columns: Sequence[Column]
    takes: Callable[[Row], bool] = every_row
    fills: Mapping[str, str] = field(default_factory=dict)


Layout = Sequence[ImportSheet]


@dataclass(frozen=True)
class Undone:
    """How many records were taken back, and how many stay because they were changed since."""

    undone: int = 0
    kept: int = 0


class ImportRefused(Exception):
    """The write did not happen; the message says why and what to do."""


class Importer(ABC):
    """One importer, made for one scope; class attributes declare it, methods work on a chunk or a whole batch."""

    do_not_call_in_templates: ClassVar[bool] = True  # a template shows the class, it makes none

    kind: ClassVar[str]
    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    lead: ClassVar[str | Promise]
    right: ClassVar[str]
    nav_section: ClassVar[str] = ""
    guide: ClassVar[tuple[str | Promise, ...]] = ()
    done_url_name: ClassVar[str] = ""
    undo_note: ClassVar[str | Promise] = ""
    # What the page says when the rows are written, and on the button that leads to them.
    done_note: ClassVar[str | Promise] = _("Mọi dòng đã có trong hệ thống.")
    done_label: ClassVar[str | Promise] = _("Mở danh sách")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @classmethod
    def url_name(cls) -> str:
        """Of its upload page; its template's is this and `_template` (core.urls)."""
        return f"import_{cls.kind.replace('.', '_')}"

    @classmethod
    def upload_url(cls) -> str:
        return reverse(cls.url_name())

    @classmethod
    def template_url(cls) -> str:
        return reverse(f"{cls.url_name()}_template")

    @classmethod
    def places(cls, access: Any) -> Sequence[Place]:  # noqa: ARG003 - for those that belong to an area
        """Where this person may import; with only one the page does not ask."""
        return (NOWHERE,)

    @abstractmethod
    def layouts(self) -> Sequence[Layout]:
        """The ways in which a file may be laid out; the first is the template's, the last has one sheet."""

    @cached_property
    def file_layouts(self) -> Sequence[Layout]:
        """`layouts` in the language of the files: an English session fills in and reads the same file."""
        with override(FILE_LANGUAGE):
            return self.layouts()

    def template_rows(self, sheet: ImportSheet) -> Sequence[Sequence[Any]]:
        """What the template already holds, in the order of the sheet's columns."""
        return ()

    @abstractmethod
    def check(self, batch: ImportBatch, drafts: list[Draft]) -> None:
        """Ask the rules of the domain and find the records: sets key, label, target and old of each draft.

        Drafts whose cells could not be read come too, so that every error of a row is told at once.
        """

    def finish(self, batch: ImportBatch) -> None:
        """What can only be asked when every row has been staged (core.imports.staging.fail_rows)."""
        return

    @abstractmethod
    def apply(self, batch: ImportBatch) -> Mapping[str, int]:
        """Write the new and changed rows in the caller's transaction; figures for the event.

        Raises ImportRefused when records changed since the check.
        """

    @abstractmethod
    def undo(self, batch: ImportBatch, reason: str) -> Undone:
        """Take back what nobody changed since; raises ImportRefused when nothing can be."""

    @abstractmethod
    def undoable(self, batch: ImportBatch) -> Undone:
        """What `undo` would do now."""

    def notes(self, batch: ImportBatch) -> Sequence[str]:
        """How the file was read, where its reader should know."""
        return ()

    def done_url(self, batch: ImportBatch) -> str:
        """Where what was written is seen."""
        return reverse(self.done_url_name) if self.done_url_name else ""

    def parts(self) -> dict[str, Part]:
        """By their codes, in the order of the template."""
        return {sheet.part.code: sheet.part for sheet in self.file_layouts[0]}
