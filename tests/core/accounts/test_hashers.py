"""Passwords are slow to try, and cheap enough in memory that many may sign in at once."""

from __future__ import annotations

import argon2
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, identify_hasher, make_password


@pytest.fixture(autouse=True)
def _as_on_a_server(settings):
    from config.settings import base

    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS


def test_a_password_is_kept_as_argon2id_with_what_owasp_advises():
    kept = make_password("marhaba-diwan")
    parameters = argon2.extract_parameters(kept.removeprefix("argon2"))
    assert parameters.type is argon2.Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19_456, 2, 1)
    assert check_password("marhaba-diwan", kept)
    assert not check_password("marhaba diwan", kept)


def test_one_kept_with_more_memory_still_opens_and_is_then_kept_anew():
    kept = Argon2PasswordHasher().encode("marhaba-diwan", "a-salt-of-sixteen")
    renewed = []
    assert check_password("marhaba-diwan", kept, setter=renewed.append)
    assert renewed == ["marhaba-diwan"]
    assert identify_hasher(kept).must_update(kept)
