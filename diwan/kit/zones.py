"""Legal time as last published.

A machine's zone data age: Debian's of 2025 still put Morocco at UTC+1 after 20 September 2026, when it had gone back to
UTC. The `tzdata` package, pinned with the rest, is used wherever it is newer.
"""

from __future__ import annotations

import functools
import os
import re
import time
import zoneinfo
from pathlib import Path

import tzdata


def installed_version(folders: tuple[str, ...] = zoneinfo.TZPATH) -> str:
    """The version of the machine's own zone data, such as `2025b`; empty when there are none or they do not say."""
    for folder in folders:
        path = Path(folder) / "tzdata.zi"
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                found = re.match(r"# version (\w+)", lines.readline())
            return found[1] if found else ""
    return ""


def prefer_newest() -> None:
    """Make Python and the C library read the package's data unless the machine's are newer.

    Called by the settings, before any use. PostgreSQL has zone data of its own, which this does not reach: a legal day
    is computed in Python, never in SQL.
    """
    if installed_version() < tzdata.IANA_VERSION:
        os.environ["TZDIR"] = str(Path(tzdata.__file__).parent / "zoneinfo")
        time.tzset()
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


@functools.cache
def of_country(code: str) -> zoneinfo.ZoneInfo:
    """The zone of a country that has one, from the table published with the zone data: `of_country("MA")`.

    Raises LookupError when the country has no zone there, or several.
    """
    table = (Path(tzdata.__file__).parent / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    found = re.findall(rf"^{re.escape(code)}\t\S+\t(\S+)", table, re.MULTILINE)
    if len(found) != 1:
        raise LookupError(code)
    return zoneinfo.ZoneInfo(found[0])
