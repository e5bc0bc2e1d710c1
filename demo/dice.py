"""Seeded chance: two loads of the demonstration province are equal, ids included."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

SEED = 20241028


class Dice(Random):
    """A Random that also makes ids (version 7 of the given moment) and splits whole amounts."""

    made = 0

    def uid(self, at: datetime) -> UUID:
        """Those of one moment in the order in which they are made, as of records that were entered."""
        self.made += 1
        chance = self.getrandbits(12) << 62 | self.getrandbits(62)
        tail = self.made << 42 | chance & ((1 << 42) - 1)
        milliseconds = int(at.timestamp() * 1000)
        bits = (milliseconds << 80) | (0x7 << 76) | (tail >> 62 << 64) | (0b10 << 62) | tail & ((1 << 62) - 1)
        return UUID(int=bits)

    def pieces(self, amount: int, count: int) -> list[int]:
        """`amount` in `count` positive pieces of unequal size; fewer when it is too small."""
        count = max(1, min(count, amount))
        return split(amount, [self.uniform(0.5, 1.5) for _ in range(count)])


def split(amount: int, weights: Sequence[float]) -> list[int]:
    """`amount` by `weights`, in whole numbers that add up exactly (largest remainder)."""
    total = sum(weights)
    shares = [amount * weight / total for weight in weights]
    parts = [int(share) for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - shares[i])
    for index in by_remainder[: amount - sum(parts)]:
        parts[index] += 1
    return parts
