"""A limit counts whoever asks, whatever their name is made of."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from diwan.kit import limits


@pytest.fixture(autouse=True)
def _counting(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"}}
    cache.clear()


NAMES = ["a@b.c", "ă\x9c=ùby\x06¶\xad 麷@x.example", "x" * 5000, "two words", "\ud800"]


@pytest.mark.parametrize("who", NAMES)
def test_any_name_is_counted_and_held_to_its_limit(who):
    limits.demand("test", who, most=1)
    limits.note("test", who)
    assert limits.counted("test", who) == 1
    with pytest.raises(limits.TooMany):
        limits.demand("test", who, most=1)


def test_names_are_told_apart_and_are_not_legible_in_the_cache():
    limits.note("test", "fatima@tests.example")
    assert limits.counted("test", "karim@tests.example") == 0
    assert not any("fatima" in key for key in cache._cache)
