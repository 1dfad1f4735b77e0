"""Tesseract reads a picture, in a process of its own that may not take more than it is given.

One thread a page and as many pages at once as there are workers reads faster than four threads on each page.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .words import Word, clean

if TYPE_CHECKING:
    from pathlib import Path

# Processor time for one page, not time by the clock: on a busy machine a reader that gives way to everybody else waits.
SECONDS = 90
PATIENCE = 20 * SECONDS  # by the clock: nothing hangs for ever
MEMORY = 3 << 30  # bytes of address space
# Through programs of every Debian, not by a function between fork and exec, which hangs in a process of many threads.
BOUNDED = ("nice", "-n", "10", "prlimit", f"--as={MEMORY}", f"--cpu={SECONDS}", "--core=0")
# `Arabic` reads Arabic and Latin letters mixed in one pass, as Moroccan letters are written; `ara` and the others are
# asked together where it is not installed.
ANY_SCRIPT = "Arabic"
APART = ("ara", "fra", "eng")


class Unreadable(RuntimeError):
    """The reader gave up on a page: too long, too large, or it broke."""


@cache
def program() -> str | None:
    return shutil.which("tesseract")


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """What is installed: `{"ara", "fra", "eng", "script/Arabic"}`; none without the program."""
    if program() is None:
        return frozenset()
    said = subprocess.run([str(program()), "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return frozenset(said.stdout.split("\n")[1:]) - {""}


def model() -> str:
    """The languages to read with; empty where no Arabic can be read."""
    for name in (f"script/{ANY_SCRIPT}", ANY_SCRIPT):
        if name in languages():
            return name
    return "+".join(name for name in APART if name in languages()) if "ara" in languages() else ""


def works() -> bool:
    return bool(model())


def run(image: Path, *options: str) -> str:
    """What the program says of a picture.

    Raises:
        Unreadable
    """
    command = [*BOUNDED, str(program()), str(image), "stdout", *options]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
            env={"OMP_THREAD_LIMIT": "1", "PATH": os.environ["PATH"], **_data()},
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise Unreadable(str(error)[:200]) from error
    return done.stdout.decode(errors="replace")


def _data() -> dict[str, str]:
    return {"TESSDATA_PREFIX": os.environ["TESSDATA_PREFIX"]} if os.environ.get("TESSDATA_PREFIX") else {}


def words(image: Path, *, dpi: int, languages: str = "", layout: int = 3, options: tuple[str, ...] = ()) -> list[Word]:
    """The words of a page, line by line, in the order they are read.

    Raises:
        Unreadable
    """
    said = run(image, "-l", languages or model(), "--dpi", str(dpi), "--psm", str(layout), *options, "tsv")
    return parse(said)


def parse(tsv: str) -> list[Word]:
    found: list[Word] = []
    numbers: dict[tuple[str, str, str], int] = {}
    for row in csv.DictReader(tsv.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        said = clean(row["text"] or "") if row["level"] == "5" else ""
        if not said:
            continue
        line = numbers.setdefault((row["block_num"], row["par_num"], row["line_num"]), len(numbers))
        left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
        found.append(Word(said, left, top, width, height, max(0, int(float(row["conf"]))), line))
    return found


def upright(image: Path) -> int:
    """By how many degrees, clockwise, a page must be turned to stand upright; 0 where nobody can say."""
    if "osd" not in languages():
        return 0
    try:
        said = run(image, "--psm", "0", "-l", "osd")
    except Unreadable:
        return 0
    for line in said.splitlines():
        if line.startswith("Rotate:"):
            return int(line.split(":")[1])
    return 0
