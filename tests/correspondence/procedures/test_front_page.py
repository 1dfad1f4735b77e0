"""What the public's home page says of the catalogue."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from diwan.correspondence.procedures import api as procedures
from diwan.correspondence.procedures.queries import on_the_front_page

pytestmark = pytest.mark.django_db


def test_nothing_is_said_while_there_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert on_the_front_page(timezone.now()) == []


def test_the_figure_is_what_the_catalogue_lists(client):
    procedures.load_all(now=timezone.now())
    (figure,) = on_the_front_page(timezone.now())
    listed = client.get(reverse("procedures:home"))
    assert figure.url == reverse("procedures:home")
    assert str(listed.context["page"].paginator.count) == figure.value
