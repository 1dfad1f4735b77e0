"""All the evidence of a sending or of an arrival as one file, which a stranger checks without us: what travelled, the
pieces, each piece of evidence with its seal, our root certificate, and how to check, in three languages."""

from __future__ import annotations

import tempfile
import zipfile
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.files import api as files
from diwan.engines.signing import api as signing

from .enums import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .models import Arrival, Sending

IN_MEMORY = 8_000_000  # octets; more goes to a temporary file
SCRIPT = """#!/bin/sh
# openssl says "CMS Verification successful" for each piece of evidence that is genuine.
cd "$(dirname "$0")" || exit 1
failed=0
for document in evidence/*.json; do
    openssl cms -verify -binary -inform DER -in "${document%.json}.p7s" -content "$document" \\
        -CAfile root.pem -purpose any -out /dev/null || { echo "NOT GENUINE: $document"; failed=1; }
    grep -q "$(sha256sum letter.json | cut -d' ' -f1)" "$document" || { echo "OF ANOTHER LETTER: $document"; failed=1; }
done
exit $failed
"""


def pack(thing: Sending | Arrival, pieces: Sequence[Any]) -> BinaryIO:
    """The zip, ready to be read from its beginning; `pieces` are rows with a `file`."""
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        put(archive, "letter.json", thing.envelope.encode())
        for place, row in enumerate(thing.evidence.all(), 1):
            name = f"evidence/{place:02d}-{row.event}"
            put(archive, f"{name}.json", row.document.encode())
            put(archive, f"{name}.p7s", bytes(row.seal))
        for place, piece in enumerate(pieces, 1):
            with (
                files.open_file(piece.file.pk) as source,
                archive.open(entry(f"pieces/{place:02d}-{piece.file.name}"), "w") as target,
            ):
                while chunk := source.read(1 << 20):
                    target.write(chunk)
        put(archive, "root.pem", signing.root_certificate_pem())
        put(archive, "verify.sh", SCRIPT.encode())
        for language in ("ar", "fr", "en"):
            with translation.override(language):
                put(archive, f"README.{language}.txt", readme(thing).encode())
    out.seek(0)
    return out  # type: ignore[return-value]


def entry(name: str) -> zipfile.ZipInfo:
    """The same bytes for the same evidence: no date of today in it."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(entry(name), content)


def readme(thing: Sending | Arrival) -> str:
    """What is in the file and how to check it, in the active language."""
    lines = [
        _("Evidence of the letter %(reference)s") % {"reference": thing.said["letter"]["reference"]},
        "",
        _("letter.json: what travelled, word for word. Its SHA-256 stands in each piece of evidence."),
        _("evidence/: what happened, one file for each event, and beside it (.p7s) the seal of the administration."),
        _("pieces/: the files of the letter. Their SHA-256 stand in letter.json."),
        _("root.pem: the certificate of this system. Compare it with the one published by the administration."),
        "",
        _("To check: open a terminal in this folder and run: sh verify.sh (it needs openssl, nothing else)."),
        "",
        *(
            f"{row.at:%Y-%m-%d %H:%M:%S} UTC  {row.event}: {Event(row.event).label} [{row.issuer}]"
            for row in thing.evidence.all()
        ),
    ]
    return "\n".join(lines) + "\n"
