"""A ministry that signs: a line of posts, people in them, a type of document and a circuit in use for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits
from tests.core import people
from tests.helpers.jobs import run_jobs

NOW = people.NOW
HOW, KIND = circuits.How, circuits.Kind
AMOUNT = circuits.Field("amount", circuits.Type.NUMBER, organisations.Names("المبلغ", "Montant"))


def names(arabic: str, french: str = "") -> organisations.Names:
    return organisations.Names(arabic, french or arabic)


def step(key: str, kind: str, who: Any, **more: Any) -> circuits.Step:
    """`who`: the key of a post, or a way to find one."""
    found = circuits.Who(HOW.POST, who) if isinstance(who, int) else circuits.Who(HOW(who), up=more.pop("up", 0))
    return circuits.Step(key, KIND(kind), found, names(f"خطوة {key}", f"Étape {key}"), **more)


def drawing(*stages: Any) -> circuits.Definition:
    """Stages given as a step, or as (steps, quorum)."""
    return circuits.Definition(
        tuple(
            circuits.Stage((one,)) if isinstance(one, circuits.Step) else circuits.Stage(tuple(one[0]), one[1])
            for one in stages
        )
    )


@dataclass
class Signing:
    """The ministry; `posts` and `people` by role: minister, general (secretary), director, chief, clerk, keeper."""

    tenant: Any
    posts: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    units: dict[str, Any] = field(default_factory=dict)
    type: Any = None
    version: Any = None

    def actor(self, role: str, at: Any = NOW) -> Any:
        return organisations.actor_for(self.people[role].pk, at)

    def post(self, role: str) -> int:
        return self.posts[role].pk

    def seat(self, role: str) -> Any:
        return next(one for one in self.actor(role).seats if one.post_id == self.post(role))

    def in_use(self, drawn: circuits.Definition, **more: Any) -> Any:
        """A circuit for the type, drawn and put in use by the keeper."""
        made = circuits.create_circuit(
            actor=self.actor("keeper"),
            type_id=self.type.pk,
            names=names(f"مسار {circuits.Circuit.objects.count()}"),
            now=NOW,
            **more,
        )
        made = circuits.draw(actor=self.actor("keeper"), version_id=made.pk, definition=drawn, base=0, now=NOW)
        return circuits.activate(actor=self.actor("keeper"), version_id=made.pk, base=1, now=NOW)

    def sent(self, number: int = 1, at: Any = NOW, **values: Any) -> Any:
        """A thing sent by the clerk."""
        with transaction.atomic():
            return circuits.begin(
                actor=self.actor("clerk", at),
                seat=self.seat("clerk"),
                type_id=self.type.pk,
                subject=("test", number),
                values={"amount": "1000"} | values,
                chosen={},
                now=at,
            )

    def decide(self, role: str, run: Any, agreed: bool = True, at: Any = NOW, **more: Any) -> Any:
        """By this person, on the open turn of the run that stands first."""
        turn = self.open(run)[0]
        return circuits.decide(actor=self.actor(role, at), turn_id=turn.pk, agreed=agreed, now=at, **more)

    def open(self, run: Any) -> list[Any]:
        return list(run.turns.filter(state="open").order_by("stage", "pk"))


def terms(days: int = 30, start: Any = NOW, **more: Any) -> circuits.Terms:
    return circuits.Terms(starts_at=start, ends_at=start + timedelta(days=days), **more)


def given(house: Signing, giver: str, to: str, **more: Any) -> Any:
    """A mandate given for the post of one, to another; set, sealed, signed."""
    row = circuits.give_mandate(
        actor=house.actor(giver), post_id=house.post(giver), person_id=house.people[to].pk, terms=terms(**more), now=NOW
    )
    run_jobs()
    return circuits.sign_mandate(actor=house.actor(giver), mandate_id=row.pk, now=NOW)


def furnish(code: str = "MEN", arabic: str = "وزارة التربية الوطنية") -> Signing:
    """The minister above the secretary general, above a directorate, above a division with a clerk."""
    tenant = people.administration(code, arabic=arabic)
    top = people.root(tenant)
    unit = people.unit(top, "مديرية الشؤون المالية")
    division = people.unit(unit, "قسم الميزانية", kind="division")
    made = Signing(tenant, units={"top": top, "directorate": unit, "division": division})
    rights = {circuits.DESIGN: "administration", circuits.MANDATES: "administration"}
    for role, place, title, more in (
        ("minister", top, "الوزير", {"is_head": True}),
        ("general", top, "الكاتب العام", {}),
        ("keeper", top, "مكلف بالمسارات", {"rights": rights}),
        ("director", unit, "مدير الشؤون المالية", {"is_head": True}),
        ("chief", division, "رئيس القسم", {"is_head": True}),
        ("clerk", division, "محرر", {}),
    ):
        made.posts[role] = people.post(place, title, **more)
        made.people[role] = people.person(f"{role.title()} {code.title()}", f"{title} {code}")
        people.seat(made.people[role], made.posts[role])
    made.type = circuits.create_type(
        actor=made.actor("keeper"),
        administration_id=tenant.pk,
        code="decision",
        names=names("قرار", "Décision"),
        fields=[AMOUNT],
        now=NOW,
    )
    return made
