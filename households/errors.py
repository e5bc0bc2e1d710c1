"""What keeps a change of the registry from being saved, told so that a person can go on."""

from typing import Any


class StaleVersion(Exception):
    """Somebody saved the record after this page was opened; `current` is the record as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(f"version {current.version}")
        self.current = current


class DuplicateCitizenId(Exception):
    """The number belongs to another person of the registry; `where` says in which household or commune."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Incomplete(Exception):
    """Answers are missing, so the household has no class yet; `missing` are the codes of what is missing."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing
