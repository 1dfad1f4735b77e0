"""Where acts are signed: the decision by whoever decided, the charter by both sides; what a refusal does."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diwan.telework.acts import api as acts
from diwan.telework.agreements import api as agreements
from diwan.telework.agreements.enums import State
from diwan.telework.agreements.models import Agreement
from diwan.telework.agreements.operations import signing
from diwan.telework.quotas import api as quotas
from tests.core import people
from tests.helpers import world
from tests.helpers.telework.acts import refuse, sign
from tests.helpers.telework.agreements import asked


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def signing_place(place, now):
    """The same place, with a registry office, where decisions and charters are numbered acts."""
    world.office(place.units["root"], "MEN")
    agreements.set_practice(actor=people.SYSTEM, administration_id=place.tenant.pk, check_workplaces=False, now=now)
    return place


def again(row):
    return Agreement.objects.get(pk=row.pk)


def approved(place, now):
    row = asked(place.people["officer0"], now=now)
    agreements.approve(actor=place.actor("head", now), agreement_id=row.pk, now=now)
    return again(row)


def test_the_decision_then_the_charter_are_signed_and_it_starts(signing_place, now):
    place = signing_place
    row = approved(place, now)
    assert row.state == State.APPROVED
    sign(row.decision_act)
    row = again(row)
    assert row.decision_signed_at is not None
    assert row.state == State.TO_SIGN
    actor = place.actor("officer0", now)
    whole = dict.fromkeys(("room", "electricity", "connection", "confidentiality", "safety"), True)
    declared = agreements.Declared(place="المنزل", **whole)
    agreements.declare_workplace(actor=actor, agreement_id=row.pk, declared=declared, now=now)
    made = agreements.sign_charter(actor=actor, agreement_id=row.pk, now=now)
    with pytest.raises(signing.AlreadySigned):
        agreements.sign_charter(actor=actor, agreement_id=row.pk, now=now)
    sign(made.act)
    row = again(row)
    assert row.state == State.IN_FORCE
    papers = acts.about(row.subject)
    assert sorted(act.kind for act in papers) == [agreements.CHARTER, agreements.DECISION]
    assert all(act.reference for act in papers)
    signing.charter_signed(agreement_id=row.pk, act_id=made.act, now=now)  # told twice
    assert again(row).state == State.IN_FORCE


def test_a_decision_that_is_not_signed_gives_the_places_back(signing_place, now):
    place = signing_place
    row = approved(place, now)
    days = [one for one in quotas.presence(place.units["SER"].pk, row.starts_on, row.ends_on) if one.remote]
    assert days
    refuse(row.decision_act)
    row = again(row)
    assert (row.state, row.decision_act) == (State.ASKED, None)
    assert not [one for one in quotas.presence(place.units["SER"].pk, row.starts_on, row.ends_on) if one.remote]
