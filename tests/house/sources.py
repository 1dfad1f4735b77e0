"""What the house tests read: our files, as git knows them."""

from __future__ import annotations

import ast
import functools
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.apps import AppConfig

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", ".diwan", "node_modules", "__pycache__", "build", "test-results"}
WINGS = ("kit", "core", "engines", "correspondence", "telework", "hr", "education", "portal")  # lowest first
RANK = {wing: min(rank, 4) if wing in {"telework", "hr", "education"} else rank for rank, wing in enumerate(WINGS)}


@functools.cache
def tracked() -> list[Path]:
    """Every file of the project; without git (an exported archive), what is not plainly made or installed."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def files(*suffixes: str, under: str = "") -> list[Path]:
    """Our files that end so, below a folder of the project."""
    return [path for path in tracked() if path.suffix in suffixes and (ROOT / under) in path.parents]


def templates() -> list[Path]:
    return [path for path in files(".html", ".txt", under="diwan") if "templates" in path.parts]


def template_name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def trees(*names: str) -> Iterator[tuple[Path, ast.Module]]:
    """The syntax trees of the modules (or packages) of these names in every app: `operations`, `views`…"""
    for path in files(".py", under="diwan"):
        if path.stem in names or path.parent.name in names:
            yield path, ast.parse(path.read_text())


def our_apps() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.name.startswith("diwan.")]


def wing(module: str) -> str:
    """The wing of a dotted name: `diwan.core.journal.models` → `core`."""
    return module.split(".")[1]
