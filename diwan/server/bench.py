"""`diwan bench NAME [--json] [--quick]`: one figure beside its peer and its limit, in a scratch database of its own."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from . import database
from .home import REPOSITORY, CannotStart

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = REPOSITORY / "benchmarks"
WHOLE = {"exchange", "circuits"}  # on instances with databases of their own, or on none: a scratch one costs its minute


def names() -> list[str]:
    """Each file of `benchmarks/` that can be run is a bench; the others help them."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if "\ndef run(" in path.read_text(encoding="utf-8"))


def main(argv: list[str]) -> int:
    """Run one bench; 0 when nothing that must be zero was found, else 1."""
    parser = argparse.ArgumentParser(prog="diwan bench", description=__doc__)
    parser.add_argument("name", choices=names())
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--quick", action="store_true", help="a smaller run, within a minute")
    options = parser.parse_args(argv)
    # Told to end, it still takes away its scratch database and whatever instance it runs.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with nullcontext() if options.name in WHOLE else scratch_database():
        sys.path.insert(0, str(REPOSITORY))
        figures = {"bench": options.name, **importlib.import_module(f"benchmarks.{options.name}").run(options.quick)}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            print(f"{name:>24}  {value}")
    return 1 if figures.get("violations") else 0


@contextmanager
def scratch_database() -> Iterator[None]:
    """A fresh, migrated database on the same server with the same settings; dropped at the end."""
    urls = database.ensure()
    name = f"diwan_bench_{os.getpid()}"
    kept = dict(os.environ)
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        owner, app = (database.renamed(url, name) for url in (urls.owner, urls.app))
        os.environ |= {"DATABASE_OWNER_URL": owner, "DATABASE_URL": owner}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        paths = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))
        done = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotStart(f"The scratch database could not be prepared: {done.stderr.strip().splitlines()[-1]}")
        os.environ |= {"DATABASE_URL": app, "PYTHONPATH": paths}
        yield
    finally:
        disconnect()
        os.environ.clear()
        os.environ.update(kept)
        drop(urls.owner, name)


def drop(owner: str, name: str) -> None:
    """Take the scratch database away. Autovacuum may be at work in it, which only a superuser may end: it is waited
    for, and what was measured is not lost to a database that stays behind."""
    with psycopg.connect(owner, autocommit=True) as connection:
        for _second in range(60):
            try:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(1)
            else:
                return
    print(f"The scratch database {name} is still in use; drop it later.", file=sys.stderr)


def disconnect() -> None:
    """Close this process's own connections, which would keep the database from being dropped."""
    if "django.db" in sys.modules:
        from django.db import connection

        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
