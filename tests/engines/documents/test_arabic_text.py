"""Text of our documents is found again by readers: every word of a corpus, in poppler, pdfium and MuPDF."""

import re
import shutil
import subprocess
import tempfile
from collections import Counter

import pypdfium2
import pytest
import typst
from PIL import ImageChops

from diwan.engines.documents import reading_order, typesetting
from tests.helpers import receipts

WORDS = """
الاسم التربية الإدارة لله اللغة المراسلة الإيداع الأجل الآخرة الأكاديمية لأجل لإشعار الوثائق المرفقة الضبط مكتب سجل
الواردات الصادرات وصل رقمي مختوم التوقيع الشهادة المدرسية الموظفين المملكة المغربية وزارة الوطنية والتعليم الأولي
والرياضة مديرية الموارد البشرية المصلحة فاطمة الزهراء محمد بنعبد الله جمادى الأولى رمضان نونبر يوليوز مسؤول شؤون مبادئ
القضاء التظلم القانون إلى على هذا الذي التي بسم الرحمن الرحيم مؤسسة تعليمية تجديد الإجازة المحكمة الإدارية الرباط الدار
البيضاء تأشيرة إحالة لائحة لا إلا الملاحظات بالإشعار للإدارة بالأكاديمية تم في يحيى حي ستين نبيل تنبيه يتيمة ليلى لأن
لآن فلا كلا الحالي المجلس النجاح حجج الصحيح جمعية خمسة التحقق المصالحة نجيب تمييز حمزة لمحة الممتحن المجتمع مكافأة كلام
برمجة تخبر يختبر الحين الكهرباء
""".split()  # noqa: SIM905 - a corpus is read as text
NUMBERS = ["2026/1284", "2009-02-22", "10:02:03", "55-19", "18", "1448"]
SOURCE = """
#import "/engines/documents/templates/letterhead.typ": *
#show: official.with(main: "ar")
#in-language("ar", data.words.join(" "))

#in-language("ar", text(weight: "bold", data.words.join(" ")))
"""


def poppler(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            words = page.get_textpage()
            pages.append(words.get_text_range())
            words.close()
            page.close()
        return "\n".join(pages)
    finally:
        document.close()


def mupdf(pdf: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        command = ["mutool", "draw", "-q", "-F", "txt", file.name]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()


READERS = [
    poppler,
    pdfium,
    pytest.param(mupdf, marks=pytest.mark.skipif(not shutil.which("mutool"), reason="mutool is not installed")),
]


def words_of(extracted: str) -> Counter:
    """Words as a search sees them: the marks of direction that poppler writes are not letters."""
    return Counter(re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", " ", extracted).split())


@pytest.fixture(scope="module")
def corpus() -> tuple[list[str], bytes]:
    words, pdf = as_set()
    return words, reading_order.logical(pdf)


def as_set() -> tuple[list[str], bytes]:
    """The corpus as Typst makes it."""
    words = list(dict.fromkeys(WORDS))
    for place, number in enumerate(NUMBERS):
        words.insert(7 * place + 3, number)
    given = {"administration": {"name": {"ar": "وزارة"}}, "words": words}
    inputs = typesetting.json.dumps(
        {"title": "corpus", "language": "ar", "data": given, "attachments": []}, ensure_ascii=False
    )
    pdf = typst.compile(
        SOURCE.encode(), root=typesetting.PACKAGE, font_paths=typesetting._fonts(), format="pdf",
        sys_inputs={"input": inputs}, pdf_standards=typesetting.STANDARDS, timestamp=0,
    )  # fmt: skip
    return words, pdf


@pytest.mark.parametrize("read", READERS)
def test_every_word_and_number_is_found_as_often_as_it_was_written(corpus, read):
    words, pdf = corpus
    found = words_of(read(pdf))
    assert len(words) >= 100
    # MuPDF misses the space between a number and a word whose letters stand at two heights (55-19 مختوم): one place.
    assert len([word for word in words if found[word] < 2]) <= (2 if read is mupdf else 0)


@pytest.mark.parametrize("read", [poppler, pdfium])
def test_a_date_inside_arabic_is_not_reversed(read):
    found = words_of(read(receipts.render(language="ar")))
    assert {"2009-02-22", "2026-09-01", "2026/1284", "55-19"} <= {word.strip(".") for word in found}
    assert "22-02-2009" not in found


def test_nothing_moves_when_letters_are_put_into_reading_order(corpus):
    """Where two pieces of a letter become one, a dot may be a shade lighter or darker."""
    before, after = (
        pypdfium2.PdfDocument(pdf)[0].render(scale=6, grayscale=True).to_pil() for pdf in (as_set()[1], corpus[1])
    )
    shades = ImageChops.difference(before.convert("L"), after.convert("L")).histogram()
    assert sum(shades[48:]) == 0
    assert sum(shades[8:]) < 0.001 * before.width * before.height


def test_the_same_document_is_the_same_bytes(corpus):
    assert reading_order.logical(as_set()[1]) == corpus[1]


def test_what_has_no_arabic_is_left_as_it_is():
    pdf = typst.compile(b"Monsieur le Directeur, 2024/15", format="pdf", timestamp=0)
    assert reading_order.logical(pdf) is pdf
