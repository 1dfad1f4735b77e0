"""Every field that says something about a person says why it is held, by what right, for how long, and who reads it.

Law 09-08 in Morocco (declaration to the CNDP, purpose, retention, right of access); requirement SEC-9.
"""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.contrib.auth import get_user_model
from django.db import models

from diwan.kit.privacy import Personal

from .sources import our_apps

# By its type, its target or its name: what is likely to tell something about a person.
TELLING = re.compile(
    r"(^|_)(email|phone|mobile|birth\w*|gender|identity\w*|cin|passport|ip|ip_address|user_agent|password|iban|rib|salary"
    r"|health\w*|marital\w*|children|photo|signature_image|applicant\w*|person\w*|latin|first_name|last_name|search_text)($|_)"
)
# Not of a person, whatever its name says.
NOT_PERSONAL = {
    "exchange.Body.search_text": "the names and the code of a body, in the form in which they are searched",
    "organisations.UnitVersion.search_text": "the names of a unit, in the form in which they are searched",
    "procedures.ProcedureVersion.search_text": "the names of a procedure, in the form in which they are searched",
    "procedures.ProcedureVersion.identity": "whether a number is asked for, not the number",
}


def personal(field: models.Field) -> bool:
    if field.is_relation:
        return field.related_model is get_user_model()
    return isinstance(field, models.EmailField | models.GenericIPAddressField) or bool(TELLING.search(field.name))


def declared(config) -> dict[str, dict[str, Personal]]:
    if find_spec(f"{config.name}.privacy") is None:
        return {}
    return import_module(f"{config.name}.privacy").PRIVACY


def fields(model: type[models.Model]) -> dict[str, models.Field]:
    return {field.name: field for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}


@pytest.mark.parametrize("config", our_apps(), ids=lambda config: config.label)
class TestPrivacy:
    def test_every_personal_field_is_declared(self, config):
        said = declared(config)
        silent = [
            f"{model.__name__}.{name}"
            for model in config.get_models()
            for name, field in fields(model).items()
            if personal(field)
            and name not in said.get(model.__name__, {})
            and f"{model._meta.label}.{name}" not in NOT_PERSONAL
        ]
        assert not silent, f"say in {config.name}.privacy why these are held"

    def test_what_is_declared_exists(self, config):
        known = {model.__name__: set(fields(model)) for model in config.get_models()}
        gone = [f"{m}.{f}" for m, said in declared(config).items() for f in said if f not in known.get(m, set())]
        assert not gone

    def test_each_declaration_is_whole(self, config):
        for model, said in declared(config).items():
            for name, entry in said.items():
                assert isinstance(entry, Personal), f"{model}.{name}"
                for part in ("purpose", "basis", "retention", "readers"):
                    assert len(str(getattr(entry, part))) > 3, f"{model}.{name} does not say its {part}"


@pytest.mark.parametrize(
    "name", ["email", "applicant_name", "birth_date", "ip_address", "name_latin", "phone", "search_text"]
)
def test_a_telling_name_is_seen(name):
    assert personal(models.CharField(name=name))


@pytest.mark.parametrize("name", ["reference", "position", "shipped_at", "script", "subject_kind"])
def test_a_name_that_tells_nothing_is_not(name):
    assert not personal(models.CharField(name=name))
