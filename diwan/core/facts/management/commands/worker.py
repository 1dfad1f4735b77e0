"""`diwan worker`: carry out jobs until asked to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from diwan.core.facts import worker

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Carry out jobs: receipts, mail, checkpoints, sweeping. Start as many as you need."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=worker.CONCURRENCY, help="jobs run at the same time")

    def handle(self, *args: Any, concurrency: int, **options: Any) -> None:
        worker.run(concurrency=concurrency)
