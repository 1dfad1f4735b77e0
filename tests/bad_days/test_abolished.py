"""A body is abolished with letters in its queue: they go to the successor, in sight of its clerk."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diwan.core.organisations.api import actor_for
from diwan.core.organisations.operations import offices, units
from diwan.core.organisations.operations.common import AgainstTheRules
from diwan.correspondence.deposits.models import Deposit
from diwan.kit.refusals import Refusal
from tests.core import people
from tests.helpers import world

pytestmark = pytest.mark.django_db


class Bodies:
    """A directorate with a registry office and a letter in its queue, and the one that will succeed it."""

    def __init__(self) -> None:
        self.now = timezone.now()
        root = people.root(people.administration("MEN"))
        self.old, self.new = people.unit(root), people.unit(root, "مديرية الشؤون القانونية", code="LEGAL")
        self.office = world.office(self.old, "OLD")
        self.before = world.clerk(self.office, "Clerk Before")
        self.after = people.person("Clerk After", "كاتب الضبط", administration=self.office.administration)
        people.seat(self.after, people.post(self.new, rights={"deposits.process": "unit"}))
        self.letter = world.deposit(self.office, subject="طلب لم يُجب عنه", at=self.now).deposit

    def seen_by(self, clerk) -> bool:
        actor = actor_for(clerk.pk, timezone.now())
        return Deposit.objects.visible_to(actor).filter(pk=self.letter.pk).exists()

    def abolish(self) -> None:
        units.abolish_unit(
            actor=people.SYSTEM,
            unit_id=self.old.pk,
            successor_id=self.new.pk,
            on=timezone.localdate(),
            now=timezone.now(),
        )


def test_a_body_that_still_receives_letters_is_not_abolished():
    bodies = Bodies()
    with pytest.raises(Refusal) as refused:
        bodies.abolish()
    assert not isinstance(refused.value, AgainstTheRules)
    assert str(refused.value)
    assert bodies.seen_by(bodies.before)


@pytest.mark.parametrize("office", ["handed over", "closed"])
def test_its_letters_pass_to_the_successor(office):
    bodies = Bodies()
    given = {"actor": people.SYSTEM, "office_id": bodies.office.pk, "now": timezone.now()}
    if office == "closed":
        offices.close_registry_office(**given, on=timezone.localdate())
    else:
        offices.hand_over_registry_office(**given, unit_id=bodies.new.pk)
    bodies.abolish()
    assert bodies.seen_by(bodies.after)
    assert not bodies.seen_by(bodies.before)
