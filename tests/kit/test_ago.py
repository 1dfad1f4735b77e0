"""How long ago, in words that count as people count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from diwan.kit.templatetags.kit import ago


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "قبل 3 ساعات"), ("fr", "il y a 3 heures"), ("en", "3 hours ago"), ("zgh", "il y a 3 heures")],
)
def test_three_hours_ago(language, words):
    with translation.override(language):
        assert words in ago(timezone.now() - timedelta(hours=3))


def test_to_come_and_never():
    with translation.override("ar"):
        assert "خلال" in ago(timezone.now() + timedelta(minutes=5))
    assert ago(None) == ""
