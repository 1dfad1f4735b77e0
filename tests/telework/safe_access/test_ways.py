"""Every way in is told, with what closes it; a new one that is not told fails here, and in the bench `cutoff`."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path

from diwan.telework.safe_access import ways


@login_not_required
def door(request, key):
    return HttpResponse(key)


urlpatterns = [path("side-door/<str:key>/", door, name="side_door"), path("", include("config.urls"))]


def test_every_way_is_told():
    assert ways.untold() == []


def test_a_new_one_is_missed(settings):
    settings.ROOT_URLCONF = __name__
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "somebody.elses.Backend"]
    assert ways.untold() == ["backend:somebody.elses.Backend", "route:side_door"]


def test_what_acts_for_a_person_is_where_it_is_said_to_be():
    assert all(find_spec(module) for module in ways.ACTING.values())


def test_the_table_says_each_way_once():
    codes = [way.code for way in ways.WAYS]
    assert len(codes) == len(set(codes))
    assert all(way.refused_by for way in ways.WAYS)
