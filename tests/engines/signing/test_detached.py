"""Detached seals: genuine, changed, by somebody else, or no seal at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diwan.engines.signing import api as signing

WORDS = "ما وقع لهذه المراسلة".encode()


def test_it_says_whose_seal_it_is():
    seal = signing.seal_detached(WORDS, administration_code="MEN")
    assert signing.verify_detached(WORDS, seal).organisation == "MEN"


def test_changed_words_are_not_genuine():
    seal = signing.seal_detached(WORDS, administration_code="MEN")
    with pytest.raises(signing.NotGenuine):
        signing.verify_detached(WORDS + b" ", seal)


def test_a_seal_of_another_instance_is_not_trusted(settings, tmp_path):
    settings.DIWAN_HOME = tmp_path
    seal = signing.seal_detached(WORDS, administration_code="MEN")
    settings.DIWAN_HOME = tmp_path / "other"
    with pytest.raises(signing.NotGenuine, match="root"):
        signing.verify_detached(WORDS, seal)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_changed_octet_passes(data):
    seal = bytearray(signing.seal_detached(WORDS, administration_code="MEN"))
    place = data.draw(st.integers(0, len(seal) - 1))
    seal[place] ^= data.draw(st.integers(1, 255))
    try:
        who = signing.verify_detached(WORDS, bytes(seal))
    except signing.NotGenuine:
        return
    assert who.organisation == "MEN"  # an octet of the chain that nothing depends on


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_junk_is_no_seal(junk):
    with pytest.raises(signing.NotGenuine):
        signing.verify_detached(WORDS, junk)
