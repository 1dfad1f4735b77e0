"""A ministry whose registry office keeps letters, with a directorate, a division and their people."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from diwan.core.organisations.api import actor_for
from diwan.core.organisations.operations import offices
from diwan.correspondence.letters import api as letters
from tests.core import people

CLERK = {"letters.register": "administration", "circulation.dispatch": "administration"}
HEAD = {"letters.read": "subtree", "circulation.dispatch": "subtree"}


def furnish(code: str, name: str) -> Any:
    """`actor("clerk")` is read anew each time; a post is `posts["head"]`, its unit `units["DRH"]`."""
    tenant = people.administration(code, arabic=name)
    root = people.root(tenant)
    units = {"root": root, "DRH": people.unit(root)}
    units["DIV"] = people.unit(units["DRH"], "قسم تدبير الموظفين", "division")
    units["DAF"] = people.unit(root, "مديرية الشؤون المالية")
    posts = {
        "clerk": people.post(root, "عون مكتب الضبط", rights=CLERK),
        "head": people.post(units["DRH"], "مدير الموارد البشرية", rights=HEAD, is_head=True),
        "division": people.post(units["DIV"], "رئيس القسم", is_head=True),
        "finance": people.post(units["DAF"], "مدير الشؤون المالية", rights=HEAD, is_head=True),
    }
    persons = {who: people.person(f"{who} {code}", administration=tenant) for who in posts}
    for who, post in posts.items():
        people.seat(persons[who], post)
    office = offices.open_registry_office(
        actor=people.SYSTEM,
        unit_id=root.pk,
        code=code,
        names=people.Names("مكتب الضبط"),
        on=people.FOUNDED,
        now=people.NOW,
    )
    return SimpleNamespace(
        tenant=tenant,
        units=units,
        posts=posts,
        people=persons,
        office=office,
        actor=lambda who: actor_for(persons[who].pk, people.NOW),
    )


def incoming(place: Any, **changes: Any) -> letters.Letter:
    """A letter from another administration, registered by the clerk."""
    said = {
        "subject": "طلب معطيات حول الخصاص",
        "parties": (letters.Correspondent(name="المندوبية السامية للتخطيط"),),
    } | changes
    return letters.register(
        actor=place.actor("clerk"),
        office_id=place.office.pk,
        kind=letters.Kind.INCOMING,
        letter=letters.NewLetter(**said),
        now=people.NOW,
    )


def incoming_at(
    office_id: int, subject: str = "مراسلة سابقة", sender: str = "المندوبية السامية للتخطيط"
) -> letters.Letter:
    """A letter registered by the house itself."""
    return letters.register(
        actor=people.SYSTEM,
        office_id=office_id,
        kind=letters.Kind.INCOMING,
        letter=letters.NewLetter(subject=subject, parties=(letters.Correspondent(name=sender),)),
        now=timezone.now(),
    )
