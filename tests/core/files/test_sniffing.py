"""Whatever a file holds, looking at it ends in a type or in one of the five verdicts."""

from __future__ import annotations

import contextlib
import mmap
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diwan.core.files import sniffing
from diwan.core.files.sniffing import pdf as looking

from .shapes import OLE, docx, jpeg, odt, pdf, png, related, stream, tiff, webp

VERDICTS = (sniffing.Unknown, sniffing.Program, sniffing.Damaged, sniffing.Oversized, sniffing.Locked)
SHAPES = {
    "pdf": pdf(stream(b"/Type/ObjStm/N 1/First 4", b"<</Type/Page>>"), stream(b"/Type/EmbeddedFile", b"words")),
    "png": png(9, 7, woven=0),
    "jpg": jpeg(scans=2),
    "tif": tiff(pages=2),
    "webp": webp(),
    "docx": related("hyperlink", "https://www.men.gov.example/"),
    "odt": odt(("styles.xml", "<a/>")),
    "doc": OLE + bytes(600),
    "txt": "السلام عليكم".encode("utf-16"),
}


@pytest.fixture(scope="module")
def look(tmp_path_factory) -> Callable[[bytes, str], None]:
    path = tmp_path_factory.mktemp("sniffing") / "file"

    def at(content: bytes, extension: str) -> None:
        path.write_bytes(content)
        with contextlib.suppress(VERDICTS):
            assert "/" in sniffing.media_type(path, extension)

    return at


@pytest.mark.parametrize("extension", SHAPES)
def test_the_shapes_themselves_are_good(look, tmp_path, extension):
    path = tmp_path / "file"
    path.write_bytes(SHAPES[extension])
    assert sniffing.media_type(path, extension)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    extension=st.sampled_from(sorted(SHAPES)),
    changes=st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(max_size=6)), min_size=1, max_size=6),
    cut=st.one_of(st.none(), st.integers(0, 1 << 16)),
)
def test_any_change_and_any_cut_ends_in_a_verdict(look, extension, changes, cut):
    content = bytearray(SHAPES[extension])
    for place, bytes_ in changes:
        place %= len(content)
        content[place : place + len(bytes_)] = bytes_
    look(bytes(content[: cut % len(content)] if cut is not None else content), extension)


@given(extension=st.sampled_from(sorted(SHAPES)), content=st.binary(max_size=400))
def test_any_bytes_end_in_a_verdict(look, extension, content):
    look(content, extension)


@pytest.mark.parametrize(
    "content", [docx(("customXml/item1.xml", "<a>&amp;</a>")), docx(document="<!-- words --><w:document/>")]
)
def test_ordinary_documents_are_taken(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert sniffing.media_type(path, "docx")


@pytest.mark.parametrize(
    "word",
    [
        b"/JavaScript",
        b"/#4a#61#76#61#53#63#72#69#70#74",
        b"/XFA" + b" " * 300 + b"[",
        b"/XFA" + b"0" * 150 + b"1" + b" " * 150 + b"0 R",
        b"/URI" + b"\n" * 200 + b"(" + b"\t" * 200 + b"file:",
    ],
)
def test_a_word_is_found_wherever_it_stands_in_a_file_looked_at_in_parts(monkeypatch, tmp_path, word):
    monkeypatch.setattr(looking, "WINDOW", 100)
    monkeypatch.setattr(looking, "BEYOND", 50)
    path = tmp_path / "a.pdf"
    for before in range(0, 120, 7):
        path.write_bytes(b"." * before + word + b" /Launch" + b"." * 500)
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            found = [match.span() for match in looking._each(looking.WORDS, content)]
            assert found == [match.span() for match in looking.WORDS.finditer(content)]
            assert found[0][0] == before
            assert len(found) == 2
