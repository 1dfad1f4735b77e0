"""The `diwan` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a sub-command; `diwan manage …` is Django's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    if sys.argv[1:2] == ["manage"]:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["diwan manage", *sys.argv[2:]])


if __name__ == "__main__":
    main()
