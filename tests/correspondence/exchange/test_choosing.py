"""Bodies of other instances are chosen like anybody else a letter is for, and so the letter leaves by the exchange."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.drafting.queries import addressing
from diwan.correspondence.exchange.operations import directory
from diwan.correspondence.letters import api as letters
from tests.core import people

TAXES = "الإدارة العامة للضرائب"


@pytest.fixture(autouse=True)
def _bodies(instance, peer):
    said = peer.directory(peer.body("DGI", TAXES), peer.body("DGI/BO", "مكتب الضبط"), peer.body("DGX", "مكتب الضبط"))
    directory.read(instance_id=instance.pk, sealed=said, now=people.NOW)


@pytest.fixture
def clerk(ministry):
    client = Client()
    client.force_login(ministry.people["clerk"], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_a_body_is_found_while_its_name_is_typed(clerk, instance):
    page = clerk.get(reverse("letters:known"), {"name": "ضرائب"}).content.decode()
    assert page.count("data-known ") == 1
    assert 'data-body="there.example/DGI"' in page
    assert f"{instance.name} · there.example/DGI" in page
    instance.state, instance.suspension = "suspended", "سبب"
    instance.save()
    assert "data-known " not in clerk.get(reverse("letters:known"), {"name": "ضرائب"}).content.decode()


def test_a_letter_registered_for_a_body_leaves_by_the_exchange(clerk, ministry):
    said = {
        "idempotency_key": str(uuid.uuid4()),
        "kind": "outgoing",
        "office": ministry.office.pk,
        "medium": "paper",
        "dated_on": "2026-02-27",
        "subject": "طلب معطيات",
        "language": "ar",
        "level": "ordinary",
        "priority": "normal",
        "due_kind": "internal",
        "parties-TOTAL_FORMS": "1",
        "parties-INITIAL_FORMS": "1",
        "parties-0-role": "addressee",
        "parties-0-kind": "administration",
        "parties-0-name": TAXES,
        "parties-0-body": "there.example/DGI",
        "links-TOTAL_FORMS": "0",
        "links-INITIAL_FORMS": "0",
    }
    assert clerk.post(reverse("letters:register"), said).status_code == 302
    letter = letters.Letter.objects.get()
    party = letter.parties.get()
    assert party.body == "there.example/DGI"
    page = clerk.get(reverse("delivery:send", args=[letter.pk])).content.decode()
    assert 'value="exchange"' in page
    asked = delivery.Asked(party=party.pk, channel="exchange")
    row = delivery.send(actor=ministry.actor("clerk"), letter_id=letter.pk, to=[asked], now=people.NOW)[0]
    assert (row.channel, row.state) == ("exchange", "waiting")


def test_a_body_named_in_a_draft_is_recognised_unless_two_are_called_so(ministry):
    house = ministry.office.administration_id
    assert TAXES in addressing.known_names([house], people.NOW)
    found = addressing.resolved(["الادارة العامة للضرائب", "مكتب الضبط", "فلان"], house, people.NOW)
    bodies = [make(name, "", letters.PartyRole.ADDRESSEE).body for name, make in found.items()]
    assert bodies == ["there.example/DGI", "", ""]
