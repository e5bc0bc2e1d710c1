"""Reasons of a deprivation as words: members by their label, answers by their name in the option table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.formats import format_number
from households.rules.facts import MemberFacts
from households.rules.options import Options
from households.rules.texts import AGED_REASONS, PART_NAMES, REASONS, SERVICE_NAMES, localized
from households.rules.verdicts import Reason


@dataclass(frozen=True, slots=True)
class Namer:
    """Puts one household's reasons into words, on the reference date."""

    members: Mapping[str, MemberFacts]
    options: Options
    on: date

    def words(self, reason: Reason) -> str:
        return str(REASONS[reason.code]) % {"members": self._people(reason), **self._figures(reason.args)}

    def _people(self, reason: Reason) -> str:
        aged = reason.code in AGED_REASONS
        return ", ".join(self._person(member_id, aged) for member_id in reason.member_ids)

    def _person(self, member_id: str, aged: bool) -> str:
        member = self.members[member_id]
        if not aged or member.birth.year is None:
            return member.label
        low, high = member.birth.years_on(self.on)
        age = str(low) if low == high else f"{low}-{high}"
        return _("%(name)s (%(age)s tuổi)") % {"name": member.label, "age": age}

    def _figures(self, args: Mapping[str, Any]) -> dict[str, str]:
        words = {name: str(value) for name, value in args.items()}
        if "area" in args:
            words["area"] = format_number(Decimal(args["area"]))
        if "parts" in args:
            words["parts"] = _listed([str(PART_NAMES[part]) for part in args["parts"]])
        if "services" in args:
            words["services"] = _listed([str(SERVICE_NAMES[service]) for service in args["services"]])
        if "answer" in args:
            words["answer"] = localized(self.options.get(args["list"], args["answer"]))
        return words


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s và %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
