"""The pages of a file that came in, drawn by `child`, one by one as they are ready."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DRAWN = {"application/pdf", "image/jpeg", "image/png", "image/tiff", "image/webp"}
AT_ONCE = 40  # pages drawn by one process
SECONDS = 600
HOUSE = Path(__file__).resolve().parents[4]


class CannotDraw(RuntimeError):
    """The file broke the drawing, or took too long."""


@dataclass(frozen=True)
class Drawn:
    """A page as it will be read: see `child.prepared`."""

    number: int
    width: int
    height: int
    dpi: int
    codes: list[str]
    blank: bool
    skew: float
    words: list[list[Any]]
    picture: bytes


def count_and_draw(
    file: Path, media: str, folder: Path, *, first: int = 1, last: int = AT_ONCE, turn: int = 0
) -> Iterator[int | Drawn]:
    """How many pages there are, then those asked for.

    Raises:
        CannotDraw: from the page on that broke it.
    """
    command = ["nice", "-n", "10", sys.executable, "-m", f"{__package__}.child", str(file), media, str(folder)]
    process = subprocess.Popen(
        [*command, str(first), str(last), str(turn)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=HOUSE,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            said = json.loads(line)
            if "pages" in said:
                yield said["pages"]
                continue
            path = folder / f"{said['number']:04}.jpg"
            yield Drawn(**said, picture=path.read_bytes())
            path.unlink()
        if process.wait(SECONDS) != 0:
            raise CannotDraw(f"ended with {process.returncode}")
    except (ValueError, OSError, subprocess.TimeoutExpired) as error:
        raise CannotDraw(str(error)[:200]) from error
    finally:
        process.kill()
        process.communicate()
