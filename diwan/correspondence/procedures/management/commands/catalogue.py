"""`diwan manage catalogue`: bring the common procedures of every country up to date from their files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from diwan.correspondence.procedures import api


class Command(BaseCommand):
    help = "Bring the common procedures of every country up to date from their files; again and again does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = api.load_all(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"{changed} versions written, corrected or closed")
