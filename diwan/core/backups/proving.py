"""A dump made, restored in a database of its own beside the real one, and looked at. No transaction of ours is open."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from diwan.core.files import api as files
from diwan.kit import failpoints
from diwan.server import database
from diwan.server.home import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

KEPT = 4  # dumps of the last weeks
SAMPLE = 100  # files opened
BLOCK = 1 << 20
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
ENTRIES = "SELECT count(*) FROM journal_entry"
SOME_FILES = "SELECT id, name, sha256 FROM files_storedfile ORDER BY id"


@dataclass
class Seen:
    """What one restore showed."""

    source: str
    size: int = 0
    copied_in: timedelta = timedelta()
    restored_in: timedelta = timedelta()
    tables: int = 0
    rows: int = 0
    entries: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)


def folder() -> Path:
    return Path(settings.DIWAN_HOME) / "backups"


def owner_url(name: str) -> str:
    """The same server, as the owner of the schema, who may make a database for the restore."""
    return database.renamed(database.ensure().owner, name)


def prove(*, file: Path | None, now: datetime) -> Seen:
    """Make a dump (or take `file`), restore it, compare.

    What goes wrong is a fault of the proof, never an exception: a restore that breaks is what is looked for.
    """
    live = connection.settings_dict["NAME"]
    seen = Seen(source=file.name if file else f"diwan-{now:%Y-%m-%dT%H%M%SZ}.dump")
    counted: dict[str, int] | None = None
    try:
        if file is None:
            file, counted = copied(seen, live)
        seen.size = file.stat().st_size
        with restored(seen, file, live) as url:
            compare(seen, url, counted)
            read_journal(seen, url)
            open_files(seen, url)
    except (psycopg.Error, OSError, subprocess.SubprocessError) as error:
        seen.faults.append(said(error))
    sweep()
    return seen


def copied(seen: Seen, live: str) -> tuple[Path, dict[str, int]]:
    """The database as of one moment, and how many rows each table had at that very moment."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder() / f"{seen.source}.draft"
    began = time.monotonic()
    with psycopg.connect(owner_url(live)) as held:
        held.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = held.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot
        run(["pg_dump", "--format=custom", f"--snapshot={snapshot[0]}", f"--file={draft}", owner_url(live)])
        counted = counts(held)
    failpoints.reach("backups.copied")
    draft.chmod(0o600)
    kept = draft.rename(folder() / seen.source)
    seen.copied_in = timedelta(seconds=time.monotonic() - began)
    return kept, counted


@contextmanager
def restored(seen: Seen, file: Path, live: str) -> Iterator[str]:
    """The dump in a database of its own, gone afterwards whatever happens; what a killed proof left goes first."""
    server, name = owner_url("postgres"), f"diwan_proof_{hashlib.sha256(live.encode()).hexdigest()[:8]}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as here:
        here.execute(drop)
        here.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            began = time.monotonic()
            url = owner_url(name)
            run(["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={url}", str(file)])
            seen.restored_in = timedelta(seconds=time.monotonic() - began)
            yield url
        finally:
            here.execute(drop)


def compare(seen: Seen, url: str, expected: dict[str, int] | None) -> None:
    """Every row that was copied came back. A dump brought from elsewhere is counted only."""
    with psycopg.connect(url) as there:
        found = counts(there)
    seen.tables, seen.rows = len(found), sum(found.values())
    if not found:
        seen.faults.append("no table came back")
    for table in sorted(found.keys() | (expected or found).keys()):
        before, after = (expected or found).get(table), found.get(table)
        if before != after:
            seen.faults.append(f"{table}: {before} rows before, {after} after")


def counts(there: psycopg.Connection) -> dict[str, int]:
    found = {}
    for (table,) in there.execute(TABLES).fetchall():
        row = there.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        found[table] = row[0] if row else 0
    return found


def read_journal(seen: Seen, url: str) -> None:
    """The restored journal, by the journal's own verification in a process that knows no other database."""
    with psycopg.connect(url) as there:
        row = there.execute(ENTRIES).fetchone()
    seen.entries = row[0] if row else 0
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "django", "journal", "verify", "--skip-checks"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        seen.faults.append("journal: " + last_line(done.stdout + done.stderr))


def open_files(seen: Seen, url: str) -> None:
    """A sample of the files that the restored rows name: each there, and its octets those of its fingerprint."""
    with psycopg.connect(url) as there:
        rows = there.execute(SOME_FILES).fetchall()
    for file_id, name, sha256 in random.sample(rows, min(SAMPLE, len(rows))):
        digest = hashlib.sha256()
        try:
            with files.open_file(file_id) as source:
                while block := source.read(BLOCK):
                    digest.update(block)
        except (files.FileGone, OSError):
            seen.faults.append(f"file {file_id} is gone: {name}")
            continue
        if digest.hexdigest() != sha256:
            seen.faults.append(f"file {file_id} is not what was stored: {name}")
        seen.files += 1


def sweep() -> None:
    """Keep the last dumps; drafts of killed proofs go."""
    if not folder().is_dir():
        return
    for left in folder().glob("*.draft"):
        left.unlink(missing_ok=True)
    for old in sorted(folder().glob("diwan-*.dump"))[:-KEPT]:
        with suppress(FileNotFoundError):
            old.unlink()


def run(command: list[str]) -> None:
    """A program of PostgreSQL; its own last words are the error."""
    subprocess.run([str(database.binary(command[0])), *command[1:]], capture_output=True, text=True, check=True)


def said(error: Exception) -> str:
    """The one line that tells what broke, without the address of the database, which holds a password."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"{Path(error.cmd[0]).name}: {last_line(error.stderr)}"
    return json.dumps(last_line(str(error)), ensure_ascii=False).strip('"')


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines or [""])[-1][:400]
