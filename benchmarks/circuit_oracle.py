"""Who may act, written a second time and otherwise: from plain rows, by sets that grow, without `authority.py`.

Rows, all of whole numbers; moments are numbers too, and an end is not in its span:
seats (post, person, held: holder and not interim, starts, ends) · mandates (key, post, giver, person, starts, ends,
types, kinds, up_to or None, path, parent or None, onward) · ceilings (post, type, up_to) · up: post → the head above.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Rows:
    seats: list[tuple] = field(default_factory=list)
    mandates: list[tuple] = field(default_factory=list)
    ceilings: list[tuple] = field(default_factory=list)
    up: dict[int, int] = field(default_factory=dict)


def may(rows: Rows, post: int, matter: tuple, at: int, barred: set[int]) -> set[int]:
    """Everybody who may act on the matter (kind, types, amount or None, path) for the post, or in place of it."""
    first = direct(rows, post, matter, at, barred)
    if first:
        return first
    line = []
    while post in rows.up and rows.up[post] not in line:
        post = rows.up[post]
        line.append(post)
    for above in line:
        if allowed(rows, above, matter):
            sitting = {person for person in seated(rows, above, at) if person not in barred}
            if sitting:
                return sitting
    return set()


def direct(rows: Rows, post: int, matter: tuple, at: int, barred: set[int]) -> set[int]:
    if not allowed(rows, post, matter):
        return set()
    found = {person for person in seated(rows, post, at) if person not in barred}
    # In whose name: from the holders downwards, one mandate handed on at a time, until nothing is added.
    names: dict[int, set[int]] = {}
    grown = True
    while grown:
        grown = False
        for row in rows.mandates:
            key, of, giver, person, starts, ends, types, kinds, up_to, path, parent, _onward = row
            if key in names or of != post or not starts <= at < ends or not covers(types, kinds, up_to, path, matter):
                continue
            if parent is None:
                if giver in seated(rows, post, at, held=True):
                    names[key], grown = {giver}, True
            elif parent in names:
                above = next(other for other in rows.mandates if other[0] == parent)
                if above[11] and above[3] == giver:
                    names[key], grown = names[parent] | {giver}, True
            if key in names and not barred & (names[key] | {person}):
                found.add(person)
    return found


def seated(rows: Rows, post: int, at: int, held: bool = False) -> set[int]:
    return {
        who for of, who, own, starts, ends in rows.seats if of == post and starts <= at < ends and (own or not held)
    }


def allowed(rows: Rows, post: int, matter: tuple) -> bool:
    kind, types, amount, _path = matter
    over = [up_to for of, type_, up_to in rows.ceilings if of == post and type_ in types and not within(amount, up_to)]
    return kind != "signature" or not over


def covers(types: frozenset, kinds: frozenset, up_to: int | None, path: str, matter: tuple) -> bool:
    kind, its_types, amount, place = matter
    if types and not any(one in its_types for one in types):
        return False
    if kinds and kind not in kinds:
        return False
    return (up_to is None or within(amount, up_to)) and place[: len(path)] == path


def within(amount: int | None, up_to: int) -> bool:
    return amount is not None and amount <= up_to
