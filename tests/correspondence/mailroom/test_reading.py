"""What is read is found again, figures survive, and the original is another file."""

from __future__ import annotations

import io
import random
import shutil
import subprocess

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from benchmarks import paper
from benchmarks.mailroom import tokens
from diwan.correspondence.mailroom.reading import clues, layer, pages, shapes, tesseract, words
from diwan.correspondence.mailroom.reading.figures import by_shape, joined, looks_indic, settled
from diwan.correspondence.mailroom.reading.words import Word, from_the_right

from .conftest import needs_reader, sheets

ROW = ["رقم:", "2024/1523", "بتاريخ", "12/03/2024", "الموضوع:", "الاسم", "التربية", "والإدارة"]


def line(texts, *, y=200, right=2200):
    """Words of an Arabic line, from the right."""
    out, x = [], right
    for text in texts:
        width = 22 * len(text)
        out.append(Word(text, x - width, y, width, 50, 90, 0))
        x -= width + 14
    return out


def copy(said, *, turn=0, size=(2480, 3508)):
    held = io.BytesIO()
    Image.new("L", size, 255).save(held, "PDF", resolution=300)
    layout = layer.Layout(1, turn, 0.0, 2480, 3508, 300, said)
    return layer.searchable([(held.getvalue(), "application/pdf", [layout])])


def poppler(pdf):
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="POPPLER IS NOT INSTALLED: its reading was not compared")
def test_words_and_numbers_come_back_in_poppler():
    assert tokens(" ".join(ROW)) == tokens(poppler(copy(line(ROW))))


def test_words_and_numbers_come_back_in_pdfium():
    with pypdfium2.PdfDocument(copy(line(ROW))) as document:
        assert tokens(" ".join(ROW)) == tokens(document[0].get_textpage().get_text_range())


@pytest.mark.skipif(not shutil.which("mutool"), reason="MUPDF IS NOT INSTALLED: its reading was not compared")
def test_words_and_numbers_come_back_in_mupdf(tmp_path):
    path = tmp_path / "copy.pdf"
    path.write_bytes(copy(line(ROW)))
    said = subprocess.run(["mutool", "draw", "-q", "-F", "txt", path], capture_output=True, check=True).stdout
    assert tokens(" ".join(ROW)) == tokens(said.decode())


@pytest.mark.parametrize(("turn", "size"), [(90, (3508, 2480)), (180, (2480, 3508)), (270, (3508, 2480))])
def test_words_stand_where_they_are_on_a_page_that_was_turned(turn, size):
    with pikepdf.open(io.BytesIO(copy(line(ROW), turn=turn, size=size))) as pdf:
        assert pdf.pages[0].obj.Rotate == turn
    with pypdfium2.PdfDocument(copy(line(ROW), turn=turn, size=size)) as document:
        assert "2024/1523" in document[0].get_textpage().get_text_range()


def drawn(text):
    image = Image.new("L", (420, 140), 255)
    pen, x = ImageDraw.Draw(image), 30
    font = ImageFont.truetype(str(next(p for p in shapes.FONTS if "Amiri-Regular" in p.name)), 54)
    for figure in text:
        pen.text((x, 30), figure, font=font, fill=0)
        x += int(font.getlength(figure)) + 2
    return paper.worn(image, random.Random(2))


@pytest.mark.parametrize("text", ["٢٥", "٢٠٢٤", "١٣٩", "٧٨٦٥"])
def test_arabic_indic_figures_are_known_by_their_shape(text):
    assert shapes.known(drawn(text))[0] == text


@pytest.mark.parametrize(("read", "shown"), [("٢٠", "٣٠"), ("1٨", "٢٨"), ("٢٠٢١", "٢٠٢٦")])
def test_the_shape_of_a_figure_counts_more_than_a_reader_that_is_certain(read, shown):
    image = drawn(shown)
    assert by_shape(Word(read, 0, 0, *image.size, 93, 0), image).text == shown


def test_a_western_figure_beside_arabic_indic_ones_is_looked_at_again():
    six, one = drawn("٦"), drawn("1")
    assert looks_indic(Word("1", 0, 0, *six.size, 56, 0), six)
    assert not looks_indic(Word("1", 0, 0, *one.size, 56, 0), one)


def test_of_two_readings_the_one_with_as_many_marks_as_the_paper_is_kept():
    image = drawn("2025")
    word = Word("205", 10, 10, 300, 120, 80, 0)
    assert settled(word, "2025", 70, image).text == "2025"


@needs_reader
def test_references_and_dates_of_worn_letters_are_read():
    for sheet in sheets(3)[1:]:  # one Arabic, one French
        out = io.BytesIO()
        sheet.image.save(out, "JPEG", quality=85)
        reading = pages.read(out.getvalue(), dpi=300)
        said = clues.found([clues.Page(reading.words, sheet.image.width, sheet.image.height)])
        assert said["their_reference"].value == sheet.reference
        assert said["dated_on"].value == sheet.on.isoformat()
        assert said["their_reference"].box


@needs_reader
def test_a_line_the_reader_passed_over_is_read_and_stands_in_its_place(tmp_path):
    image = sheets(3)[1].image
    image.save(tmp_path / "page.png")
    whole = words.lines(tesseract.words(tmp_path / "page.png", dpi=300))
    lost = whole[2]
    left = [word for line in whole for word in line if line is not lost]
    found = words.lines(pages.lines_passed_over(image, left, dpi=300, scratch=tmp_path))
    assert abs(found[2][0].y - lost[0].y) < 30
    assert {word.text for word in lost} & {word.text for word in found[2]}
    assert len(found) == len(whole)


@needs_reader
def test_a_page_upside_down_is_turned():
    out = io.BytesIO()
    sheets(3)[2].image.rotate(180).save(out, "JPEG", quality=85)
    reading = pages.read(out.getvalue(), dpi=300)
    if reading.turned == 0:
        pytest.skip("TESSERACT HAS NO osd.traineddata (tesseract-ocr-osd): pages are turned by hand")
    assert reading.turned == 180


def say(*rows):
    """A page with these lines."""
    return [
        clues.Page(
            [
                Word(text, 2200 - 200 * n, 100 + 100 * at, 180, 50, 90, at)
                for at, row in enumerate(rows)
                for n, text in enumerate(row.split())
            ],
            2480,
            3508,
        )
    ]


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("الرباط، في 12/03/2024", "2024-03-12"),
        ("الرباط، في ١٢ مارس ٢٠٢٤", "2024-03-12"),
        ("Rabat, le 1er février 2025", "2025-02-01"),
        ("الرباط في 2 رمضان 1445", "2024-03-12"),
        ("الرباط في ٥ اكتويبر ٢٠٢٤", "2024-10-05"),
        ("دمشق في 7 كانون الأول 2024", "2024-12-07"),
        ("بيروت في 15 كانون الثاني/يناير 2024", "2024-01-15"),
        ("عمّان في ٣ آب ٢٠٢٤", "2024-08-03"),
        ("الكويت في 9 تشرين الثاني 2024", "2024-11-09"),
        ("الكويت في ٩ أغسطس ٢٠٢٤", "2024-08-09"),
        ("الرباط في 1 رمضان 1445 الموافق 12 مارس 2024", "2024-03-12"),
    ],
)
def test_days_are_understood(row, day):
    assert clues.found(say(row))["dated_on"].value == day


@pytest.mark.parametrize(
    ("row", "number"),
    [("رقم: 2024/3142", "2024/3142"), ("رقە: 2024/3142", "2024/3142"), ("Ref. : 68584/24", "68584/24")],
)
def test_a_label_is_known_with_a_letter_wrong(row, number):
    assert clues.found(say(row))["their_reference"].value == number


def test_a_line_taken_for_latin_is_read_from_the_right():
    line = [Word("74977/24", 1889, 10, 231, 50, 91, 0), Word("رقم:", 2142, 10, 78, 50, 77, 0)]
    assert [word.text for word in from_the_right(line)] == ["رقم:", "74977/24"]
    assert from_the_right(line[::-1]) == line[::-1]
    ascending = [
        Word(text, x, 10, 60, 50, 70, 0) for text, x in (("٢٠٢٤", 100), ("شتنبر", 200), ("٨", 300), ("الرباط", 400))
    ]
    assert [word.text for word in from_the_right(ascending)] == ["الرباط", "٨", "شتنبر", "٢٠٢٤"]


def test_a_figure_given_twice_counts_once():
    words = [
        Word("20", 264, 479, 47, 32, 95, 0),
        Word("25", 313, 479, 79, 32, 40, 0),
        Word("5", 378, 480, 20, 25, 46, 0),
    ]
    assert [word.text for word in joined(words)] == ["2025"]


def test_the_number_of_another_letter_is_not_taken_for_theirs():
    said = clues.found(say("المرجع: مراسلتكم رقم 77/2023", "رقم: 2024/1523"))
    assert said["their_reference"].value == "2024/1523"


def test_a_request_of_a_person_is_told_from_a_letter():
    said = clues.found(say("أنا الموقع أسفله محمد العمراني", "رقم البطاقة الوطنية AB123456"))
    assert (said["kind"].value, said["sender"].value) == ("deposit", "محمد العمراني")
    assert said["identity"].value == "AB123456"


def test_words_are_kept_and_given_back():
    row = line(ROW)
    assert words.unpack(words.pack(row)) == row
