"""A letter written elsewhere: the PDF is the letter; a DOCX or ODT becomes one where LibreOffice is."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pypdfium2
import pytest

from diwan.core.files import api as files
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.drafting import converting
from diwan.correspondence.drafting.operations import sources
from diwan.engines.signing import api as signing
from tests.core.people import NOW
from tests.helpers.drafting import begun, signed
from tests.helpers.jobs import run_jobs

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = "application/vnd.oasis.opendocument.text"


def odt(words):
    """The smallest ODT there is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", TEXT, zipfile.ZIP_STORED)
        parts.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{TEXT}"/><manifest:file-entry manifest:full-path="content.xml" '
            'manifest:media-type="text/xml"/></manifest:manifest>',
        )
        parts.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{OFFICE}office:1.0" xmlns:text="{OFFICE}text:1.0" '
            f'office:version="1.2"><office:body><office:text><text:p>{words}</text:p></office:text></office:body>'
            "</office:document-content>",
        )
    return out.getvalue()


def docx(words):
    """The smallest DOCX there is (ECMA-376)."""
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxml'
            f'formats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/>'
            "</Types>",
        )
        parts.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}" '
            'Target="word/document.xml"/></Relationships>',
        )
        parts.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{main}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>',
        )
    return out.getvalue()


def pdf():
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(out)
    return out.getvalue()


def give(office, draft, content, name, converts=True):
    file = files.store(io.BytesIO(content), name=name, now=NOW)
    said = {"draft_id": draft.pk, "file_id": file.pk, "converts": converts, "now": NOW}
    sources.give_file(actor=office.actor("division"), **said)
    draft.refresh_from_db()
    return draft


def test_a_pdf_is_stamped_with_its_number_and_sealed(office):
    draft = give(office, begun(office, words=""), pdf(), "lettre.pdf")
    signed(office, draft)
    run_jobs()
    draft.refresh_from_db()
    with files.open_file(draft.sealed_id) as stored:
        sealed = stored.read()
    assert signing.validate(sealed).verdict == signing.Verdict.PASSED
    text = pypdfium2.PdfDocument(sealed)[0].get_textpage().get_text_bounded()
    assert draft.letter.reference in text
    with pikepdf.open(io.BytesIO(sealed)) as document:
        assert {"proof.json", "content.json"} <= set(document.attachments)


def test_without_libreoffice_the_feature_says_so(office):
    with pytest.raises(sources.CannotConvertHere):
        give(office, begun(office), odt("a"), "lettre.odt", converts=False)


def test_a_picture_is_no_letter(office):
    with pytest.raises(sources.NotALetter):
        give(office, begun(office), b"plain words", "lettre.txt")


@pytest.mark.parametrize("made", [odt, docx])
def test_what_is_not_a_pdf_yet_is_not_signed(office, made):
    draft = give(office, begun(office), made("a"), f"lettre.{made.__name__}")
    with pytest.raises(drafting.NotAPdfYet):
        signed(office, draft)


@pytest.mark.skipif(converting.installed() is None, reason="no LibreOffice here")
@pytest.mark.parametrize("made", [odt, docx])
def test_what_a_word_processor_wrote_becomes_the_letter_and_writing_here_comes_back(office, made):
    draft = give(office, begun(office), made("Bonjour la chancellerie"), f"lettre.{made.__name__}")
    run_jobs()
    draft.refresh_from_db()
    assert draft.conversion == "done"
    with files.open_file(draft.pdf_id) as stored:
        assert "chancellerie" in pypdfium2.PdfDocument(stored.read())[0].get_textpage().get_text_bounded()
    sources.write_here(actor=office.actor("division"), draft_id=draft.pk, now=NOW)
    draft.refresh_from_db()
    assert (draft.source, draft.pdf_id) == ("editor", None)
    assert "المطلوبة" in draft.versions.get(number=draft.version).body
