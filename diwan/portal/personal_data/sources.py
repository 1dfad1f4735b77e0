"""Where anything about a person is held, read from the code itself: each app's `privacy.py` and its models.

A source is one way from a model to a person: a key of its own, or that of what it belongs to within the same app. The
key named as the subject's (`SUBJECTS`, or `SUBJECT = {"Model": "field"}` beside `PRIVACY`) makes the row one about that
person, shown whole. Any other key says only that they did something: then the day and what it was, for the row may
tell of somebody else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.apps import AppConfig

    from diwan.kit.privacy import Personal

SUBJECTS = frozenset({"person", "user", "owner", "member", "subject", "account", "depositor", "teleworker", "who"})
# Here `person` is who acted, and what the row tells is a letter's or a document's, which may be closed to them by now.
AUTHORED = frozenset(
    {
        "circuits.Act",
        "circuits.Turn",
        "circulation.Dispatch",
        "circulation.Note",
        "drafting.Comment",
        "drafting.TemplateVersion",
        "drafting.Version",
        "letters.Act",
        "parapheur.Annotation",
        "parapheur.PageSeen",
    }
)
SECRET = re.compile(
    r"(^|_)(password|secret|token|tokens|key|keys|seed|salt|hash|digest|fingerprint|mark|access_epoch|search_text|pin|code)($|_)"
)
CAP = 1000  # counted no further: a page says "1000+"
DEEP = 2  # steps from a model to the person within its app


@dataclass(frozen=True)
class Source:
    """One way from a model to a person; `path` is the lookup, `whole` whether the rows are about the person."""

    app: AppConfig
    model: type[models.Model]
    path: str
    whole: bool
    declared: tuple[tuple[str, Personal], ...]

    @property
    def key(self) -> str:
        return f"{self.app.label}-{self.model.__name__}-{self.path}"

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def by(self) -> str:
        """By what the person stands there: `called by`; empty where the row is about them."""
        if self.whole:
            return ""
        return str(self.model._meta.get_field(self.path).verbose_name)  # type: ignore[union-attr]

    @property
    def purposes(self) -> list[str]:
        return list(dict.fromkeys(str(said.purpose) for _name, said in self.declared))

    def rows(self, person_id: int) -> models.QuerySet:
        return self.model._base_manager.filter(**{self.path: person_id})

    def shown(self) -> list[tuple[models.Field, Personal]]:
        """The fields whose values the person reads, with why they are held."""
        found = []
        for name, said in self.declared:
            field = self.model._meta.get_field(name)
            if self.whole or name == self.path or isinstance(field, models.DateField):
                found.append((field, said))
        if not self.whole and len(found) == 1:
            moments = [field for field in self.model._meta.local_fields if isinstance(field, models.DateTimeField)]
            found += [(field, found[0][1]) for field in moments[:1]]
        return found  # type: ignore[return-value]


def declarations() -> Iterator[tuple[AppConfig, type[models.Model], dict[str, Personal], str]]:
    """Each model with declared fields, those fields, and the field that its app names as the subject."""
    for config in apps.get_app_configs():
        if not config.name.startswith("diwan.") or find_spec(f"{config.name}.privacy") is None:
            continue
        module = import_module(f"{config.name}.privacy")
        known = {model.__name__: model for model in config.get_models()}
        for name, fields in module.PRIVACY.items():
            if name in known:
                yield config, known[name], fields, getattr(module, "SUBJECT", {}).get(name, "")


@cache
def sources() -> tuple[Source, ...]:
    """Every way there is, in the order of the apps."""
    found = []
    for config, model, fields, subject in declarations():
        declared = tuple(fields.items())
        for path, whole in paths(model, subject):
            found.append(Source(config, model, path, whole, declared))
    return tuple(found)


def source(key: str) -> Source | None:
    return next((one for one in sources() if one.key == key), None)


def paths(model: type[models.Model], subject: str) -> Iterator[tuple[str, bool]]:
    """The lookups from this model to a person, and whether what they find is about that person."""
    if model is get_user_model():
        yield "pk", True
        return
    own = [field.name for field in model._meta.local_fields if to_person(field)]
    about = [name for name in own if name == subject or (not subject and name in SUBJECTS)]
    if model._meta.label in AUTHORED:
        about = []
    for name in own:
        yield name, name in about
    if not own:
        upwards = next(iter(through(model)), "")
        if upwards:
            yield upwards, True


def through(model: type[models.Model], deep: int = DEEP) -> Iterator[str]:
    """`agreement__person`: the subject of what this row belongs to, within its app."""
    for field in model._meta.local_fields:
        target = field.related_model
        if not isinstance(field, models.ForeignKey | models.OneToOneField) or not isinstance(target, type):
            continue
        if to_person(field) or target is model or target._meta.app_label != model._meta.app_label:
            continue
        if target._meta.label in AUTHORED:
            continue
        named = [one.name for one in target._meta.local_fields if to_person(one) and one.name in SUBJECTS]
        if named:
            yield f"{field.name}__{named[0]}"
        elif deep > 1:
            yield from (f"{field.name}__{rest}" for rest in through(target, deep - 1))


def to_person(field: Any) -> bool:
    return bool((field.is_relation and field.many_to_one) or field.one_to_one) and (
        field.related_model is get_user_model()
    )


def counts(person_id: int) -> dict[str, int]:
    """How many rows each source holds of a person, counted to `CAP` (1 query for all of them)."""
    parts, values = [], list[Any]()
    for one in sources():
        sql, said = one.rows(person_id).order_by().values("pk")[: CAP + 1].query.sql_with_params()
        parts.append(f"SELECT %s AS source, count(*) FROM ({sql}) AS held")  # noqa: S608  written by the ORM
        values += [one.key, *said]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return dict(cursor.fetchall())


def logs(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """The models that note who read a row of this one: a key to it and one named `reader`."""
    found = []
    for _config, log, _fields, _subject in declarations():
        keys = {field.name: field for field in log._meta.local_fields if field.is_relation}
        if "reader" in keys and to_person(keys["reader"]):
            found += [(log, name) for name, field in keys.items() if field.related_model is model]
    return found
