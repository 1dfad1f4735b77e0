"""A small world in which every address can be asked by everyone: two administrations, and four who ask."""

from __future__ import annotations

import functools
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.core import people

if TYPE_CHECKING:
    from diwan.core.accounts.models import User

ANONYMOUS, STRANGER, ELSEWHERE, HOLDER = "anonymous", "stranger", "elsewhere", "holder"
# The holder comes last: what he does may change what the others see.
EVERYONE = (ANONYMOUS, STRANGER, ELSEWHERE, HOLDER)


@dataclass
class World:
    """Made anew for each test. `rights` are held by the holder here and, as widely, by another elsewhere."""

    rights: tuple[str, ...] = ()
    users: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.here = people.administration("MEN")
        self.there = people.administration("MEF", arabic="وزارة الاقتصاد والمالية")
        granted = dict.fromkeys(self.rights, "administration")
        for person, tenant, rights in (
            (STRANGER, self.here, {}),
            (ELSEWHERE, self.there, granted),
            (HOLDER, self.here, granted),
        ):
            user = people.person(f"The {person}", administration=tenant)
            people.seat(user, people.post(people.root(tenant), rights=rights))
            self.users[person] = user

    def client(self, person: str) -> Client:
        """A browser in which this person has signed in."""
        browser = Client(raise_request_exception=True)
        if person in self.users:
            self.users[person].refresh_from_db()  # somebody's sessions may have been ended
            browser.force_login(self.users[person], backend=settings.AUTHENTICATION_BACKENDS[0])
        return browser

    @staticmethod
    def key() -> dict[str, str]:
        return {"idempotency_key": str(uuid.uuid4())}

    def actor(self, person: str) -> Any:
        from diwan.core.organisations.api import actor_for

        return actor_for(self.users[person].pk, timezone.now())

    # --- things of the holder's administration, made when a row of the table asks for them ----------------------------

    @functools.cached_property
    def colleague(self) -> User:
        """Somebody of the holder's administration who sits nowhere."""
        return people.person("Hind Tazi", "هند التازي", administration=self.here)

    @functools.cached_property
    def unit(self) -> Any:
        """An old unit below the root, without anybody in it."""
        return people.unit(people.root(self.here))

    @functools.cached_property
    def post(self) -> Any:
        """A post of that unit with a right of its own."""
        return people.post(self.unit, rights={"organisations.administer": "unit"})

    @functools.cached_property
    def holding(self) -> Any:
        return people.seat(self.colleague, self.post)

    @functools.cached_property
    def interim(self) -> Any:
        from diwan.core.organisations.api import SYSTEM, set_interim

        return set_interim(actor=SYSTEM, reason="رخصة", ends_at=None, **self._seated())

    @functools.cached_property
    def delegation(self) -> Any:
        from diwan.core.organisations.api import SYSTEM, delegate

        later = timezone.now() + timedelta(days=30)
        return delegate(actor=SYSTEM, rights=["organisations.administer"], ends_at=later, **self._seated())

    def _seated(self) -> dict[str, Any]:
        now = timezone.now()
        return {"post_id": self.post.pk, "person_id": self.colleague.pk, "starts_at": now, "now": now}

    @functools.cached_property
    def grant(self) -> Any:
        """The right of that post."""
        return self.post.grant_set.get()

    @functools.cached_property
    def announcement(self) -> Any:
        """A day off announced by an authority of Morocco."""
        from diwan.core.calendars.enums import Kind
        from diwan.core.calendars.operations import announce_holiday
        from diwan.core.calendars.profile import Names

        names = Names(ar="يوم عطلة", fr="jour chômé", en="day off")
        day = (timezone.now() + timedelta(days=30)).date()
        said = {"kind": Kind.HOLIDAY, "day": day, "names": names, "source": "بلاغ"}
        return announce_holiday(actor=self.actor(HOLDER), country="MA", now=timezone.now(), **said)


def soon(days: int = 40) -> str:
    """A day to come, as a form takes it."""
    return (timezone.now() + timedelta(days=days)).date().isoformat()
