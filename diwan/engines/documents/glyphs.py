"""Glyphs added to a TrueType font: several of its own, drawn as one."""

from __future__ import annotations

import struct

Part = tuple[int, int, int]  # which glyph, how far to the right, how far up
WORDS, PLACES, MORE = 1, 2, 32  # of a component: arguments are 16 bits wide, say a place, and another part follows
DEEPEST = 4
MAGIC = 0xB1B0AFBA


class Outlines:
    """A font program whose glyphs are outlines (OpenType 1.9, `glyf`)."""

    def __init__(self, program: bytes) -> None:
        count = struct.unpack_from(">H", program, 4)[0]
        self.head, self.tables = program[:4], {}
        for n in range(count):
            tag, _sum, start, length = struct.unpack_from(">4sIII", program, 12 + 16 * n)
            self.tables[tag] = program[start : start + length]
        self.units = struct.unpack_from(">H", self.tables[b"head"], 18)[0]
        self.count = struct.unpack_from(">H", self.tables[b"maxp"], 4)[0]
        long = struct.unpack_from(">h", self.tables[b"head"], 50)[0]
        places = struct.unpack(
            f">{self.count + 1}{'I' if long else 'H'}", self.tables[b"loca"][: (self.count + 1) * (4 if long else 2)]
        )
        self.places = [place * (1 if long else 2) for place in places]
        self.drawings = self.tables[b"glyf"]
        long_ones = struct.unpack_from(">H", self.tables[b"hhea"], 34)[0]
        metrics = self.tables[b"hmtx"]
        self.metrics = [struct.unpack_from(">Hh", metrics, 4 * n) for n in range(long_ones)]
        for n in range(self.count - long_ones):  # the last width holds for those after it
            side = struct.unpack_from(">h", metrics, 4 * long_ones + 2 * n)[0]
            self.metrics.append((self.metrics[long_ones - 1][0], side))
        self.most_parts = 0

    def add(self, parts: tuple[Part, ...], width: int) -> int:
        """The number of a new glyph that draws these side by side."""
        boxes = []
        body = b""
        for n, (glyph, right, up) in enumerate(parts):
            start, end = self.places[glyph], self.places[glyph + 1]
            if end > start:
                x0, y0, x1, y1 = struct.unpack_from(">hhhh", self.drawings, start + 2)
                boxes.append((x0 + right, y0 + up, x1 + right, y1 + up))
            flags = WORDS | PLACES | (MORE if n + 1 < len(parts) else 0)
            body += struct.pack(">HHhh", flags, glyph, right, up)
        box = [min(column) if n < 2 else max(column) for n, column in enumerate(zip(*boxes, strict=True))] or [0] * 4
        drawing = struct.pack(">hhhhh", -1, *box) + body
        self.drawings += b"\0" * (-len(self.drawings) % 4)
        self.places[-1] = max(self.places[-1], len(self.drawings)) if len(self.drawings) else 0
        self.drawings += drawing + b"\0" * (-len(drawing) % 4)
        self.places.append(len(self.drawings))
        self.metrics.append((width, box[0]))
        self.most_parts = max(self.most_parts, len(parts))
        self.count += 1
        return self.count - 1

    def program(self) -> bytes:
        """The font with what was added."""
        tables = dict(self.tables)
        tables[b"glyf"] = self.drawings
        tables[b"loca"] = struct.pack(f">{len(self.places)}I", *self.places)
        tables[b"hmtx"] = b"".join(struct.pack(">Hh", *metric) for metric in self.metrics)
        tables[b"hhea"] = patched(tables[b"hhea"], {34: self.count, 10: max(wide for wide, _side in self.metrics)})
        tables[b"head"] = patched(tables[b"head"], {50: 1, 8: 0, 10: 0})  # long places, no sum yet
        tables[b"maxp"] = patched(tables[b"maxp"], {4: self.count} | self.limits())
        return assembled(self.head, tables)

    def limits(self) -> dict[int, int]:
        """What readers make room for: points, contours and parts of a glyph made of others, and how deep they go."""
        most = self.tables[b"maxp"]
        if len(most) < 32:
            return {}
        points, contours, of_many, lines = struct.unpack_from(">HHHH", most, 6)
        parts, deep = struct.unpack_from(">HH", most, 28)
        n = self.most_parts
        return {
            10: min(n * max(points, of_many), 0xFFFF),
            12: min(n * max(contours, lines), 0xFFFF),
            28: max(parts, n),
            30: min(deep + 1, DEEPEST),
        }


def patched(table: bytes, values: dict[int, int]) -> bytes:
    """A table with other 16-bit numbers at these places."""
    out = bytearray(table)
    for at, value in values.items():
        struct.pack_into(">H", out, at, value)
    return bytes(out)


def assembled(head: bytes, tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    begun = head + struct.pack(">HHHH", count, 16 << power, power, 16 * count - (16 << power))
    at, rows, body, sum_at = 12 + 16 * count, b"", b"", 0
    for tag in sorted(tables):
        table = tables[tag]
        if tag == b"head":
            sum_at = at + len(body) + 8
        rows += struct.pack(">4sIII", tag, checked(table), at + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    out = bytearray(begun + rows + body)
    struct.pack_into(">I", out, sum_at, (MAGIC - checked(bytes(out))) & 0xFFFFFFFF)
    return bytes(out)


def checked(table: bytes) -> int:
    """The sum of a table as fonts keep it."""
    table += b"\0" * (-len(table) % 4)
    return sum(struct.unpack(f">{len(table) // 4}I", table)) & 0xFFFFFFFF
