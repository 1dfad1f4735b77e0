"""`diwan manage backups prove [--file DUMP]`, for a timer of the machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diwan.core.backups import operations

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Make a backup, restore it beside the database, compare; the proof is shown to operators."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["prove"])
        parser.add_argument("--file", type=Path, help="a dump made by other means (pg_dump --format=custom)")

    def handle(self, *, what: str, file: Path | None, **options: Any) -> None:
        """Exit status 1 when the backup does not restore whole."""
        if file is not None and not file.is_file():
            raise CommandError(f"There is no file {file}.")
        proof = operations.prove(file=file, now=timezone.now())
        for fault in proof.faults:
            self.stderr.write(fault)
        restored = f"{proof.rows} rows in {proof.tables} tables, {proof.entries} journal entries, {proof.files} files"
        if proof.faults:
            raise CommandError(f"The backup {proof.source} does not restore whole ({restored}).")
        self.stdout.write(f"The backup {proof.source} restores whole ({restored}).")
