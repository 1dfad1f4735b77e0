"""The schema can be built, unbuilt and built again, and the files that do it say what they do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from psycopg import sql

from diwan.server.database import ensure

from .sources import ROOT, our_apps

SCRATCH = f"scratch_{os.getpid()}"
UP_AND_DOWN = """
import django; django.setup()
from django.core.management import call_command
from django.apps import apps
ours = [config.label for config in apps.get_app_configs() if config.name.startswith("diwan.")]
call_command("migrate", verbosity=0)
for label in reversed(ours):
    if apps.get_app_config(label).models_module:
        call_command("migrate", label, "zero", verbosity=0)
from django.db import connection
left = [name for name in connection.introspection.table_names() if name.split("_")[0] in ours]
assert not left, left
call_command("migrate", verbosity=0)
"""


def ours() -> list:
    loader = MigrationLoader(None)
    labels = {config.label for config in our_apps()}
    return [migration for (label, _), migration in sorted(loader.disk_migrations.items()) if label in labels]


@pytest.mark.django_db
def test_none_is_missing():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


def test_each_is_named_for_what_it_does():
    assert not [m for m in ours() if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", m.name) or "_auto_" in m.name]


def test_each_can_be_undone():
    stuck = [
        f"{migration}: {operation}"
        for migration in ours()
        for operation in migration.operations
        if not operation.reversible
        or (isinstance(operation, RunSQL) and operation.reverse_sql is None)
        or (isinstance(operation, RunPython) and operation.reverse_code is None)
    ]
    assert not stuck


def test_the_whole_goes_up_down_and_up_again():
    """On a database of its own."""
    owner = psycopg.conninfo.conninfo_to_dict(ensure().owner)
    scratch = psycopg.conninfo.make_conninfo(**(owner | {"dbname": SCRATCH}))
    with psycopg.connect(**(owner | {"dbname": "postgres"}), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(SCRATCH)))
        try:
            environment = {**os.environ, "DATABASE_URL": scratch, "DATABASE_OWNER_URL": scratch}
            environment |= {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "PYTHONPATH": str(ROOT)}
            done = subprocess.run(
                [sys.executable, "-c", UP_AND_DOWN],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-3000:]
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(SCRATCH)))
