"""Pure rules of administrative units: paths, and names as people type them."""

from core.text import fold

# Folded forms people write before a name -> kind of unit. The longest is tried first.
_KINDS = {
    fold(written): kind
    for kind, forms in {
        "tỉnh": ("tỉnh",),
        "thành phố": ("thành phố", "tp.", "tp"),
        "huyện": ("huyện", "h."),
        "quận": ("quận", "q."),
        "thị xã": ("thị xã", "tx.", "tx"),
        "thị trấn": ("thị trấn", "tt.", "tt"),
        "phường": ("phường", "p."),
        "đặc khu": ("đặc khu",),
        "xã": ("xã", "x."),
    }.items()
    for written in forms
}
_FORMS = sorted(_KINDS, key=len, reverse=True)
_LABELS = {"province": "p", "district": "d", "commune": "c", "village": "v"}


def split_kind(folded: str) -> tuple[str, str]:
    """("xã", "my hoa hung") from "xa my hoa hung" or "x. my hoa hung"; ("", text) without a kind first."""
    for form in _FORMS:
        rest = folded.removeprefix(form)
        separated = form.endswith(".") or rest.startswith(" ")
        if rest != folded and separated and rest.strip():
            return _KINDS[form], rest.strip()
    return "", folded


def level_of_code(code: str) -> str:
    """Official codes tell their level by their length: province 2 digits, district 3, commune 5."""
    return {2: "province", 3: "district", 5: "commune"}[len(code)]


def country_path(edition: str) -> str:
    return f"e{edition}"


def child_path(parent_path: str, level: str, code: str) -> str:
    """`e2024.p89` + district 886 -> `e2024.p89.d886`."""
    return f"{parent_path}.{_LABELS[level]}{code}"


def outermost(paths: set[str]) -> tuple[str, ...]:
    """The paths that lie below no other one of the set, in order."""
    return tuple(sorted(path for path in paths if not paths & set(lineage(path)[:-1])))


def lineage(path: str) -> list[str]:
    """The path of every unit from the country down to the one of `path`, itself included."""
    labels = path.split(".")
    return [".".join(labels[:depth]) for depth in range(1, len(labels) + 1)]
