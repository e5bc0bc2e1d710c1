"""Invented people with names as people in the province have them, and numbers that belong to nobody."""

from dataclasses import dataclass

from demo.agencies import read
from demo.dice import Dice

# 000 is no province's code: an invented number can belong to no real person (domain 7.4).
INVENTED_PROVINCE = "000"
KINH, HOA, KHMER, CHAM = "01", "04", "05", "17"  # codes of the 1979 list


@dataclass(frozen=True)
class Names:
    """Makes full names of one ethnic group; children take the family name of the head."""

    dice: Dice
    lists: dict[str, dict[str, list[str]]]

    @classmethod
    def load(cls, dice: Dice) -> "Names":
        return cls(dice, read("names.json"))

    def family(self, group: str) -> str:
        """A family name that a household shares; Khmer and Chăm names have none that is."""
        return self.dice.choice(self.lists["kinh"]["family"]) if group in (KINH, HOA) else ""

    def full(self, group: str, sex: str, family: str) -> str:
        if group == KHMER:
            names = self.lists["khmer"]
            parts = [names[f"family_{sex}"], names["middle"], names[f"given_{sex}"]]
            return " ".join(part for part in map(self.dice.choice, parts) if part)
        if group == CHAM:
            return self.dice.choice(self.lists["cham"][f"given_{sex}"])
        names = self.lists["kinh"]
        own = family or self.dice.choice(names["family"])
        return f"{own} {self.dice.choice(names[f'middle_{sex}'])} {self.dice.choice(names[f'given_{sex}'])}"


def citizen_id(dice: Dice, sex: str, birth_year: int) -> str:
    """PPP G YY RRRRRR with a province that does not exist."""
    century = 2 * (birth_year // 100 - 19) + (1 if sex == "f" else 0)
    return f"{INVENTED_PROVINCE}{century}{birth_year % 100:02d}{dice.randrange(1_000_000):06d}"
