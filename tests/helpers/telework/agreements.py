"""What `agreements` adds to the small world of the house, and agreements brought into force by the real operations."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from diwan.core.organisations.api import Actor, actor_for
from diwan.telework.agreements import api as agreements
from diwan.telework.agreements import registry
from diwan.telework.agreements.operations import appealing, private, wishing
from diwan.telework.rules import api as rules
from tests.core import people
from tests.core.people import NOW, SYSTEM

MANAGER = {rules.MANAGE: "subtree"}
TWO_DAYS = rules.Pattern(weekdays=(2, 4))  # Tuesday and Thursday


def plain(administration_id: int, *, now: datetime = NOW) -> None:
    """Nothing is signed as an act there, and the desk checks no workplace: each side confirms on the page."""
    agreements.set_practice(
        actor=SYSTEM,
        administration_id=administration_id,
        sign_decisions=False,
        sign_charters=False,
        check_workplaces=False,
        now=now,
    )


@contextmanager
def unhindered() -> Iterator[None]:
    """As if no other app asked for anything before the request or the start."""
    with patch.object(registry, "_eligibility", {}), patch.object(registry, "_conditions", {}):
        yield


def asked(
    person: Any, *, pattern: Any = TWO_DAYS, starts_on: date | None = None, now: datetime = NOW, **fields: Any
) -> Any:
    """A request this person sends from the post they hold."""
    actor = actor_for(person.pk, now)
    first = starts_on or now.date()
    said = {"ends_on": first + timedelta(days=180), "reasons": "تقليص التنقل", **fields}
    request = agreements.Asked(pattern=pattern, starts_on=first, **said)
    return agreements.ask(actor=actor, post_id=actor.seats[0].post_id, asked=request, now=now)


def signed(row: Any, *, by: Any = SYSTEM, now: datetime = NOW) -> Any:
    """Approved, the workplace declared, the charter confirmed by both sides."""
    actor = actor_for(row.person_id, now)
    agreements.approve(actor=by, agreement_id=row.pk, now=now)
    return through(row.pk, actor, by=by, now=now)


def through(key: int, actor: Actor, *, by: Any = SYSTEM, now: datetime = NOW) -> Any:
    """Decided already: everything the person and the administration still have to do."""
    place = agreements.Declared(
        place="المنزل، الرباط", room=True, electricity=True, connection=True, confidentiality=True, safety=True
    )
    agreements.declare_workplace(actor=actor, agreement_id=key, declared=place, now=now)
    agreements.sign_charter(actor=actor, agreement_id=key, now=now)
    agreements.countersign_charter(actor=by, agreement_id=key, now=now)
    return agreements.Agreement.objects.select_related("unit", "administration").get(pk=key)


def in_force(person: Any, *, now: datetime = NOW, **fields: Any) -> Any:
    """An agreement in force from today, Tuesdays and Thursdays unless said otherwise. No act is signed, no condition of
    another app is asked. The person holds a post; their administration is made plain."""
    actor = actor_for(person.pk, now)
    plain(actor.seats[0].administration_id, now=now)
    with unhindered():
        row = signed(asked(person, now=now, **fields), now=now)
    assert row.state == agreements.State.IN_FORCE or row.starts_on > now.date(), row.state
    return row


def staffed(code: str = "MEN", officers: int = 5, *, arabic: str = "وزارة التربية الوطنية") -> Any:
    """A directorate and a service in it, with their heads, a secretary general above and officers in the service."""
    tenant = people.administration(code, arabic=arabic)
    root = people.root(tenant)
    units = {"root": root, "DRH": people.unit(root, code=f"{code}-DRH")}
    units["SER"] = people.unit(units["DRH"], "مصلحة تدبير الموظفين", "service", code=f"{code}-SER")
    units["DAF"] = people.unit(root, "مديرية الشؤون المالية", code=f"{code}-DAF")
    posts = {
        "sg": people.post(root, "الكاتب العام", is_head=True, rights={rules.MANAGE: "administration"}),
        "director": people.post(units["DRH"], "مدير", is_head=True, rights=MANAGER),
        "head": people.post(units["SER"], "رئيس مصلحة", is_head=True, rights=MANAGER),
        "finance": people.post(units["DAF"], "مدير الشؤون المالية", is_head=True, rights=MANAGER),
        "officer": people.post(units["SER"], "متصرف", shared=True),
    }
    persons = {who: people.person(f"{who} {code}", administration=tenant) for who in posts if who != "officer"}
    for who, person in persons.items():
        people.seat(person, posts[who])
    for number in range(officers):
        person = people.person(f"Officer {number} {code}", f"متصرف {number + 1}", administration=tenant)
        people.seat(person, posts["officer"])
        persons[f"officer{number}"] = person
    return SimpleNamespace(
        tenant=tenant,
        units=units,
        posts=posts,
        people=persons,
        actor=lambda who, at=NOW: actor_for(persons[who].pk, at),
    )


class Agreements:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any
    users: dict[str, Any]

    @functools.cached_property
    def colleagues(self) -> list[Any]:
        """The quotas of a unit need people on site; nothing is signed as an act there."""
        plain(self.here.pk, now=timezone.now())
        found = []
        for number in range(8):
            colleague = people.person(f"Colleague {number}", f"زميل {number}", administration=self.here)
            people.seat(colleague, people.post(people.root(self.here), "متصرف"))
            found.append(colleague)
        return found

    @functools.cached_property
    def teleworker(self) -> Any:
        """Somebody of the holder's own unit, who asks and works away."""
        return self.colleagues[0]

    @functools.cached_property
    def agreement_asked(self) -> Any:
        with unhindered():
            return asked(self.teleworker, now=timezone.now())

    @functools.cached_property
    def agreement_in_force(self) -> Any:
        """Of another of them."""
        return in_force(self.colleagues[1], now=timezone.now())

    @functools.cached_property
    def _own(self) -> dict[str, Any]:
        """The holder’s own, in the only order one person can have them: one live, one to come, one refused,
        one that awaits its answer."""
        assert self.colleagues
        now, person = timezone.now(), self.users["holder"]
        today = now.date()
        floating = rules.Pattern(floating=1)
        made = {"agreement": in_force(person, now=now, pattern=floating, ends_on=today + timedelta(days=30))}
        with unhindered():
            later = {"starts_on": today + timedelta(days=40), "ends_on": today + timedelta(days=60)}
            coming = asked(person, now=now, **later)
            made["to_sign"] = agreements.approve(actor=SYSTEM, agreement_id=coming.pk, now=now)
            after = {"starts_on": today + timedelta(days=70), "ends_on": today + timedelta(days=90)}
            row = asked(person, now=now, **after)
            made["refused"] = agreements.refuse(actor=SYSTEM, agreement_id=row.pk, reason="ضرورة المصلحة", now=now)
            made["request"] = asked(person, now=now, **after)
        return made

    @property
    def own_request(self) -> Any:
        """The holder's own, awaiting its answer."""
        return self._own["request"]

    @property
    def own_agreement(self) -> Any:
        """The holder's own, in force, with days chosen week by week."""
        return self._own["agreement"]

    @property
    def own_refused(self) -> Any:
        return self._own["refused"]

    @property
    def own_to_sign(self) -> Any:
        """The holder's own, approved, before the charter."""
        return self._own["to_sign"]

    @functools.cached_property
    def wish(self) -> Any:
        """An end asked for by a colleague."""
        row, now = self.agreement_in_force, timezone.now()
        said = {"what": "end", "first": (now + timedelta(days=9)).date(), "now": now}
        return wishing.wish(actor=actor_for(row.person_id, now), agreement_id=row.pk, **said)

    @functools.cached_property
    def own_wish(self) -> Any:
        row, now = self.own_agreement, timezone.now()
        said = {"what": "end", "first": (now + timedelta(days=9)).date(), "now": now}
        return wishing.wish(actor=actor_for(row.person_id, now), agreement_id=row.pk, **said)

    @functools.cached_property
    def telework_appeal(self) -> Any:
        """By a colleague, against a refusal that nobody at their post decided."""
        now = timezone.now()
        with unhindered():
            row = asked(self.colleagues[2], now=now)
        agreements.refuse(actor=SYSTEM, agreement_id=row.pk, reason="ضرورة المصلحة", now=now)
        said = {"agreement_id": row.pk, "words": "أطلب إعادة النظر", "now": now}
        return appealing.appeal(actor=actor_for(row.person_id, now), **said)

    @functools.cached_property
    def workplace(self) -> Any:
        return self.agreement_in_force.workplace

    @functools.cached_property
    def confidence(self) -> Any:
        """Told by a colleague, for those who evaluate."""
        return self._told(self.teleworker)

    @functools.cached_property
    def own_confidence(self) -> Any:
        return self._told(self.users["holder"])

    def _told(self, person: Any, words: str = "متابعة طبية أسبوعية") -> Any:
        now = timezone.now()
        actor = actor_for(person.pk, now)
        said = {"kind": "health", "words": words, "for_manager": False, "now": now}
        return private.tell(actor=actor, post_id=actor.seats[0].post_id, **said)
