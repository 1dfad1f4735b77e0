"""The `diwan` command: run, prepare, check and measure."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def up(argv: Sequence[str]) -> int:
    """Start everything on this machine and serve until Ctrl-C."""
    from diwan.server.supervise import up

    parser = argparse.ArgumentParser("diwan up", description=up.__doc__)
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
    parser.add_argument("--prepared", action="store_true", help="tables, pages and data are known to be up to date")
    options = parser.parse_args(argv)
    return up(options.port, prepared=options.prepared)


def prepare(argv: Sequence[str]) -> int:
    """Bring tables, translations, static files and (in a demo) the data up to date."""
    import django

    from diwan.server import database
    from tools import messages

    messages.compile_all()
    os.environ["DATABASE_URL"] = database.ensure().owner  # who may change the schema
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("catalogue", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["*.map"])
    if settings.DIWAN_DEMO:
        call_command("demo", "load")
    return 0


def worker(argv: Sequence[str]) -> int:
    """Carry out jobs: receipts, mail, checkpoints, sweeping. It gives way to the web, for which people wait."""
    os.nice(5)
    return manage(["worker", *argv])


def manage(argv: Sequence[str]) -> int:
    """Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["diwan manage", *argv])
    return 0


def bench(argv: Sequence[str]) -> int:
    """Measure one figure beside a peer and beside the physical limit."""
    from diwan.server.bench import main

    return main(argv)  # type: ignore[arg-type]


def verify(argv: Sequence[str]) -> int:
    """Check a receipt without the system that made it."""
    from diwan.server.home import home
    from diwan.verifier import diwan_verify

    root = home() / "keys" / "root.pem"
    if root.is_file():  # this instance's own root is trusted without --trust
        diwan_verify.ROOTS = root.read_text()
    return diwan_verify.main(list(argv))


def ca(argv: Sequence[str]) -> int:
    """Keep the certification authority: its root, who issues, what is revoked."""
    import django

    django.setup()
    from diwan.engines.signing.api import run_ca

    return run_ca(argv)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    f.__name__: f for f in (up, prepare, worker, manage, bench, verify, ca)
}


def main() -> int:
    """Hand the rest of the line to the named command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    name, rest = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in COMMANDS:
        print("usage: diwan COMMAND …\n", file=sys.stderr)
        for command in COMMANDS.values():
            print(f"  {command.__name__:10} {command.__doc__}", file=sys.stderr)
        return 0 if name in {"-h", "--help"} else 2
    from diwan.server.home import CannotStart

    try:
        return COMMANDS[name](rest)
    except CannotStart as reason:
        print(f"diwan {name}: {reason}", file=sys.stderr)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
            raise
        print(f"diwan {name}: {error.strerror}: {error.filename or 'the data folder'}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
