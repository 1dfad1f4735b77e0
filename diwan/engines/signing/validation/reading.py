"""pyHanko's reader, without what fills the memory: it keeps every object it has read, the pictures of a scan with it.

To say what changed it walks through the whole document. Here a stream keeps its dictionary; its content is read from
the file when somebody asks for it, each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = 4096  # octets of a stream that are kept as they are
DECODED = 1 << 20  # octets of what was unpacked that are kept: what may be unpacked of a file in all is bounded
OBJECTS = {"/ObjStm", "/XRef"}  # of these one object is taken after the other


class Light(StreamObject):
    """A stream whose content stays in the file. It is read, never written."""

    def __init__(self, entries: dict[Any, Any], content: Callable[[], bytes]) -> None:
        super().__init__(entries, encoded_data=b"")
        self.content = content

    @property
    def encoded_data(self) -> bytes:
        return self.content()

    def read_data(self, *about: Any, **more: Any) -> bytes:
        if self._data is not None:
            return self._data
        whole = StreamObject(dict(self), encoded_data=self.content())
        whole.container_ref = self.container_ref
        data = whole.read_data(*about, **more)
        if len(data) <= DECODED:
            self._data = data
        return data


class Earlier(HistoricalResolver):
    """The same of an earlier revision."""

    def _subsume_object(self, obj: Any) -> Any:
        if not isinstance(obj, Light):
            return super()._subsume_object(obj)
        # Its dictionary refers to what this revision knows; its content is what it was.
        bare = StreamObject(dict(obj), encoded_data=b"")
        bare.container_ref = obj.container_ref
        kept = super()._subsume_object(bare)
        made = Light(dict(kept), obj.content)
        made.container_ref = kept.container_ref
        return made


class Reader(PdfFileReader):
    """A reader that holds no more of a file than its dictionaries."""

    def _read_object(self, ref: Any, marker: Any, *about: Any, **more: Any) -> Any:
        made = super()._read_object(ref, marker, *about, **more)
        if type(made) is not StreamObject or made.get("/Type") in OBJECTS or len(made.encoded_data) <= KEPT:
            return made
        again = super()._read_object
        light = Light(dict(made), lambda: again(ref, marker, *about, **more).encoded_data)
        light.container_ref = made.container_ref
        return light

    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        kept = self._historical_resolver_cache
        if revision not in kept:
            kept[revision] = Earlier(self, revision)
        return kept[revision]
