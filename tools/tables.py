"""The tables of an empty database, made once and copied until a migration changes: to run all migrations is most of
what a small test or bench would take."""

from __future__ import annotations

import hashlib
from contextlib import suppress

import psycopg
from psycopg import sql

from diwan.server.home import REPOSITORY

PREFIX = "diwan_tables_"


def digest() -> str:
    """Stands for all migrations of ours, as they are written."""
    said = hashlib.sha256()
    for file in sorted(REPOSITORY.glob("diwan/*/*/migrations/*.py")):
        said.update(f"{file.parent.parent.name}/{file.name}\0".encode() + file.read_bytes())
    return said.hexdigest()[:16]


def kept(owner_url: str) -> str | None:
    """The database on this server from which others are copied, if it was made since a migration changed."""
    name = PREFIX + digest()
    with psycopg.connect(owner_url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return name if found else None


def keep(owner_url: str, database: str) -> None:
    """Copy a database that holds the tables and nothing else, and to which nobody is connected; the copies of other
    migrations go. Where somebody else does the same, once is enough."""
    name = PREFIX + digest()
    with psycopg.connect(owner_url, autocommit=True) as connection, suppress(psycopg.Error):
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"]).fetchall()
        names = {row[0] for row in rows}
        if name not in names:
            make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(make.format(sql.Identifier(name), sql.Identifier(database)))
        for old in names - {name}:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
