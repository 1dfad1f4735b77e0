"""Merkle trees in the shape of RFC 9162: a few hashes prove that one leaf is among millions.

A level is made of pairs from left to right; a last node without a neighbour goes up as it is. This gives the tree that
RFC 9162 section 2.1 describes by its splits at powers of two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

BLOCK = 256  # leaves whose common node is kept, so that a proof reads one block and never the whole tree

Step = tuple[str, bytes]  # ("L", hash): the neighbour stands on the left; ("R", hash): on the right


def node(left: bytes, right: bytes) -> bytes:
    """The node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def level_above(nodes: Sequence[bytes]) -> list[bytes]:
    """The next level towards the root."""
    above = [hashlib.sha256(b"\x01" + nodes[i] + nodes[i + 1]).digest() for i in range(0, len(nodes) - 1, 2)]
    return [*above, nodes[-1]] if len(nodes) % 2 else above


def root(nodes: Sequence[bytes]) -> bytes:
    """The root over leaves, or over the roots of whole blocks of them (the shape is the same).

    Raises:
        ValueError: a tree has at least one leaf.
    """
    if not nodes:
        raise ValueError("a tree has at least one leaf")
    while len(nodes) > 1:
        nodes = level_above(nodes)
    return nodes[0]


def path(nodes: Sequence[bytes], index: int) -> list[Step]:
    """The neighbours met on the way from `nodes[index]` to the root."""
    steps: list[Step] = []
    while len(nodes) > 1:
        neighbour = index ^ 1
        if neighbour < len(nodes):
            steps.append(("L" if neighbour < index else "R", nodes[neighbour]))
        nodes, index = level_above(nodes), index // 2
    return steps


def climb(leaf: bytes, steps: Sequence[Step]) -> bytes:
    """The root that a leaf and its path lead to."""
    for side, neighbour in steps:
        leaf = node(neighbour, leaf) if side == "L" else node(leaf, neighbour)
    return leaf
