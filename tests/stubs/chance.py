"""Faults by chance, the same ones for the same seed."""

from collections.abc import Iterator
from random import Random

from tests.stubs.server import FAULTS, Fault


def faults_by_chance(seed: int, share: float = 0.4) -> Iterator[Fault]:
    """Yield for ever what goes wrong: one of all faults for this share of the requests, else nothing."""
    chance = Random(seed)
    while True:
        yield chance.choice(FAULTS[1:]) if chance.random() < share else ""
