"""A corpus of signed PDFs, attacked and honest, made from a seed: what a validator is measured on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from . import attacked, honest
from .people import NOW, World

__all__ = ["NOW", "Case", "World", "corpus", "world"]


@dataclass(frozen=True)
class Case:
    """One file. `expected` is the verdict it deserves; whatever is not TOTAL-PASSED was attacked."""

    family: str
    name: str
    pdf: bytes
    expected: str

    @property
    def attacked(self) -> bool:
        return self.expected != "TOTAL-PASSED"


@lru_cache(maxsize=1)
def world(seed: int = 5) -> World:
    return World(seed)


@lru_cache(maxsize=2)
def corpus(*, programs: bool = True) -> tuple[Case, ...]:
    """Every file; without `programs` those that take a browser or an office suite to make are left out."""
    slow = () if programs else ("chromium", "libreoffice")
    cases = []
    for name, make in honest.cases(world()):
        pdf = None if any(word in name for word in slow) else make()
        if pdf is not None:
            cases.append(Case("honest", name, pdf, "TOTAL-PASSED"))
    for family, name, make, expected in attacked.cases(world()):
        cases.append(Case(family, name, make(), expected))
    return tuple(cases)
