"""What the registry tells the programmes."""

from typing import Any

from households.models import Household
from programs.models import Participant


def follow_household(sender: type[Household], household: Household, **_kwargs: Any) -> None:
    """Who sees the household sees what it takes part in, wherever it lives now."""
    Participant.objects.filter(household=household).update(scope_path=household.scope_path)
