"""What a database must promise before Diwan trusts it: `manage check --deploy --database default`, and each start.

A receipt says "this was received and will not be lost". A server that answers before its disk has written breaks that
word at the first power cut, silently; so Diwan does not start on one.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OLDEST_POSTGRESQL = 160000  # as the server writes its version: 16.0
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
UNTOUCHABLE = ("UPDATE", "DELETE", "TRUNCATE")


@register(Tags.database)
def server_keeps_what_it_acknowledges(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse an old PostgreSQL, and one set to lose commits in a crash."""
    faults: list[CheckMessage] = []
    for alias in databases or ():
        try:
            with connection_apart(alias) as cursor:
                cursor.execute(
                    "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*DURABLE, "server_version_num"]]
                )
                found = dict(cursor.fetchall())
        except DatabaseError as error:
            faults.append(Error(f"The database does not answer: {first_line(error)}", id="diwan.E001"))
            continue
        if int(found.pop("server_version_num")) < OLDEST_POSTGRESQL:
            faults.append(Error("PostgreSQL is too old.", hint="Diwan needs PostgreSQL 16 or newer.", id="diwan.E002"))
        faults += [
            Error(
                f"The database server has {name} = off: what it acknowledges can be lost in a crash.",
                hint=f"Set {name} = on in postgresql.conf, and on no role or database off.",
                id="diwan.E003",
            )
            for name in DURABLE
            if found[name] == "off"
        ]
    return faults


@register(Tags.database, deploy=True)
def history_cannot_be_rewritten(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a role that could change or remove rows of the tables that are only ever added to."""
    faults: list[CheckMessage] = []
    for alias in databases or ():
        try:
            with connection_apart(alias) as cursor:
                cursor.execute(
                    "SELECT relname, privilege FROM pg_class, unnest(%s::text[]) AS privilege "
                    "WHERE oid = ANY(SELECT to_regclass(name) FROM unnest(%s::text[]) AS name) "
                    "AND has_table_privilege(oid, privilege)",
                    [list(UNTOUCHABLE), list(settings.APPEND_ONLY_TABLES)],
                )
                rights = cursor.fetchall()
        except DatabaseError as error:
            faults.append(Error(f"The database does not say who may do what: {first_line(error)}", id="diwan.E005"))
            continue
        faults += [
            Error(
                f"The application's role may {privilege} in {table}, which is only ever added to.",
                hint="Run the application as diwan_app, not as the owner of the tables (deploy/roles.sql).",
                id="diwan.E004",
            )
            for table, privilege in rights
        ]
    return faults


def refuse_unsafe_database() -> None:
    """Raise when the database breaks a promise above; called before the first request is served.

    Raises:
        ImproperlyConfigured: with every fault and what to do about it.
    """
    messages = run_checks(
        tags=[Tags.database], databases=["default"], include_deployment_checks=settings.DIWAN_PRODUCTION
    )
    faults = [f"{message.msg} {message.hint or ''}".strip() for message in messages if message.is_serious()]
    if faults:
        raise ImproperlyConfigured(" ".join(faults))


@contextmanager
def connection_apart(alias: str) -> Iterator[Any]:
    """A cursor outside the pool: web processes are forked from this one and must not inherit its connections.

    Nor is it one of Django's: when one opens, `django.contrib.postgres` looks up types on a connection of the pool.
    """
    django = connections[alias]
    with (
        django.wrap_database_errors,
        django.Database.connect(**django.get_connection_params()) as connection,  # type: ignore[attr-defined]
        connection.cursor() as cursor,
    ):
        yield cursor


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
