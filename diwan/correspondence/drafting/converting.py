"""A DOCX or ODT made into a PDF by LibreOffice, where it is installed, as if every such file were hostile.

The file was looked at when it came in (core/files: no macros, no bombs). LibreOffice still reads it in a process of its
own, with a profile made for it and thrown away, no macros, no links followed, no network (a namespace without one where
the system allows it), no more than `SECONDS` of time, `MEMORY` of address space and `LARGEST` bytes written.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

SECONDS = 90
MEMORY = 4 << 30  # bytes of address space: LibreOffice maps much more than it uses
LARGEST = 100 << 20  # bytes of a file it writes
EXPORT = "pdf:writer_pdf_Export:" + json.dumps(
    {"SelectPdfVersion": {"type": "long", "value": "2"}, "UseTaggedPDF": {"type": "boolean", "value": "true"}}
)
SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
FORBIDDEN = (  # where in the registry of LibreOffice, which property, its value
    (SCRIPTING, "DisableMacrosExecution", "true"),
    (SCRIPTING, "MacroSecurityLevel", "3"),
    (SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (SCRIPTING, "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    + "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in FORBIDDEN
    )
    + "</oor:items>"
)


class CannotConvert(Exception):
    """LibreOffice gave no PDF: it is not there, it took too long, or it cannot read the file."""


def installed() -> str | None:
    """Where LibreOffice is, if it is."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def without_network() -> tuple[str, ...]:
    """The command that takes the network away, where this system lets anybody make a namespace."""
    command = ("unshare", "--user", "--net", "--map-root-user", "--")
    if shutil.which("unshare") is None:
        return ()
    works = subprocess.run([*command, "true"], capture_output=True, timeout=5, check=False).returncode == 0
    return command if works else ()


def to_pdf(content: bytes, extension: str) -> bytes:
    """The file as a PDF/A-2.

    Raises:
        CannotConvert
    """
    program = installed()
    if program is None:
        raise CannotConvert("LibreOffice is not installed")
    with tempfile.TemporaryDirectory(prefix="diwan-draft-") as folder:
        place = Path(folder)
        (place / "profile" / "user").mkdir(parents=True)
        (place / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE)
        source = place / f"letter.{extension}"
        source.write_bytes(content)
        command = [
            *without_network(),
            program,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            EXPORT,
            "--outdir",
            str(place / "out"),
            str(source),
        ]
        run(command, place)
        made = place / "out" / "letter.pdf"
        if not made.is_file() or made.stat().st_size == 0:
            raise CannotConvert("no PDF came out")
        return made.read_bytes()


def run(command: list[str], place: Path) -> None:
    """Run it in a session of its own, so that all it started ends with it."""
    clean = {"PATH": os.environ.get("PATH", ""), "HOME": str(place), "TMPDIR": str(place), "LANG": "C.UTF-8"}
    clean |= {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(
        command,
        env=clean,
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=limits,
    ) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as slow:
            raise CannotConvert("it took too long") from slow
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
