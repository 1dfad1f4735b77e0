"""A circuit is proved before it is used: from its drawing, the fields of its type, who sits where, up to what amount.

Pure: no database, no clock. Conditions are compared exactly (regions.py), so "never" means never, and each dead end
comes with an example of what would end there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .authority import Matter, authorities
from .conditions import OPS, BadValue, Type, typed
from .definition import SENDER
from .enums import FINAL, LASTING, Basis, How, Kind, Level, Silence
from .faults import Code, Fault, Severity
from .regions import LAST, Space, Spans, Values, meet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .conditions import Condition, Rule
    from .definition import Definition, Stage, Step
    from .ground import Ground
    from .regions import Region

RESERVED = frozenset({"", SENDER, "opinion"})
KEY_LENGTH = 40
PERSONS = frozenset({How.POST, How.HEAD, How.ABOVE, How.AUTHOR, How.CHOSEN})
ALLOWED = {
    Kind.VISA: PERSONS,
    Kind.OPINION: PERSONS,
    Kind.SIGNATURE: PERSONS,
    Kind.SEAL: PERSONS | {How.ITSELF},
    Kind.OUTSIDE: frozenset({How.GUEST}),
    Kind.NUMBERING: PERSONS | {How.ITSELF},
    Kind.DELIVERY: PERSONS | {How.ITSELF},
}
SIGNING = frozenset({Kind.SIGNATURE, Kind.OUTSIDE})
LEVELS = list(Level)
AMOUNT = "amount"


def check(definition: Definition, ground: Ground) -> list[Fault]:
    """Everything that is wrong, in the order of the drawing, errors before warnings at each step."""
    found = list(_Proof(definition, ground).faults())
    order = {fault.code: number for number, fault in enumerate(found)}
    return sorted(
        found, key=lambda one: (-1 if one.stage is None else one.stage, one.step, not one.is_error, order[one.code])
    )


def errors(found: list[Fault]) -> list[Fault]:
    return [fault for fault in found if fault.is_error]


class _Proof:
    def __init__(self, definition: Definition, ground: Ground) -> None:
        self.definition, self.ground = definition, ground
        self.space = Space(ground.fields, ground.paths)
        self.steps = list(definition.steps())
        self.domain = self.space.taken(ground.when)
        for rule in ground.earlier:
            self.domain = self.space.without(self.domain, self.space.taken(rule))
        self.regions: dict[int, Region] = {
            id(step): self.space.both(self.domain, self.space.taken(step.when)) for _stage, step in self.steps
        }
        self.seated: dict[int, dict[int, Basis]] = {}

    def faults(self) -> Iterator[Fault]:
        yield from self._drawing()
        yield from self._conditions()
        yield from self._order()
        yield from self._time()
        yield from self._posts()
        yield from self._apart()
        yield from self._amounts()
        if not self.space.whole:
            yield Fault(Code.TOO_COMPLEX, Severity.ERROR)

    # --- the drawing --------------------------------------------------------------------------------------------------

    def _drawing(self) -> Iterator[Fault]:
        if not self.definition.stages:
            yield Fault(Code.NO_STAGE, Severity.ERROR)
        keys: set[str] = set()
        for number, stage in enumerate(self.definition.stages):
            if not stage.steps:
                yield Fault(Code.EMPTY_STAGE, Severity.ERROR, number)
            elif stage.quorum > len(stage.steps) or stage.quorum < 0:
                yield Fault(
                    Code.QUORUM, Severity.ERROR, number, params={"quorum": stage.quorum, "steps": len(stage.steps)}
                )
        for number, step in self.steps:
            if step.key in RESERVED or len(step.key) > KEY_LENGTH:
                yield _error(Code.RESERVED_KEY, number, step, key=step.key)
            if step.key in keys:
                yield _error(Code.DUPLICATE_KEY, number, step, key=step.key)
            keys.add(step.key)
            if not step.names.ar.strip():
                yield _error(Code.NO_NAME, number, step)
            if step.who.how not in ALLOWED[step.kind]:
                yield _error(Code.WRONG_WHO, number, step, kind=step.kind.label, who=step.who.how.label)
            least = self.ground.level
            if step.kind == Kind.SIGNATURE and step.level and least and _below(step.level, least):
                yield _error(Code.LEVEL_TOO_LOW, number, step, wanted=least.label, level=step.level.label)
        for number, step in self.steps:
            for key in step.apart_from:
                if key == step.key or key not in keys | {SENDER}:
                    yield _error(Code.APART_UNKNOWN, number, step, key=key)

    # --- conditions ---------------------------------------------------------------------------------------------------

    def _conditions(self) -> Iterator[Fault]:
        wrong = list(self._rule(self.ground.when, None, ""))
        yield from wrong
        if not self.domain and not any(fault.is_error for fault in wrong):
            yield Fault(Code.NEVER_CHOSEN, Severity.ERROR)
        for number, step in self.steps:
            wrong = list(self._rule(step.when, number, step.key))
            yield from wrong
            if self.domain and not self.regions[id(step)] and not any(fault.is_error for fault in wrong):
                yield _error(Code.UNREACHABLE, number, step)
        left = self.domain if self.steps else []
        for _number, step in self.steps:
            left = self.space.without(left, self.space.taken(step.when))
        if left:
            yield Fault(Code.NOTHING_APPLIES, Severity.ERROR, params={"example": self._example(left)})

    def _rule(self, rule: Rule, stage: int | None, key: str) -> Iterator[Fault]:
        told: set[str] = set()
        for line in rule:
            for one in line:
                code, params = self._wrong(one)
                if code is not None:
                    yield Fault(code, Severity.ERROR, stage, key, params)
                elif not self.ground.fields[one.field].required and one.field not in told:
                    told.add(one.field)
                    yield Fault(Code.OPTIONAL_FIELD, Severity.WARNING, stage, key, params)

    def _wrong(self, one: Condition) -> tuple[Code | None, dict[str, Any]]:
        known = self.ground.fields.get(one.field)
        if known is None:
            return Code.UNKNOWN_FIELD, {"field": one.field}
        said = {"field": known.names.here, "value": one.value}
        if one.op not in OPS[known.type]:
            return Code.UNKNOWN_OPERATOR, said
        try:
            value = typed(known.type, one.value)
        except BadValue:
            return Code.BAD_VALUE, said
        if known.type == Type.CHOICE and value not in {code for code, _names in known.choices}:
            return Code.BAD_VALUE, said
        if known.type == Type.UNIT and self.ground.paths and value not in self.ground.paths:
            return Code.BAD_VALUE, said
        return None, said

    def _example(self, region: Region) -> str:
        """In words: the names of the fields with a value of each."""
        said = self.space.example(region)
        return (
            " · ".join(
                f"{self.ground.fields[code].names.here}: {self._said(code, value)}" for code, value in said.items()
            )
            or "…"
        )

    def _said(self, code: str, value: str) -> str:
        names = dict(self.ground.fields[code].choices)
        return names[value].here if value in names else value or "—"

    # --- order --------------------------------------------------------------------------------------------------------

    def _order(self) -> Iterator[Fault]:
        yield from self._signed()
        numbering = [(number, step) for number, step in self.steps if step.kind == Kind.NUMBERING]
        for number, step in self.steps:
            for other_stage, other in numbering:
                if other is step or not self._together(step, other):
                    continue
                code = _misplaced(number, step, other_stage, other, self.steps)
                if code is not None:
                    yield _error(code, number, step, other=other.names.here)
            if step.kind == Kind.DELIVERY:
                unsigned = next(
                    (o for n, o in self.steps if o.kind in SIGNING and n >= number and self._together(step, o)), None
                )
                if unsigned is not None:
                    yield _error(Code.DELIVERED_UNSIGNED, number, step, other=unsigned.names.here)
                left = self.regions[id(step)]
                for _stage, other in numbering:
                    left = self.space.without(left, self.space.taken(other.when))
                if left and numbering:
                    yield _warning(Code.DELIVERED_WITHOUT_NUMBER, number, step)

    def _signed(self) -> Iterator[Fault]:
        """Whatever the values, a step that cannot be left out signs."""
        if self.ground.level is None or not self.steps:
            return
        left = self.domain
        for stage in self.definition.stages:
            for step in _unavoidable(stage):
                left = self.space.without(left, self.space.taken(step.when))
        if left:
            yield Fault(Code.NO_SIGNATURE, Severity.ERROR, params={"example": self._example(left)})

    def _together(self, one: Step, other: Step) -> bool:
        """Whether some document comes to both."""
        region = self.regions[id(one)]
        return any(meet(a, b) is not None for a in region for b in self.regions[id(other)])

    # --- time ---------------------------------------------------------------------------------------------------------

    def _time(self) -> Iterator[Fault]:
        for number, step in self.steps:
            if step.silence == Silence.PASS and step.kind in LASTING:
                yield _error(Code.SILENCE_LASTING, number, step)
            elif step.silence != Silence.WAIT and not step.days:
                yield _warning(Code.SILENCE_WITHOUT_DAYS, number, step)
            if step.kind == Kind.OUTSIDE and not step.days:
                yield _warning(Code.OUTSIDE_WITHOUT_DAYS, number, step)
            if step.kind == Kind.OUTSIDE and step.silence == Silence.RAISE:
                yield _warning(Code.OUTSIDE_RAISED, number, step)
            if step.remind and step.days and step.remind >= step.days:
                yield _warning(Code.REMIND_TOO_EARLY, number, step)
            if step.silence == Silence.RETURN:
                final = next(
                    (o for n, o in self.steps if o.kind in FINAL and n < number and self._together(step, o)), None
                )
                if final is not None:
                    yield _error(Code.SILENCE_NOWHERE, number, step, other=final.names.here)

    # --- people -------------------------------------------------------------------------------------------------------

    def _posts(self) -> Iterator[Fault]:
        for number, step in self.steps:
            if step.who.how == How.POST:
                yield from self._named(number, step)
            elif step.who.how in (How.HEAD, How.ABOVE):
                found = self._heads(step)
                if not found:
                    yield _error(Code.NO_HEAD, number, step)
                elif vacant := sum(not self._people(post) for post in found.values()):
                    yield _warning(Code.HEADS_VACANT, number, step, units=vacant)

    def _named(self, number: int, step: Step) -> Iterator[Fault]:
        card = self.ground.posts.get(step.who.post or 0)
        if card is None:
            yield _error(Code.POST_MISSING, number, step)
        elif not card.is_open:
            yield _error(Code.POST_CLOSED, number, step, post=card.name)
        elif not self._people(step.who.post or 0):
            yield _error(Code.POST_VACANT, number, step, post=card.name)

    def _heads(self, step: Step) -> dict[int, int]:
        """For each unit that may write, the post the step finds."""
        up = step.who.up if step.who.how == How.ABOVE else 0
        found = {unit: line[min(up, len(line) - 1)] for unit, line in self.ground.heads.items()}
        return {unit: post for unit, post in found.items() if post}

    def _people(self, post: int) -> dict[int, Basis]:
        """Who may act for a post now, whatever the matter: person and best title."""
        if post not in self.seated:
            anything = Matter(Kind.VISA, self.ground.types)
            found = authorities(self.ground.directory, post, anything, self.ground.at)
            self.seated[post] = {one.person: one.basis for one in reversed(found)}
        return self.seated[post]

    def _apart(self) -> Iterator[Fault]:
        told: set[frozenset[str]] = set()
        by_key = {step.key: step for _number, step in self.steps}
        for number, step in self.steps:
            for key in step.apart_from:
                other = by_key.get(key)
                pair = frozenset({step.key, key})
                if other is None or other is step or pair in told or not self._together(step, other):
                    continue
                told.add(pair)
                yield from self._separate(number, step, other)

    def _separate(self, number: int, step: Step, other: Step) -> Iterator[Fault]:
        """Two steps that must be two people's: are they?"""
        relative = (How.HEAD, How.ABOVE)
        if step.who.how == other.who.how == How.POST:
            ours, theirs = self._people(step.who.post or 0), self._people(other.who.post or 0)
            yield from self._distinct(number, step, other, ours, theirs)
        elif step.who.how in (*relative, How.POST) and other.who.how in (*relative, How.POST):
            units = self.ground.heads
            ours_by = self._heads(step) if step.who.how in relative else dict.fromkeys(units, step.who.post or 0)
            theirs_by = self._heads(other) if other.who.how in relative else dict.fromkeys(units, other.who.post or 0)
            both = [unit for unit in ours_by if unit in theirs_by]
            same = [unit for unit in both if not _two(self._people(ours_by[unit]), self._people(theirs_by[unit]))]
            same = [unit for unit in same if self._people(ours_by[unit])]
            if same and len(same) == len(both):
                person = next(iter(self._people(ours_by[same[0]])))
                yield _error(Code.SAME_PERSON, number, step, other=other.names.here, person=self._name(person))
            elif same:
                yield _warning(Code.SAME_POST_IN_UNITS, number, step, other=other.names.here, units=len(same))

    def _distinct(
        self, number: int, step: Step, other: Step, ours: dict[int, Basis], theirs: dict[int, Basis]
    ) -> Iterator[Fault]:
        shared = [person for person in ours if person in theirs]
        if not shared:
            return
        said = {"other": other.names.here, "person": self._name(shared[0])}
        # Somebody may stand in by a mandate for now; whoever sits in both posts holds both steps.
        sitting = [
            {person: basis for person, basis in side.items() if basis != Basis.MANDATE} for side in (ours, theirs)
        ]
        if not _two(*sitting) or not _two(ours, theirs):
            yield _error(Code.SAME_PERSON, number, step, **said)
        else:
            yield _warning(Code.MAY_BE_SAME, number, step, **said)

    def _name(self, person: int) -> str:
        return self.ground.people.get(person, str(person))

    # --- amounts ------------------------------------------------------------------------------------------------------

    def _amounts(self) -> Iterator[Fault]:
        if AMOUNT not in self.ground.fields or self.ground.fields[AMOUNT].type != Type.NUMBER:
            return
        for number, step in self.steps:
            if step.kind != Kind.SIGNATURE:
                continue
            if step.who.how == How.POST and (card := self.ground.posts.get(step.who.post or 0)):
                ceiling = self._ceiling(step.who.post)
                over = self._over(step, ceiling)
                if over is not None:
                    yield _error(Code.OVER_CEILING, number, step, post=card.name, ceiling=_plain(ceiling), amount=over)
            elif step.who.how in (How.HEAD, How.ABOVE):
                posts = set(self._heads(step).values())
                under = sum(self._over(step, self._ceiling(post)) is not None for post in posts)
                if under:
                    yield _warning(Code.HEADS_UNDER_AMOUNT, number, step, posts=under)

    def _ceiling(self, post: int | None) -> Any:
        found = self.ground.directory.ceilings.get(post or 0, ())
        return min((one.up_to for one in found if one.type in self.ground.types), default=None)

    def _over(self, step: Step, ceiling: Any) -> str | None:
        """An amount above this that may come to the step."""
        if ceiling is None:
            return None
        above = {AMOUNT: Values(Spans((((ceiling, 1), LAST),)), nothing=not self.ground.fields[AMOUNT].required)}
        region = self.space.both(self.regions[id(step)], [above])
        return self.space.example(region)[AMOUNT] or "—" if region else None


# --- small questions --------------------------------------------------------------------------------------------------


def _misplaced(number: int, step: Step, other_stage: int, other: Step, steps: list[tuple[int, Step]]) -> Code | None:
    """What is wrong with a step beside one that numbers."""
    if step.kind == Kind.NUMBERING:
        later = steps.index((number, step)) > steps.index((other_stage, other))
        return Code.NUMBERED_TWICE if later else None
    if step.kind == Kind.DELIVERY:
        return Code.DELIVERED_BEFORE_NUMBER if number <= other_stage else None
    if number < other_stage:
        return None
    if step.kind in SIGNING:
        return Code.SIGNED_AFTER_NUMBER
    return Code.DECIDED_AFTER_NUMBER if step.kind in (Kind.VISA, Kind.OPINION) else None


def _unavoidable(stage: Stage) -> list[Step]:
    """The signatures that a stage cannot go on without, when their conditions hold."""
    signing = [step for step in stage.steps if step.kind in SIGNING]
    every = not stage.quorum or stage.quorum >= len(stage.steps) or len(signing) == len(stage.steps)
    # With a quorum, the others may suffice: then a signature is sure only when all that stand side by side sign.
    return signing if every else []


def _two(ours: Mapping[int, Any], theirs: Mapping[int, Any]) -> bool:
    """Whether two different people can be found."""
    return any(one != other for one in ours for other in theirs)


def _below(level: Level, least: Level) -> bool:
    return LEVELS.index(level) < LEVELS.index(least)


def _plain(amount: Any) -> str:
    return f"{amount.normalize():f}"


def _error(code: Code, stage: int, step: Step, **params: Any) -> Fault:
    return Fault(code, Severity.ERROR, stage, step.key, params)


def _warning(code: Code, stage: int, step: Step, **params: Any) -> Fault:
    return Fault(code, Severity.WARNING, stage, step.key, params)
