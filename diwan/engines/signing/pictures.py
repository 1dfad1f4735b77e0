"""Pictures that people give for their stamp."""

from __future__ import annotations

import io

from PIL import Image

MOST_PIXELS = 12_000_000
WIDEST, HIGHEST = 600, 240  # pixels kept: three times what a stamp shows


class TooManyPixels(ValueError):
    """A picture of a few octets may unfold to all the memory there is."""


def redrawn(octets: bytes) -> bytes:
    """The pixels and nothing else of a picture that somebody gave, as a small PNG.

    Raises:
        TooManyPixels, ValueError: not a PNG or JPEG that can be read.
    """
    try:
        with Image.open(io.BytesIO(octets), formats=["PNG", "JPEG"]) as given:
            if given.width * given.height > MOST_PIXELS:
                raise TooManyPixels
            image = given.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("not a picture") from error
    image.thumbnail((WIDEST, HIGHEST))
    clean = Image.new("RGBA", image.size)
    clean.paste(image)
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()
