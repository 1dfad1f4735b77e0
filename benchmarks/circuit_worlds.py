"""Random administrations, random circuits, and random people who try everything: each act beside the oracle."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from . import circuit_oracle as oracle

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 60  # of a world; moments are whole days since EPOCH
POSTS, PEOPLE = 14, 12
ACTS = 60  # after which a run is led to its end by those who may


def moment(day: int) -> datetime:
    return EPOCH + timedelta(days=day)


@dataclass
class World:
    """Some posts in a tree, some people, what they hold, lend and when they are away, as rows and as a directory."""

    rows: oracle.Rows
    directory: Any
    paths: dict[int, str]
    away: dict[int, list[tuple[int, int]]]
    people: list[int] = field(default_factory=lambda: list(range(1, PEOPLE + 1)))

    def there(self, person: int, day: int) -> bool:
        return not any(start <= day < end for start, end in self.away.get(person, ()))


def world(chance: random.Random) -> World:
    """A tree of posts with holders, some vacant, changing over the time; interims, mandates and what they hand on."""
    rows = oracle.Rows()
    paths = {1: "/1/"}
    for post in range(2, POSTS + 1):
        above = chance.randrange(max(1, post // 3), post)
        rows.up[post], paths[post] = above, f"{paths[above]}{post}/"
    people = range(1, PEOPLE + 1)
    for post in paths:
        day = 0
        while day < DAYS:
            until = DAYS + 1 if chance.random() < 0.6 else chance.randint(day + 1, DAYS + 1)
            if chance.random() < 0.8:
                rows.seats.append((post, chance.choice(people), True, day, until))
            day = until
        if chance.random() < 0.3:
            start = chance.randrange(DAYS)
            rows.seats.append((post, chance.choice(people), False, start, start + chance.randint(1, 20)))
    for key in range(1, chance.randint(2, 16)):
        rows.mandates.append(_mandate(chance, key, rows, paths))
    for post in paths:
        if chance.random() < 0.3:
            rows.ceilings.append((post, chance.choice((1, 2)), chance.choice((10, 100, 1000))))
    away: dict[int, list[tuple[int, int]]] = {}
    for person in people:
        for _n in range(chance.choice((0, 0, 1, 2))):
            start = chance.randrange(DAYS)
            away.setdefault(person, []).append((start, start + chance.randint(1, 15)))
    return World(rows, _directory(rows), paths, away)


def _mandate(chance: random.Random, key: int, rows: oracle.Rows, paths: dict[int, str]) -> tuple:
    parent = chance.choice(rows.mandates) if rows.mandates and chance.random() < 0.35 else None
    post = parent[1] if parent else chance.choice(list(paths))
    holders = [person for of, person, held, _s, _e in rows.seats if of == post and held] or [1]
    giver = chance.choice(holders) if parent is None or chance.random() < 0.1 else parent[3]
    person = chance.choice([one for one in range(1, PEOPLE + 1) if one != giver])
    start = chance.randrange(DAYS)
    types = frozenset(chance.sample((1, 2), chance.choice((0, 0, 1))))
    kinds = frozenset(chance.sample(("visa", "signature", "opinion"), chance.choice((0, 0, 1, 2))))
    return (
        key,
        post,
        giver,
        person,
        start,
        start + chance.randint(1, 40),
        types,
        kinds,
        chance.choice((None, None, 50, 500)),
        chance.choice(("", "", paths[chance.choice(list(paths))])),
        parent[0] if parent else None,
        chance.random() < 0.5,
    )


def _directory(rows: oracle.Rows) -> Any:
    from diwan.engines.circuits import authority
    from diwan.engines.circuits.enums import Basis, Kind

    found = authority.Directory(above=rows.up)
    for post, person, held, starts, ends in rows.seats:
        span = authority.Span(moment(starts), moment(ends))
        basis = Basis.HOLDER if held else Basis.INTERIM
        found.sittings.setdefault(post, []).append(authority.Sitting(post, person, basis, span))
    for key, post, giver, person, starts, ends, types, kinds, up_to, path, parent, onward in rows.mandates:
        found.mandates.setdefault(post, []).append(
            authority.Mandate(
                id=key,
                post=post,
                giver=giver,
                person=person,
                span=authority.Span(moment(starts), moment(ends)),
                types=types,
                kinds=frozenset(Kind(kind) for kind in kinds),
                up_to=None if up_to is None else Decimal(up_to),
                path=path,
                parent=parent,
                onward=onward,
            )
        )
    for post, type_, up_to in rows.ceilings:
        found.ceilings.setdefault(post, []).append(authority.Ceiling(type_, Decimal(up_to)))
    return found


def circuit(chance: random.Random) -> Any:
    """Three to nine steps in stages, some side by side with a quorum, some apart from each other, then a number."""
    from diwan.engines.circuits import definition
    from diwan.engines.circuits.enums import How, Kind, Silence

    names = definition.Names("خطوة")
    kinds = (Kind.VISA, Kind.VISA, Kind.OPINION, Kind.SIGNATURE)
    stages, keys = [], list[str]()
    for _stage in range(chance.randint(1, 5)):
        steps = []
        for _step in range(chance.choice((1, 1, 1, 2, 3))):
            key = f"s{len(keys)}"
            apart = tuple(chance.sample(keys, 1)) if keys and chance.random() < 0.3 else ()
            if chance.random() < 0.1:
                apart = (*apart, definition.SENDER)
            steps.append(
                definition.Step(
                    key,
                    chance.choice(kinds),
                    definition.Who(How.POST, chance.randint(1, POSTS)),
                    names,
                    days=chance.choice((0, 2, 5)),
                    silence=chance.choice(list(Silence)),
                    apart_from=apart,
                )
            )
            keys.append(key)
        stages.append(definition.Stage(tuple(steps), chance.choice((0, 0, 1, 2))))
    last = definition.Step("number", Kind.NUMBERING, definition.Who(How.ITSELF), names)
    return definition.Definition((*stages, definition.Stage((last,))))


@dataclass
class Tally:
    """What the runs came to. `unauthorised`, `denied` and `stuck` must stay at nothing."""

    runs: int = 0
    acts: int = 0
    refused: int = 0  # tries that were turned away
    by_keeper: int = 0  # turns that nobody could take any more, put before another post
    unauthorised: int = 0  # done by somebody the oracle does not know
    denied: int = 0  # turned away though the oracle knows them
    stuck: int = 0

    def add(self, other: Tally) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Play:
    """One run: people of the world try things, in and out of turn, with and without authority."""

    def __init__(self, world: World, drawn: Any, chance: random.Random, tally: Tally) -> None:
        from diwan.engines.circuits import authority, machine

        self.world, self.chance, self.tally = world, chance, tally
        self.authority, self.machine = authority, machine
        self.day = chance.randrange(DAYS // 2)
        self.type = frozenset(chance.choice(((1,), (2,), (1, 2))))
        self.amount = chance.choice((None, 5, 40, 90, 700, 5000))
        self.path = chance.choice(list(world.paths.values()))
        self.run = machine.Run(drawn, author=chance.choice(world.people))
        self.posts = {step.key: step.who.post for _stage, step in drawn.steps()}
        self._begin()

    def _begin(self) -> None:
        drawn = self.run.definition
        self.machine.begin(self.run, list(drawn.steps()), self.posts)

    def play(self) -> None:
        self.tally.runs += 1
        for number in range(8 * ACTS):
            if self.run.state in ("done", "abandoned"):
                return
            if self.run.state in ("returned", "recalled"):
                if number > ACTS or self.chance.random() < 0.2:
                    return  # it is with its author, who owns it
                self._begin()
                continue
            if not self.run.open():
                break
            self.day += self.chance.random() < 0.2
            self.step(willing=number > ACTS)
        self.tally.stuck += 1

    # --- one try ------------------------------------------------------------------------------------------------------

    def step(self, *, willing: bool) -> None:
        turn = self.chance.choice(self.run.open())
        if turn.post is None:
            self.machine.agree(self.run, turn.id, None)
            return
        what = "agree" if willing else self.chance.choice(WHAT)
        if what == "lapse":
            self.tally.acts += self.machine.lapse(self.run, turn.id, self.world.rows.up.get(turn.post))
            return
        if what == "recall":
            self._try(lambda: self.machine.recall(self.run))
            return
        allowed = oracle.may(self.world.rows, turn.post, self.matter(turn), self.day, self.barred(turn))
        if not allowed:
            self._reassign(turn)
            return
        there = [one for one in allowed if self.world.there(one, self.day)]
        if willing and not there:
            self.day += 1  # somebody comes back, or the world is past their absences
            return
        person = (
            self.chance.choice(there) if there and self.chance.random() < 0.7 else self.chance.choice(self.world.people)
        )
        if willing:
            person = there[0]
        self._act(what, turn, person, person in allowed)

    def _act(self, what: str, turn: Any, person: int, known: bool) -> None:
        title = self.title(turn, person)
        if title is None:
            self.tally.refused += 1
            self.tally.denied += known
            return
        self.tally.unauthorised += not known
        behind = frozenset[int]()
        if title.mandate is not None:
            lent = self.world.directory.mandate(turn.post, title.mandate)
            behind = self.authority.givers(self.world.directory, lent)
        if what == "refuse":
            back = self.chance.choice(list(self.machine.Back))
            self._try(lambda: self.machine.refuse(self.run, turn.id, person, back, behind))
        elif what == "hand_on":
            self._try(lambda: self.machine.hand_on(self.run, turn.id, self._target(turn)))
        elif what == "ask":
            opinion = self.opinion()
            self._try(lambda: self.machine.ask(self.run, turn.id, opinion, self.chance.randint(1, POSTS)))
        else:
            done = self._try(lambda: self.machine.agree(self.run, turn.id, person, behind))
            # The oracle's word on who is kept apart, and the machine's, are one.
            self.tally.denied += not done
            if done and self.chance.random() < 0.1:
                self._try(lambda: self.machine.take_back(self.run, turn.id, person))

    def _try(self, act: Any) -> bool:
        try:
            act()
        except self.machine.Illegal:
            self.tally.refused += 1
            return False
        self.tally.acts += 1
        return True

    def _target(self, turn: Any) -> int:
        """A signature goes up, anything else anywhere."""
        if turn.step.kind == "signature":
            return int(self.world.rows.up.get(turn.post, turn.post))
        return self.chance.randint(1, POSTS)

    def _reassign(self, turn: Any) -> None:
        """Nobody may: whoever draws the circuits finds a post where somebody does, or sends the folder back."""
        self.tally.stuck += bool(self._owners(turn))
        self.tally.by_keeper += 1
        matter, barred = self.matter(turn), self.barred(turn)
        fit = [
            post
            for post in self.world.paths
            if post != turn.post and oracle.direct(self.world.rows, post, matter, self.day, barred)
        ]
        if fit:
            self.machine.hand_on(self.run, turn.id, self.chance.choice(fit))
            self.tally.acts += 1
        else:
            self.day += 1
            if self.day > 2 * DAYS:
                self.machine.abandon(self.run) if not self.run.did(self.machine.LASTING) else self._close()

    def _close(self) -> None:
        """Past the world's end nobody sits anywhere: the story is over, the folder with the keepers."""
        self.run.state = self.machine.RunState.ABANDONED

    # --- what the engine says, and what the oracle is asked -----------------------------------------------------------

    def title(self, turn: Any, person: int) -> Any:
        return self.authority.by_person(self._owners(turn), person)

    def _owners(self, turn: Any) -> list[Any]:
        matter = self.authority.Matter(
            turn.step.kind, self.type, None if self.amount is None else Decimal(self.amount), self.path
        )
        barred = self.machine.barred(self.run, turn)
        found: list[Any] = self.authority.owners(self.world.directory, turn.post, matter, moment(self.day), barred)
        return found

    def matter(self, turn: Any) -> tuple:
        return (str(turn.step.kind), self.type, self.amount, self.path)

    def barred(self, turn: Any) -> set[int]:
        """Written again: everybody who agreed, in person or by name, to a step kept apart from this one."""
        found = {self.run.author} if "author" in turn.step.apart_from else set()
        for other in self.run.turns:
            if other.round != self.run.round or other.void or str(other.state) != "agreed" or other.id == turn.id:
                continue
            if other.step.key in turn.step.apart_from or turn.step.key in other.step.apart_from:
                found |= {other.person} | set(other.behind)
        return {one for one in found if one is not None}

    def opinion(self) -> Any:
        from diwan.engines.circuits.queries.runs import OPINION

        return OPINION


WHAT = ("agree",) * 8 + ("refuse", "hand_on", "ask", "lapse", "recall")


def story(seed: int, runs: int, each: int = 50) -> Tally:
    """Runs in worlds of their own, `each` in one."""
    chance, tally = random.Random(seed), Tally()
    for number in range(runs):
        if number % each == 0:
            ground = world(chance)
            drawings = [circuit(chance) for _n in range(6)]
        Play(ground, chance.choice(drawings), chance, tally).play()
    return tally
