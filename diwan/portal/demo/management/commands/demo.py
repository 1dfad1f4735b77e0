"""`diwan manage demo load|wipe`: the data of the demonstration."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone, translation
from psycopg.conninfo import conninfo_to_dict

from diwan.kit.refusals import Refusal

from ...operations import loading

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Load the data of the demonstration, or empty the database of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("load", help="load it; does nothing when it is there")
        wipe = actions.add_parser("wipe", help="empty every table; there is no way back")
        wipe.add_argument("--yes", action="store_true", help="without asking")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        with translation.override("en"):
            try:
                self.load() if action == "load" else self.wipe(sure=options["yes"])
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal

    def load(self) -> None:
        started = time.monotonic()
        if loading.load(now=timezone.now(), say=lambda line: self.stdout.write(f"Demo: {line}")):
            self.stdout.write(f"Demo: loaded in {time.monotonic() - started:.1f} s")
        loading.tell_who_can_sign_in()

    def wipe(self, *, sure: bool) -> None:
        if not sure and input("Empty every table of this database? Type yes: ") != "yes":
            raise CommandError("Nothing was done.")
        self.as_owner()
        loading.wipe()
        self.stdout.write("Demo: every table is empty")

    def as_owner(self) -> None:
        """Connect as the owner of the schema, which the running application is not."""
        owner = conninfo_to_dict(os.environ.get("DATABASE_OWNER_URL", ""))
        if owner:
            connection.close()
            connection.settings_dict.update(USER=owner.get("user", ""), PASSWORD=owner.get("password", ""))
