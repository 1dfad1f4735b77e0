"""Dates in pages: isolated, in the words of the country, machine-readable."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

AT = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)


def shown(expression, value, language="ar"):
    with override(language):
        return Template("{% load calendars %}{{ value|" + expression + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('one_date:"MA"', "18 نونبر 2026"),
        ('one_date:"KW"', "١٩ نوفمبر ٢٠٢٦"),
        ('full_date:"MA"', "الأربعاء 18 نونبر 2026"),
        ('hijri_date:"MA"', "7 جمادى الآخرة 1448"),
        ('both_dates:"MA"', "7 جمادى الآخرة 1448 (18 نونبر 2026)"),
        ('legal_time:"KW"', "٠٢:٣٠"),
    ],
)
def test_a_moment_is_shown_on_its_legal_day(db, expression, text):
    assert shown(expression, AT) == f'<time datetime="2026-11-18T23:30:00+00:00"><bdi>{text}</bdi></time>'


def test_a_day_is_shown_in_the_language_of_the_page(db):
    assert "1er janvier 2027" in shown('one_date:"MA"', date(2027, 1, 1), "fr")
    assert 'datetime="2027-01-01"' in shown('one_date:"MA"', date(2027, 1, 1), "fr")


@pytest.mark.parametrize("name", ["one_date", "full_date", "hijri_date", "both_dates", "legal_time"])
def test_nothing_is_shown_for_nothing(name):
    assert shown(f'{name}:"MA"', None) == ""
