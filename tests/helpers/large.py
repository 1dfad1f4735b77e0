"""Large PDFs, written a page at a time: noise from a seed, which no filter makes smaller."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 2000  # dots to a side of a page that is a picture: 4 MB


def dossier(path: Path, megabytes: int, *, seed: int = 7) -> None:
    """A dossier of scans: each page is a picture of 4 MB."""
    noise, pages = random.Random(seed), max(1, megabytes // 4)
    places: dict[int, int] = {}
    with path.open("wb") as out:

        def put(number: int, *parts: bytes) -> None:
            places[number] = out.tell()
            out.write(b"%d 0 obj\n" % number)
            for part in parts:
                out.write(part)
            out.write(b"\nendobj\n")

        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        put(1, b"<</Type/Catalog/Pages 2 0 R>>")
        kids = b" ".join(b"%d 0 R" % (3 + 3 * n) for n in range(pages))
        put(2, b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids))
        for n in range(pages):
            page, content, picture = (3 + 3 * n + more for more in range(3))
            box = b"/MediaBox[0 0 595 842]/Resources<</XObject<</I %d 0 R>>>>" % picture
            put(page, b"<</Type/Page/Parent 2 0 R%b/Contents %d 0 R>>" % (box, content))
            drawn = b"q 595 0 0 842 0 0 cm /I Do Q"
            put(content, b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn))
            about = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray"
            size = SIDE * SIDE
            head = b"<<%b/Length %d>>stream\n" % (about % (SIDE, SIDE), size)
            put(picture, head, noise.randbytes(size), b"\nendstream")
        table = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(places) + 1))
        for number in sorted(places):
            out.write(b"%010d 00000 n\r\n" % places[number])
        out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table))
