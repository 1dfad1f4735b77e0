"""What a circuit is proved against, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .enums import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .authority import Directory
    from .conditions import Field, Rule


@dataclass(frozen=True)
class PostCard:
    """What the check knows of a post."""

    name: str
    is_open: bool = True


@dataclass
class Ground:
    """Everything a circuit is proved against.

    `heads` gives for each unit that may write the posts of the heads from itself upwards (0: none); `earlier` are the
    conditions of the circuits asked before this one.
    """

    fields: Mapping[str, Field]
    directory: Directory
    posts: Mapping[int, PostCard]
    at: datetime
    types: frozenset[int] = frozenset()
    level: Level | None = Level.SIMPLE  # None: documents of this type are not signed
    when: Rule = ()
    earlier: tuple[Rule, ...] = ()
    heads: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    people: Mapping[int, str] = field(default_factory=dict)
