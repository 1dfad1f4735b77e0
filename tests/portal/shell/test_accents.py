"""The colour and the emblem of an administration on the pages of its desk and of its letters."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from diwan.core.organisations import api as organisations
from diwan.portal.shell import accents
from tests.core import people
from tests.helpers import world

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_words_are_read_whatever_the_colour(colour):
    tokens = re.findall(r"--([a-z-]+):light-dark\((#\w+),(#\w+)\)", accents.sheet(colour))
    said = {name: shades for name, *shades in tokens}
    for at in (0, 1):
        assert accents.contrast(said["accent"][at], said["accent-soft"][at]) >= organisations.READABLE
        assert accents.contrast(said["accent-fill"][at], accents.WHITE) >= organisations.READABLE
        assert accents.contrast(said["accent-fill-over"][at], accents.WHITE) >= organisations.READABLE
    assert accents.contrast(said["accent"][0], accents.PAPER) >= organisations.READABLE
    assert accents.contrast(said["accent"][1], accents.NIGHT) >= organisations.READABLE


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def office(self):
        tenant = people.administration("MEF")
        dressed = {"accent_colour": "#7a1f3d", "emblem": "م.م", "now": people.NOW}
        organisations.dress_administration(actor=people.SYSTEM, administration_id=tenant.pk, **dressed)
        return world.office(people.root(tenant), "MEF")

    def test_a_letter_bears_those_of_its_administration(self, client, office):
        done = world.deposit(office)
        page = client.get(reverse("deposits:followed", args=[done.deposit.reference, done.code])).content.decode()
        assert accents.address("#7a1f3d") in page
        assert "م.م" in page
        page = client.get(f"{reverse('deposits:new')}?office={office.pk}").content.decode()
        assert accents.address("#7a1f3d") in page

    def test_a_desk_bears_those_of_the_seat(self, client, office):
        client.force_login(world.clerk(office))
        page = client.get(reverse("deposits:queue")).content.decode()
        assert accents.address("#7a1f3d") in page
        assert "م.م" in page

    def test_pages_of_nobody_keep_the_colour_of_the_house(self, client, office):
        assert "7a1f3d" not in client.get("/").content.decode()
        assert accents.address(accents.OURS) == ""

    def test_a_sheet_is_kept_for_ever_and_no_other_is_made(self, client):
        answer = client.get(accents.address("#7a1f3d"))
        assert answer.headers["Content-Type"].startswith("text/css")
        assert "immutable" in answer.headers["Cache-Control"]
        assert b"--accent:light-dark(#7a1f3d," in answer.content
        for colour, mark in (("7a1f3d", "0000000000"), ("red", "x"), ("7A1F3D", "x")):
            assert client.get(reverse("shell:accent", args=[colour, mark])).status_code == 404
