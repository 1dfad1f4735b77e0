"""Migrating sparingly gives the very schema that Django gives."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from diwan.server import database

ASKED = """
SELECT 'column', table_name, column_name, data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
    || ' ' || coalesce(character_maximum_length::text, '')
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
ORDER BY 1, 2, 3, 4
"""
SPARING = "from django.core.management import execute_from_command_line as run; run(['', 'migrate', '-v', '0'])"
WHOLE = (
    "import django; django.setup(); from django.core.management import call_command;"
    "from django.core.management.commands.migrate import Command; call_command(Command(), verbosity=0)"
)


def schema(how: str) -> list[tuple[str, ...]]:
    """What an empty database holds after its migrations were run so."""
    urls = database.ensure()
    name = f"diwan_schema_{os.getpid()}"
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            url = database.renamed(urls.owner, name)
            env = {**os.environ, "DATABASE_OWNER_URL": url, "DATABASE_URL": url}
            subprocess.run([sys.executable, "-c", how], env=env, check=True)
            with psycopg.connect(url) as made:
                return made.execute(ASKED).fetchall()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.long
def test_the_schema_is_the_same_to_the_letter():
    sparing = schema(SPARING)
    assert len(sparing) > 1000
    assert sparing == schema(WHOLE)
