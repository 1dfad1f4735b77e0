"""What the database holds: keys that point down, rules that speak, personal data that is declared."""

from __future__ import annotations

import pytest
from django.db.models import BaseConstraint, Model

from .sources import RANK, our_apps, wing

MODELS = [model for config in our_apps() for model in config.get_models(include_auto_created=True)]
WRITTEN = [model for model in MODELS if not model._meta.auto_created and model._meta.managed and not model._meta.proxy]


def keys() -> list[tuple[type[Model], type[Model], object]]:
    """Every foreign key (and one-to-one, and many-to-many) from one of our models to another."""
    return [
        (model, field.related_model, field)
        for model in MODELS
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation and field.related_model and field.related_model.__module__.startswith("diwan.")
    ]


def test_keys_point_down_the_house():
    up = [
        f"{model.__module__}.{model.__name__}.{field.name} → {target.__module__}.{target.__name__}"
        for model, target, field in keys()
        if RANK[wing(target.__module__)] > RANK[wing(model.__module__)]
    ]
    assert not up


def test_keys_across_wings_leave_no_name_behind():
    """`unit.deposit_set` would be a door the linter cannot see."""
    named = [
        f"{model.__name__}.{field.name}"
        for model, target, field in keys()
        if wing(target.__module__) != wing(model.__module__) and not field.remote_field.hidden
    ]
    assert not named


def test_services_of_the_same_rank_ignore_each_other():
    peers = {"telework", "hr", "education"}
    found = [
        f"{model.__name__}.{field.name}"
        for model, target, field in keys()
        if {wing(model.__module__), wing(target.__module__)} <= peers
        and wing(model.__module__) != wing(target.__module__)
    ]
    assert not found


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model._meta.label)
def test_a_constraint_says_what_it_demands(model):
    for constraint in model._meta.constraints:
        said = str(constraint.violation_error_message)
        assert said != str(BaseConstraint.default_violation_error_message), f"{constraint.name} has no sentence"


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model._meta.label)
def test_a_model_says_what_it_is(model):
    assert model.__doc__, "a docstring, please"
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django wrote this docstring; say what a row is"
    assert model.__str__ is not Model.__str__
