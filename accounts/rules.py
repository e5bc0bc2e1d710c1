"""Who may give which role, and what a first password looks like."""

import secrets
from collections.abc import Iterable

# Rights over people: nobody gives a wider administration than their own.
ADMINISTRATION = "accounts."
# Without letters and figures that are mistaken for each other when read out.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def may_grant(own: Iterable[str], given: Iterable[str]) -> bool:
    """Whether someone with the rights `own` may give a role with the rights `given`.

    An administrator gives work that he does not do himself (separation of duties), but over people no right
    that he lacks.
    """
    held = set(own)
    return all(right in held for right in given if right.startswith(ADMINISTRATION))


def first_password() -> str:
    """A password to be read out and typed once: four groups of four, 78 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
