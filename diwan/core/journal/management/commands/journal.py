"""`diwan manage journal verify | export | checkpoint`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diwan.core.journal import api as journal

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Verify the whole journal, export it for the stand-alone verifier, or sign what was added."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "export", "checkpoint"])
        parser.add_argument("--output", help="the file to export to (default: standard output)")

    def handle(self, *, what: str, output: str | None, **options: Any) -> None:
        getattr(self, what)(output)

    def verify(self, output: str | None) -> None:
        """Exit status 1 when anything is not as it was written."""
        report = journal.verify(self.progress if sys.stderr.isatty() else None)
        for fault in report.faults:
            where = f"{fault.chain} entry {fault.position}" if fault.chain else f"checkpoint {fault.checkpoint}"
            self.stdout.write(f"{where}: {fault.what}")
        read = f"{report.entries} entries in {report.chains} chains, {report.checkpoints} checkpoints"
        if report.faults:
            raise CommandError(f"The journal is not intact ({read}).")
        self.stdout.write(f"The journal is intact ({read}).")

    def progress(self, entries: int) -> None:
        self.stderr.write(f"\r{entries}", ending="")

    def export(self, output: str | None) -> None:
        if output is None:
            journal.export(self.stdout)
            return
        with open(output, "w", encoding="utf-8") as file:
            count = journal.export(file)
        self.stdout.write(f"{count} entries written to {output}")

    def checkpoint(self, output: str | None) -> None:
        made = journal.checkpoint(now=timezone.now())
        self.stdout.write(f"Checkpoint {made.number} signs {made.size} entries." if made else "Nothing new to sign.")
