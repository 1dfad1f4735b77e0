import io
import re
import subprocess
from datetime import UTC, datetime

import pypdf
import pytest
import typst

from diwan.engines.documents import api
from tests.helpers import receipts


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def test_a_document_is_archivable_tagged_titled_and_in_its_language():
    document = reader(receipts.render())
    catalogue, metadata = document.trailer["/Root"], document.xmp_metadata
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("3", "A")
    assert "pdfuaid:part>1<" in catalogue["/Metadata"].get_data().decode()
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].startswith("ar")
    assert document.metadata.title == receipts.TITLE


def test_the_same_arguments_give_the_same_bytes():
    assert receipts.render() == receipts.render()


def test_the_moment_comes_from_outside():
    moved = receipts.render(at=datetime(2020, 1, 1, tzinfo=UTC))
    assert reader(moved).metadata.creation_date == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("content", [b'{"v":1}', "نص".encode(), b"\x00\xff\x00binary"])
def test_an_attachment_comes_back_octet_for_octet(content):
    attachment = api.Attachment("proof.json", content, "application/json", "Proof")
    pdf = api.render("receipt", receipts.data(), language="fr", title="x", attachments=[attachment], at=receipts.AT)
    assert dict(reader(pdf).attachments) == {"proof.json": [content]}
    assert reader(pdf).trailer["/Root"]["/AF"][0]["/AFRelationship"] == "/Data"


@pytest.mark.parametrize("typed", ['#panic("run")', "$x$ *bold* _it_ [a] `raw`", '"); #import "x"', "\\ // /* @a <b>"])
def test_what_people_typed_is_never_run(typed):
    pdf = receipts.render(subject=typed)
    assert "".join(typed.split()) in "".join(text(pdf).split())


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_an_ordinary_receipt_is_one_page(language):
    assert len(reader(receipts.render(language=language, pieces=3)).pages) == 1


def test_a_long_receipt_repeats_its_heading_and_lists_every_piece():
    pdf = receipts.render(pieces=30, subject="موضوع طويل " * 60)
    assert len(reader(pdf).pages) >= 2
    shown = text(pdf)
    assert all(piece["sha256"] in shown for piece in receipts.data(pieces=30)["pieces"])
    pages_of_the_table = [page for page in shown.split("\f") if re.search("[0-9a-f]{64}", page)]
    assert len(pages_of_the_table) >= 2
    assert all("empreinte" in page for page in pages_of_the_table)


def test_without_deadline_or_recourse_the_receipt_says_nothing_of_them():
    shown = text(receipts.render(due=None, recourse=None))
    assert "Délai de réponse" not in shown
    assert "Voies de recours" not in shown


def test_a_template_belongs_to_us_or_to_an_app():
    for name in ("missing", "../receipt", "deposits/../../x", "deposits/missing", "*/receipt", ""):
        with pytest.raises(api.UnknownTemplate):
            api.render(name, {}, language="ar", title="x", at=receipts.AT)


def test_missing_data_is_a_fault_of_the_caller():
    with pytest.raises(typst.TypstError):
        api.render("receipt", {}, language="ar", title="x", at=receipts.AT)


def test_the_code_leads_to_the_address_of_verification():
    svg = api.qr_svg("https://diwan.example.ma/verify/7KQ4")
    assert svg.startswith(b"<svg")
    assert b"script" not in svg


def test_long_words_stay_on_the_sheet():
    """A reference grows smaller, a file name breaks; neither leaves the margins (57 and 538 points)."""
    listed = [{"name": "x_2026-" * 30 + ".pdf", "size": 1, "sha256": "0" * 64}, *receipts.data()["pieces"]]
    pdf = receipts.render(reference="AREF-CASABLANCA-2026-001284", listed=listed, subject="ب" * 200)
    command = ["pdftotext", "-bbox", "-", "-"]
    boxes = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    places = [tuple(map(float, place)) for place in re.findall(r'xMin="([\d.]+)" .*?xMax="([\d.]+)"', boxes)]
    assert len(places) > 100
    assert min(left for left, _ in places) > 55
    assert max(right for _, right in places) < 540
    assert boxes.count(">AREF-CASABLANCA-2026-001284<") >= 2


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("المرجع MEN-2026-001284 بتاريخ 12/10/2026 عند 10:30", ["MEN-2026-001284", "12/10/2026", "10:30"]),
        ("الهاتف +212 661-23-45-67 والمبلغ 1 284,50", ["661-23-45-67", "284,50"]),
        ("سنة 2010 25 تلميذا وسنة 2026 123 مترشحا", ["2010", "25", "2026", "123"]),
        ("Réf. 917/26 du 2009-02-22, article 3", ["917/26", "2009-02-22,"]),
    ],
)
def test_numbers_keep_their_order_whatever_stands_around_them(subject, shown):
    words = text(receipts.render(subject=subject)).replace("\u202a", " ").replace("\u202c", " ").split()
    assert [number for number in shown if number not in words] == []
