"""What `equipment` adds to the small world of the house."""

from __future__ import annotations

import functools
from typing import Any

from django.utils import timezone


class Equipment:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any
    users: Any

    def item_of(self, number: str = "INV-1", label: str = "حاسوب محمول", **said: Any) -> Any:
        from diwan.telework.equipment import api as equipment
        from tests.core import people

        item = equipment.NewItem(number=number, kind="laptop", label=label, **said)
        return equipment.enter(actor=people.SYSTEM, unit=people.root(self.here), item=item, now=timezone.now())

    @functools.cached_property
    def item(self) -> Any:
        """In store."""
        return self.item_of()

    @functools.cached_property
    def receiver(self) -> Any:
        """A colleague who sits in a post, and may sign."""
        from tests.core import people

        assert self.office  # type: ignore[attr-defined]
        person = people.person("Zineb Lahlou", "زينب لحلو", administration=self.here)
        people.seat(person, people.post(people.root(self.here), "متصرفة"))
        return person

    @functools.cached_property
    def item_out(self) -> Any:
        """With the receiver, as if both sides had signed."""
        from diwan.telework.equipment.models import Item

        item = self.item_of("INV-2")
        Item.objects.filter(pk=item.pk).update(state="out", holder=self.receiver, since=timezone.now())
        item.refresh_from_db()
        return item

    @functools.cached_property
    def equipment_slip(self) -> Any:
        """Offered by the holder, waiting for signatures."""
        return self.slip_of(self.item)

    def slip_of(self, item: Any, note_text: str = "", remark: str = "") -> Any:
        from diwan.core.organisations.api import actor_for
        from diwan.core.organisations.operations import posts
        from diwan.telework.equipment import api as equipment
        from tests.core import people
        from tests.helpers.house import HOLDER
        from tests.helpers.jobs import run_jobs

        whom, keeper = self.receiver, self.users[HOLDER]
        if not actor_for(keeper.pk, timezone.now()).may("telework.desk"):
            post = people.post(people.root(self.here), "مسؤول المعدات")
            posts.grant_right(
                actor=people.SYSTEM, post_id=post.pk, right="telework.desk", reach="administration", now=people.NOW
            )
            people.seat(keeper, post)
        slip = equipment.hand_over(
            actor=actor_for(keeper.pk, timezone.now()),
            person_id=whom.pk,
            lines=[equipment.Line(item.pk, "good", remark)],
            note_text=note_text,
            now=timezone.now(),
        )
        run_jobs()
        return slip

    @functools.cached_property
    def equipment_count(self) -> Any:
        from diwan.telework.equipment.operations import counting
        from tests.core import people

        return counting.begin(actor=people.SYSTEM, unit=self.item.unit, now=timezone.now())
